//! Manifests of trees: the path, hash and size of every file, as text.
//!
//! The digest of a manifest is the digest of the dependency, which the lock file holds. A manifest is sorted, so that
//! a file is found without reading all of it into a map.

use std::fmt::Write as _;
use std::ops::Range;

use crate::digest::is_digest;

/// The files of a dependency.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    text: String,
    /// The `.proto` files, sorted by path.
    files: Vec<Entry>,
    /// The paths that cannot be read, sorted.
    unreadable: Vec<(Range<usize>, Unreadable)>,
    /// The configuration of the dependency.
    config: Option<Entry>,
    /// The size of all contents.
    size: u64,
}

/// A line of a manifest.
#[derive(Clone, Debug)]
struct Entry {
    path: Range<usize>,
    digest: Range<usize>,
    /// The contents: all files in the order of the manifest, without gaps.
    at: Range<u64>,
}

/// A file of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ManifestFile<'a> {
    pub(crate) path: &'a str,
    pub(crate) digest: &'a str,
    /// The position of the content among those of all files.
    pub(crate) start: u64,
    pub(crate) size: u64,
}

/// The reason why a path of a repository has no contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// A symbolic link to something outside of the repository.
    LinkOutside,
    /// A symbolic link to nothing, or to itself.
    LinkNowhere,
    /// A submodule.
    Submodule,
    /// A pointer of Git LFS instead of the file.
    Lfs,
}

impl Unreadable {
    const ALL: [Self; 4] = [Self::LinkOutside, Self::LinkNowhere, Self::Submodule, Self::Lfs];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::LinkOutside => "link-outside",
            Self::LinkNowhere => "link-nowhere",
            Self::Submodule => "submodule",
            Self::Lfs => "lfs",
        }
    }

    /// Returns the reason for messages.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::LinkOutside => "it is a symbolic link that leaves the dependency",
            Self::LinkNowhere => "it is a symbolic link that leads nowhere in the dependency",
            Self::Submodule => {
                "it is in a submodule of the dependency; name the repository of the submodule as a dependency"
            }
            Self::Lfs => "it is stored with Git LFS, which dependencies do not support",
        }
    }
}

/// The first line of a manifest.
pub(crate) const HEADER: &str = "protoward tree 1\n";

/// Adds the line of a file or of a configuration.
pub(crate) fn write_file(text: &mut String, kind: &'static str, digest: &str, size: usize, path: &str) {
    let _ = writeln!(text, "{kind} {digest} {size} {path}");
}

/// Adds the line of a path that cannot be read.
pub(crate) fn write_unreadable(text: &mut String, reason: Unreadable, path: &str) {
    let _ = writeln!(text, "unreadable {} {path}", reason.key());
}

impl Manifest {
    /// Parses a text; `None` if it is no manifest.
    pub(crate) fn parse(text: String) -> Option<Self> {
        let mut manifest = Self::default();
        let mut start = HEADER.len();
        for line in text.strip_prefix(HEADER)?.split_inclusive('\n') {
            manifest.line(line.strip_suffix('\n')?, start)?;
            start += line.len();
        }
        let path = |entry: &Entry| &text[entry.path.clone()];
        let is_sorted = manifest.files.is_sorted_by(|a, b| path(a) < path(b))
            && manifest.unreadable.is_sorted_by(|(a, _), (b, _)| text[a.clone()] < text[b.clone()]);
        manifest.text = text;
        is_sorted.then_some(manifest)
    }

