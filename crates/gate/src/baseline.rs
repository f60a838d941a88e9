//! The baseline of a comparison, from `--against`, the configuration, or the history of the input.

use std::path::Path;

use crate::absence::{MissingBaseline, RequestOrigin};
use crate::diagnostics;
use protoward_source::{Report, Sources, paths};
use protoward_workspace::config::{Config, LocatedText};
use protoward_workspace::inputs::{
    self, ArchiveInput, BaselineReason, Commit, ImageInput, Input, InputError, Location, Target,
};
use protoward_workspace::{Layout, OpenOptions, Prepared, Workspace};

/// A parsed reference to a baseline, not read yet.
#[derive(Debug)]
pub struct Baseline {
    /// The reference as the user wrote it, or an equivalent one.
    pub(crate) text: String,
    pub(crate) origin: RequestOrigin,
    /// The configuration value that names it.
    word: Option<LocatedText>,
    /// The reason for the automatically chosen commit.
    why: Option<BaselineReason>,
    input: Input,
}

/// The new side of a comparison, from which a baseline may be derived.
#[derive(Clone, Copy, Debug)]
pub struct NewSide<'a> {
    /// The input.
    pub input: &'a Input,
    /// Its configuration.
    pub config: &'a Config,
    /// The base folder for paths in the configuration.
    pub root: Option<&'a Path>,
    /// The target branch of the change, if the CI service names one.
    pub target: Option<&'a Target>,
}

impl Baseline {
    /// Returns the baseline that a flag names, or else the configuration, or else the commit where the current work
    /// began; `None` if nothing is named and the input has no history.
    ///
    /// # Errors
    /// Fails for an invalid reference, or if the commit where the work began is missing.
    pub fn find(flag: Option<&str>, side: &NewSide<'_>) -> Result<Option<Self>, (MissingBaseline, RequestOrigin)> {
        let NewSide { input: base, config, root, target } = *side;
        match (flag, &config.breaking.against) {
            (Some(text), _) => match of(text, base) {
                Ok(input) => Ok(Some(Self::new(text, RequestOrigin::Flag, input))),
                Err(error) => Err((MissingBaseline::of(error), RequestOrigin::Flag)),
            },
            (None, Some(word)) => match configured(word, base, root) {
                Ok(input) => {
                    let baseline = Self::new(&word.text, RequestOrigin::Configuration, input);
                    Ok(Some(Self { word: Some(word.clone()), ..baseline }))
                }
                Err(error) => Err((MissingBaseline::of(error).in_config(word), RequestOrigin::Configuration)),
            },
            (None, None) => chosen(base, target),
        }
    }

    fn new(text: &str, origin: RequestOrigin, input: Input) -> Self {
        Self { text: text.to_owned(), origin, word: None, why: None, input }
    }

    fn of_history(inputs::Baseline { input, why }: inputs::Baseline, origin: RequestOrigin) -> Self {
        Self { why: Some(why), ..Self::new(&input.to_string(), origin, input) }
    }

