//! The ledger of a project: where it is, what it is about, reading and writing.

use std::path::Path;

use jiff::Timestamp;

use crate::ledger::diagnostics;
use crate::ledger::lock::LedgerLock;
use protoward_ci::Variables;
use protoward_gate::LedgerFile;
use protoward_inputs::Input;
use protoward_ledger::Ledger;
use protoward_output::write_text;
use protoward_settings::Config;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Report, SourceId, Sources};
use protoward_workspace::{OpenOptions, Workspace};

/// The name of a ledger if the configuration has none.
pub(crate) const NAME: &str = "protoward.ledger";

/// The ledger of a project, an existing or a new file.
#[derive(Debug)]
pub struct ProjectLedger {
    pub(crate) at: LedgerFile,
    /// `true` if the caller names it.
    pub(crate) is_named: bool,
}

/// A ledger with the schema that it is about.
#[derive(Clone, Copy, Debug)]
pub struct LedgerSubject<'a> {
    /// The file of the ledger, which may not exist.
    pub file: &'a ProjectLedger,
    /// The input, which may be a part of the schema.
    pub input: &'a Input,
    /// The input as the user named it, if so.
    pub named: Option<&'a str>,
    /// The options with which the input was opened.
    pub options: &'a OpenOptions,
    /// The compiled input.
    pub workspace: &'a Workspace,
}

/// The choice of the versions that a ledger is compared with.
pub struct BaselineChoice<'a> {
    /// The named baselines; without one, those of the configuration, or else the usual one.
    pub named: &'a [String],
    /// The options to open older versions.
    pub options: OpenOptions,
    /// The variables of the CI job.
    pub variables: &'a Variables<'a>,
    /// The time of the run, by which baselines are chosen.
    pub now: Timestamp,
}

impl ProjectLedger {
    /// Returns the named ledger, or that of the configuration; `None` if neither names one.
    pub fn named(path: Option<&Path>, config: &Config, root: Option<&Path>) -> Option<Self> {
        if let Some(path) = path {
            return Some(Self { at: LedgerFile::at(path.to_owned()), is_named: true });
        }
        LedgerFile::of_config(config, root).map(|at| Self { at, is_named: false })
    }

    /// Returns the named ledger, or that of the configuration, or else `protoward.ledger` next to the configuration or in the
    /// working directory.
    pub fn usual(path: Option<&Path>, config: &Config, root: Option<&Path>) -> Self {
        let root = root.filter(|_| config.source.is_some()).unwrap_or(Path::new(""));
        let default_file = || Self { at: LedgerFile::usual(root, NAME), is_named: false };
        Self::named(path, config, Some(root)).unwrap_or_else(default_file)
    }

    /// Returns the ledger of files on disk before the input is read, if its path can be determined.
    pub(crate) fn of_files(path: Option<&Path>, input: &Input, options: &OpenOptions) -> Option<Self> {
        if !matches!(input, Input::Folder(_) | Input::File(_) | Input::Package(_)) {
            return None;
        }
        let (config, root) =
            protoward_workspace::config(input, options, &mut Sources::default(), &mut Report::default())?;
        Some(Self::usual(path, &config, root.as_deref()))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.at.path
    }

    /// Returns the path for messages.
    pub fn shown(&self) -> String {
        shown(self.path()).to_string()
    }

    /// Returns `true` if the file exists.
    pub fn exists(&self) -> bool {
        self.path().exists()
    }

    /// Reads the ledger. Problems are added to the report.
    pub fn read(&self, sources: &mut Sources, report: &mut Report) -> Option<(Ledger, SourceId)> {
        self.at.read(sources, report)
    }

    /// Locks the ledger against other writers. `earlier_lock` is a lock taken before the path was certain. `wait` is told once
    /// that another process has the lock.
    pub(crate) fn lock(
        &self,
        earlier_lock: Option<(Self, LedgerLock)>,
        wait: &mut dyn FnMut(&str),
    ) -> Result<LedgerLock, Box<Diagnostic>> {
        match earlier_lock {
            Some((file, lock)) if file.at == self.at => Ok(lock),
            _ => LedgerLock::take(self.path(), wait),
        }
    }

    /// Writes the ledger if it changed. `was` is the text that was read; if another process changed the file without a lock,
    /// nothing is written.
    pub(crate) fn write(&self, ledger: &Ledger, was: Option<&str>) -> Result<(), Box<Diagnostic>> {
        let found = std::fs::read(self.path()).ok();
        if found.as_deref() != was.map(str::as_bytes) {
            return Err(Box::new(diagnostics::changed_meanwhile(self.path())));
        }
        self.replace(ledger)
    }

    /// Writes the ledger, whatever the file has now.
    pub(crate) fn replace(&self, ledger: &Ledger) -> Result<(), Box<Diagnostic>> {
        write_text(self.path(), &ledger.to_string())
    }
}
