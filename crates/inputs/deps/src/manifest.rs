//! Manifests of trees: the path, hash and size of every file, as text.
//!
//! The digest of a manifest is the digest of the dependency, which the lock file holds. A manifest is sorted, so that
//! a file is found without parsing the other lines: a command often needs a few files of thousands.

use std::fmt::Write as _;
use std::ops::Range;

/// The files of a dependency.
#[derive(Debug)]
pub(crate) struct Manifest {
    text: String,
    /// The lines of `.proto` files, sorted by path.
    files: Range<usize>,
    /// The lines of paths that cannot be read, sorted by path.
    unreadable: Range<usize>,
}

/// A file of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ManifestFile<'a> {
    pub(crate) path: &'a str,
    pub(crate) digest: &'a str,
    /// The position of the content in the tree.
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
    /// A submodule, which is not fetched.
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
            Self::Submodule => "it is in a submodule of the dependency",
            Self::Lfs => "it is stored with Git LFS, which dependencies do not support",
        }
    }

    /// Returns the remedy for messages.
    pub(crate) const fn help(self) -> &'static str {
        match self {
            Self::LinkOutside | Self::LinkNowhere => {
                "ask the owner of the repository to replace the link with a file, or remove the import"
            }
            Self::Submodule => "add the repository of the submodule as a dependency",
            Self::Lfs => "ask the owner of the repository to store the file without Git LFS, or remove the import",
        }
    }
}

/// The first line of a manifest.
pub(crate) const HEADER: &str = "protoward tree 1\n";

/// The first words of lines, each with the space after it.
pub(crate) const CONFIG: &str = "config ";
pub(crate) const FILE: &str = "file ";
const UNREADABLE: &str = "unreadable ";

/// Adds the line of a file or of a configuration, which begins with `kind`.
pub(crate) fn write_file(text: &mut String, kind: &str, file: ManifestFile<'_>) {
    let ManifestFile { path, digest, start, size } = file;
    let _ = writeln!(text, "{kind}{digest} {start} {size} {path}");
}

/// Adds the line of a path that cannot be read.
pub(crate) fn write_unreadable(text: &mut String, reason: Unreadable, path: &str) {
    let _ = writeln!(text, "{UNREADABLE}{} {path}", reason.key());
}

impl Manifest {
    /// Takes a text with the digest of a manifest; `None` if it is no manifest all the same.
    pub(crate) fn new(text: String) -> Option<Self> {
        let rest = text.strip_prefix(HEADER)?;
        if !text.ends_with('\n') {
            return None;
        }
        let config = if rest.starts_with(CONFIG) { rest.find('\n')? + 1 } else { 0 };
        let start = HEADER.len() + config;
        let end = text.len();
        let mut manifest = Self { text, files: start..end, unreadable: end..end };
        let middle = manifest.first_line(start..end, |line| line.starts_with(UNREADABLE));
        manifest.files.end = middle;
        manifest.unreadable.start = middle;
        Some(manifest)
    }

    /// Returns the start of the first line with a property, which all lines after it have; or the end.
    fn first_line(&self, mut lines: Range<usize>, has: impl Fn(&str) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        while !lines.is_empty() {
            let middle = lines.start + lines.len() / 2;
            let before = bytes[lines.start..middle].iter().rposition(|byte| *byte == b'\n');
            let start = before.map_or(lines.start, |at| lines.start + at + 1);
            let end = self.end_of_line(start);
            if has(&self.text[start..end]) { lines.end = start } else { lines.start = end + 1 }
        }
        lines.start
    }

    /// Returns the position of the line break after `start`. There is one, because the text ends with it.
    fn end_of_line(&self, start: usize) -> usize {
        self.text[start..].find('\n').map_or(self.text.len() - 1, |at| start + at)
    }

    /// Returns the line of a path among sorted lines.
    fn line(&self, lines: &Range<usize>, path: &str) -> Option<&str> {
        let start = self.first_line(lines.clone(), |line| path_of(line) >= path);
        let line = (start < lines.end).then(|| &self.text[start..self.end_of_line(start)])?;
        (path_of(line) == path).then_some(line)
    }

