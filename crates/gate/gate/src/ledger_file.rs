//! The file of a ledger: where it is, by a flag or by the configuration that names it, and what it says.

use std::path::{Path, PathBuf};

use crate::diagnostics;
use protoward_inputs::{InputError, read_file};
use protoward_ledger::Ledger;
use protoward_settings::Config;
use protoward_source::paths::{shown, tree_path};
use protoward_source::{LocatedText, Report, SourceId, Sources};

/// The place of a ledger on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The configuration value that names it.
    word: Option<LocatedText>,
}

impl LedgerFile {
    /// Returns a ledger file that no configuration names.
    pub const fn at(path: PathBuf) -> Self {
        Self { path, word: None }
    }

    /// Returns the ledger file with a name in a folder, without a leading `.`.
    pub fn in_folder(folder: &Path, name: &str) -> Self {
        Self::at(if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) })
    }

    /// Returns the ledger file of a configuration. Its path is relative to `root`.
    pub fn of_config(config: &Config, root: Option<&Path>) -> Option<Self> {
        let word = config.breaking.ledger.clone()?;
        let file = Self::in_folder(root.unwrap_or(Path::new("")), &word.text);
        Some(Self { word: Some(word), ..file })
    }

    /// Returns the path from a folder; `None` for a file that is not in it.
    pub(crate) fn path_from(&self, folder: Option<&Path>) -> Option<String> {
        let absolute = |path: &Path| protoward_source::paths::absolute(path).ok();
        let folder = absolute(folder.filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        let path = absolute(&self.path)?;
        tree_path(path.strip_prefix(&folder).ok()?)
    }

    /// Reads the ledger. Problems are added to the report.
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
        let source = protoward_ledger::admit(shown(&self.path).to_string(), bytes, sources, report)?;
        Some((protoward_ledger::read(source, sources, report)?, source))
    }
}
