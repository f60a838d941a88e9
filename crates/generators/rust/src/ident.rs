//! Rust names, spelled as prost-build and tonic-build spell them, so that code keeps its names when users come from these.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Returns the name of a field, a method or a module.
pub fn snake(name: &str) -> String {
    identifier(name.to_snake_case())
}

/// Like [`snake`], but for the editions of Rust before 2024, in which `gen` is not a keyword.
pub(crate) fn snake_2021(name: &str) -> String {
    match name.to_snake_case() {
        name if name == "gen" => name,
        name => identifier(name),
    }
}

/// Returns the module of a part of a package.
pub(crate) fn module_of_package(part: &str) -> String {
    let module = snake(part);
    if is_name(&module) { module } else { format!("{part}_") }
}

/// Returns `true` if a name is valid in Rust. Case conversion leaves nothing of a name that consists of underscores.
pub(crate) fn is_name(name: &str) -> bool {
    !matches!(name, "" | "_")
}

/// Returns the name of a type or a variant.
pub fn upper_camel(name: &str) -> String {
    identifier(name.to_upper_camel_case())
}

/// Removes the enum name from the start of the name of an enum value. Both are in Rust spelling.
pub(crate) fn without_prefix(enum_name: &str, value: &str) -> String {
    match value.strip_prefix(enum_name).filter(|rest| rest.chars().next().is_some_and(char::is_uppercase)) {
        Some(rest) => identifier(rest.to_owned()),
        None => identifier(value.to_owned()),
    }
}

/// Returns the name of a constant.
pub(crate) fn constant(name: &str) -> String {
    identifier(name.to_shouty_snake_case())
}

/// Returns the start of the module names of a service: lowercase, with `_` before each capital letter.
pub(crate) fn service_module(name: &str) -> String {
    let mut module = String::with_capacity(name.len() + 4);
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_uppercase() {
            module.push('_');
        }
        module.push(c.to_ascii_lowercase());
    }
    module
}

/// Returns the name without the `r#` of a keyword. To Rust, both are the same name.
pub fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Returns a valid identifier: a name that is a keyword or begins with a digit is changed.
pub fn identifier(name: String) -> String {
    match &*name {
        "_" | "super" | "self" | "Self" | "extern" | "crate" => name + "_",
        _ if name.starts_with(char::is_numeric) => format!("_{name}"),
        _ if KEYWORDS.contains(&&*name) => format!("r#{name}"),
        _ => name,
    }
}

/// Keywords that become identifiers with the prefix `r#`.
pub(crate) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_go_where_a_word_ends() {
        assert_eq!(without_prefix("Foo", "FooBar"), "Bar");
        assert_eq!(without_prefix("Foo", "Foobar"), "Foobar");
        assert_eq!(without_prefix("Foo", "Foo1"), "Foo1");
        assert_eq!(without_prefix("Foo", "FooSelf"), "Self_");
    }

    #[test]
    fn modules_of_services_are_those_of_tonic() {
        assert_eq!(service_module("ABCServiceX"), "a_b_c_service_x");
        assert_eq!(service_module("greeter"), "greeter");
    }
}
