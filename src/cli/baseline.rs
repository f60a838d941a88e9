//! The old side of a comparison: what `--against` or the configuration names.

use std::path::Path;

use super::diagnostics;
use super::guard::working_on;
use super::service;
use crate::config::{Config, Word};
use crate::report::{Diagnostic, Report, Severity};
use crate::source::{self, ArchiveInput, Commit, ImageInput, Input, InputError, Location, Sources, Why};
use crate::workspace::{self, Layout, OpenOptions, Prepared, Workspace};

/// What to compare with, understood but not read.
#[derive(Debug)]
pub(super) struct Baseline {
    /// As it was written, or as one would write it.
    pub(super) text: String,
    /// Why it is this one, where nobody has said so.
    why: Option<Why>,
    input: Input,
}

/// What came of looking for something to compare with.
#[derive(Debug)]
pub(super) enum Search {
    /// This is it.
    Found(Baseline),
    /// Nobody has named anything, and the history here does not have it.
    Missing(InputError),
    /// Nobody has named anything, and there is no history.
    Nothing,
}

impl Baseline {
    /// What a flag says, else what the configuration of the new side says, else where the work on it began.
    ///
    /// # Errors
    /// When what somebody has named is of a form that is not known.
    pub(super) fn find(
        flag: Option<&str>,
        base: &Input,
        config: &Config,
        root: Option<&Path>,
    ) -> Result<Search, Box<Diagnostic>> {
        match (flag, &config.breaking.against) {
            (Some(text), _) => of(text, base).map(Search::Found).map_err(|error| Box::new(error.into())),
            (None, Some(word)) => configured(word, base, root).map(Search::Found),
            (None, None) => Ok(chosen(base)),
        }
    }

    /// Whether the words say how to find the commit, and not which one it is.
    fn is_told_by_another(&self) -> bool {
        let told = |commit: &Commit| matches!(commit, Commit::MergeBase { .. } | Commit::LatestTag { .. });
        match &self.input {
            Input::At { commit, .. } => told(commit),
            Input::Git(git) => told(&git.commit),
            Input::Folder(_) | Input::File(_) | Input::Image(_) | Input::Archive(_) => false,
        }
    }

    /// Whether nobody has named it.
    pub(super) const fn is_chosen(&self) -> bool {
        self.why.is_some()
    }

    /// What was compared with, for people: `git:HEAD~1`, `3f2a1c9, where the work left `main``.
    pub(super) fn named(&self, old: &Workspace) -> String {
        match (&self.why, &old.origin.commit) {
            (Some(why), Some(commit)) => format!("{}, {why}", commit.id),
            (Some(why), None) => format!("{}, {why}", self.text),
            (None, Some(commit)) if self.is_told_by_another() => {
                let found = if commit.asked == self.text { &commit.id } else { &commit.asked };
                format!("{} ({found})", self.text)
            }
            (None, _) => self.text.clone(),
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
                | InputError::NotFetched { .. }
                | InputError::NoDefaultBranch { .. }
                | InputError::NothingInCommon { .. }
                | InputError::NoTag { .. }
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
        let mut report = Report::default();
        // Warnings of the old side are passed over: nobody can mend it any more.
        let prepared = self.prepare(options, new.layout(), sources)?;
        prepared.compile(sources, &mut report).ok_or_else(|| self.with_ways_out(report))
    }

    /// Adds to the errors of a baseline that does not compile how to go on.
    pub(super) fn with_ways_out(&self, mut problems: Report) -> Report {
        if !had_no_schema(&problems) {
            problems.push(diagnostics::baseline_does_not_compile(&self.text));
        }
        problems
    }

    /// Looks at its configuration and its files.
    ///
    /// # Errors
    /// When that fails; the report says why.
    pub(super) fn prepare(
        &self,
        options: OpenOptions,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Prepared, Report> {
        working_on(&self.text);
        let options = OpenOptions { fallback: Some(layout), ..options };
        let mut report = Report::default();
        workspace::prepare(&self.input, &options, sources, &mut report).ok_or(report)
    }
}

/// Whether a baseline could not be opened because there was no schema yet.
pub(super) fn had_no_schema(report: &Report) -> bool {
    let mut errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).peekable();
    errors.peek().is_some() && errors.all(|diagnostic| diagnostic.code.as_str() == "no-files")
}

/// Whether nothing was there yet that could break: no commit, no schema in it.
pub(super) const fn is_before_the_schema(error: &InputError) -> bool {
    matches!(error, InputError::NoCommits { .. } | InputError::NoAncestor { .. } | InputError::NotInCommit { .. })
}

fn of(text: &str, base: &Input) -> Result<Baseline, InputError> {
    let input = Input::parse(text)?.of(base)?;
    Ok(Baseline { text: text.to_owned(), why: None, input })
}

fn chosen(base: &Input) -> Search {
    match base.baseline(service::target().as_ref()) {
        Ok(Some(source::Baseline { input, why })) => {
            Search::Found(Baseline { text: input.to_string(), why: Some(why), input })
        }
        Ok(None) => Search::Nothing,
        Err(error) => Search::Missing(error),
    }
}

/// Paths of a configuration start from its folder.
fn configured(word: &Word, base: &Input, root: Option<&Path>) -> Result<Baseline, Box<Diagnostic>> {
    let mut baseline = of(&word.text, base).map_err(|error| Box::new(diagnostics::in_config(error.into(), word)))?;
    let path = match &mut baseline.input {
        Input::Folder(path) | Input::File(path) => path,
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => path,
        Input::Git(git) => &mut git.repository,
        Input::Image(_) | Input::Archive(_) | Input::At { .. } => return Ok(baseline),
    };
    if let Some(root) = root {
        *path = root.join(&*path);
    }
    Ok(baseline)
}
