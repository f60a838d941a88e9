//! Histories: versions of a few files, and the repository that has them.

use std::path::Path;

use protoward_source::{MemoryTree, Sources};

use crate::error::Error;
use crate::mutate::{self, Files, Library};
use crate::process::Run;
use crate::random::Random;

/// The maximum number of draws for one history. A draw that does not compile is repeated.
const ATTEMPTS: u64 = 60;

/// The versions of a few files, the oldest first. The last one is the work tree, the one before it a commit without a tag, and
/// the others are releases.
pub(super) struct History {
    pub(super) versions: Vec<Files>,
    pub(super) random: Random,
}

impl History {
    /// Draws a history of three to eight versions that compile. Returns `None` if no draw does.
    pub(super) fn draw(libraries: &[Library], seed: u64, number: u64) -> Option<Self> {
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
        let git = |args: &[&str]| {
            let git = Run::new("git").args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(args);
            git.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", root).current_dir(root).finish().map(drop)
        };
        git(&["init", "-q", "-b", "main"])?;
        let releases = self.releases();
        for (at, files) in self.versions.iter().enumerate() {
            write(files, root)?;
            if at + 1 == self.versions.len() {
                break;
            }
            git(&["add", "-A"])?;
            git(&["commit", "-q", "--allow-empty", "-m", "a version"])?;
            if let Some(tag) = releases.get(at) {
                git(&["tag", tag])?;
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
    for (name, text) in files {
        let path = root.join(name);
        let parent = path.parent().unwrap_or(root);
        std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
        std::fs::write(&path, text).map_err(Error::at(&path))?;
    }
    Ok(())
}

fn compiles(files: &Files) -> bool {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let compiler = protoward_compiler::Compiler::new().resolver(tree);
    let mut sources = Sources::default();
    let loaded = compiler.load(files.keys().cloned(), &mut sources);
    !loaded.link(&sources).compilation().report.has_errors()
}
