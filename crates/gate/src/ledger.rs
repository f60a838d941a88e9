//! The ledger that a configuration names.

use std::path::{Path, PathBuf};

use crate::diagnostics;
use protoward_ledger::Ledger;
use protoward_source::{Report, SourceId, Sources};
use protoward_workspace::config::{Config, Word};
use protoward_workspace::inputs::{InputError, read_file};

/// The place of a ledger on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerFile {
    /// The path.
    pub path: PathBuf,
    /// The word of the configuration that names it.
    word: Option<Word>,
}

impl LedgerFile {
    /// A ledger that no configuration names.
    pub const fn at(path: PathBuf) -> Self {
        Self { path, word: None }
    }

    /// A ledger in a folder, by its name. `.` in front is left out, as nobody would write it.
    pub fn in_folder(folder: &Path, name: &str) -> Self {
        Self::at(if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) })
    }

    /// Returns the ledger that a configuration names. Its path starts from `root`.
    pub fn of_config(config: &Config, root: Option<&Path>) -> Option<Self> {
        let word = config.breaking.ledger.clone()?;
        let file = Self::in_folder(root.unwrap_or(Path::new("")), &word.text);
        Some(Self { word: Some(word), ..file })
    }

    /// Reads it. Where it cannot be read, that is in the report.
    pub fn read(&self, sources: &mut Sources, report: &mut Report) -> Option<(Ledger, SourceId)> {
        let bytes = match read_file(&self.path, "ledger") {
            Ok(bytes) => bytes,
            Err(error @ InputError::NotFound { .. }) => {
                report.push(diagnostics::no_ledger(&error, self.word.as_ref()));
                return None;
            }
            Err(error) => {
                report.push(error.into());
                return None;
            }
        };
        let source = protoward_ledger::admit(&self.path.display().to_string(), bytes, sources, report)?;
        Some((protoward_ledger::read(source, sources, report)?, source))
    }
}
