//! Where the ledger lies.

use std::path::Path;

use super::diagnostics;
use super::lock::Lock;
use crate::console::Console;
use crate::guard::working_on;
use crate::write::write_files;
use protoward_gate::LedgerFile;
use protoward_ledger::Ledger;
use protoward_source::{Report, SourceId, Sources};
use protoward_workspace::OpenOptions;
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;

/// What it is called where nobody says otherwise.
pub(super) const NAME: &str = "protoward.ledger";

/// A ledger on disk, or one to be.
#[derive(Debug)]
pub(super) struct File {
    at: LedgerFile,
    /// `true` if the command line names it.
    pub(super) is_by_flag: bool,
}

/// What a flag names, else the configuration; `None` if neither does.
pub(super) fn named(flag: Option<&Path>, config: &Config, root: Option<&Path>) -> Option<File> {
    if let Some(path) = flag {
        return Some(File { at: LedgerFile::at(path.to_owned()), is_by_flag: true });
    }
    LedgerFile::of_config(config, root).map(|at| File { at, is_by_flag: false })
}

/// The same, and where neither says anything, the usual name beside the configuration; where there is none, in the folder
/// one is in.
pub(super) fn usual(flag: Option<&Path>, config: &Config, root: Option<&Path>) -> File {
    let root = root.filter(|_| config.source.is_some()).unwrap_or(Path::new(""));
    let beside = || File { at: LedgerFile::in_folder(root, NAME), is_by_flag: false };
    named(flag, config, Some(root)).unwrap_or_else(beside)
}

/// The ledger of an input, as far as that can be told before the input is read: of files on disk.
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

    /// Keeps others from writing the ledger. `early` is a lock that was taken before it was known which one it is.
    pub(super) fn lock(&self, early: Option<(Self, Lock)>, console: &mut Console) -> Option<Lock> {
        match early {
            Some((file, lock)) if file.at == self.at => Some(lock),
            _ => Lock::take(self.path(), console),
        }
    }

    pub(super) fn shown(&self) -> String {
        self.path().display().to_string()
    }

    pub(super) fn exists(&self) -> bool {
        self.path().exists()
    }

    /// What is in it. Where it cannot be read, that is in the report.
    pub(super) fn read(&self, sources: &mut Sources, report: &mut Report) -> Option<(Ledger, SourceId)> {
        working_on(&self.shown());
        self.at.read(sources, report)
    }

    /// Writes it, if that changes anything; whether it could be done. `was` is the text that was read; where something
    /// else is there now, which took no lock, nothing is written.
    pub(super) fn write(&self, ledger: &Ledger, was: Option<&str>, console: &mut Console) -> bool {
        let found = std::fs::read(self.path()).ok();
        if found.as_deref() != was.map(str::as_bytes) {
            console.problem(diagnostics::changed_meanwhile(self.path()));
            return false;
        }
        self.replace(ledger, console)
    }

    /// Writes it over whatever is there; whether it could be done.
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
