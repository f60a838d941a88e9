//! Known disagreements, each with its reason. An entry that agrees again must be removed.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_kit::corpus::Tree;

/// Lines `corpus file` below lines `[reason]`. `#` starts a comment.
const COMPILE: &str = include_str!("known-compile.txt");

/// Reasons by corpus and file.
#[derive(Debug, Default)]
pub(crate) struct KnownReasons(BTreeMap<(String, String), String>);

impl KnownReasons {
    /// Reads the files on which protoc and protoward are known to differ.
    pub(crate) fn compile() -> KnownReasons {
        KnownReasons::read(COMPILE)
    }

    fn read(text: &str) -> KnownReasons {
        let mut entries = BTreeMap::new();
        let mut reason = "";
        for line in text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')) {
            if let Some(inner) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                reason = inner;
            } else if let Some((corpus, file)) = line.split_once(' ') {
                entries.insert((corpus.to_owned(), file.trim().to_owned()), reason.to_owned());
            }
        }
        KnownReasons(entries)
    }

    /// Returns the files of a tree, except those that protoward is known to reject, or for which it writes no files.
    pub(crate) fn generable(&self, tree: &Tree) -> Vec<String> {
        let is_taken = |file: &&String| {
            let path = Path::new(&tree.prefix).join(file);
            let reason = path.to_str().and_then(|path| self.reason(tree.corpus, path));
            let reason = if has_portable_output(file) { reason } else { Some("its output names no file on Windows") };
            reason.iter().for_each(|reason| println!("  left out: {file}: {reason}"));
            reason.is_none()
        };
        tree.files.iter().filter(is_taken).cloned().collect()
    }

    pub(crate) fn reason(&self, corpus: &str, file: &str) -> Option<&str> {
        self.0.get(&(corpus.to_owned(), file.to_owned())).map(String::as_str)
    }
}

/// Returns `false` for a file whose output protoward does not write on any system, because Windows takes `:` for a drive.
pub(crate) fn has_portable_output(file: &str) -> bool {
    !file.contains(':')
}

#[cfg(test)]
mod tests {
    use super::KnownReasons;

    #[test]
    fn entries_have_the_reason_above_them() {
        let known = KnownReasons::read("# a remark\n[editions]\none a/b.proto\n\n[other]\n two c.proto\n");
        assert_eq!(known.reason("one", "a/b.proto"), Some("editions"));
        assert_eq!(known.reason("two", "c.proto"), Some("other"));
        assert_eq!(known.reason("two", "a/b.proto"), None);
    }

    #[test]
    fn every_entry_in_the_list_has_a_reason() {
        assert!(KnownReasons::compile().0.values().all(|reason| !reason.is_empty()));
    }
}
