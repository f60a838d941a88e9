//! Histories: versions of a few files, and the repository that has them.

use std::path::Path;

use protoward_source::{MemoryTree, Sources};

use super::repository::{commit, git};
use crate::disk;
use crate::mutate::{self, Files, Library};
use protoward_kit::corpus::files_below;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The maximum number of draws for one history. A draw that does not compile is repeated.
pub(super) const ATTEMPTS: u64 = 60;

/// The versions of a few files, the oldest first. The last one is the work tree, the one before it a commit without a tag, and
/// the others are releases.
pub(in crate::oracle) struct History {
    pub(in crate::oracle) versions: Vec<Files>,
    pub(in crate::oracle) random: Random,
}

impl History {
    /// Draws a history of three to eight versions that compile. Returns `None` if no draw does.
    pub(in crate::oracle) fn draw(libraries: &[Library], seed: u64, number: u64) -> Option<Self> {
        (0..ATTEMPTS).find_map(|attempt| {
            let mut random = Random::keyed(seed, &[number, attempt]);
            let count = 3 + random.below(6);
            let versions = mutate::history(libraries, &mut random, count, compiles)?;
            Some(Self { versions, random })
        })
    }

    /// Returns the names of the releases, the oldest first.
    pub(super) fn releases(&self) -> Vec<String> {
        (0..self.versions.len() - 2).map(|at| format!("v1.{at}.0")).collect()
    }

    /// Writes the repository.
    pub(super) fn write(&self, root: &Path) -> Result<(), Error> {
        std::fs::create_dir_all(root).map_err(Error::at(root))?;
        git(root).args(["init", "-q", "-b", "main"]).finish()?;
        let releases = self.releases();
        for (at, files) in self.versions.iter().enumerate() {
            write(files, root)?;
            if at + 1 == self.versions.len() {
                break;
            }
            commit(root, "a version")?;
            if let Some(tag) = releases.get(at) {
                git(root).args(["tag", tag]).finish()?;
            }
        }
        Ok(())
    }
}

/// Replaces the files of a folder.
pub(super) fn write(files: &Files, root: &Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(root).map_err(Error::at(root))? {
        let path = entry.map_err(Error::at(root))?.path();
        if path.file_name().is_some_and(|name| name == ".git") {
            continue;
        }
        let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        removed.map_err(Error::at(&path))?;
    }
    disk::write_all(root, files)
}

/// Replaces the schema files of a folder, and keeps all others.
pub(super) fn write_schemas(files: &Files, root: &Path) -> Result<(), Error> {
    for name in files_below(root, "proto")? {
        let path = root.join(&name);
        std::fs::remove_file(&path).map_err(Error::at(&path))?;
    }
    disk::write_all(root, files)
}

/// Returns `true` if the files are a valid schema.
pub(super) fn compiles(files: &Files) -> bool {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let compiler = protoward_compiler::Compiler::new().resolver(tree);
    let mut sources = Sources::default();
    let loaded = compiler.load(files.keys().cloned(), &mut sources);
    !loaded.link(&sources).compilation().report.has_errors()
}
