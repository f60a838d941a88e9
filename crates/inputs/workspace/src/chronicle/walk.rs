//! The walk over the commits, which compares each with the one before and records what its changed files declare.

use std::collections::{BTreeMap, HashSet};

use super::deprecations::Deprecations;
use super::places::{Changed, MovedFile, Places, moved_files, opened};
use super::read::{TextCache, parsed};
use super::state::{FileChange, FileNow, State};
use crate::{Layout, OpenOptions, SchemaScope, codes};
use protoward_inputs::{BlobId, GitHistory, Input, InputError, Step};
use protoward_ledger::{EventTime, Ledger};
use protoward_settings::FILE_NAMES;
use protoward_source::{Diagnostic, ReadError, Report, Sources};

/// A ledger with statistics about its origin.
#[derive(Clone, Debug)]
pub struct Chronicle {
    /// The ledger that `ledger update` would have produced commit by commit.
    pub ledger: Ledger,
    /// The number of visited commits.
    pub commits: usize,
    /// The number of commits that changed the ledger.
    pub changes: usize,
    /// The elements that are deprecated now, each with the commit since which it is.
    pub deprecations: Deprecations,
}

/// Builds a ledger from a range of commits, as defined by [`GitHistory::steps`]. Returns `None` after errors, which
/// are added to `report`.
pub fn chronicle(input: &Input, range: &str, options: &OpenOptions, report: &mut Report) -> Option<Chronicle> {
    let Some((repository, _)) = input.history() else {
        report.push(no_history(input));
        return None;
    };
    let opened = GitHistory::open(repository).and_then(|history| Ok((history.steps(range)?, history)));
    let (steps, mut history) = opened.map_err(|error: InputError| report.push(error.into())).ok()?;
    let mut texts = TextCache::default();
    let places = match Places::of(input, &steps, &mut history, &mut texts) {
        Ok(places) => places,
        Err(error) => {
            report.push(unreadable(&error, &format!("history {range}")));
            return None;
        }
    };
    // Commits without a configuration use the newest one.
    let mut sources = Sources::default();
    let mut ignored_problems = Report::default();
    let layout = crate::layout(input, options, &mut sources, &mut ignored_problems);
    let mut walk = Walk::new(options, layout, history, texts);
    for (index, step) in steps.iter().enumerate() {
        if let Err(error) = walk.step(step, places.at(index), places.changes_at(index)) {
            report.push(unreadable(&error, &format!("commit {}", step.commit.id)));
            return None;
        }
    }
    walk.report_broken(report);
    walk.report_moved(report);
    let Walk { ledger, changes, deprecations, .. } = walk;
    Some(Chronicle { ledger, commits: steps.len(), changes, deprecations })
}

struct Walk {
    options: OpenOptions,
    history: GitHistory,
    texts: TextCache,
    state: State,
    ledger: Ledger,
    /// The last change.
    when: EventTime,
    was: Option<Step>,
    scope: Option<SchemaScope>,
    /// Imported paths for which no file was found.
    missing: HashSet<Box<str>>,
    broken: Vec<String>,
    /// The files that commits moved into the input.
    moved: Vec<String>,
    changes: usize,
    deprecations: Deprecations,
}

impl Walk {
    fn new(options: &OpenOptions, layout: Option<Layout>, history: GitHistory, texts: TextCache) -> Self {
        Self {
            options: OpenOptions { fallback: layout, ..options.clone() },
            history,
            texts,
            state: State::default(),
            ledger: Ledger::default(),
            when: EventTime::UNKNOWN,
            was: None,
            scope: None,
            missing: HashSet::new(),
            broken: Vec::new(),
            moved: Vec::new(),
            changes: 0,
            deprecations: Deprecations::default(),
        }
    }

    /// Records a commit, with the input there; `is_other` is `true` if it had another folder before.
    fn step(&mut self, step: &Step, input: &Input, is_other: bool) -> Result<(), ReadError> {
        let mut changed = self.changed(self.was.clone().as_ref(), step)?;
        let moved = self.moved_from_outside(&changed)?;
        if self.was.is_none() || is_other || changed.keys().any(|path| is_config(path)) || self.scope.is_none() {
            let scope = self.scope_at(step, input);
            let is_same = matches!((&self.scope, &scope), (Some(was), Some(now)) if was.is_same(now));
            self.scope = scope;
            if !is_same {
                changed = self.changed(None, step)?;
                self.state_anew(&changed, step)?;
                self.note_moved(&moved, step);
                self.was = Some(step.clone());
                return Ok(());
            }
        }
        let changes = self.file_changes(&changed, step)?;
        self.note(changes, step);
        self.note_moved(&moved, step);
        self.was = Some(step.clone());
        Ok(())
    }

