//! The old side of a comparison: what `--against`, the configuration, or the history of the input names.

use std::path::Path;

use crate::absence::{Absence, AskedBy};
use crate::diagnostics;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{Config, Word};
use protoward_workspace::inputs::{self, ArchiveInput, Commit, ImageInput, Input, InputError, Location, Target, Why};
use protoward_workspace::{Layout, OpenOptions, Prepared, Workspace};

/// A parsed reference to the old side, which has not been read yet.
#[derive(Debug)]
pub struct Baseline {
    /// The reference as text, as given or as a user would write it.
    pub(crate) text: String,
    pub(crate) asked: AskedBy,
    /// The word of the configuration that names it.
    word: Option<Word>,
    /// The reason for this commit, where nobody has named one.
    why: Option<Why>,
    input: Input,
}

/// The new side of a comparison, as far as the baseline follows from it.
#[derive(Clone, Copy, Debug)]
pub struct NewSide<'a> {
    /// The input.
    pub input: &'a Input,
    /// Its configuration.
    pub config: &'a Config,
    /// The folder that the paths of the configuration start from.
    pub root: Option<&'a Path>,
    /// The branch that the change is to be merged into, where a service that tests changes names one.
    pub target: Option<&'a Target>,
}

impl Baseline {
    /// Returns what a flag names, else what the configuration of the new side says, else where the work on it began; `None`
    /// where nothing is named and the input has no history.
    ///
    /// # Errors
    /// When the reference is wrong, or the commit where the work began is not there.
    pub fn find(flag: Option<&str>, side: &NewSide<'_>) -> Result<Option<Self>, (Absence, AskedBy)> {
        let NewSide { input: base, config, root, target } = *side;
        match (flag, &config.breaking.against) {
            (Some(text), _) => match of(text, base) {
                Ok(input) => Ok(Some(Self::new(text, AskedBy::Flag, input))),
                Err(error) => Err((Absence::of(error), AskedBy::Flag)),
            },
            (None, Some(word)) => match configured(word, base, root) {
                Ok(input) => {
                    let baseline = Self::new(&word.text, AskedBy::Configuration, input);
                    Ok(Some(Self { word: Some(word.clone()), ..baseline }))
                }
                Err(error) => Err((Absence::of(error).in_config(word), AskedBy::Configuration)),
            },
            (None, None) => chosen(base, target),
        }
    }

    fn new(text: &str, asked: AskedBy, input: Input) -> Self {
        Self { text: text.to_owned(), asked, word: None, why: None, input }
    }

    fn of_history(inputs::Baseline { input, why }: inputs::Baseline, asked: AskedBy) -> Self {
        Self { why: Some(why), ..Self::new(&input.to_string(), asked, input) }
    }

    /// The commit that is checked out, to compare with it as well; `None` where everything is committed, or nothing ever
    /// was.
    ///
    /// # Errors
    /// When that cannot be found out.
    pub(crate) fn committed(base: &Input) -> Result<Option<Self>, (Absence, AskedBy)> {
        match base.committed() {
            Ok(committed) => Ok(committed.map(|it| Self::of_history(it, AskedBy::History))),
            Err(InputError::NoCommits { .. } | InputError::NoRepository { .. }) => Ok(None),
            Err(error) => Err((Absence::of(error), AskedBy::History)),
        }
    }

    /// `true` for the commit before, on the branch that others start from: it does not have what the newest commit has
    /// brought.
    pub const fn is_commit_before(&self) -> bool {
        matches!(self.why, Some(Why::On { .. } | Why::NoBranch))
    }

    /// The words say how to find the commit, and not which one it is.
    fn is_told_by_another(&self) -> bool {
        let told = |commit: &Commit| matches!(commit, Commit::MergeBase { .. } | Commit::LatestTag { .. });
        match &self.input {
            Input::At { commit, .. } => told(commit),
            Input::Git(git) => told(&git.commit),
            Input::Folder(_) | Input::File(_) | Input::Image(_) | Input::Archive(_) => false,
        }
    }

    /// Returns the reference to it, as it was written, or as one would write it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The input that was found.
    pub const fn input(&self) -> &Input {
        &self.input
    }

    /// `true` where nobody has named it.
    pub const fn is_chosen(&self) -> bool {
        self.why.is_some()
    }

    /// Returns the name of the old side for messages: `git:HEAD~1`, `3f2a1c9, where the work left `main``.
    pub fn named(&self, old: &Workspace) -> String {
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

    /// Adds to the errors of a baseline that does not compile how to continue.
    pub(crate) fn explain_errors(&self, mut problems: Report) -> Report {
        problems.push(diagnostics::baseline_does_not_compile(&self.text));
        problems
    }

    /// Looks at its configuration and its files.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub(crate) fn prepare(
        &self,
        options: OpenOptions,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Prepared, Absence> {
        self.commit_is_there()?;
        let options = OpenOptions { fallback: Some(layout), ..options };
        let mut report = Report::default();
        let prepared = protoward_workspace::prepare(&self.input, &options, sources, &mut report);
        prepared.ok_or_else(|| self.placed(Absence::of_report(report, self.is_commit())))
    }

    fn is_commit(&self) -> bool {
        matches!(self.input, Input::At { .. } | Input::Git(_))
    }

    /// Only commits are opened twice: standard input can be read once.
    fn commit_is_there(&self) -> Result<(), Absence> {
        let error = if self.is_commit() { self.input.open().err() } else { None };
        match error {
            // Its files may have lain somewhere else.
            None | Some(InputError::NotInCommit { .. }) => Ok(()),
            Some(error) => Err(self.placed(Absence::of(error))),
        }
    }

    fn placed(&self, absence: Absence) -> Absence {
        match &self.word {
            Some(word) => absence.in_config(word),
            None => absence,
        }
    }
}

fn of(text: &str, base: &Input) -> Result<Input, InputError> {
    Input::parse(text)?.of(base)
}

fn chosen(base: &Input, target: Option<&Target>) -> Result<Option<Baseline>, (Absence, AskedBy)> {
    let asked = if target.is_some() { AskedBy::Service } else { AskedBy::History };
    match base.baseline(target) {
        Ok(Some(found)) => Ok(Some(Baseline::of_history(found, asked))),
        Ok(None) if target.is_some() => {
            let absence = Absence::NotHere(Report::from_iter([diagnostics::nothing_to_compare_with()]));
            Err((absence, asked))
        }
        Ok(None) => Ok(None),
        Err(error) => Err((Absence::of(error), asked)),
    }
}

/// Paths of a configuration start from its folder.
fn configured(word: &Word, base: &Input, root: Option<&Path>) -> Result<Input, InputError> {
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
