//! Fixes of lint findings, tried in memory, then written or shown.
//!
//! A fix is kept if the schema still compiles, the finding is gone and none is new, and nothing differs but what the fix
//! declares. Impossible fixes are not planned, and all that are compatible are tried together. If that fails, those are to blame that
//! wrote the places of the problems, or else names around them. Where none did, the files with problems are tried with half of
//! their fixes, until a single one is left to blame. At the end, the refused fixes are tried again, because others that were
//! applied since may make them possible, and then alone, because another one may be to blame. Fixes that are unlikely to
//! succeed are tried only then.
//!
//! After the first trial that succeeds, few files have fixes left. The next ones compile only these files with all that they can
//! have an effect on, and the whole schema again at the end.

mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use crate::fix::blame::WrittenParts;
use crate::fix::finding_place::{counts, key};
use crate::fix::part::{self, Part};
use crate::fix::trial::{Refusal, TrialLimits};
use crate::fix::whole_project::WholeProject;
use crate::fix::written::{self, changeable, writable};
use protoward_compiler::FileCache;
use protoward_fix_plan::{CompatibleFixes, LintFix, find_lint_fixes, is_unlikely};
use protoward_gate::{LintVerdict, NamedElements};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, LinkedFile};
use protoward_plugin::Limits;
use protoward_policy::Clock;
use protoward_source::{Diagnostic, Report, SourceId, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};

/// The maximum number of trials, after which the rest is left.
const MAX_TRIALS: usize = 1000;

/// The maximum size of the syntax trees that are kept between trials, in bytes.
const MAX_PARSED: usize = 1 << 30;

/// A request to fix lint findings.
pub struct LintFixRequest {
    /// The input whose files are fixed.
    pub input: Input,
    /// The options with which it was opened.
    pub options: OpenOptions,
    /// `true` if the files are to be written.
    pub is_write: bool,
    /// `true` to apply fixes that break something.
    pub allows_unsafe: bool,
    /// The clock that decides which ignores have ended.
    pub clock: Clock,
    /// The limits of check plugins; `None` not to run them.
    pub plugin_limits: Option<Limits>,
    /// The baseline of lint, if it is not that of the configuration. Findings in it are not fixed.
    pub baseline: Option<PathBuf>,
}

/// A schema whose findings are being fixed.
pub struct LintFixRun {
    request: LintFixRequest,
    /// The schema with the fixes that were kept so far.
    pub workspace: Workspace,
    /// The findings that this schema has.
    pub verdict: LintVerdict,
    /// The number of findings before fixing.
    found: usize,
    files: EditedFiles,
    /// The folder or file that may be written; `None` if nothing will be written.
    within: Option<PathBuf>,
    /// The other files of the project, if the input has only some.
    whole: Option<WholeProject>,
    /// The consequences of the applied fixes, with the number of fixes.
    broken: BTreeMap<&'static str, usize>,
    /// The part of the files that the schema has, if it is not whole.
    part: Option<Part>,
    /// `false` if fixes in a part of the schema may be wrong in the whole.
    may_narrow: bool,
    /// The fixes of the current findings; `None` if they are not planned yet.
    planned: Option<Rc<[LintFix]>>,
    /// Fixes that were tried and not kept: `true` for those that were tried alone.
    refused: BTreeMap<String, bool>,
    /// `true` if fixes were applied since the first of these was refused.
    is_progress: bool,
    /// `true` to try each fix alone.
    is_alone: bool,
    /// `true` if no fix is left to try.
    is_finished: bool,
    /// The number of trials so far, each of which compiles the schema.
    trials: usize,
    /// The maximum number of fixes in a trial.
    most_fixes: usize,
    /// Fixes that would change or break files that are not part of the input.
    outside: BTreeSet<String>,
    /// Fixes that would rename what an ignore or the baseline names.
    named: BTreeSet<String>,
}

impl LintFixRun {
    /// Begins to fix the findings of a schema.
    ///
    /// # Errors
    /// Fails if the files of the input cannot be written.
    pub fn new(
        request: LintFixRequest,
        workspace: Workspace,
        verdict: LintVerdict,
        sources: &Sources,
    ) -> Result<Self, Box<Diagnostic>> {
        let within = changeable(&request.input, request.is_write)?;
        let folder = writable(&request.input).ok();
        // Only fixes that break something affect other files.
        let whole = folder
            .filter(|_| request.allows_unsafe)
            .and_then(|folder| WholeProject::around(&workspace, &folder, &request.options, sources));
        // Each trial edits a few files, and parses only these.
        let file_cache = Some(Arc::new(FileCache::new(MAX_PARSED)));
        let options = OpenOptions { file_cache, ..request.options };
        Ok(Self {
            request: LintFixRequest { options, ..request },
            found: verdict.findings.len(),
            workspace,
            verdict,
            files: EditedFiles::default(),
            within,
            whole,
            broken: BTreeMap::new(),
            part: None,
            may_narrow: true,
            planned: None,
            refused: BTreeMap::new(),
            is_progress: false,
            is_alone: false,
            is_finished: false,
            trials: 0,
            most_fixes: usize::MAX,
            outside: BTreeSet::new(),
            named: BTreeSet::new(),
        })
    }

