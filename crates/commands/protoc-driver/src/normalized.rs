//! Paths in the form in which protoc compares and prints them.

/// Removes `.` and repeated slashes. `..` stays, because it may follow a link, and so does a trailing slash, which
/// protoc prints.
pub(crate) fn normalize(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("{root}{}{end}", parts.join("/"))
}
