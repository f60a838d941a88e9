//! The old side of a comparison: what `--against` or the configuration names.

use super::diagnostics;
use super::guard::working_on;
use crate::config::Word;
use crate::report::{Diagnostic, Report, Severity};
use crate::source::{ArchiveInput, ImageInput, Input, InputError, Location, Sources};
use crate::workspace::{self, OpenOptions, Workspace};

/// What to compare with, understood but not read.
#[derive(Debug)]
pub(super) struct Baseline {
    /// As it was written.
    pub(super) text: String,
    input: Input,
}

impl Baseline {
    /// What a flag says, else what the configuration of the new side says; `None` where neither says anything.
    ///
    /// # Errors
    /// When it is of a form that is not known.
    pub(super) fn find(
        flag: Option<&str>,
        base: &Input,
        workspace: &Workspace,
    ) -> Result<Option<Self>, Box<Diagnostic>> {
        match (flag, &workspace.config.breaking.against) {
            (Some(text), _) => of(text, base).map(Some).map_err(|error| Box::new(error.into())),
            (None, Some(word)) => configured(word, base, workspace).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Why there is nothing to compare with yet: no repository, or a history that does not go back that far.
    pub(super) fn missing_history(&self) -> Option<InputError> {
        let error = self.input.open().err()?;
        let is_history = matches!(
            error,
            InputError::NoRepository { .. }
                | InputError::NoCommits { .. }
                | InputError::NoAncestor { .. }
                | InputError::Shallow { .. }
                | InputError::NotInCommit { .. }
        );
        is_history.then_some(error)
    }

    /// Reads and compiles it.
    ///
    /// # Errors
    /// When that fails; the report says why.
    pub(super) fn open(
        &self,
        options: OpenOptions,
        new: &Workspace,
        sources: &mut Sources,
    ) -> Result<Workspace, Report> {
        working_on(&self.text);
        let options = OpenOptions { fallback: Some(new.layout()), ..options };
        let mut report = Report::default();
        // Warnings of the old side are passed over: nobody can mend it any more.
        workspace::open(&self.input, &options, sources, &mut report).ok_or(report)
    }
}

/// Whether a baseline could not be opened because there was no schema yet.
pub(super) fn had_no_schema(report: &Report) -> bool {
    let mut errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).peekable();
    errors.peek().is_some() && errors.all(|diagnostic| diagnostic.code.as_str() == "no-files")
}

fn of(text: &str, base: &Input) -> Result<Baseline, InputError> {
    let input = Input::parse(text)?.of(base)?;
    Ok(Baseline { text: text.to_owned(), input })
}

/// Paths of a configuration start from its folder.
fn configured(word: &Word, base: &Input, workspace: &Workspace) -> Result<Baseline, Box<Diagnostic>> {
    let mut baseline = of(&word.text, base).map_err(|error| Box::new(diagnostics::in_config(error.into(), word)))?;
    let path = match &mut baseline.input {
        Input::Folder(path) | Input::File(path) => path,
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => path,
        Input::Git(git) => &mut git.repository,
        Input::Image(_) | Input::Archive(_) | Input::At { .. } => return Ok(baseline),
    };
    if let Some(root) = &workspace.root {
        *path = root.join(&*path);
    }
    Ok(baseline)
}
