//! Manifests of trees: the path and hash of every file, as text.
//!
//! The digest of a manifest is the digest of the dependency, which the lock file holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::digest::is_digest;
use crate::requirement::normal;

/// The files of a dependency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The digests of `.proto` files by import path.
    pub(crate) files: BTreeMap<String, String>,
    /// Paths that cannot be read, with the reason.
    pub(crate) unreadable: BTreeMap<String, Unreadable>,
    /// The configuration of the dependency: its path in the repository and its digest.
    pub(crate) config: Option<(String, String)>,
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

    const fn key(self) -> &'static str {
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

const HEADER: &str = "protoward tree 1";

impl Manifest {
    /// Returns the manifest as text: sorted, one line per file.
    pub(crate) fn render(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some((path, digest)) = &self.config {
            let _ = writeln!(text, "config {digest} {path}");
        }
        for (path, digest) in &self.files {
            let _ = writeln!(text, "file {digest} {path}");
        }
        for (path, unreadable) in &self.unreadable {
            let _ = writeln!(text, "unreadable {} {path}", unreadable.key());
        }
        text
    }

    /// Parses a text of [`render`](Self::render); `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut manifest = Self::default();
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return None;
        }
        for line in lines {
            let mut parts = line.splitn(3, ' ');
            let (kind, value, path) = (parts.next()?, parts.next()?, parts.next()?);
            normal(path)?;
            let digest = || is_digest(value).then(|| value.to_owned());
            match kind {
                "config" => manifest.config = Some((path.to_owned(), digest()?)),
                "file" => drop(manifest.files.insert(path.to_owned(), digest()?)),
                "unreadable" => {
                    let unreadable = Unreadable::ALL.into_iter().find(|it| it.key() == value)?;
                    manifest.unreadable.insert(path.to_owned(), unreadable);
                }
                _ => return None,
            }
        }
        Some(manifest)
    }

    /// Returns the import paths of the files below a folder.
    pub(crate) fn names(&self, under: &str) -> Vec<String> {
        let is_below = |name: &&String| match name.strip_prefix(under) {
            Some(rest) => under.is_empty() || under.ends_with('/') || rest.starts_with('/'),
            None => false,
        };
        self.files.keys().filter(is_below).cloned().collect()
    }

    /// Returns the reason why a path, or a folder around it, cannot be read.
    pub(crate) fn unreadable(&self, path: &str) -> Option<Unreadable> {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        folders.filter_map(|folder| self.unreadable.get(folder)).copied().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::digest;

    #[test]
    fn reads_what_it_writes() {
        let manifest = Manifest {
            files: BTreeMap::from([("a b/c.proto".to_owned(), digest(b"c"))]),
            unreadable: BTreeMap::from([("sub".to_owned(), Unreadable::Submodule)]),
            config: Some(("protoward.toml".to_owned(), digest(b""))),
        };
        assert_eq!(Manifest::parse(&manifest.render()).as_ref(), Some(&manifest));
        assert_eq!(manifest.unreadable("sub/a.proto"), Some(Unreadable::Submodule));
        assert_eq!(manifest.unreadable("subway/a.proto"), None);
    }

    #[test]
    fn rejects_other_texts() {
        let digest = digest(b"");
        for text in [
            String::new(),
            format!("{HEADER}\nfile {digest}\n"),
            format!("{HEADER}\nfile ../x a.proto\n"),
            format!("{HEADER}\nfile {digest} ../a.proto\n"),
            format!("{HEADER}\nother {digest} a.proto\n"),
        ] {
            assert_eq!(Manifest::parse(&text), None, "{text}");
        }
    }
}
