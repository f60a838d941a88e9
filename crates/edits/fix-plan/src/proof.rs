//! Verification of fixes that remove declarations, or are translated to another syntax or edition. Names may need
//! another style there, other limits may apply, or an option may not exist. Only the compiler knows all of that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::change::{Change, Fix};
use super::combine::{State, combined};
use protoward_compiler::{Compiler, UnstableEditions};
use protoward_schema::Schema;
use protoward_source::{Edit, ReadError, Resolver, Severity, SourceId, Sources};

/// The number of fixes to try individually. Others, in files that changed completely, are tried together.
const MOST: usize = 256;

/// Returns the indices of fixes that do not compile.
pub(crate) fn refused(new: &Schema, fixes: &[Fix], translated: &[usize], sources: &Sources) -> BTreeSet<usize> {
    let mut known: BTreeMap<&[Change], bool> = BTreeMap::new();
    let (some, more) = translated.split_at(translated.len().min(MOST));
    let mut refused = BTreeSet::new();
    for &index in some {
        let fix = &fixes[index];
        // Findings of several rules about one element often share their fix.
        let compiles =
            *known.entry(&fix.changes).or_insert_with(|| compiles(new, &combined([fix], sources).edits, sources));
        refused.extend((!compiles).then_some(index));
    }
    refused.extend(together(new, fixes, more, sources));
    refused
}

/// Returns the indices of fixes that do not compile when tried together. Fixes that compile only in combination with
/// others are not recognized.
fn together(new: &Schema, fixes: &[Fix], some: &[usize], sources: &Sources) -> BTreeSet<usize> {
    let mut refused = BTreeSet::new();
    let mut open = vec![some.to_vec()];
    while let Some(some) = open.pop() {
        if some.is_empty() {
            continue;
        }
        let all = combined(some.iter().map(|&index| &fixes[index]), sources);
        if compiles(new, &all.edits, sources) {
            // At least one was applied; the conflicting ones remain.
            let states = some.iter().zip(&all.states);
            open.push(states.filter(|it| *it.1 == State::Deferred).map(|it| *it.0).collect());
        } else if let [one] = some[..] {
            refused.insert(one);
        } else {
            let (left, right) = some.split_at(some.len() / 2);
            open.extend([left.to_vec(), right.to_vec()]);
        }
    }
    refused
}

/// Returns `true` if files compile with edits.
fn compiles(new: &Schema, edits: &[Edit], sources: &Sources) -> bool {
    let targets = edits.iter().map(|edit| sources.get(edit.place.source).name.clone()).collect();
    error_with(new, edits, targets, sources).is_none()
}

/// Returns the message of the first error of a schema with edits.
pub(crate) fn first_error(new: &Schema, edits: &[Edit], sources: &Sources) -> Option<String> {
    let targets = new.files.iter().map(|(_, file)| sources.get(file.source).name.clone()).collect();
    error_with(new, edits, targets, sources)
}

/// Returns the message of the first error of some files with edits.
fn error_with(new: &Schema, edits: &[Edit], targets: BTreeSet<String>, sources: &Sources) -> Option<String> {
    let edited = Edited { files: new.files.iter().filter_map(|(_, file)| text(file.source, edits, sources)).collect() };
    let compiler = Compiler::new().resolver(edited).unstable_editions(UnstableEditions::Everywhere);
    let mut sources = Sources::default();
    let loaded = compiler.load(targets, &mut sources);
    let linked = loaded.link(&sources);
    let error = linked.report().iter().find(|it| it.severity == Severity::Error);
    error.map(|error| error.message.clone())
}

/// Returns the name and the text of a file with edits.
fn text(id: SourceId, edits: &[Edit], sources: &Sources) -> Option<(String, Arc<str>)> {
    let source = sources.get(id);
    let text = source.text.as_ref()?;
    let mut edits = edits.iter().filter(|edit| edit.place.source == id).rev().peekable();
    if edits.peek().is_none() {
        return Some((source.name.clone(), Arc::clone(text)));
    }
    let mut edited = text.to_string();
    for edit in edits {
        edited.replace_range(sources.bytes(edit.place)?, &edit.text);
    }
    Some((source.name.clone(), edited.into()))
}

/// The new files with edits.
struct Edited {
    files: HashMap<String, Arc<str>>,
}

impl Resolver for Edited {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(self.files.get(name).map(|text| text.as_bytes().to_vec()))
    }
}
