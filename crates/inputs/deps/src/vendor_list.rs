//! The list of the files in a vendor folder, with their digests.
//!
//! It decides which files of the folder may be replaced and removed: those that were written there and are unchanged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::digest::{digest, is_digest};
use protoward_source::tree_path::normal;

/// The name of the list in a vendor folder.
pub const VENDOR_LIST: &str = ".protoward-vendored";

/// The files of a vendor folder: digests by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorList(BTreeMap<String, String>);

impl VendorList {
    /// Adds a file with the digest of its content.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        self.0.insert(path.to_owned(), digest(bytes));
    }

    /// Returns the paths of the files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns `true` if a file of the list has this content.
    pub fn is_unchanged(&self, path: &str, bytes: &[u8]) -> bool {
        self.0.get(path).is_some_and(|known| *known == digest(bytes))
    }

    /// Returns `true` if a file is on the list.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Returns the text of the list.
    pub fn render(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (path, digest) in &self.0 {
            let _ = writeln!(text, "{digest} {path}");
        }
        text
    }

    /// Parses a list. Lines that are none of a list, such as paths that leave the folder, are ignored: files that they
    /// name are not on the list, and stay.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = str::from_utf8(bytes).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let is_inside = |path: &str| !path.is_empty() && normal(path).as_deref() == Some(path);
        let is_right = |digest: &str, path: &str| is_digest(digest) && is_inside(path);
        let entries = lines.filter(|(digest, path)| is_right(digest, path));
        Self(entries.map(|(digest, path)| (path.to_owned(), digest.to_owned())).collect())
    }
}

const HEADER: &str = "# Written by `protoward deps vendor`: the files of this folder, which it replaces and removes.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let mut list = VendorList::default();
        list.add("a/b c.proto", b"x");
        assert_eq!(VendorList::parse(list.render().as_bytes()), list);
        assert!(list.is_unchanged("a/b c.proto", b"x") && !list.is_unchanged("a/b c.proto", b"y"));
        assert!(!list.is_unchanged("other", b"x"));
    }

    #[test]
    fn ignores_paths_that_leave_the_folder() {
        let digest = digest(b"");
        for path in ["../x", "/etc/passwd", "a/../../x", "a\\b", ""] {
            assert_eq!(VendorList::parse(format!("{digest} {path}\n").as_bytes()).paths().count(), 0, "{path}");
        }
    }
}
