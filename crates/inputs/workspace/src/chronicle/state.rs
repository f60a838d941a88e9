//! The files of a commit with their declarations and facts. Only what a changed file affects is computed again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::decls::{Decls, FactDraft, Import, last_part};
use protoward_ledger::{Fact, TypeKind, TypeName};
use protoward_schema::qualified;

/// A change to one file.
pub(super) struct FileChange {
    /// The import path.
    pub(super) name: Box<str>,
    /// The new state; `None` for a deleted file.
    pub(super) now: Option<FileNow>,
}

/// The state of a file.
#[derive(Clone)]
pub(super) struct FileNow {
    pub(super) decls: Arc<Decls>,
    /// `true` for a schema file, `false` for one that is only imported.
    pub(super) is_own: bool,
}

/// All files by import path, with their facts.
#[derive(Default)]
pub(super) struct State {
    ids: HashMap<Box<str>, usize>,
    files: Vec<File>,
    /// Messages and enums by full name, with the declaring files: exactly one if the schema compiles.
    types: HashMap<Box<str>, Vec<(usize, TypeKind)>>,
    /// The files that reference a name, by its last component.
    users: HashMap<Box<str>, BTreeSet<usize>>,
    /// The number of files with each fact.
    counts: HashMap<Fact, usize>,
}

#[derive(Default)]
struct File {
    now: Option<FileNow>,
    /// The facts of its declarations, sorted and without repetition, so that two states can be compared in one pass.
    facts: Vec<Fact>,
}

/// Added and removed facts, in order.
#[derive(Debug, Default)]
pub(super) struct Difference {
    pub(super) came: Vec<Fact>,
    pub(super) left: Vec<Fact>,
}

impl State {
    /// Returns the state of a file by import path.
    pub(super) fn file(&self, name: &str) -> Option<&FileNow> {
        self.ids.get(name).and_then(|&id| self.files[id].now.as_ref())
    }