    /// Returns the checked-out commit as an additional baseline; `None` without uncommitted changes or without
    /// commits.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub(crate) fn committed(base: &Input) -> Result<Option<Self>, (MissingBaseline, RequestOrigin)> {
        match base.committed() {
            Ok(committed) => Ok(committed.map(|it| Self::of_history(it, RequestOrigin::History))),
            Err(InputError::NoCommits { .. } | InputError::NoRepository { .. }) => Ok(None),
            Err(error) => Err((MissingBaseline::of(error), RequestOrigin::History)),
        }
    }

    /// Returns `true` for the parent commit on the default branch. It does not contain the changes of the newest
    /// commit.
    pub const fn is_commit_before(&self) -> bool {
        matches!(self.why, Some(BaselineReason::On { .. } | BaselineReason::NoBranch))
    }

    /// Returns `true` if the text describes how to find the commit instead of naming it.
    fn is_indirect(&self) -> bool {
        let is_indirect = |commit: &Commit| matches!(commit, Commit::MergeBase { .. } | Commit::LatestTag { .. });
        match &self.input {
            Input::At { commit, .. } => is_indirect(commit),
            Input::Git(git) => is_indirect(&git.commit),
            Input::Folder(_) | Input::File(_) | Input::Image(_) | Input::Archive(_) => false,
        }
    }

    /// Returns the reference as the user wrote it, or an equivalent one.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the baseline as an input.
    pub const fn input(&self) -> &Input {
        &self.input
    }

    /// Returns `true` for an automatically chosen baseline.
    pub const fn is_chosen(&self) -> bool {
        self.why.is_some()
    }

    /// Returns the name of the old side for messages: `git:HEAD~1`, `3f2a1c9, where the work left `main``.
    pub fn named(&self, old: &Workspace) -> String {
        match (&self.why, &old.origin.commit) {
            (Some(why), Some(commit)) => format!("{}, {why}", commit.id),
            (Some(why), None) => format!("{}, {why}", self.text),
            (None, Some(commit)) if self.is_indirect() => {
                let found = if commit.asked == self.text { &commit.id } else { &commit.asked };
                format!("{} ({found})", self.text)
            }
            (None, _) => self.text.clone(),
        }
    }

    /// Adds advice to the errors of a baseline that does not compile.
    pub(crate) fn explain_errors(&self, mut problems: Report) -> Report {
        problems.push(diagnostics::baseline_does_not_compile(&self.text));
        problems
    }

    /// Reads the configuration and the list of files.
    ///
    /// # Errors
    /// Fails if the baseline does not exist or cannot be read.
    pub(crate) fn prepare(
        &self,
        options: OpenOptions,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Prepared, MissingBaseline> {
        self.commit_is_there()?;
        let options = OpenOptions { fallback: Some(layout), ..options };
        let mut report = Report::default();
        let prepared = protoward_workspace::prepare(&self.input, &options, sources, &mut report);
        prepared.ok_or_else(|| self.placed(MissingBaseline::of_report(report, self.is_commit())))
    }

    fn is_commit(&self) -> bool {
        matches!(self.input, Input::At { .. } | Input::Git(_))
    }

    /// Checks that a commit exists. Only commits are opened twice, because standard input can be read only once.
    fn commit_is_there(&self) -> Result<(), MissingBaseline> {
        let error = if self.is_commit() { self.input.open().err() } else { None };
        match error {
            // The files may have been in another folder.
            None | Some(InputError::NotInCommit { .. }) => Ok(()),
            Some(error) => Err(self.placed(MissingBaseline::of(error))),
        }
    }

    fn placed(&self, absence: MissingBaseline) -> MissingBaseline {
        match &self.word {
            Some(word) => absence.in_config(word),
            None => absence,
        }
    }
}

fn of(text: &str, base: &Input) -> Result<Input, InputError> {
    let mut input = Input::parse(text)?.of(base)?;
    let (Input::Folder(base) | Input::File(base)) = base else { return Ok(input) };
    // A path that does not exist is reported as written.
    if let Input::Folder(path) | Input::File(path) = &mut input
        && path.exists()
    {
        *path = paths::spelled_like(path, base);
    }
    Ok(input)
}

fn chosen(base: &Input, target: Option<&Target>) -> Result<Option<Baseline>, (MissingBaseline, RequestOrigin)> {
    let origin = if target.is_some() { RequestOrigin::Service } else { RequestOrigin::History };
    match base.baseline(target) {
        Ok(Some(found)) => Ok(Some(Baseline::of_history(found, origin))),
        Ok(None) if target.is_some() => {
            let absence = MissingBaseline::NotHere(Report::from_iter([diagnostics::nothing_to_compare_with()]));
            Err((absence, origin))
        }
        Ok(None) => Ok(None),
        Err(error) => Err((MissingBaseline::of(error), origin)),
    }
}

/// Resolves a path in the configuration relative to its folder.
fn configured(word: &LocatedText, base: &Input, root: Option<&Path>) -> Result<Input, InputError> {
    let mut input = of(&word.text, base)?;
    let path = match &mut input {
        Input::Folder(path) | Input::File(path) => path,
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => path,
        Input::Git(git) => &mut git.repository,
        Input::Image(_) | Input::Archive(_) | Input::At { .. } => return Ok(input),
    };
    if let Some(root) = root {
        *path = root.join(&*path);
    }
    Ok(input)
}
