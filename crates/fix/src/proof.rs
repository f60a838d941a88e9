//! What is written where another language holds by now has to compile: names may have to be in another style there, numbers
//! or limits may be others, an option may be gone. So the compiler is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Fix;
use super::change::Change;
use super::combine::{State, combined};
use protoward_compiler::{Inputs, Options, UnstableEditions, compile};
use protoward_schema::Schema;
use protoward_source::{Edit, ReadError, Resolver, SourceId, Sources};

/// So many fixes are tried one by one; of files that were rewritten as a whole, the rest is tried together.
const MOST: usize = 256;

/// Which of these findings have a fix that does not compile.
pub(crate) fn refused(new: &Schema, fixes: &[Fix], translated: &[usize], sources: &Sources) -> BTreeSet<usize> {
    let mut known: BTreeMap<&[Change], bool> = BTreeMap::new();
    let (some, more) = translated.split_at(translated.len().min(MOST));
    let mut refused = BTreeSet::new();
    for &index in some {
        let fix = &fixes[index];
        // Findings of several rules about one thing often share their fix.
        let compiles =
            *known.entry(&fix.changes).or_insert_with(|| compiles(new, &combined([fix], sources).edits, sources));
        refused.extend((!compiles).then_some(index));
    }
    refused.extend(together(new, fixes, more, sources));
    refused
}

/// The same, but for what compiles only because of another fix.
fn together(new: &Schema, fixes: &[Fix], some: &[usize], sources: &Sources) -> BTreeSet<usize> {
    let (mut refused, mut open) = (BTreeSet::new(), vec![some.to_vec()]);
    while let Some(some) = open.pop() {
        if some.is_empty() {
            continue;
        }
        let all = combined(some.iter().map(|&index| &fixes[index]), sources);
        if compiles(new, &all.edits, sources) {
            // Those that did not go together with the others are left; one did.
            let states = some.iter().zip(&all.states);
            open.push(states.filter(|it| *it.1 == State::HeldBack).map(|it| *it.0).collect());
        } else if let [one] = some[..] {
            refused.insert(one);
        } else {
            // Halves tell which it is.
            let (left, right) = some.split_at(some.len() / 2);
            open.extend([left.to_vec(), right.to_vec()]);
        }
    }
    refused
}

/// Whether files compile with these edits.
fn compiles(new: &Schema, edits: &[Edit], sources: &Sources) -> bool {
    let targets: BTreeSet<String> = edits.iter().map(|edit| sources.get(edit.place.source).name.clone()).collect();
    let edited = Edited { files: new.files.iter().filter_map(|(_, file)| text(file.source, edits, sources)).collect() };
    let inputs = Inputs { resolvers: vec![Arc::new(edited)], targets: targets.into_iter().collect() };
    let options = Options { unstable_editions: UnstableEditions::Everywhere, ..Options::default() };
    !compile(&inputs, &options, &mut Sources::default()).report.has_errors()
}

/// The name of a file, and what it says with these edits.
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

/// The new files as they would be.
struct Edited {
    files: HashMap<String, Arc<str>>,
}

impl Resolver for Edited {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(self.files.get(name).map(|text| text.as_bytes().to_vec()))
    }
}
