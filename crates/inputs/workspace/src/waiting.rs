//! Older versions that are compiled one at a time, each with the files that its own comparison needs.

use std::fmt;

use super::prepared_files::PreparedFiles;
use super::workspace::{Setting, Workspace};
use protoward_compiler::{Loaded, WaitingSide};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};

/// A compiled new side of a comparison, with its older versions.
#[derive(Debug)]
pub enum CompiledNew {
    /// The older versions are compiled too.
    Together(Workspace, Vec<Workspace>),
    /// The older versions are only read.
    Waiting(Workspace, Vec<WaitingOld>),
}

/// An older version that is read and not compiled yet.
pub struct WaitingOld {
    pub(super) waiting: WaitingSide,
    pub(super) files: PreparedFiles,
    pub(super) setting: Setting,
}

impl WaitingOld {
    /// Returns the version without its schema: with its configuration, and with the files beside it.
    pub fn without_schema(&self, sources: &Sources) -> Workspace {
        self.files.clone().workspace_of(Schema::default(), self.setting.clone(), sources)
    }

    /// Parses the files that the comparison with `new` needs, and adds them to `sources`.
    pub fn load(self, new: &Workspace, sources: &mut Sources) -> LoadedOld {
        let Self { waiting, files, setting } = self;
        let is_compared = new.schema.files.iter().map(|(_, file)| waiting.is_compared(new.schema.text(file.path)));
        let is_compared = is_compared.collect();
        let loaded = waiting.load(files.side(), sources);
        LoadedOld { loaded, is_compared, files, setting }
    }
}

impl fmt::Debug for WaitingOld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingOld").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

/// An older version that is parsed and not linked yet.
pub struct LoadedOld {
    loaded: Loaded,
    /// `true` for the files of the new version that this one is compared with, by id.
    is_compared: Vec<bool>,
    files: PreparedFiles,
    setting: Setting,
}

impl LoadedOld {
    /// Links the version.
    ///
    /// # Errors
    /// Fails if the version does not compile.
    pub fn compile(self, sources: &Sources) -> Result<Workspace, Report> {
        let Self { loaded, is_compared, files, setting } = self;
        let compiled = loaded.link(sources).compilation();
        let mut report = Report::default();
        let workspace = files.workspace(compiled, setting, sources, &mut report).ok_or(report)?;
        Ok(Workspace { is_compared: Some(is_compared), ..workspace })
    }
}

impl fmt::Debug for LoadedOld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadedOld").field("loaded", &self.loaded).finish_non_exhaustive()
    }
}