    /// Returns the moved files that were outside of the input.
    fn moved_from_outside(&mut self, changed: &Changed) -> Result<Vec<MovedFile>, ReadError> {
        let Some(was) = &self.was else { return Ok(Vec::new()) };
        let mut moved = moved_files(&mut self.history, &mut self.texts, was, changed)?;
        moved.retain(|file| self.scope.as_ref().is_none_or(|scope| scope.target(&file.from).is_none()));
        Ok(moved)
    }

    /// Notes the moved files that are in the input now.
    fn note_moved(&mut self, moved: &[MovedFile], step: &Step) {
        let Some(scope) = &self.scope else { return };
        let id = step.commit.id.get(..7).unwrap_or_default();
        let own = moved.iter().filter(|file| scope.target(&file.to).is_some());
        self.moved.extend(own.map(|MovedFile { from, to }| format!("`{to}` was `{from}` until {id}")));
    }

    fn changed(&mut self, was: Option<&Step>, now: &Step) -> Result<Changed, ReadError> {
        let mut changed = Changed::new();
        self.history.changes(was, Some(now), |path, blob| {
            if path.ends_with(".proto") || is_config(path) {
                changed.insert(path.to_owned(), blob);
            }
        })?;
        Ok(changed)
    }

    /// Returns the selected files at a commit; `None` if the input did not exist.
    fn scope_at(&self, step: &Step, input: &Input) -> Option<SchemaScope> {
        SchemaScope::new(&opened(input, step)?, &self.options, &mut Sources::default(), &mut Report::default())
    }

    /// Replaces all files by those of a commit.
    fn state_anew(&mut self, all: &Changed, step: &Step) -> Result<(), ReadError> {
        self.missing.clear();
        let mut changes = self.file_changes(all, step)?;
        let kept: HashSet<Box<str>> = changes.iter().map(|change| change.name.clone()).collect();
        let gone = self.state.names().filter(|name| !kept.contains(*name));
        changes.extend(gone.map(|name| FileChange { name: name.into(), now: None }).collect::<Vec<_>>());
        changes.sort_by(|one, other| one.name.cmp(&other.name));
        self.note(changes, step);
        Ok(())
    }

    fn note(&mut self, changes: Vec<FileChange>, step: &Step) {
        if changes.is_empty() {
            return;
        }
        let difference = self.state.apply(changes);
        self.deprecations.note(&self.state.deprecated(), &step.commit);
        if !difference.came.is_empty() || !difference.left.is_empty() {
            self.when = EventTime::commit(&step.commit.id, &step.commit.time).after(&self.when);
            let changes = self.ledger.change(difference.came, difference.left, &self.when);
            self.changes += usize::from(!changes.is_empty());
        }
    }

    /// Returns the changes of files, imports included, that follow from changed paths.
    fn file_changes(&mut self, changed: &Changed, step: &Step) -> Result<Vec<FileChange>, ReadError> {
        let Some(scope) = self.scope.take() else { return Ok(Vec::new()) };
        let result = Importer { walk: self, scope: &scope, step, changes: BTreeMap::new() }.run(changed);
        self.scope = Some(scope);
        result
    }

    fn report_broken(&self, report: &mut Report) {
        if let Some(shown) = listed(&self.broken) {
            report.push(broken_texts(&shown));
        }
    }

    fn report_moved(&self, report: &mut Report) {
        if let Some(shown) = listed(&self.moved) {
            report.push(moved_history(&shown));
        }
    }
}

/// Returns the first of some phrases, and the number of the others; `None` if there are none.
fn listed(phrases: &[String]) -> Option<String> {
    const MOST_SHOWN: usize = 3;
    let (shown, more) = phrases.split_at(phrases.len().min(MOST_SHOWN));
    let more = if more.is_empty() { String::new() } else { format!(", and {} more", more.len()) };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}

fn is_config(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    FILE_NAMES.iter().any(|(file, _)| *file == name) || name == protoward_settings::WORK_FILE_NAME
}

/// Collects the changes of one commit: schema files first, then imports.
struct Importer<'w> {
    walk: &'w mut Walk,
    scope: &'w SchemaScope,
    step: &'w Step,
    changes: BTreeMap<Box<str>, Option<FileNow>>,
}

