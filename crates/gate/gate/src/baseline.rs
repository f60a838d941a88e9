//! The baseline of a comparison, from `--against`, the configuration, or the history of the input.
//!
//! A [`Baseline`] is a parsed reference that remembers who asked for it, because that decides whether its absence fails.

use crate::absence::{MissingBaseline, RequestOrigin};
use crate::diagnostics;
use jiff::Timestamp;
use protoward_inputs::codes::NOT_FETCHED;
use protoward_inputs::{self, BaselineReason, Change, Commit, DecidingPaths, Input, InputError, Versions};
use protoward_settings::Config;
use protoward_source::{Diagnostic, LocatedText, Report, Sources, paths};
use protoward_workspace::{ConfigHome, Layout, OpenOptions, Prepared, Workspace};

/// A parsed reference to a baseline, not read yet.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The reference as the user wrote it, or an equivalent one.
    pub(crate) text: String,
    pub(crate) origin: RequestOrigin,
    /// The configuration value that names it.
    word: Option<LocatedText>,
    /// The reason for the automatically chosen commit.
    why: Option<BaselineReason>,
    /// The reason why the commit would be chosen automatically, for a named one.
    also: Option<BaselineReason>,
    /// `true` if the text stands for several commits.
    is_one_of_several: bool,
    /// The tag, if the baseline is a release in a window.
    tag: Option<String>,
    /// The tag of the newest release, if no window has it.
    newer_release: Option<String>,
    /// `true` for a commit of a flag if the work began without a configuration too.
    is_before_configuration: bool,
    /// `true` for the files of the new version.
    pub(crate) is_input: bool,
    input: Input,
}

/// A baseline with its prepared files.
#[derive(Debug)]
pub(crate) struct PreparedBaseline {
    pub(crate) baseline: Baseline,
    pub(crate) prepared: Prepared,
}

impl PreparedBaseline {
    /// Returns `true` for an image, which lacks options of source retention.
    pub(crate) const fn is_image(&self) -> bool {
        self.prepared.is_image()
    }
}

/// The new side of a comparison, from which a baseline may be derived.
#[derive(Clone, Copy, Debug)]
pub struct NewSide<'a> {
    /// The input whose baseline is searched; its history has the default baseline.
    pub input: &'a Input,
    /// The configuration of the input, whose key `against` names baselines if no flag does.
    pub config: &'a Config,
    /// The place of the configuration, to which paths in it are relative.
    pub home: ConfigHome<'a>,
    /// The change, as the CI service describes it; empty outside of CI.
    pub change: &'a Change,
    /// The current time, for windows of releases.
    pub now: Timestamp,
}