    /// Applies fixes in memory, until none is left to try.
    pub fn apply(&mut self, sources: &mut Sources) {
        self.postpone(sources);
        loop {
            self.try_fixes(sources);
            if self.widen(sources) {
                break;
            }
        }
    }

    /// Refuses fixes that are unlikely to succeed, until others are applied.
    fn postpone(&mut self, sources: &Sources) {
        let planned = self.planned(sources);
        let unlikely = planned.iter().filter(|fix| is_unlikely(&self.workspace.schema, fix));
        let keys: Vec<(String, bool)> = unlikely.map(|fix| (self.key(fix), true)).collect();
        // They were not tried yet.
        self.is_progress = !keys.is_empty();
        self.refused.extend(keys);
    }

    fn try_fixes(&mut self, sources: &mut Sources) {
        let mut limits = TrialLimits::default();
        while self.trials < MAX_TRIALS {
            let mut fixes = self.next_fixes(sources);
            fixes.retain(|fix| limits.admits(&self.paths_of(fix, sources)));
            fixes.truncate(if self.is_alone { 1 } else { limits.total.unwrap_or(self.most_fixes) });
            if fixes.is_empty() {
                if self.forget_refusals() {
                    limits.begin();
                    continue;
                }
                self.is_finished = true;
                break;
            }
            self.trials += 1;
            let before = self.files.clone();
            self.files.edit(fixes.iter().flat_map(|fix| &fix.edits), sources);
            match self.checked(&fixes, sources) {
                Ok((workspace, verdict)) => {
                    for breaks in fixes.iter().filter_map(|fix| fix.breaks) {
                        *self.broken.entry(breaks).or_default() += 1;
                    }
                    (self.workspace, self.verdict, self.planned) = (workspace, verdict, None);
                    self.is_progress |= !self.refused.is_empty();
                    // What was refused together with others may be right beside them, with another plan.
                    self.refused.retain(|_, is_only| *is_only);
                    limits.succeed();
                    self.narrow(sources);
                }
                Err(refusal) => {
                    self.files = before;
                    self.blame(&fixes, &refusal, &mut limits, sources);
                }
            }
        }
    }

    /// Forgets what was refused in another state or together with others. Returns `true` if that is to be tried again.
    fn forget_refusals(&mut self) -> bool {
        let is_progress = std::mem::take(&mut self.is_progress);
        self.is_alone = !is_progress;
        let again: BTreeSet<String> = self
            .refused
            .iter()
            .filter(|(_, was_alone)| is_progress || !**was_alone)
            .map(|(key, _)| key.clone())
            .collect();
        self.refused.retain(|key, _| !again.contains(key));
        self.outside.retain(|key| !again.contains(key));
        !again.is_empty()
    }

    /// Refuses the fixes that wrote the places of problems. Of several behind one problem, the first stays: without the others, it
    /// may be right. Returns `false` if no fix wrote any of them.
    fn blame_by_place(&mut self, fixes: &[LintFix], refusal: &Refusal, sources: &Sources) -> bool {
        let written = WrittenParts::new(fixes, sources);
        let mut refused: BTreeMap<usize, bool> = BTreeMap::new();
        for problem in &refusal.problems {
            let behind = written.fixes_behind(problem, sources);
            let is_only = behind.len() == 1;
            for fix in behind.into_iter().skip(usize::from(!is_only)) {
                *refused.entry(fix).or_default() |= is_only;
            }
        }
        let is_found = !refused.is_empty();
        let refused = refused.into_iter().map(|(fix, is_only)| (self.key(&fixes[fix]), is_only));
        let refused: Vec<(String, bool)> = refused.collect();
        self.refused.extend(refused);
        is_found
    }

