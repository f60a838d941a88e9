//! The names of features and crates, which are those of packages unless Cargo or the code has another use for them.

/// The names that the feature or crate of a package cannot have: features with a meaning, and crates that the code needs.
const RESERVED: &[&str] = &[
    "all",
    "alloc",
    "core",
    "default",
    "grpc",
    "http-body",
    "json",
    "prost",
    "prost-types",
    "proc-macro",
    "self",
    "serde",
    "std",
    "super",
    "test",
    "tokio",
    "tonic",
    "tonic-prost",
];

/// Returns the name of the feature or crate for a package, from the segments of its module path.
pub(super) fn of_module(parts: &[String]) -> String {
    let is_keyword = matches!(parts, [part] if part.starts_with("r#"));
    match joined(parts) {
        // No other name ends in `_` this way, so the result is unique.
        name if is_keyword || RESERVED.contains(&&*name) => name + "_",
        name => name,
    }
}

/// Returns the name of the crate for a package, with the prefix `prefix` if there is one.
pub(super) fn of_crate(prefix: Option<&str>, parts: &[String]) -> String {
    prefix.map_or_else(|| of_module(parts), |prefix| format!("{prefix}-{}", joined(parts)))
}

fn joined(parts: &[String]) -> String {
    let bare: Vec<&str> = parts.iter().map(|part| part.strip_prefix("r#").unwrap_or(part)).collect();
    if bare.is_empty() { "no-package_".to_owned() } else { bare.join("-") }
}

/// Returns `true` if a name is valid for a generated crate.
pub(super) fn is_crate(name: &str) -> bool {
    let letters = name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'));
    letters
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && !RESERVED.contains(&name)
        && !is_keyword(name)
}

fn is_keyword(name: &str) -> bool {
    let module = protoward_rust::package_path(name);
    module.iter().any(|part| part.starts_with("r#") || *part != name.to_lowercase() && part.ends_with('_'))
}

/// Returns the Rust name of the library of a package.
pub(super) fn library(package: &str) -> String {
    package.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[&str]) -> String {
        of_module(&parts.iter().map(|&part| part.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_features_after_packages() {
        assert_eq!(name(&["google", "pubsub", "v1"]), "google-pubsub-v1");
        assert_eq!(name(&["a_b"]), "a_b");
        assert_eq!(name(&["a", "r#type"]), "a-type");
        assert_eq!(name(&["r#type"]), "type_");
        assert_eq!(name(&["grpc"]), "grpc_");
        assert_eq!(name(&[]), "no-package_");
    }

    #[test]
    fn checks_crate_names() {
        assert!(["googleapis", "shop-types", "a1", "A_b"].into_iter().all(is_crate));
        assert!(["", "1a", "a b", "a.b", "prost", "type", "ä", "-a", "self"].into_iter().all(|name| !is_crate(name)));
    }
}