    fn line(&mut self, line: &str, start: usize) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        let (value, rest) = rest.split_once(' ')?;
        let end = start + line.len();
        if kind == "unreadable" {
            let reason = Unreadable::ALL.into_iter().find(|it| it.key() == value)?;
            self.unreadable.push((end - rest.len()..end, reason));
            return Some(());
        }
        let (size, path) = rest.split_once(' ')?;
        let digest = start + kind.len() + 1;
        let until = self.size.checked_add(size.parse().ok()?)?;
        let entry = Entry { path: end - path.len()..end, digest: digest..digest + value.len(), at: self.size..until };
        self.size = until;
        if !is_digest(value) {
            return None;
        }
        match kind {
            "config" if self.config.is_none() && self.files.is_empty() => self.config = Some(entry),
            "file" => self.files.push(entry),
            _ => return None,
        }
        Some(())
    }

    fn file_of(&self, entry: &Entry) -> ManifestFile<'_> {
        ManifestFile {
            path: &self.text[entry.path.clone()],
            digest: &self.text[entry.digest.clone()],
            start: entry.at.start,
            size: entry.at.end - entry.at.start,
        }
    }

    /// Returns the size of the contents of all files.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the configuration; its path is that in the repository.
    pub(crate) fn config(&self) -> Option<ManifestFile<'_>> {
        self.config.as_ref().map(|entry| self.file_of(entry))
    }

    /// Returns all files, sorted by their import paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = ManifestFile<'_>> {
        self.files.iter().map(|entry| self.file_of(entry))
    }

    /// Returns the file with an import path.
    pub(crate) fn file(&self, path: &str) -> Option<ManifestFile<'_>> {
        let found = self.files.binary_search_by(|entry| self.text[entry.path.clone()].cmp(path)).ok()?;
        Some(self.file_of(&self.files[found]))
    }

    /// Returns the import paths of the files below a folder.
    pub(crate) fn names(&self, under: &str) -> Vec<String> {
        let is_below = |name: &&str| match name.strip_prefix(under) {
            Some(rest) => under.is_empty() || under.ends_with('/') || rest.starts_with('/'),
            None => false,
        };
        self.files().map(|file| file.path).filter(is_below).map(str::to_owned).collect()
    }

    /// Returns the text, whose digest is that of the tree.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the reason why a path, or a folder around it, cannot be read.
    pub(crate) fn unreadable(&self, path: &str) -> Option<Unreadable> {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        let find = |folder: &str| self.unreadable.binary_search_by(|(at, _)| self.text[at.clone()].cmp(folder)).ok();
        folders.find_map(find).map(|found| self.unreadable[found].1)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::digest::digest;

    #[test]
    fn reads_what_it_writes() {
        let mut text = HEADER.to_owned();
        write_file(&mut text, "config", &digest(b""), 0, "protoward.toml");
        write_file(&mut text, "file", &digest(b"b"), 1, "a b/c.proto");
        write_file(&mut text, "file", &digest(b"cc"), 2, "d.proto");
        write_unreadable(&mut text, Unreadable::Submodule, "sub");
        let manifest = Manifest::parse(text).unwrap();
        let file = ManifestFile { path: "d.proto", digest: &digest(b"cc"), start: 1, size: 2 };
        assert_eq!(manifest.file("d.proto"), Some(file));
        assert_eq!(manifest.files().map(|it| it.path).collect::<Vec<_>>(), ["a b/c.proto", "d.proto"]);
        assert_eq!((manifest.config().unwrap().path, manifest.size()), ("protoward.toml", 3));
        assert_eq!(manifest.unreadable("sub/a.proto"), Some(Unreadable::Submodule));
        assert_eq!(manifest.unreadable("subway/a.proto"), None);
        assert_eq!(manifest.file("c.proto"), None);
    }

    #[test]
    fn rejects_other_texts() {
        let digest = digest(b"");
        for text in [
            String::new(),
            format!("{HEADER}file {digest}\n"),
            format!("{HEADER}file {digest} 1 a.proto"),
            format!("{HEADER}file ../x 1 a.proto\n"),
            format!("{HEADER}file {digest} x a.proto\n"),
            format!("{HEADER}file {digest} {0} a.proto\nfile {digest} {0} b.proto\n", u64::MAX),
            format!("{HEADER}file {digest} 1 b.proto\nfile {digest} 1 a.proto\n"),
            format!("{HEADER}file {digest} 1 a.proto\nfile {digest} 1 a.proto\n"),
            format!("{HEADER}file {digest} 1 a.proto\nconfig {digest} 1 protoward.toml\n"),
            format!("{HEADER}other {digest} 1 a.proto\n"),
        ] {
            assert!(Manifest::parse(text.clone()).is_none(), "{text}");
        }
    }
}
