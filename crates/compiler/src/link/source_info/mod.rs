//! Where everything in a file stands, and the comments around it: a serialized `google.protobuf.SourceCodeInfo`.
//!
//! In: one parsed file, and what each option of it was interpreted as. Out: the bytes protoc writes. protoc notes a
//! place when it begins to parse a construct, so the places come in the order of the grammar.
//! It must not know other files, nor what an option means.

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

use super::Unit;
use protoward_schema::wire::Writer;
use protoward_syntax::ast::{self, Span};

/// What has become of an option statement.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum OptionPlace<'o> {
    /// It has set what has this path below the options message: `[11]`, `[50001, 1]`, `[50002, 0]`.
    At(&'o [i32]),
    /// It was stripped from a field of the options message that is still set, if only to an empty message.
    Inside,
    /// It was stripped, and with it the field of the options message that it set.
    Gone,
}

/// Asked for each option but `default` and `json_name`, which are none.
pub(crate) type OptionPlaces<'o> = dyn Fn(&ast::OptionDecl) -> OptionPlace<'o> + 'o;

/// The source code info of a file without syntax errors.
#[cfg(test)]
pub(crate) fn source_info(unit: &Unit<'_>, option_places: &OptionPlaces<'_>) -> Vec<u8> {
    // What is written for a file is about as long as the file; memory that is not written to costs nothing.
    let mut out = Writer::with_capacity(unit.text.len() + unit.text.len() / 2);
    write(unit, option_places, &mut out, None);
    out.into_bytes()
}

/// The locations of a schema that `SourceCodeInfo` cannot hold.
#[derive(Default)]
pub(crate) struct Exact {
    /// The byte range of each location, in their order.
    pub(crate) spans: Vec<Span>,
    /// Locations that protoc notes otherwise or not at all: of `default = 4` as a whole, and of features that are set
    /// between braces.
    pub(crate) additional: Writer,
    /// The byte ranges of the additional locations.
    pub(crate) additional_spans: Vec<Span>,
}

/// Appends the source code info of a file without syntax errors, and fills `exact` for a schema.
pub(crate) fn write(unit: &Unit<'_>, option_places: &OptionPlaces<'_>, out: &mut Writer, exact: Option<&mut Exact>) {
    Walk { text: unit.text, option_places, locations: Locations::new(unit.text, &unit.file.lines, out, exact) }
        .file(unit.file);
}

/// Goes through a file once; the methods stand beside the constructs.
struct Walk<'a, 'o, 'w> {
    text: &'a str,
    option_places: &'a OptionPlaces<'o>,
    locations: Locations<'a, 'w>,
}

#[cfg(test)]
mod tests;
