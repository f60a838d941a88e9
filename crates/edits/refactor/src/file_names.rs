//! Names of files: for a declaration, and for a path as a user writes it.

use std::borrow::Cow;

/// Returns the name of the file of a declaration, as style guides want it: `http_server.proto` for `HTTPServer`.
pub(crate) fn file_name(declaration: &str) -> String {
    let letters: Vec<char> = declaration.chars().collect();
    let mut name = String::with_capacity(declaration.len() + ENDING.len());
    for (index, letter) in letters.iter().enumerate() {
        let last = index.checked_sub(1).map(|last| letters[last]);
        let is_before_lower = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let is_start = letter.is_ascii_uppercase()
            && last.is_some_and(|last| last != '_' && (!last.is_ascii_uppercase() || is_before_lower));
        if is_start {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name + ENDING
}

const ENDING: &str = ".proto";

/// Returns the folder of an import path, with its last slash.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// Returns the import path of a file or folder, which may be new, given the import paths and portable paths of existing files. A
/// path from the working directory starts with the folder in which the import paths of such a file start; then the index of that file
/// is returned too.
pub(crate) fn import_path<'p>(path: &'p str, files: &[(&str, Cow<'_, str>)]) -> (&'p str, Option<usize>) {
    let path = path.strip_prefix("./").unwrap_or(path);
    if files.iter().any(|(name, _)| *name == path) {
        return (path, None);
    }
    let roots =
        files.iter().enumerate().filter_map(|(file, (name, display))| Some((file, display.strip_suffix(name)?)));
    let roots = roots.map(|(file, root)| (file, root.strip_prefix("./").unwrap_or(root)));
    // Of nested roots, the innermost one is meant.
    let inside =
        roots.filter(|(_, root)| !root.is_empty()).filter_map(|(file, root)| Some((file, path.strip_prefix(root)?)));
    inside.min_by_key(|(_, rest)| rest.len()).map_or((path, None), |(file, rest)| (rest, Some(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_underscores_between_words() {
        let names = ["Order", "OrderItem", "HTTPServer", "V1Beta", "order_note", "IPv4Address", "A", "Old_Name"];
        let files = names.map(file_name);
        let expected =
            ["order", "order_item", "http_server", "v1_beta", "order_note", "i_pv4_address", "a", "old_name"];
        assert_eq!(files.map(|file| file.replace(".proto", "")), expected);
    }

    #[test]
    fn finds_folders() {
        assert_eq!([folder("a/b/c.proto"), folder("c.proto")], ["a/b/", ""]);
    }

    #[test]
    fn a_path_from_the_working_directory_becomes_one_of_imports() {
        let files = [("a/v1/a.proto", "./proto/a/v1/a.proto".into()), ("b.proto", "proto/vendor/b.proto".into())];
        for path in ["a/v1/a.proto", "./a/v1/a.proto", "proto/a/v1/a.proto", "./proto/a/v1/a.proto"] {
            assert_eq!(import_path(path, &files).0, "a/v1/a.proto");
        }
        assert_eq!(import_path("proto/a/v1/new.proto", &files), ("a/v1/new.proto", Some(0)));
        assert_eq!(import_path("proto/vendor/new.proto", &files), ("new.proto", Some(1)));
        assert_eq!(import_path("a/v1/new.proto", &files), ("a/v1/new.proto", None));
        assert_eq!(import_path("protocol/new.proto", &files), ("protocol/new.proto", None));
    }
}
