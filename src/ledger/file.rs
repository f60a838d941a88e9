//! The location of the ledger.

use std::path::Path;

use super::diagnostics;
use super::lock::Lock;
use crate::console::Console;
use crate::guard::working_on;
use protoward_gate::LedgerFile;
use protoward_ledger::Ledger;
use protoward_output::write_files;
use protoward_source::{Report, SourceId, Sources};
use protoward_workspace::OpenOptions;
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;

/// The default name.
pub(super) const NAME: &str = "protoward.ledger";

/// An existing or a new ledger file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) at: LedgerFile,
    /// `true` if a flag names it.
    pub(super) is_by_flag: bool,
}

/// Returns the ledger of a flag or the configuration; `None` if neither names one.
pub(super) fn named(flag: Option<&Path>, config: &Config, root: Option<&Path>) -> Option<File> {
    if let Some(path) = flag {
        return Some(File { at: LedgerFile::at(path.to_owned()), is_by_flag: true });
    }
    LedgerFile::of_config(config, root).map(|at| File { at, is_by_flag: false })
}

/// Returns the ledger of a flag or the configuration, or else the default name next to the configuration, or in the
/// working directory.
pub(super) fn usual(flag: Option<&Path>, config: &Config, root: Option<&Path>) -> File {
    let root = root.filter(|_| config.source.is_some()).unwrap_or(Path::new(""));
    let default_file = || File { at: LedgerFile::in_folder(root, NAME), is_by_flag: false };
    named(flag, config, Some(root)).unwrap_or_else(default_file)
}

/// Returns the ledger of files on disk before the input is read, if its path can be determined.
pub(super) fn of_files(flag: Option<&Path>, input: &Input, options: &OpenOptions) -> Option<File> {
    if !matches!(input, Input::Folder(_) | Input::File(_)) {
        return None;
    }
    let (config, root) = protoward_workspace::config(input, options, &mut Sources::default(), &mut Report::default())?;
    Some(usual(flag, &config, root.as_deref()))
}

impl File {
    pub(super) fn path(&self) -> &Path {
        &self.at.path
    }

    /// Locks the ledger against other writers. `earlier_lock` is a lock taken before the path was certain.
    pub(super) fn lock(&self, earlier_lock: Option<(Self, Lock)>, console: &mut Console) -> Option<Lock> {
        match earlier_lock {
            Some((file, lock)) if file.at == self.at => Some(lock),
            _ => Lock::take(self.path(), console),
        }
    }

    pub(super) fn display(&self) -> String {
        self.path().display().to_string()
    }

    pub(super) fn exists(&self) -> bool {
        self.path().exists()
    }

    /// Reads the ledger. Problems are added to the report.
    pub(super) fn read(&self, sources: &mut Sources, report: &mut Report) -> Option<(Ledger, SourceId)> {
        working_on(&self.display());
        self.at.read(sources, report)
    }

    /// Writes the ledger if it changed. `was` is the text that was read; if another process changed the file without
    /// a lock, nothing is written. Returns `true` on success.
    pub(super) fn write(&self, ledger: &Ledger, was: Option<&str>, console: &mut Console) -> bool {
        let found = std::fs::read(self.path()).ok();
        if found.as_deref() != was.map(str::as_bytes) {
            console.problem(diagnostics::changed_meanwhile(self.path()));
            return false;
        }
        self.replace(ledger, console)
    }

    /// Replaces the ledger. Returns `true` on success.
    pub(super) fn replace(&self, ledger: &Ledger, console: &mut Console) -> bool {
        let text = ledger.to_string().into_bytes();
        match write_files(vec![(self.path().to_owned(), text)]) {
            Ok(()) => true,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                false
            }
        }
    }
}