    /// Refuses fixes that are the only ones in a file with problems, and limits the next trial for other such files.
    fn blame(&mut self, fixes: &[LintFix], refusal: &Refusal, limits: &mut TrialLimits, sources: &Sources) {
        if self.blame_by_place(fixes, refusal, sources) {
            limits.begin();
            return;
        }
        let mut by_path: BTreeMap<String, Vec<&LintFix>> = BTreeMap::new();
        for fix in fixes {
            self.paths_of(fix, sources).into_iter().for_each(|path| by_path.entry(path).or_default().push(fix));
        }
        // A problem in a file without a fix can come from any.
        let is_known = !refusal.paths.is_empty() && refusal.paths.iter().all(|path| by_path.contains_key(path));
        let mut refused = BTreeSet::new();
        let mut is_limited = false;
        for (path, fixes) in &by_path {
            match fixes[..] {
                _ if is_known && !refusal.paths.contains(path) => {}
                [only] if is_known || by_path.len() == 1 => _ = refused.insert(self.key(only)),
                [_] => {}
                _ => {
                    limits.halve(path, fixes.len());
                    is_limited = true;
                }
            }
        }
        // Nothing tells which of several files with one fix each is to blame.
        if refused.is_empty() && !is_limited {
            match fixes {
                [only] => _ = refused.insert(self.key(only)),
                _ => limits.total = Some(fixes.len() / 2),
            }
        }
        if refusal.is_outside {
            self.outside.extend(refused.iter().cloned());
        }
        limits.begin();
        self.refused.extend(refused.into_iter().map(|key| (key, fixes.len() == 1)));
    }

    /// Returns the fixes to try next, which are compatible with each other.
    fn next_fixes(&mut self, sources: &Sources) -> Vec<LintFix> {
        let all = self.planned(sources);
        let writable = self.writable_sources(&all, sources);
        let named = NamedElements::new(&self.verdict, &self.workspace);
        let mut compatible = CompatibleFixes::new(&self.workspace.schema, sources);
        let mut chosen = Vec::new();
        for fix in all.iter() {
            if !self.is_allowed(fix) {
                continue;
            }
            if !self.refused.is_empty() || self.part.is_some() {
                let key = self.key(fix);
                let decides = |part: &mut Part| part.decides(fix, &key);
                if self.refused.contains_key(&key) || !self.part.as_mut().is_none_or(decides) {
                    continue;
                }
            }
            if named.are_renamed_by(&self.verdict.findings[fix.finding], &self.workspace.schema) {
                self.named.insert(self.key(fix));
                continue;
            }
            if !fix.edits.iter().all(|edit| writable.contains(&edit.place.source)) {
                self.outside.insert(self.key(fix));
                continue;
            }
            if compatible.admits(fix) {
                chosen.push(fix.clone());
            }
        }
        chosen
    }

    const fn is_allowed(&self, fix: &LintFix) -> bool {
        fix.breaks.is_none() || self.request.allows_unsafe
    }

    /// Returns the fixes of the current findings, which are planned once for all trials of a state.
    fn planned(&mut self, sources: &Sources) -> Rc<[LintFix]> {
        let plan = || find_lint_fixes(&self.workspace.schema, &self.verdict.findings, sources).into();
        Rc::clone(self.planned.get_or_insert_with(plan))
    }

