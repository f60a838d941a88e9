//! Rust code for Google's crate `protobuf`: the files that `protoc --rust_out` writes for the upb kernel, byte for byte.
//!
//! In: a [`Schema`], the files to generate, and [`GoogleRustSettings`]. Out: the text of each file, and of the entry point, which
//! is the root of a crate. The crate does not read or write files, and does not know the command line.
//!
//! `context` knows where each type is, and which messages form cycles; `names` decides all names. After that, each
//! construct is written by one function from templates, which look like the generated code. `mini` encodes the layout
//! of messages for upb. `grpc` has the services of the crate `grpc`.

#![warn(missing_debug_implementations)]

mod accessors;
mod context;
mod crate_mapping;
mod default;
mod entry_point;
mod enumeration;
mod error;
pub mod grpc;
mod message;
mod mini;
mod mini_table;
mod names;
mod oneof;
mod settings;
mod template;
mod types;
mod version;

pub use crate_mapping::CrateMapping;
pub use error::{Error, MappingError, Unmapped};
pub use settings::{GoogleRustSettings, Parameter};
pub use version::{UnsupportedVersion, Version};

use context::{GoogleRustContext, publicly_imported};
use protoward_schema::{FileId, Schema};
use protoward_source::parallel;

/// The first line of each file: the version of the runtime that it needs.
const VERSION_CHECK: &str = "const _: () = ::protobuf::__internal::assert_compatible_gencode_version(\"$version$\");\n";

/// A generated file, which has the code of one `.proto` file, or the entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below the output folder.
    pub path: String,
    /// The code of the file.
    pub content: String,
}

/// Generates the code of files and the entry point. The files are in one crate.
///
/// # Errors
/// Fails with the first file that cannot be generated, and the reason.
pub fn generate(
    schema: &Schema,
    files: &[FileId],
    settings: &GoogleRustSettings,
) -> Result<Vec<GeneratedFile>, (FileId, Error)> {
    let Some(&first) = files.first() else { return Ok(Vec::new()) };
    let entry_point = entry_point::path(schema.text(schema[first].path), &settings.entry_point);
    let entry_point = entry_point.map_err(|error| (first, error))?;
    let context = GoogleRustContext::new(schema, files, settings);
    for &file in files {
        context.check(file).map_err(|error| (file, error.into()))?;
    }
    let made = parallel::map(files.len(), parallel::threads(None), |index| module(&context, files[index]));
    let mut outputs = Vec::with_capacity(files.len() + 1);
    for (&file, made) in files.iter().zip(made) {
        let content = made.map_err(|error| (file, error))?;
        outputs.push(GeneratedFile { path: names::files::output(schema.text(schema[file].path)), content });
    }
    let content = entry_point::entry_point(&context, files, &entry_point);
    // protoc writes the entry point after the first file. Without a name, it becomes a part of that file.
    match outputs.first_mut() {
        Some(first) if entry_point.is_empty() => first.content.push_str(&content),
        _ => outputs.insert(1, GeneratedFile { path: entry_point, content }),
    }
    Ok(outputs)
}

/// Returns the module of a file.
fn module(context: &GoogleRustContext<'_>, file: FileId) -> Result<String, Error> {
    let schema = context.schema;
    let mut page = String::new();
    template::fill(&mut page, VERSION_CHECK, &[("version", context.version.asserted())]);
    re_exports(context, file, &mut page);
    for &message in &schema[file].messages {
        message::write(context, message, 0, &mut page)?;
        page.push_str("\n\n");
    }
    for &it in &schema[file].enums {
        enumeration::write(schema, it, &mut page)?;
        page.push('\n');
    }
    // An extension has no code with this kernel, only a line.
    page.extend(schema[file].extensions.iter().map(|_| '\n'));
    Ok(page)
}

/// Writes the re-exports of a file. In the same crate, public imports need none.
fn re_exports(context: &GoogleRustContext<'_>, file: FileId, page: &mut String) {
    let schema = context.schema;
    for imported in publicly_imported(schema, file) {
        let Some(module) = context.other_crate(imported) else { continue };
        let messages = schema[imported].messages.iter().flat_map(|&id| {
            let name = names::types::message(schema, id);
            [name.clone(), format!("{name}View"), format!("{name}Mut")]
        });
        let enums = schema[imported].enums.iter().map(|&id| names::types::enumeration(schema, id));
        for name in messages.chain(enums) {
            page.extend(["#[allow(unused_imports)]\npub use ", &module, &name, ";\n"]);
        }
    }
}
