//! The entry point: the root of the crate, which has all generated modules and the descriptors. It re-exports the types of all
//! modules, unless two have the same name.

use crate::context::GoogleRustContext;
use crate::error::Error;
use crate::names::{files, types};
use crate::template::fill;
use protoward_schema::c_escapes::push_hex;
use protoward_schema::descriptor::encode_declared;
use protoward_schema::{FileId, MessageId, Schema};
use std::collections::HashSet;

const MODULE: &str = "#[path=\"$path$\"]
#[allow(nonstandard_style, unused)]
pub mod $module$;
";

const HIDDEN_MODULE: &str = "#[path=\"$path$\"]
#[allow(nonstandard_style, unused, unreachable_pub)]
#[doc(hidden)]
mod $module$;

";

const REEXPORT: &str = "#[allow(nonstandard_style, unused)]
#[doc(inline)]
pub use $module$::*;
";

const NO_REEXPORTS: &str = "// Crate-root re-exports (`pub use <mod>::*`) are disabled because
// this crate contains symbol name collisions across file modules.
// Use fully-qualified paths, e.g. `<crate>::<module>::YourType`.
";

const DESCRIPTOR_START: &str = "pub static $name$: ::protobuf::__internal::runtime::__unstable::DescriptorInfo = \
                                ::protobuf::__internal::runtime::__unstable::DescriptorInfo {
  descriptor: b\"";

/// Returns the path of the entry point, which is in the folder of the first file. An empty name in the root folder gives an
/// empty path.
///
/// # Errors
/// Fails if the path ends with `/`, is absolute, or has a part `.` or `..`: no relative path leads from there to the modules.
pub(crate) fn path(first: &str, name: &str) -> Result<String, Error> {
    let path = match first.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    };
    let is_wrong =
        path.ends_with('/') || name.starts_with('/') || name.split('/').any(|part| matches!(part, "." | ".."));
    if is_wrong { Err(Error::EntryPoint(name.to_owned())) } else { Ok(path) }
}

/// Returns the entry point at a path.
pub(crate) fn entry_point(context: &GoogleRustContext<'_>, generated: &[FileId], path: &str) -> String {
    let schema = context.schema;
    let is_public = context.version.has_public_modules();
    let has_reexports = !is_public || !collide(schema, generated);
    let mut page = String::new();
    for &file in generated {
        let source = schema.text(schema[file].path);
        let (declaration, module) =
            if is_public { (MODULE, files::module(source)) } else { (HIDDEN_MODULE, files::hidden_module(source)) };
        fill(&mut page, declaration, &[("path", &relative(path, &files::output(source))), ("module", &module)]);
        if has_reexports {
            fill(&mut page, REEXPORT, &[("module", &module)]);
        }
    }
    if !has_reexports {
        page.push_str(NO_REEXPORTS);
    }
    page.push_str("#[allow(nonstandard_style, unused)]\npub mod __unstable {\n");
    for &file in generated {
        write_descriptor(context, file, &mut page);
    }
    page.push_str("}\n");
    page
}

/// Writes the static with the descriptor of a file.
fn write_descriptor(context: &GoogleRustContext<'_>, file: FileId, page: &mut String) {
    let schema = context.schema;
    fill(page, DESCRIPTOR_START, &[("name", &files::descriptor(schema.text(schema[file].path)))]);
    push_hex(&encode_declared(schema, file), page);
    page.push_str("\",\n  deps: &[\n");
    for import in schema[file].imports.iter().filter_map(|import| import.file) {
        page.extend(["    &", &context.descriptor_path(import), ",\n"]);
    }
    page.push_str("  ],\n};\n");
}

/// Returns the path of an output relative to the folder of the entry point.
fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Returns `true` if two files, or two declarations of a file, have the same name at the top level.
fn collide(schema: &Schema, generated: &[FileId]) -> bool {
    let mut types = HashSet::new();
    let mut values = HashSet::new();
    generated.iter().any(|&file| {
        let file = &schema[file];
        let enums = file.enums.iter().map(|&id| types::enumeration(schema, id));
        let mut all = file.messages.iter().flat_map(|&id| of_message(schema, id)).chain(enums);
        // Extensions are statics, whose names are in uppercase.
        let mut extensions = file.extensions.iter().map(|&id| schema.text(schema[id].name).to_ascii_uppercase());
        all.any(|name| !types.insert(name)) || extensions.any(|name| !values.insert(name))
    })
}

/// Returns the names that a message has at the top level.
fn of_message(schema: &Schema, id: MessageId) -> Vec<String> {
    let message = &schema[id];
    let name = types::message(schema, id);
    let mut all = vec![format!("{name}View"), format!("{name}Mut"), name];
    let has_oneof = message.oneofs.iter().any(|&oneof| !schema[oneof].synthetic);
    if has_oneof || !message.messages.is_empty() || !message.enums.is_empty() || !message.extensions.is_empty() {
        all.push(types::module(schema, id));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_start_at_the_entry_point() {
        assert_eq!(relative("generated.rs", "a/b.u.pb.rs"), "a/b.u.pb.rs");
        assert_eq!(relative("a/mod.rs", "b.u.pb.rs"), "../b.u.pb.rs");
        assert_eq!(relative("a/b/mod.rs", "a/c/b.u.pb.rs"), "../c/b.u.pb.rs");
        assert_eq!(relative("a/mod.rs", "a/b.u.pb.rs"), "b.u.pb.rs");
    }
}
