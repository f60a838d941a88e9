//! Paths of files as a user writes them: as imports do, or from the working directory.

/// Returns the import path of a file or folder, which may be new, given the import paths and displayed paths of existing files. A
/// path from the working directory starts with the folder in which the import paths of such a file start.
pub(crate) fn import_path<'p>(path: &'p str, files: &[(&str, &str)]) -> &'p str {
    let path = path.strip_prefix("./").unwrap_or(path);
    if files.iter().any(|(name, _)| *name == path) {
        return path;
    }
    let roots = files.iter().filter_map(|(name, display)| display.strip_suffix(name));
    let roots = roots.map(|root| root.strip_prefix("./").unwrap_or(root)).filter(|root| !root.is_empty());
    // Of nested roots, the innermost one is meant.
    roots.filter_map(|root| path.strip_prefix(root)).min_by_key(|rest| rest.len()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_working_directory_becomes_one_of_imports() {
        let files = [("a/v1/a.proto", "./proto/a/v1/a.proto"), ("b.proto", "proto/vendor/b.proto")];
        for path in ["a/v1/a.proto", "./a/v1/a.proto", "proto/a/v1/a.proto", "./proto/a/v1/a.proto"] {
            assert_eq!(import_path(path, &files), "a/v1/a.proto");
        }
        assert_eq!(import_path("proto/a/v1/new.proto", &files), "a/v1/new.proto");
        assert_eq!(import_path("proto/vendor/new.proto", &files), "new.proto");
        assert_eq!(import_path("a/v1/new.proto", &files), "a/v1/new.proto");
        assert_eq!(import_path("protocol/new.proto", &files), "protocol/new.proto");
    }
}