    /// Returns the sources of edits that may change: files of the input, but neither dependencies nor files behind links to
    /// other folders.
    fn writable_sources(&self, fixes: &[LintFix], sources: &Sources) -> BTreeSet<SourceId> {
        let own = self.workspace.schema.files.iter().filter(|(_, file)| !file.is_import);
        let own: BTreeSet<SourceId> = own.map(|(_, file)| file.source).collect();
        let edited: BTreeSet<SourceId> =
            fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place.source).collect();
        let is_inside = |source: &SourceId| {
            let path = &sources.get(*source).display;
            let may_write = |within: &PathBuf| fs::canonicalize(path).is_ok_and(|path| path.starts_with(within));
            self.within.as_ref().is_none_or(may_write)
        };
        edited.into_iter().filter(|source| own.contains(source) && is_inside(source)).collect()
    }

    /// Returns the identity of a fix in all rounds.
    fn key(&self, fix: &LintFix) -> String {
        key(&self.workspace.schema, &self.verdict.findings[fix.finding])
    }

    /// Returns the paths of the files that a fix edits, and of the file of its finding.
    fn paths_of(&self, fix: &LintFix, sources: &Sources) -> BTreeSet<String> {
        let edited = fix.edits.iter().map(|edit| edit.place.source);
        let files = edited.chain([self.workspace.schema[fix.file].source]);
        files.map(|file| sources.get(file).display.clone()).collect()
    }

    /// Restricts the schema to the files in which fixes are left, if they are few.
    fn narrow(&mut self, sources: &mut Sources) {
        if !self.may_narrow {
            return;
        }
        let planned = self.planned(sources);
        let allowed = planned.iter().filter(|fix| self.is_allowed(fix));
        let Some(names) = part::names(&self.workspace.schema, &self.verdict, allowed) else { return };
        let keys = planned.iter().map(|fix| self.key(fix)).collect();
        self.may_narrow = false;
        let compiled = self.compiled(Some(&names), sources, &mut Report::default());
        let Some(workspace) = compiled else { return };
        let Some(verdict) = self.linted(&workspace, sources) else { return };
        let paths: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let proposed = part::proposals(&self.workspace.schema, &self.verdict, &paths);
        let mut mistaken = part::proposals(&workspace.schema, &verdict, &paths);
        // A rule needs files that are far away.
        if !proposed.is_subset(&mistaken) {
            return;
        }
        self.may_narrow = true;
        mistaken.retain(|key| !proposed.contains(key));
        let mut others = counts(&self.workspace.schema, &self.verdict);
        part::subtract(&mut others, &counts(&workspace.schema, &verdict));
        let whole = std::mem::replace(&mut self.workspace, workspace);
        let verdict = std::mem::replace(&mut self.verdict, verdict);
        self.part = Some(match self.part.take() {
            Some(part) => part.narrowed(names, others, mistaken),
            None => {
                let (files, broken) = (self.files.clone(), self.broken.clone());
                Part { names, whole, verdict, files, broken, others, mistaken, planned: keys, has_waiting: false }
            }
        });
        self.planned = None;
    }

    /// Returns to the whole schema. If fixes in the part of it are not right in the whole, they are undone. Returns `false` if fixes
    /// are to be tried in the whole schema.
    fn widen(&mut self, sources: &mut Sources) -> bool {
        let Some(part) = self.part.take() else { return true };
        self.planned = None;
        self.is_alone = false;
        self.may_narrow = false;
        if self.files == part.files {
            (self.workspace, self.verdict) = (part.whole, part.verdict);
            return !part.has_waiting;
        }
        let compiled = self.compiled(None, sources, &mut Report::default());
        let linted = compiled.and_then(|whole| Some((self.linted(&whole, sources)?, whole)));
        let fixed = counts(&self.workspace.schema, &self.verdict);
        let right = linted.filter(|(verdict, whole)| part.is_right(&fixed, counts(&whole.schema, verdict)));
        let is_right = right.is_some();
        (self.verdict, self.workspace) = right.unwrap_or((part.verdict, part.whole));
        if !is_right {
            (self.files, self.broken) = (part.files, part.broken);
            self.refused.clear();
        }
        is_right && !part.has_waiting
    }

    /// Returns `true` if a fix changes a file.
    pub fn is_changed(&self) -> bool {
        !self.files.is_empty()
    }

    /// Returns the changes as a unified diff.
    pub fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none. Returns the files behind symbolic links.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self, sources: &Sources) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
        written::write(&self.files, &self.workspace.schema, self.within.as_deref(), sources)
    }

    /// Returns what was fixed, what the fixes break, how many fixes need files outside of the input, and how many `--unsafe`
    /// would apply.
    pub fn summary(&mut self, verb: &str, sources: &Sources) -> String {
        let left = self.verdict.findings.len();
        let files = count(self.files.len(), "file");
        let fixed = self.found.saturating_sub(left);
        let mut text = match fixed {
            0 => "nothing was fixed".to_owned(),
            _ => format!("{verb} {} of {} in {files}", fixed, count(self.found, "finding")),
        };
        if !self.broken.is_empty() {
            let broken: Vec<String> = self.broken.iter().map(|(what, times)| format!("{what} ({times})")).collect();
            text += &format!("; they break {}", broken.join("; "));
        }
        let waiting = self.planned(sources);
        let allowed = waiting.iter().filter(|fix| self.is_allowed(fix)).map(|fix| self.key(fix));
        let (named, others): (Vec<_>, Vec<_>) = allowed.partition(|key| self.named.contains(key));
        let (outside, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|key| self.outside.contains(key));
        let refused = others.iter().filter(|key| self.refused.contains_key(*key)).count();
        for (number, why) in [
            (outside.len(), "files that are not part of the input would have to change"),
            (named.len(), "an ignore or the baseline has the old name"),
            (refused, "an error or another finding would follow"),
        ] {
            let verb = if number == 1 { "is" } else { "are" };
            if number > 0 {
                text += &format!("; {} {verb} left out, because {why}", count(number, "fix"));
            }
        }
        if !self.is_finished {
            text += &format!(
                "; the limit of {MAX_TRIALS} trials was reached before all fixes were tried: run the command again"
            );
        }
        let waiting: Vec<&str> = waiting.iter().filter_map(|fix| fix.breaks).collect();
        if !self.request.allows_unsafe && !waiting.is_empty() {
            let breaks: BTreeSet<&str> = waiting.iter().copied().collect();
            let breaks: Vec<String> = breaks.into_iter().map(str::to_owned).collect();
            text += &format!("; `--unsafe` would fix {} more, and break {}", waiting.len(), breaks.join("; "));
        }
        text
    }
}

#[cfg(test)]
mod tests;
