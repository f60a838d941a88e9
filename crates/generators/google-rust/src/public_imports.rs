//! Re-exports of what a file imports publicly from other crates.

use crate::context::GoogleRustContext;
use crate::imports::publicly_imported;
use crate::names::types as names;
use protoward_schema::FileId;

/// Writes the re-exports of a file. In the same crate, public imports need none.
pub(crate) fn write(context: &GoogleRustContext<'_>, file: FileId, page: &mut String) {
    let schema = context.schema;
    for imported in publicly_imported(schema, file) {
        let Some(module) = context.other_crate(imported) else { continue };
        let messages = schema[imported].messages.iter().flat_map(|&id| {
            let name = names::message(schema, id);
            [name.clone(), format!("{name}View"), format!("{name}Mut")]
        });
        let enums = schema[imported].enums.iter().map(|&id| names::enumeration(schema, id));
        for name in messages.chain(enums) {
            page.extend(["#[allow(unused_imports)]\npub use ", &module, &name, ";\n"]);
        }
    }
}
