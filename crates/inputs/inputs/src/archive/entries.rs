//! The entries of an archive: files, links, and unreadable entries.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use super::error::ArchiveProblem;
use crate::compression::{Limited, UnpackError, in_words};
use protoward_source::paths::System;
use protoward_source::stays_inside;
use protoward_source::tree_path::relative;

/// An entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    File(Arc<[u8]>),
    /// A symbolic or hard link, with its target in the archive.
    Link(String),
    /// An unreadable entry, with the reason.
    Unreadable(&'static str),
}

/// The limits for an archive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Maximum number of entries.
    pub(super) entries: usize,
    /// Maximum number of decompressed bytes, including skipped files.
    pub(super) unpacked: u64,
    /// Maximum number of bytes of files in memory.
    pub(super) kept: u64,
}

impl Limits {
    pub(super) const DEFAULT: Self = Self { entries: 1 << 20, unpacked: 4 << 30, kept: 512 << 20 };
}

/// The ends of the names of files to keep: schemas, configurations, locks, and what decides about findings, which are ledgers, lint
/// baselines, usage files and owners. Other files are skipped.
const KEPT: &[&str] = &[".proto", ".yaml", ".toml", ".lock", ".ledger", ".baseline", ".usage", "CODEOWNERS"];

/// The approximate memory of a path besides its text.
const NODE: usize = 96;

/// Maximum length of a path.
pub(super) const MAX_PATH: usize = 4096;

/// The entries read so far.
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

    /// Counts an entry, also if it is skipped.
    pub(super) fn count(&mut self) -> Result<(), ArchiveProblem> {
        self.seen += 1;
        if self.seen > self.limits.entries {
            return Err(ArchiveProblem::TooManyEntries { limit: self.limits.entries });
        }
        Ok(())
    }

    /// Normalizes the path of an entry; `None` if no import can name it. A backslash separates folders: PowerShell 5 and old versions
    /// of .NET write it, and no import can have one.
    ///
    /// # Errors
    /// Fails if the path leaves the archive.
    pub(super) fn path(name: &[u8]) -> Result<Option<String>, ArchiveProblem> {
        let shown = String::from_utf8_lossy(name);
        let escapes = || ArchiveProblem::Escapes { entry: shown.chars().take(MAX_PATH).collect() };
        let whole = System::Windows.portable(&shown);
        if whole.starts_with('/') {
            return Err(escapes());
        }
        let path = relative("", &whole).ok_or_else(escapes)?;
        if has_drive(&path) && Self::keeps(&path) {
            return Err(escapes());
        }
        let is_name = std::str::from_utf8(name).is_ok() && stays_inside(&path);
        Ok((is_name && !path.is_empty() && path.len() <= MAX_PATH).then_some(path))
    }

    /// Returns `true` if a file of this path is kept.
    pub(super) fn keeps(path: &str) -> bool {
        KEPT.iter().any(|ending| path.ends_with(ending))
    }

    /// Reads a file; `size` is its declared size.
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

    /// Adds a symbolic link at `path`.
    pub(super) fn symbolic_link(&mut self, path: String, target: &[u8]) -> Result<(), ArchiveProblem> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let target = std::str::from_utf8(target).ok().map(|target| System::Windows.portable(target));
        let target = target.filter(|target| !target.starts_with('/')).and_then(|target| relative(folder, &target));
        let target = target.filter(|target| stays_inside(target));
        let node = target.map_or(Node::Unreadable(LEADS_OUT), Node::Link);
        self.add(path, node)
    }

    /// Adds a hard link. Its target is a path from the root of the archive, unlike that of a symbolic link.
    pub(super) fn hard_link(&mut self, path: String, target: &[u8]) -> Result<(), ArchiveProblem> {
        let node = Self::path(target)?.map_or(Node::Unreadable(LEADS_OUT), Node::Link);
        self.add(path, node)
    }

    /// Adds an entry. A duplicate path is an error unless both entries are equal.
    pub(super) fn add(&mut self, path: String, node: Node) -> Result<(), ArchiveProblem> {
        match self.nodes.get(&path) {
            Some(there) if *there != node => return Err(ArchiveProblem::Twice { path }),
            Some(_) => return Ok(()),
            None => {}
        }
        // Names take memory too, and an archive may contain little else.
        let link = if let Node::Link(target) = &node { target.len() } else { 0 };
        self.kept = self.kept.saturating_add((path.len() + link + NODE) as u64);
        if self.kept > self.limits.kept {
            return Err(self.too_large().into());
        }
        self.nodes.insert(path, node);
        Ok(())
    }
}

/// Returns `true` for a path with a drive of Windows, such as `C:/a.proto`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic())
}

/// The reason why a link cannot be followed.
pub(super) const LEADS_OUT: &str = "it is a link that leads out of the archive";