    /// Returns the configuration; its path is that in the repository.
    pub(crate) fn config(&self) -> Option<ManifestFile<'_>> {
        let line = self.text[HEADER.len()..self.files.start].strip_suffix('\n')?;
        file(line.strip_prefix(CONFIG)?)
    }

    /// Returns all files, sorted by their import paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = ManifestFile<'_>> {
        self.text[self.files.clone()].lines().filter_map(|line| file(line.strip_prefix(FILE)?))
    }

    /// Returns the file with an import path.
    pub(crate) fn file(&self, path: &str) -> Option<ManifestFile<'_>> {
        file(self.line(&self.files, path)?.strip_prefix(FILE)?)
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
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]).chain(["", path]);
        let line = folders.find_map(|folder| self.line(&self.unreadable, folder))?;
        let key = line.strip_prefix(UNREADABLE)?.split(' ').next()?;
        Unreadable::ALL.into_iter().find(|it| it.key() == key)
    }
}

/// Returns the path at the end of a line: after the fourth space for files, after the second one otherwise.
fn path_of(line: &str) -> &str {
    let spaces = if line.starts_with(UNREADABLE) { 2 } else { 4 };
    line.splitn(spaces + 1, ' ').nth(spaces).unwrap_or_default()
}

/// Parses the line of a file or configuration, without its kind.
fn file(rest: &str) -> Option<ManifestFile<'_>> {
    let mut parts = rest.splitn(4, ' ');
    let digest = parts.next()?;
    let start = parts.next()?;
    let size = parts.next()?;
    let path = parts.next()?;
    Some(ManifestFile { path, digest, start: start.parse().ok()?, size: size.parse().ok()? })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::digest::digest;

    fn write(text: &mut String, kind: &str, path: &str, start: u64) {
        let digest = digest(path.as_bytes());
        write_file(text, kind, ManifestFile { path, digest: &digest, start, size: 3 });
    }

    #[test]
    fn finds_what_it_writes() {
        for count in 0..40 {
            let mut text = HEADER.to_owned();
            let paths: Vec<String> = (0..count).map(|it| format!("a b/\u{e9}{}.proto", "c".repeat(it))).collect();
            let mut sorted: Vec<&str> = paths.iter().map(String::as_str).collect();
            sorted.sort_unstable();
            let has_config = count % 2 == 0;
            if has_config {
                write(&mut text, CONFIG, "protoward.toml", 0);
            }
            sorted.iter().for_each(|path| write(&mut text, FILE, path, 7));
            write_unreadable(&mut text, Unreadable::Lfs, "large.proto");
            write_unreadable(&mut text, Unreadable::Submodule, "sub");
            let manifest = Manifest::new(text).unwrap();
            assert!(manifest.files().map(|it| it.path).eq(sorted.iter().copied()));
            for path in sorted {
                let digest = digest(path.as_bytes());
                assert_eq!(manifest.file(path), Some(ManifestFile { path, digest: &digest, start: 7, size: 3 }));
            }
            assert_eq!(manifest.config().map(|it| it.path), has_config.then_some("protoward.toml"));
            assert_eq!(manifest.unreadable("sub/a.proto"), Some(Unreadable::Submodule));
            assert_eq!(manifest.unreadable("large.proto"), Some(Unreadable::Lfs));
            assert_eq!(manifest.unreadable("subway/a.proto"), None);
            assert!(["", "a", "protoward.toml", "sub", "zzz"].iter().all(|path| manifest.file(path).is_none()));
        }
    }

    #[test]
    fn survives_other_texts() {
        for text in ["", "protoward tree 2\n", "protoward tree 1\nfile x", "protoward tree 1\nconfig x"] {
            assert!(Manifest::new(text.to_owned()).is_none(), "{text}");
        }
        for line in
            ["", "file", "file ", "file x a.proto", "unreadable ", "unreadable x a.proto", "config ", " ", "\u{e9}"]
        {
            let manifest = Manifest::new(format!("{HEADER}{line}\n")).unwrap();
            assert!(manifest.file("a.proto").is_none() && manifest.unreadable("a.proto").is_none());
            assert!(manifest.config().is_none() && manifest.files().next().is_none());
        }
    }
}
