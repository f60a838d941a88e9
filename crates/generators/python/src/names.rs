//! Python names of files and declarations, and the detours for those that are keywords of Python.

use super::page::Page;
use protoward_schema::{EnumId, FileId, MessageId, Name, Schema, ServiceId};

/// Returns the module of a file: `a.b_c_pb2` for `a/b-c.proto`.
pub(super) fn module(path: &str) -> String {
    format!("{}_pb2", stem(path).replace('-', "_").replace('/', "."))
}

/// Returns the path of a file without its extension.
pub(super) fn stem(path: &str) -> &str {
    [".protodevel", ".proto"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

/// Returns the path of a module; each dot starts a subfolder.
pub(super) fn path(module: &str, ending: &str) -> String {
    format!("{}{ending}", module.replace('.', "/"))
}

/// Returns the last component of a module name.
pub(super) fn last_part(module: &str) -> &str {
    module.rsplit_once('.').map_or(module, |(_, last)| last)
}

/// Returns `true` for a keyword of Python, except for soft keywords such as `match`.
pub(super) fn is_keyword(word: &str) -> bool {
    #[rustfmt::skip]
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    KEYWORDS.binary_search(&word).is_ok()
}

/// A writer of imports that imports `importlib` only once, for modules with keywords in their names.
#[derive(Debug, Default)]
pub(super) struct Imports {
    has_importlib: bool,
}

impl Imports {
    pub(super) fn import(&mut self, module: &str, alias: &str, page: &mut Page) {
        if is_reserved(module) {
            if !self.has_importlib {
                page.line(format_args!("import importlib"));
                self.has_importlib = true;
            }
            return page.line(format_args!("{alias} = importlib.import_module('{module}')"));
        }
        match module.rsplit_once('.') {
            Some((package, name)) => page.line(format_args!("from {package} import {name} as {alias}")),
            None => page.line(format_args!("import {module} as {alias}")),
        }
    }
}

/// Returns `true` if a component of a module name is a keyword, so that `import` cannot name it.
pub(super) fn is_reserved(module: &str) -> bool {
    module.split('.').any(is_keyword)
}

/// Returns the name of a type relative to the package of its file: `Outer.Inner`.
pub(super) fn in_package(schema: &Schema, file: FileId, full_name: Name) -> &str {
    let full_name = schema.text(full_name);
    match schema.package(file) {
        "" => full_name,
        package => full_name.strip_prefix(package).map_or(full_name, |rest| rest.strip_prefix('.').unwrap_or(rest)),
    }
}

fn variable(schema: &Schema, file: FileId, full_name: Name) -> String {
    format!("_{}", in_package(schema, file, full_name).replace('.', "_").to_ascii_uppercase())
}

/// Returns the variable for the descriptor of a message: `_OUTER_INNER`.
pub(super) fn message(schema: &Schema, id: MessageId) -> String {
    variable(schema, schema[id].file, schema[id].full_name)
}

/// Returns the variable for the descriptor of an enum.
pub(super) fn enumeration(schema: &Schema, id: EnumId) -> String {
    variable(schema, schema[id].file, schema[id].full_name)
}

/// Returns the variable for the descriptor of a service.
pub(super) fn service(schema: &Schema, id: ServiceId) -> String {
    variable(schema, schema[id].file, schema[id].full_name)
}

#[cfg(test)]
mod tests {
    use super::{is_keyword, is_reserved, module, path};

    #[test]
    fn names_modules_of_odd_paths() {
        let modules = ["a/b-c.proto", "x.protodevel", "none", ".a.proto", "a/f.proto.proto"].map(module);
        assert_eq!(modules, ["a.b_c_pb2", "x_pb2", "none_pb2", ".a_pb2", "a.f.proto_pb2"]);
        assert_eq!(path("a.b_c_pb2", ".py"), "a/b_c_pb2.py");
    }

    #[test]
    fn imports_modules_with_keywords_among_their_parts() {
        assert!(is_keyword("None") && is_keyword("yield") && !is_keyword("match") && !is_keyword("print"));
        assert!(is_reserved("a.class.b_pb2") && !is_reserved("class_pb2"));
    }
}
