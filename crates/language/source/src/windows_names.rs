//! Names that no file of Windows has: devices, and those that Windows changes. Windows opens `a.proto` for `a.proto.`, and the
//! console for `con.proto`.
//!
//! Source: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.

/// Returns the first name of a path, with `/` as the separator, that no file of Windows has; `None` if all of them may be files.
///
/// ```
/// use protoward_source::unusable_on_windows;
/// assert_eq!(unusable_on_windows("a/aux.v1.rs"), Some("aux.v1.rs"));
/// assert_eq!(unusable_on_windows("a./b.rs"), Some("a."));
/// assert_eq!(unusable_on_windows("a/auxiliary.rs"), None);
/// ```
pub fn unusable_on_windows(path: &str) -> Option<&str> {
    path.split('/').find(|name| is_device(name) || is_changed(name))
}

/// Returns `true` for a device, also with an extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_number =
        |rest: &str| matches!(rest.chars().next(), Some('0'..='9' | '¹' | '²' | '³')) && rest.chars().count() == 1;
    matches!(&*stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered.is_some_and(is_number)
}

/// Returns `true` for a name that Windows shortens, apart from `.` and `..`.
fn is_changed(name: &str) -> bool {
    name.ends_with(['.', ' ']) && !matches!(name, "." | "..")
}

/// Returns `true` if a path may be that of a file of Windows: its names also have no characters that Windows rejects, or that
/// lead to another stream of a file.
pub(super) fn may_be_on_windows(path: &str) -> bool {
    let is_rejected = |letter: char| letter.is_ascii_control() || ":*?\"<>|\\".contains(letter);
    unusable_on_windows(path).is_none() && !path.contains(is_rejected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_no_files() {
        for name in
            ["con", "CON.proto", "aux.v1.rs", "nul", "prn.", "com1.h", "LPT9", "COM¹.rs", "conin$", "nul .txt", "com0"]
        {
            assert_eq!(unusable_on_windows(name), Some(name));
            assert_eq!(unusable_on_windows(&format!("a/{name}/b.proto")), Some(name));
        }
        for name in
            ["", "a", "console", "com", "com10.rs", "lpt.rs", "acon", "xcom1", "a.con", "_con.rs", "..", "./a", "con_"]
        {
            assert_eq!(unusable_on_windows(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_windows_changes_or_rejects_are_not_found() {
        for path in
            ["a/b.proto.", "a/b.proto ", "a./b.proto", "a /b.proto", "b.proto::$DATA", "a?.proto", "a\tb", "con.proto"]
        {
            assert!(!may_be_on_windows(path), "{path}");
        }
        for path in ["a/b.proto", "a/.hidden/ b.proto", "./a", "größe/a b.proto", ""] {
            assert!(may_be_on_windows(path), "{path}");
        }
    }
}