impl Baseline {
    /// Returns the baselines that flags name, or else the configuration, or else the commits where the current work
    /// began. A window of releases, and a merge base after criss-cross merges, stand for several commits; a commit that several
    /// references name is one baseline. The result is empty if nothing is named and the input has no history.
    ///
    /// # Errors
    /// Fails for an invalid reference, or if the commit where the work began is missing.
    pub fn find(flags: &[String], side: &NewSide<'_>) -> Result<Vec<Self>, (MissingBaseline, RequestOrigin)> {
        let words = &side.config.breaking.against;
        let references: Vec<Reference<'_>> = match (flags, &words[..]) {
            ([], []) => return Self::chosen(side.input, side.change),
            ([], words) => words.iter().map(Reference::Word).collect(),
            (flags, _) => flags.iter().map(|text| Reference::Flag(text)).collect(),
        };
        let mut found = Vec::new();
        let mut absent = Vec::new();
        for reference in references {
            match reference.baselines(side) {
                Ok(baselines) => found.extend(baselines),
                Err(error) => absent.push(error),
            }
        }
        match MissingBaseline::together(absent, !found.is_empty()) {
            Some(absent) => Err(absent),
            None => Ok(without_repetition(known_to_no_window(found))),
        }
    }

    /// Returns the commits where the current work began.
    ///
    /// # Errors
    /// Fails if there is no such commit.
    pub(crate) fn chosen(base: &Input, change: &Change) -> Result<Vec<Self>, (MissingBaseline, RequestOrigin)> {
        let is_described = change.target.is_some() || change.push.is_some();
        let origin = if is_described { RequestOrigin::Service } else { RequestOrigin::History };
        match base.baselines(change) {
            Ok(found) if found.is_empty() && change.target.is_some() => {
                let absence = MissingBaseline::NotHere(Report::from_iter([diagnostics::nothing_to_compare_with()]));
                Err((absence, origin))
            }
            Ok(found) => Ok(found.into_iter().map(|found| Self::of_history(found, origin)).collect()),
            Err(error) => Err((MissingBaseline::of(error), origin)),
        }
    }

    fn each(text: &str, origin: RequestOrigin, inputs: Vec<Input>) -> Vec<Self> {
        let is_one_of_several = inputs.len() > 1;
        inputs.into_iter().map(|input| Self { is_one_of_several, ..Self::new(text, origin, input) }).collect()
    }

    fn new(text: &str, origin: RequestOrigin, input: Input) -> Self {
        Self {
            text: text.to_owned(),
            origin,
            word: None,
            why: None,
            also: None,
            is_one_of_several: false,
            tag: None,
            newer_release: None,
            is_before_configuration: false,
            is_input: false,
            input,
        }
    }

    /// Returns the baseline for a schema that the caller has; `name` is its name for messages.
    pub(crate) fn of_schema(name: &str, input: Input) -> Self {
        Self::new(name, RequestOrigin::Flag, input)
    }

    fn release(tag: String, origin: RequestOrigin, input: Input) -> Self {
        Self { tag: Some(tag.clone()), ..Self::new(&format!("git:{tag}"), origin, input) }
    }

    fn of_history(
        protoward_inputs::Baseline { input, why }: protoward_inputs::Baseline,
        origin: RequestOrigin,
    ) -> Self {
        Self { why: Some(why), ..Self::new(&input.to_string(), origin, input) }
    }

    /// Returns the checked-out commit as an additional baseline; `None` without uncommitted changes or without
    /// commits.
    ///
    /// # Errors
    /// Fails if the repository cannot be read.
    pub(crate) fn committed(
        base: &Input,
        deciding: &DecidingPaths,
    ) -> Result<Option<Self>, (MissingBaseline, RequestOrigin)> {
        match base.committed(deciding) {
            Ok(committed) => Ok(committed.map(|it| Self::of_history(it, RequestOrigin::History))),
            Err(InputError::NoCommits { .. } | InputError::NoRepository { .. }) => Ok(None),
            Err(error) => Err((MissingBaseline::of(error), RequestOrigin::History)),
        }
    }

    /// Returns the files of this baseline as they were at the commits where the work began and at the checked-out one, if they
    /// are part of the repository and have other contents now.
    pub(crate) fn replaced_since(&self, chosen: &[Self]) -> Vec<Self> {
        let commits = chosen.iter().filter_map(|baseline| match &baseline.input {
            Input::At { commit, .. } => Some(commit),
            _ => None,
        });
        let differs = |commit: &&Commit| self.input.differs_from(commit).unwrap_or(false);
        let at = |commit: &Commit| {
            let input = Input::At { commit: commit.clone(), input: Box::new(self.input.clone()) };
            Self { text: format!("{} at {}", self.text, commit), ..self.clone().at(input) }
        };
        commits.chain([&Commit::Head]).filter(differs).map(at).collect()
    }

    /// Returns `true` for a commit before the newest ones on the same branch. It does not contain their changes.
    pub const fn is_commit_before(&self) -> bool {
        matches!(
            self.reason(),
            Some(BaselineReason::On { .. } | BaselineReason::NoBranch { .. } | BaselineReason::BeforePush { .. })
        )
    }

    /// Returns the reason why the work began at this commit, even if a flag or the configuration names the commit too.
    const fn reason(&self) -> Option<&BaselineReason> {
        match &self.why {
            Some(why) => Some(why),
            None => self.also.as_ref(),
        }
    }

    /// Returns `true` for a commit before the newest ones that is only presumed to be the one where the work began: on the default
    /// branch, unless a CI service names the commit before the push.
    pub(crate) const fn is_presumed(&self) -> bool {
        matches!(self.why, Some(BaselineReason::On { .. } | BaselineReason::NoBranch { .. }))
    }

    /// Returns the CI service if this is the commit before the newest one because the service names no commit before the push.
    pub(crate) const fn silent_service(&self) -> Option<&'static str> {
        match self.why {
            Some(BaselineReason::On { silent, .. } | BaselineReason::NoBranch { silent }) => silent,
            _ => None,
        }
    }

    /// Returns `true` if the text describes how to find the commit instead of naming it.
    pub(crate) fn is_indirect(&self) -> bool {
        let is_indirect = |commit: &Commit| matches!(commit, Commit::MergeBase { .. } | Commit::LatestTag { .. });
        match &self.input {
            _ if self.is_one_of_several => true,
            Input::At { commit, .. } => is_indirect(commit),
            Input::Git(git) => is_indirect(&git.commit),
            Input::Folder(_)
            | Input::File(_)
            | Input::Package(_)
            | Input::Image(_)
            | Input::Archive(_)
            | Input::Staged { .. } => false,
        }
    }

    /// Returns the reference as the user wrote it, or an equivalent one.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the short name of the version: the tag of a release, or the reference. One of several commits that a reference means is
    /// named with its id.
    pub(crate) fn version(&self, old: &Workspace) -> String {
        if self.is_one_of_several { self.named(old) } else { self.tag.as_ref().unwrap_or(&self.text).clone() }
    }

    /// Returns `true` for a path in the configuration, which names files beside it.
    pub(crate) fn is_beside_configuration(&self) -> bool {
        let is_path = |word: &LocatedText| !matches!(Input::parse(&word.text), Ok(Input::At { .. }) | Err(_));
        self.word.as_ref().is_some_and(is_path)
    }

    /// Returns `true` for a baseline that a flag names.
    pub(crate) fn is_by_flag(&self) -> bool {
        self.origin == RequestOrigin::Flag
    }

    /// Returns `true` for a release in a window of tags.
    pub const fn is_release(&self) -> bool {
        self.tag.is_some()
    }

    /// Returns the tag of the newest release before the new version if it is in no window.
    pub(crate) fn newer_release(&self) -> Option<&str> {
        self.newer_release.as_deref()
    }

    /// Returns a warning if `released-only` has no effect, because no window has the newest release.
    pub(crate) fn lacks_newest_release(&self) -> Option<Diagnostic> {
        self.newer_release.as_deref().map(|newer| diagnostics::newer_release(newer, self.word.as_ref()))
    }

    /// Returns the baseline as an input.
    pub const fn input(&self) -> &Input {
        &self.input
    }

    /// Returns the id of the commit; `None` for a baseline that is no commit, and for a commit that cannot be found.
    pub(crate) fn commit_id(&self) -> Option<String> {
        if self.is_commit() { self.input.commit_id().ok().flatten() } else { None }
    }

    /// Returns the same baseline of another input.
    pub(crate) fn at(self, input: Input) -> Self {
        Self { input, is_input: false, ..self }
    }

    /// Returns the same baseline; `is_before` is `true` if the work began without a configuration.
    pub(crate) fn before_configuration(self, is_before: bool) -> Self {
        Self { is_before_configuration: is_before, ..self }
    }

    /// Returns `true` if the change brings the first configuration, provided that the baseline has none. An old release may lack
    /// a configuration that has been there for long.
    pub(crate) const fn lacks_first_configuration(&self) -> bool {
        self.is_chosen() || self.is_before_configuration
    }

    /// Returns `true` if files that a first configuration leaves out are findings, provided that the baseline has none. It may be there
    /// since an old release, but not necessarily since a folder or an archive.
    pub(crate) const fn shows_left_out_files(&self) -> bool {
        self.lacks_first_configuration() || !self.is_commit()
    }

    /// Returns `true` for an automatically chosen baseline.
    pub const fn is_chosen(&self) -> bool {
        self.why.is_some()
    }

    /// Returns the name of the old side for messages: `git:HEAD~1`, `3f2a1c9, merge base with `main``.
    pub fn named(&self, old: &Workspace) -> String {
        match (&self.why, &old.origin.commit) {
            (Some(why), Some(commit)) => format!("{}, {why}", commit.id),
            (Some(why), None) => format!("{}, {why}", self.text),
            (None, Some(commit)) if self.is_indirect() => {
                let is_same = commit.asked == self.text || self.is_one_of_several;
                let found = if is_same { &commit.id } else { &commit.asked };
                format!("{} ({found})", self.text)
            }
            (None, _) => self.text.clone(),
        }
    }

    /// Adds advice to the errors of a baseline that does not compile.
    pub(crate) fn explain_errors(&self, mut problems: Report) -> Report {
        // Such a baseline would compile.
        if problems.iter().any(|problem| problem.code == NOT_FETCHED) {
            return problems;
        }
        problems.push(if matches!(self.input, Input::Image(_)) {
            diagnostics::invalid_baseline_image(&self.text)
        } else {
            diagnostics::baseline_does_not_compile(&self.text)
        });
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

    pub(crate) const fn is_commit(&self) -> bool {
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

    /// Returns the reason if several baselines are commits that are not there.
    pub(crate) fn several_missing(all: &[Self]) -> Option<(MissingBaseline, RequestOrigin)> {
        let missing = |baseline: &&Self| baseline.is_commit() && baseline.why.is_none();
        let errors = all.iter().filter(missing).filter_map(|baseline| Some((baseline, baseline.input.open().err()?)));
        let errors = errors.filter(|(_, error)| !matches!(error, InputError::NotInCommit { .. }));
        let (missing, errors): (Vec<&Self>, Vec<InputError>) = errors.unzip();
        let first = missing.first().filter(|_| missing.len() > 1)?;
        Some((first.placed(MissingBaseline::of(InputError::together(errors)?)), first.origin))
    }

    fn placed(&self, absence: MissingBaseline) -> MissingBaseline {
        match &self.word {
            Some(word) => absence.in_config(word),
            None => absence,
        }
    }
}

/// One value of `--against`, or of `against` in the configuration.
#[derive(Clone, Copy)]
enum Reference<'a> {
    Flag(&'a str),
    Word(&'a LocatedText),
}

impl Reference<'_> {
    fn baselines(self, side: &NewSide<'_>) -> Result<Vec<Baseline>, (MissingBaseline, RequestOrigin)> {
        let (text, origin, word) = match self {
            Self::Flag(text) => (text, RequestOrigin::Flag, None),
            Self::Word(word) => (&*word.text, RequestOrigin::Configuration, Some(word)),
        };
        let found = Versions::parse(text).and_then(|versions| match versions {
            Versions::Input(input) => {
                let input = relative_to(input, side.input)?;
                let input = if word.is_some() { side.home.resolve(input, side.input)? } else { input };
                Ok(Some(Baseline::each(text, origin, input.each_merge_base()?)))
            }
            Versions::Tags(window) => {
                let tagged = side.input.tagged(&window, side.now, false)?;
                let tags: Vec<String> = tagged.iter().map(|(tag, _)| tag.clone()).collect();
                let newer_release = side.input.newer_release(&tags)?;
                let release = |(tag, input): (String, Input)| Baseline {
                    newer_release: newer_release.clone(),
                    ..Baseline::release(tag, origin, input)
                };
                Ok(Some(tagged.into_iter().map(release).collect()))
            }
            Versions::MergeBase => Ok(None),
        });
        let placed = |absence: MissingBaseline| match word {
            Some(word) => absence.in_config(word),
            None => absence,
        };
        let found = match found {
            Ok(Some(found)) => found,
            Ok(None) => Baseline::chosen(side.input, side.change).map_err(|(absence, _)| (placed(absence), origin))?,
            Err(error) => return Err((placed(MissingBaseline::of(error)), origin)),
        };
        Ok(found.into_iter().map(|baseline| Baseline { word: word.cloned(), ..baseline }).collect())
    }
}

/// Returns the baselines without the newer releases that another window has.
fn known_to_no_window(found: Vec<Baseline>) -> Vec<Baseline> {
    let tags: Vec<String> = found.iter().filter_map(|baseline| baseline.tag.clone()).collect();
    let newer = |newer: Option<String>| newer.filter(|newer| !tags.contains(newer));
    found.into_iter().map(|it| Baseline { newer_release: newer(it.newer_release.clone()), ..it }).collect()
}

/// Returns `true` if the commits where the work began are before the checked-out one, whose changes they lack. Releases beside them
/// do not matter: they may lack the same changes.
pub fn begins_before<'b>(found: impl Iterator<Item = &'b Baseline>) -> bool {
    let mut found = found.peekable();
    let is_nothing = found.peek().is_none();
    let mut chosen = found.filter(|baseline| baseline.reason().is_some()).peekable();
    is_nothing || chosen.peek().is_some() && chosen.all(Baseline::is_commit_before)
}