impl Importer<'_> {
    fn run(mut self, changed: &Changed) -> Result<Vec<FileChange>, ReadError> {
        let mut others = Vec::new();
        for (path, blob) in changed.iter().filter(|(path, _)| path.ends_with(".proto")) {
            match self.scope.target(path) {
                Some(name) => self.own(name.into(), path, *blob)?,
                None => others.extend(self.scope.names(path)),
            }
        }
        for name in others {
            let is_imported = self.walk.state.file(&name).is_some_and(|now| !now.is_own);
            let is_included = is_imported || self.walk.missing.contains(name.as_str());
            if is_included && !self.changes.contains_key(name.as_str()) {
                self.import(name.into())?;
            }
        }
        self.imports()?;
        Ok(self.changes.into_iter().map(|(name, now)| FileChange { name, now }).collect())
    }

    /// Adds the change of a file in a module.
    fn own(&mut self, name: Box<str>, path: &str, blob: Option<BlobId>) -> Result<(), ReadError> {
        let now = match blob {
            Some(blob) => {
                let text = self.walk.texts.get(&self.walk.history, blob, path)?;
                let is_known = self.walk.state.file(&name).is_some_and(|now| now.is_own);
                if !text.is_complete {
                    let id = self.step.commit.id.get(..7).unwrap_or_default();
                    self.walk.broken.push(format!("`{path}` at {id}"));
                }
                if !text.is_complete && is_known {
                    // A broken file keeps its previous declarations.
                    let was = self.walk.state.file(&name).cloned();
                    self.changes.insert(name, was);
                    return Ok(());
                }
                Some(FileNow { decls: text.decls, is_own: true })
            }
            None => None,
        };
        self.changes.insert(name, now);
        Ok(())
    }

    /// Processes an imported file: the first one with this import path, or else one that is part of the program.
    fn import(&mut self, name: Box<str>) -> Result<(), ReadError> {
        let mut now = None;
        for path in self.scope.candidates(&name) {
            if let Some(blob) = self.walk.history.file(self.step, &path)? {
                let text = self.walk.texts.get(&self.walk.history, blob, &path)?;
                now = Some(FileNow { decls: text.decls, is_own: false });
                break;
            }
        }
        if now.is_none() {
            let text = self.scope.built_in(&name)?;
            now = text.map(|text| FileNow { decls: parsed(&text).decls, is_own: false });
        }
        match now {
            Some(_) => self.walk.missing.remove(&name),
            None => self.walk.missing.insert(name.clone()),
        };
        if now.is_some() || self.walk.state.file(&name).is_some() {
            self.changes.insert(name, now);
        }
        Ok(())
    }

    /// Processes all imports that are not loaded yet.
    fn imports(&mut self) -> Result<(), ReadError> {
        let mut open: Vec<Box<str>> = self.changes.keys().cloned().collect();
        while let Some(name) = open.pop() {
            let Some(Some(now)) = self.changes.get(&name) else { continue };
            let decls = std::sync::Arc::clone(&now.decls);
            for import in &decls.imports {
                let is_there = self.walk.state.file(&import.name).is_some() && !self.is_gone(&import.name);
                if is_there || self.changes.contains_key(&import.name) || self.walk.missing.contains(&import.name) {
                    continue;
                }
                self.import(import.name.clone())?;
                open.push(import.name.clone());
            }
        }
        Ok(())
    }

    fn is_gone(&self, name: &str) -> bool {
        matches!(self.changes.get(name), Some(None))
    }
}

fn no_history(input: &Input) -> Diagnostic {
    Diagnostic::error(protoward_inputs::codes::NO_REPOSITORY, format!("`{input}` has no history in git"))
        .help("name a folder or a file in a repository; without `--from-git`, a ledger starts with what is there now")
}

fn unreadable(error: &ReadError, at: &str) -> Diagnostic {
    let code = match error {
        ReadError::NotFetched { .. } => protoward_inputs::codes::NOT_FETCHED,
        _ => protoward_inputs::codes::UNREADABLE,
    };
    let help = error.help().unwrap_or_else(|| "`git fsck` shows missing and damaged objects".to_owned());
    Diagnostic::error(code, format!("{error} (in {at})")).help(help)
}

fn broken_texts(places: &str) -> Diagnostic {
    Diagnostic::warning(codes::BROKEN_HISTORY, format!("some files could not be parsed as they were then: {places}"))
        .help("until the commit that fixed it, such a file counts as it was before")
}

fn moved_history(moves: &str) -> Diagnostic {
    let message = format!("the history of some files goes on outside of the input: {moves}");
    Diagnostic::warning(codes::MOVED_HISTORY, message)
        .help("a folder that contains both places has all of it; name that folder")
}