    /// Returns the import paths of all files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().filter(|(_, id)| self.files[**id].now.is_some()).map(|(name, _)| &**name)
    }

    /// Returns the full names of all deprecated elements of schema files.
    pub(super) fn deprecated(&self) -> BTreeSet<&str> {
        let own = self.files.iter().filter_map(|file| file.now.as_ref()).filter(|now| now.is_own);
        own.flat_map(|now| now.decls.deprecated.iter().map(|name| &**name)).collect()
    }

    /// Applies changes of files, and returns the changes of facts.
    pub(super) fn apply(&mut self, changes: Vec<FileChange>) -> Difference {
        let mut affected = BTreeSet::new();
        let mut words = HashSet::<Box<str>>::new();
        let mut all = false;
        for FileChange { name, now } in changes {
            let id = self.id(name);
            let was = self.files[id].now.take();
            all |= public_imports(was.as_ref()).ne(public_imports(now.as_ref()));
            words.extend(self.forget(id, was.as_ref()));
            words.extend(self.learn(id, now.as_ref()));
            self.files[id].now = now;
            affected.insert(id);
        }
        if all {
            affected.extend(0..self.files.len())
        } else {
            affected.extend(words.iter().filter_map(|word| self.users.get(word)).flatten())
        }
        self.settle(&affected)
    }

    fn id(&mut self, name: Box<str>) -> usize {
        let next = self.files.len();
        let id = *self.ids.entry(name).or_insert(next);
        if id == next {
            self.files.push(File::default());
        }
        id
    }

    /// Removes the declarations of a file, and returns the last components of its types.
    fn forget(&mut self, id: usize, was: Option<&FileNow>) -> Vec<Box<str>> {
        let Some(FileNow { decls, .. }) = was else { return Vec::new() };
        for word in &decls.words {
            self.users.entry(word.clone()).or_default().remove(&id);
        }
        for (name, _) in &decls.types {
            if let Some(declared) = self.types.get_mut(name) {
                declared.retain(|(file, _)| *file != id);
                if declared.is_empty() {
                    self.types.remove(name);
                }
            }
        }
        decls.types.iter().map(|(name, _)| last_part(name).into()).collect()
    }

    fn learn(&mut self, id: usize, now: Option<&FileNow>) -> Vec<Box<str>> {
        let Some(FileNow { decls, .. }) = now else { return Vec::new() };
        for word in &decls.words {
            self.users.entry(word.clone()).or_default().insert(id);
        }
        for (name, kind) in &decls.types {
            let declared = self.types.entry(name.clone()).or_default();
            declared.push((id, *kind));
            declared.sort();
        }
        decls.types.iter().map(|(name, _)| last_part(name).into()).collect()
    }

    /// Recomputes the facts of files.
    fn settle(&mut self, affected: &BTreeSet<usize>) -> Difference {
        let mut before: BTreeMap<Fact, bool> = BTreeMap::new();
        for &id in affected {
            let now = self.facts(id);
            let was = std::mem::replace(&mut self.files[id].facts, now);
            let now = std::mem::take(&mut self.files[id].facts);
            for fact in was.iter().filter(|fact| now.binary_search(fact).is_err()) {
                self.count(fact, &mut before, |count| count - 1);
            }
            for fact in now.iter().filter(|fact| was.binary_search(fact).is_err()) {
                self.count(fact, &mut before, |count| count + 1);
            }
            self.files[id].facts = now;
        }
        let mut difference = Difference::default();
        for (fact, was_there) in before {
            match (was_there, self.counts.contains_key(&fact)) {
                (false, true) => difference.came.push(fact),
                (true, false) => difference.left.push(fact),
                (true, true) | (false, false) => {}
            }
        }
        difference
    }

    fn count(&mut self, fact: &Fact, before: &mut BTreeMap<Fact, bool>, change: impl Fn(usize) -> usize) {
        let count = self.counts.get(fact).copied().unwrap_or_default();
        before.entry(fact.clone()).or_insert(count > 0);
        match change(count) {
            0 => self.counts.remove(fact),
            count => self.counts.insert(fact.clone(), count),
        };
    }

    /// Returns the sorted facts of a file; none for files that are only imported.
    fn facts(&self, id: usize) -> Vec<Fact> {
        let Some(now) = self.files[id].now.as_ref().filter(|now| now.is_own) else { return Vec::new() };
        let mut facts: Vec<Fact> = now.decls.drafts.iter().map(|draft| self.fact(id, draft)).collect();
        facts.sort();
        facts.dedup();
        facts
    }

    fn fact(&self, file: usize, draft: &FactDraft) -> Fact {
        let (mut fact, scope, is_delimited) = match draft {
            FactDraft::Ready(fact) => return fact.clone(),
            FactDraft::Open { fact, scope, is_delimited } => (fact.clone(), scope, *is_delimited),
        };
        let name =
            |written: &str| self.resolve(file, scope, written).map_or_else(|| undotted(written), |(name, _)| name);
        match &mut fact {
            Fact::Field { ty, .. } => *ty = self.ty(file, scope, ty, is_delimited),
            Fact::Extension { extendee, ty, .. } => {
                *ty = self.ty(file, scope, ty, is_delimited);
                *extendee = name(extendee);
            }
            Fact::Method { input, output, .. } => {
                *input = name(input);
                *output = name(output);
            }
            Fact::Type { .. } | Fact::Value { .. } | Fact::Renamed { .. } => {}
        }
        fact
    }

    fn ty(&self, file: usize, scope: &str, ty: &TypeName, is_delimited: bool) -> TypeName {
        match ty {
            TypeName::Named(written) => match self.resolve(file, scope, written) {
                Some((name, TypeKind::Enum)) => TypeName::Enum(name),
                Some((name, _)) if is_delimited => TypeName::Group(name),
                Some((name, _)) => TypeName::Message(name),
                None => TypeName::Named(undotted(written)),
            },
            TypeName::Map(key, value) => TypeName::Map(*key, Box::new(self.ty(file, scope, value, false))),
            TypeName::Scalar(_) | TypeName::Enum(_) | TypeName::Message(_) | TypeName::Group(_) => ty.clone(),
        }
    }

    /// Resolves a name to the innermost type that is visible in the file. If none is visible, because imports may be
    /// missing, returns the innermost one that exists.
    fn resolve(&self, file: usize, scope: &str, written: &str) -> Option<(Box<str>, TypeKind)> {
        let mut unseen = None;
        for full in candidates(scope, written) {
            let Some(declared) = self.types.get(full.as_str()) else { continue };
            if let Some((_, kind)) = declared.iter().find(|(other, _)| self.sees(file, *other)) {
                return Some((full.into(), *kind));
            }
            unseen = unseen.or_else(|| declared.first().map(|(_, kind)| (full.into(), *kind)));
        }
        unseen
    }

    /// Returns `true` if a file sees the declarations of another one: itself, its imports and their public imports.
    fn sees(&self, file: usize, other: usize) -> bool {
        let imports = |id: usize| self.files[id].now.iter().flat_map(|now| &now.decls.imports);
        let id = |import: &Import| self.ids.get(&import.name).copied();
        if file == other || imports(file).any(|import| id(import) == Some(other)) {
            return true;
        }
        let mut open: Vec<usize> = imports(file).filter_map(id).collect();
        let mut seen: HashSet<usize> = open.iter().copied().collect();
        while let Some(next) = open.pop() {
            for next in imports(next).filter(|import| import.is_public).filter_map(id) {
                if next == other {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }
}

fn undotted(written: &str) -> Box<str> {
    written.trim_start_matches('.').into()
}

/// Returns the possible full names of a reference, innermost first.
fn candidates(scope: &str, written: &str) -> impl Iterator<Item = String> {
    let absolute = written.strip_prefix('.').map(str::to_owned);
    let scopes = std::iter::successors(absolute.is_none().then_some(scope), |scope| {
        (!scope.is_empty()).then(|| scope.rsplit_once('.').map_or("", |(outer, _)| outer))
    });
    absolute.into_iter().chain(scopes.map(move |scope| qualified(scope, written)))
}

fn public_imports(now: Option<&FileNow>) -> impl Iterator<Item = &str> {
    let imports = now.into_iter().flat_map(|now| &now.decls.imports);
    imports.filter(|import| import.is_public).map(|import| &*import.name)
}