/// Returns the baselines whose commits are not known yet.
pub(crate) fn without_known(found: Vec<PreparedBaseline>, known: &[PreparedBaseline]) -> Vec<PreparedBaseline> {
    let known: Vec<String> = known.iter().filter_map(|it| it.baseline.commit_id()).collect();
    found.into_iter().filter(|it| it.baseline.commit_id().is_none_or(|id| !known.contains(&id))).collect()
}

/// Returns the baselines without commits that are there already.
fn without_repetition(found: Vec<Baseline>) -> Vec<Baseline> {
    if found.len() < 2 {
        return found;
    }
    let mut kept: Vec<(Option<String>, Baseline)> = Vec::new();
    for baseline in found {
        let commit = baseline.commit_id();
        match kept.iter_mut().find(|(known, _)| commit.is_some() && *known == commit) {
            // A release stays one, whatever else names its commit.
            Some((_, known)) if known.tag.is_none() && baseline.tag.is_some() => {
                let also = known.why.take().or(known.also.take());
                *known = Baseline { also, ..baseline };
            }
            Some((_, known)) => known.also = known.also.take().or(baseline.why),
            None => kept.push((commit, baseline)),
        }
    }
    kept.into_iter().map(|(_, baseline)| baseline).collect()
}

fn relative_to(input: Input, base: &Input) -> Result<Input, InputError> {
    let mut input = input.of(base)?;
    if input.is_stdin() && base.is_stdin() {
        return Err(InputError::StdinTwice);
    }
    let (Input::Folder(base) | Input::File(base) | Input::Package(base)) = base else { return Ok(input) };
    // A path that does not exist is reported as written.
    if let Input::Folder(path) | Input::File(path) | Input::Package(path) = &mut input
        && path.exists()
    {
        *path = paths::spelled_like(path, base);
    }
    Ok(input)
}
