//! The file of a ledger: where it is, by a flag or by the configuration that names it, and what it says.

use std::path::{Path, PathBuf};

use crate::diagnostics;
use protoward_inputs::{InputError, read_file};
use protoward_ledger::Ledger;
use protoward_settings::Config;
use protoward_source::paths::{shown, tree_path};
use protoward_source::{LocatedText, Report, SourceId, SourcePath, Sources};
use protoward_workspace::{TreeFile, Workspace};

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

    /// Returns a ledger file with the default name, next to a configuration that names none.
    pub fn usual(folder: &Path, name: &str) -> Self {
        Self { word: Some(LocatedText::unplaced(name)), ..Self::in_folder(folder, name) }
    }

    /// Returns `true` if a version has the ledger. That of an archive or of a commit is the file in it.
    pub fn is_in(&self, version: &Workspace) -> bool {
        match self.word_in(version) {
            Some(word) => matches!(version.read_beside_config(&word.text), Ok(Some(_))),
            None => self.path.exists(),
        }
    }

    /// Returns the name of the ledger in an archive or a commit.
    fn word_in(&self, version: &Workspace) -> Option<&LocatedText> {
        self.word.as_ref().filter(|_| version.home().is_in_tree())
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
        admitted(shown(&self.path).to_string(), bytes, sources, report)
    }

    /// Reads the ledger of a version. That of an archive or of a commit is the file in it. Problems are added to the report.
    pub fn read_of(
        &self,
        version: &Workspace,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<(Ledger, SourceId)> {
        let Some(word) = self.word_in(version) else {
            return self.read(sources, report);
        };
        match version.read_beside_config(&word.text) {
            Ok(Some(TreeFile { display, bytes })) => admitted(display, bytes, sources, report),
            Ok(None) => {
                let path = word.text.clone();
                let error = InputError::NotFound { what: "ledger", path, similar: Vec::new(), commit: None };
                report.push(diagnostics::no_ledger(&error, Some(word)));
                None
            }
            Err(error) => {
                report.push(protoward_inputs::unreadable(&error, word.place));
                None
            }
        }
    }
}

fn admitted(
    path: impl Into<SourcePath>,
    bytes: Vec<u8>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Ledger, SourceId)> {
    let source = protoward_ledger::admit(path, bytes, sources, report)?;
    Some((protoward_ledger::read(source, sources, report)?, source))
}
