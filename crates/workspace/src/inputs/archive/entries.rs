//! What the entries of an archive become: files, links, and what can only be spoken of.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use super::error::ArchiveProblem;
use crate::inputs::compression::{Limited, UnpackError, in_words};
use crate::inputs::paths::normal;
use protoward_source::stays_inside;

/// What lies at a path of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    File(Arc<[u8]>),
    /// A symbolic link, or a second name of a file: the path in the archive that it leads to.
    Link(String),
    /// Something that is there and cannot be read, and why.
    Unreadable(&'static str),
}

/// How much an archive may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Entries of any kind.
    pub(super) entries: usize,
    /// Bytes that are unpacked, those of files that are passed over included.
    pub(super) unpacked: u64,
    /// Bytes of files that are kept in memory.
    pub(super) kept: u64,
}

impl Limits {
    pub(super) const DEFAULT: Self = Self { entries: 1 << 20, unpacked: 4 << 30, kept: 512 << 20 };
}

/// The files that are kept: schemas, and what may configure them. Whatever else an archive holds is passed over.
const KEPT: &[&str] = &[".proto", ".yaml", ".toml"];

/// About what one more path takes in memory, beside its own text.
const NODE: usize = 96;

/// The longest path that is kept.
pub(super) const MAX_PATH: usize = 4096;

/// What was read of an archive so far.
#[derive(Debug)]
pub(super) struct Entries {
    pub(super) nodes: BTreeMap<String, Node>,
    limits: Limits,
    seen: usize,
    kept: u64,
}

impl Entries {
    pub(super) fn new(limits: Limits) -> Self {
        Self { nodes: BTreeMap::new(), limits, seen: 0, kept: 0 }
    }

    /// Counts one more entry.
    pub(super) fn count(&mut self) -> Result<(), ArchiveProblem> {
        self.seen += 1;
        if self.seen > self.limits.entries {
            return Err(ArchiveProblem::TooManyEntries { limit: self.limits.entries });
        }
        Ok(())
    }

    /// The path of an entry, from the root of the archive; `None` where it is of no interest: a name that no import can
    /// say, or none.
    ///
    /// # Errors
    /// When it leads out of the archive, whatever it is the path of.
    pub(super) fn path(name: &[u8]) -> Result<Option<String>, ArchiveProblem> {
        let shown = String::from_utf8_lossy(name);
        let escapes = || ArchiveProblem::Escapes { entry: shown.chars().take(MAX_PATH).collect() };
        if shown.starts_with('/') {
            return Err(escapes());
        }
        let path = normal("", &shown).ok_or_else(escapes)?;
        // Written on Windows, by a program that does not know how an archive spells paths.
        if shown.contains('\\') && normal("", &shown.replace('\\', "/")).is_none() {
            return Err(escapes());
        }
        let is_name = std::str::from_utf8(name).is_ok() && stays_inside(&path);
        Ok((is_name && !path.is_empty() && path.len() <= MAX_PATH).then_some(path))
    }

    /// Whether a file of this path is kept.
    pub(super) fn keeps(path: &str) -> bool {
        KEPT.iter().any(|ending| path.ends_with(ending))
    }

    /// Reads a file that is kept; `size` is what the archive says of it.
    pub(super) fn file(&mut self, path: String, size: u64, content: impl Read) -> Result<(), ArchiveProblem> {
        let left = self.limits.kept - self.kept;
        if size > left {
            return Err(self.too_large().into());
        }
        let mut bytes = Vec::new();
        let read = Limited::new(content, size).read_to_end(&mut bytes).map_err(|error| UnpackError::from_io(&error));
        let read = read.map_err(|error| match error {
            UnpackError::TooLarge { .. } => UnpackError::Damaged { reason: format!("`{path}` is larger than it says") },
            error => error,
        })?;
        if (read as u64) < size {
            return Err(UnpackError::CutOff.into());
        }
        self.kept += size;
        self.add(path, Node::File(bytes.into()))
    }

    fn too_large(&self) -> UnpackError {
        UnpackError::TooLarge { limit: format!("{} of files to read", in_words(self.limits.kept)) }
    }

    /// A symbolic link, as it is written, at `path`.
    pub(super) fn symbolic_link(&mut self, path: String, target: &[u8]) -> Result<(), ArchiveProblem> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let target = std::str::from_utf8(target).ok().filter(|target| !target.starts_with('/'));
        let target = target.and_then(|target| normal(folder, target)).filter(|target| stays_inside(target));
        let node = target.map_or(Node::Unreadable(LEADS_OUT), Node::Link);
        self.add(path, node)
    }

    /// A second name of a file that the archive has under another.
    pub(super) fn hard_link(&mut self, path: String, target: &[u8]) -> Result<(), ArchiveProblem> {
        let node = Self::path(target)?.map_or(Node::Unreadable(LEADS_OUT), Node::Link);
        self.add(path, node)
    }

    /// What may stand twice in an archive is what is the same both times.
    pub(super) fn add(&mut self, path: String, node: Node) -> Result<(), ArchiveProblem> {
        match self.nodes.get(&path) {
            Some(there) if *there != node => return Err(ArchiveProblem::Twice { path }),
            Some(_) => return Ok(()),
            None => {}
        }
        // Names take memory too, and an archive may have little else.
        let link = if let Node::Link(target) = &node { target.len() } else { 0 };
        self.kept = self.kept.saturating_add((path.len() + link + NODE) as u64);
        if self.kept > self.limits.kept {
            return Err(self.too_large().into());
        }
        self.nodes.insert(path, node);
        Ok(())
    }
}

/// Why a link cannot be followed.
pub(super) const LEADS_OUT: &str = "it is a link that leads out of the archive";
