//! Names as prost and tonic write them.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// A field, a method or a module.
pub(crate) fn snake(name: &str) -> String {
    identifier(name.to_snake_case())
}

/// A type or a variant.
pub(crate) fn upper_camel(name: &str) -> String {
    identifier(name.to_upper_camel_case())
}

/// A value of an enum without the name of the enum in front; both are in Rust's spelling.
pub(super) fn without_prefix(enum_name: &str, value: &str) -> String {
    match value.strip_prefix(enum_name).filter(|rest| rest.chars().next().is_some_and(char::is_uppercase)) {
        Some(rest) => identifier(rest.to_owned()),
        None => value.to_owned(),
    }
}

/// The front of the modules that tonic makes for a service: a letter is lowered, and stands apart if it was a capital.
pub(super) fn service_module(name: &str) -> String {
    let mut module = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            module.push('_');
        }
        module.push(letter.to_ascii_lowercase());
    }
    module
}

/// A name without what makes it different from a keyword: both are one name to Rust.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Whether Rust takes it for a name; prost has nothing left where a name is nothing but `_`.
pub(super) fn is_name(name: &str) -> bool {
    !matches!(name, "" | "_")
}

/// The name that stands in for one that is taken: `name_`, then `name2_`, `name3_` and so on.
pub(super) fn another(name: &str, nth: usize) -> String {
    let name = if is_name(name) { bare(name) } else { "_" };
    match nth {
        1 => format!("{name}_"),
        nth => format!("{name}{nth}_"),
    }
}

/// A name that Rust takes.
pub(crate) fn identifier(name: String) -> String {
    match &*name {
        "_" | "super" | "self" | "Self" | "extern" | "crate" => name + "_",
        _ if name.chars().next().is_some_and(char::is_numeric) => format!("_{name}"),
        _ if KEYWORDS.contains(&&*name) => format!("r#{name}"),
        _ => name,
    }
}

/// Keywords that may be names with `r#` in front.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use prost_build::Module;

    use super::*;

    #[test]
    fn names_are_those_of_prost() {
        let names = ["fooBar", "HTTPFoo", "type", "self", "Self", "_1", "a__b", "FOO_BAR2", "gen", "_", "x9Y", "crate"];
        for name in KEYWORDS.iter().chain(&names) {
            let module = Module::from_protobuf_package_name(name);
            assert_eq!(module.parts().collect::<Vec<_>>(), [snake(name)]);
        }
    }

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

    #[test]
    fn names_that_stand_in_are_names() {
        assert_eq!(another("r#type", 1), "type_");
        assert_eq!(another("FooBar", 2), "FooBar2_");
        assert_eq!((&*another("", 1), &*another("", 2)), ("__", "_2_"));
    }
}
