//! Source code info: the locations and comments of a file as a serialized `google.protobuf.SourceCodeInfo`.
//!
//! Input: a parsed file and its option paths. Output: protoc's bytes. protoc records a location when it starts to parse
//! a construct, so locations are in grammar order. This pass uses no other file and does not interpret options.

mod braces;
mod enums;
mod fields;
mod file;
mod lines;
mod location;
mod locations;
mod messages;
mod numbers;
mod options;
mod services;

use locations::Locations;

use super::CompilationUnit;
use protoward_schema::LocationTable;
use protoward_schema::wire::Writer;
use protoward_syntax::ast;

/// The result of an option statement.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum OptionPlace<'o> {
    /// The path below the options message: `[11]`, `[50001, 1]`, `[50002, 0]`.
    At(&'o [i32]),
    /// The option was stripped from a field of the options message that remains, possibly as an empty message.
    Inside,
    /// The option and its top-level field were stripped.
    Gone,
}

/// A function that returns the result of each option statement. `default` and `json_name` are not options.
pub(crate) type OptionPlaces<'o> = dyn Fn(&ast::OptionDecl) -> OptionPlace<'o> + 'o;

/// Returns the source code info of a file without syntax errors.
#[cfg(test)]
pub(crate) fn source_info(unit: &CompilationUnit<'_>, option_places: &OptionPlaces<'_>) -> Vec<u8> {
    // The output is about as long as the file. Unused capacity costs nothing.
    let mut out = Writer::with_capacity(unit.text.len() + unit.text.len() / 2);
    write(unit, option_places, &mut out, None);
    out.into_bytes()
}

/// The locations of a schema that `SourceCodeInfo` cannot represent.
#[derive(Default)]
pub(crate) struct ExactLocations {
    /// The locations of the source info.
    pub(crate) table: LocationTable,
    /// Locations that protoc lacks or records differently: the whole of `default = 4`, and features between braces.
    pub(crate) additional: Writer,
    /// The index of `additional`, by path.
    pub(crate) additional_table: LocationTable,
}

/// Appends the source code info of a file without syntax errors. Fills `exact` for a schema.
pub(crate) fn write(
    unit: &CompilationUnit<'_>,
    option_places: &OptionPlaces<'_>,
    out: &mut Writer,
    exact: Option<&mut ExactLocations>,
) {
    Walk { text: unit.text, option_places, locations: Locations::new(unit.bytes, &unit.file.lines, out, exact) }
        .file(unit.file);
}

/// The walk over a file. Methods are in the files of their constructs.
struct Walk<'a, 'o, 'w> {
    text: &'a str,
    option_places: &'a OptionPlaces<'o>,
    locations: Locations<'a, 'w>,
}

#[cfg(test)]
mod tests;
