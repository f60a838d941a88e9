//! The path by which other crates name the module with a crate's types.

use protoward_rust::rust_path;

/// Returns the path by which other crates name a module such as `crate::proto`. `name` is the name of the library or
/// package. Returns `None` if the path does not begin with `crate`, or is not valid.
pub fn library(module: &str, name: &str) -> Option<String> {
    let inside = module.split("::").next() == Some("crate") && is_path(module);
    inside.then(|| with_root(module, &name.replace('-', "_")))
}

/// Returns `true` if a text is the path of a module that begins with the name of a crate or `crate`.
pub fn is_path(module: &str) -> bool {
    rust_path::check(module).is_ok() && !["::", "self", "super", " "].iter().any(|other| module.starts_with(other))
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
        for module in ["", "self", "crates", "crate::", "crate::a b", "::crate", "crate::type"] {
            assert_eq!(library(module, "shop"), None, "{module}");
        }
    }
}
