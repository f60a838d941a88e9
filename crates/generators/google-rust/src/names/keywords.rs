//! Names that Rust does not accept as they are.

use std::borrow::Cow;

/// The keywords of Rust that can be raw identifiers, including reserved and contextual ones, sorted.
const RAW: [&str; 52] = [
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "static",
    "struct",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The names that cannot be raw identifiers, and that of constructors.
const NEVER: [&str; 6] = ["Self", "_", "crate", "new", "self", "super"];

/// Returns a name as an identifier: `r#type`, `self_`.
pub(crate) fn identifier(name: &str) -> Cow<'_, str> {
    if RAW.binary_search(&name).is_ok() {
        Cow::Owned(format!("r#{name}"))
    } else if NEVER.contains(&name) {
        Cow::Owned(format!("{name}_"))
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{RAW, identifier};

    #[test]
    fn escapes_keywords() {
        let names = ["type", "self", "Self", "_", "default", "new"];
        assert_eq!(names.map(identifier), ["r#type", "self_", "Self_", "__", "default", "new_"]);
        assert!(RAW.is_sorted());
    }
}
