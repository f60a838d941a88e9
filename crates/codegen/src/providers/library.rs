//! The path by which other crates name the module with a crate's types.

/// Returns the path by which other crates name a module such as `crate::proto`. `name` is the name of the library or
/// package. Returns `None` if the path does not begin with `crate`, or is not valid.
pub fn library(module: &str, name: &str) -> Option<String> {
    let inside = module.split("::").next() == Some("crate") && is_path(module);
    inside.then(|| with_root(module, &name.replace('-', "_")))
}

/// Returns `true` if every segment of a module path is a name.
pub fn is_path(module: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '#');
    module.split("::").all(|part| !part.is_empty() && part.chars().all(is_letter))
}

/// Replaces the first segment of a path with `name`.
pub fn with_root(path: &str, name: &str) -> String {
    match path.split_once("::") {
        Some((_, rest)) => format!("{name}::{rest}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_crate_by_the_library_name() {
        assert_eq!(library("crate", "shop-types").as_deref(), Some("shop_types"));
        assert_eq!(library("crate::a::r#type", "shop").as_deref(), Some("shop::a::r#type"));
        assert_eq!(with_root(&library("crate::a", "shop-types").unwrap_or_default(), "store"), "store::a");
        for module in ["", "self", "crates", "crate::", "crate::a b", "::crate"] {
            assert_eq!(library(module, "shop"), None, "{module}");
        }
    }
}
