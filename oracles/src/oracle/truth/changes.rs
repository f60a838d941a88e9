//! The changes to judge: an operator, applied to a real file in one of the editions.
//!
//! Input: the corpora, a seed and a number. Output: the files before and after, which both compile. Equal inputs give equal
//! changes. This part is independent of the gate and of the judges.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use protoward_schema::Schema;

use super::contexts::{self, SchemaContext};
use crate::mutate::edition::Edition;
use crate::mutate::operators::Operator;
use crate::mutate::{Files, Library};
use crate::oracle::truth::compiled;
use protoward_kit::random::Random;

/// The maximum number of draws for one change. A draw is repeated if it finds nothing to change or does not compile.
const ATTEMPTS: u64 = 60;
/// The number of contexts for each edition.
const CONTEXTS: usize = 60;

/// A schema before and after one change.
#[derive(Debug, Clone)]
pub(crate) struct SchemaChange {
    pub(crate) number: u64,
    pub(crate) operator: String,
    pub(crate) edition: Edition,
    pub(crate) old: Arc<Files>,
    pub(crate) new: Arc<Files>,
    /// The operator, the file, and whether the change is reversed.
    pub(crate) what: String,
    /// The file around which the context was drawn.
    #[expect(dead_code, reason = "the judge of generated code looks at this file first")]
    pub(crate) file: String,
}

/// A change with the schemas of both sides.
#[derive(Debug)]
pub(crate) struct CompiledChange {
    pub(crate) change: SchemaChange,
    pub(crate) old: Arc<Schema>,
    pub(crate) new: Arc<Schema>,
}

/// Draws changes. Contexts are drawn once and shared.
pub(crate) struct Changes {
    libraries: Vec<Library>,
    pub(crate) seed: u64,
    combinations: Vec<(Operator, Edition)>,
    contexts: Mutex<Contexts>,
}

/// Contexts by edition and index, or `None` if no draw compiled.
type Contexts = BTreeMap<(Edition, usize), Option<Arc<SchemaContext>>>;

/// The changes to draw. `None` selects all operators or editions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub(crate) operator: Option<String>,
    pub(crate) edition: Option<Edition>,
}

impl Changes {
    pub(crate) fn new(libraries: Vec<Library>, seed: u64, selection: &Selection) -> Changes {
        let is_selected = |operator: &Operator, edition: Edition| {
            selection.operator.as_ref().is_none_or(|name| *name == operator.name)
                && selection.edition.is_none_or(|it| it == edition)
                && operator.missing(edition).is_none()
        };
        let mut combinations = Vec::new();
        for operator in Operator::all() {
            for edition in Edition::ALL {
                if is_selected(&operator, edition) {
                    combinations.push((operator.clone(), edition));
                }
            }
        }
        Changes { libraries, seed, combinations, contexts: Mutex::default() }
    }

    /// Returns operators and editions in the order of the numbers.
    pub(crate) fn combinations(&self) -> impl Iterator<Item = (&str, Edition)> {
        self.combinations.iter().map(|(operator, edition)| (operator.name.as_str(), *edition))
    }

    /// Draws the change with this number. It depends only on the corpora, the seed and the number. Returns `None` if no draw
    /// compiles.
    #[cfg_attr(not(test), expect(dead_code, reason = "the judge of generated code needs no schemas"))]
    pub(crate) fn draw(&self, number: u64) -> Option<SchemaChange> {
        self.draw_compiled(number).map(|it| it.change)
    }

    /// Like [`draw`](Changes::draw), but also returns both schemas.
    pub(crate) fn draw_compiled(&self, number: u64) -> Option<CompiledChange> {
        let count = u64::try_from(self.combinations.len()).ok().filter(|it| *it > 0)?;
        // Consecutive numbers select distant operators, so that a short run covers all kinds of them.
        let stride = (1..count)
            .rev()
            .filter(|it| it % 2 == 1)
            .find(|it| *it * 5 < count * 2 && coprime(*it, count))
            .unwrap_or(1);
        let (operator, edition) = &self.combinations[usize::try_from(number % count * stride % count).ok()?];
        (0..ATTEMPTS).find_map(|attempt| {
            let mut random = Random::keyed(self.seed, &[number, attempt]);
            let context = self.context(*edition, random.below(CONTEXTS))?;
            let file = context.target(&mut random);
            let new = operator.apply(&context.files, &file, &mut random)?;
            let old_schema = Arc::clone(&context.schema);
            let new_schema = Arc::new(compiled(&new)?);
            let is_reversed = random.chance(4);
            let change = change(number, operator, &context, &file, new, is_reversed);
            let (old, new) = if is_reversed { (new_schema, old_schema) } else { (old_schema, new_schema) };
            Some(CompiledChange { change, old, new })
        })
    }

    fn context(&self, edition: Edition, index: usize) -> Option<Arc<SchemaContext>> {
        if let Some(known) = self.contexts.lock().ok()?.get(&(edition, index)) {
            return known.clone();
        }
        let drawn = contexts::draw(&self.libraries, edition, self.seed, index).map(Arc::new);
        self.contexts.lock().ok()?.entry((edition, index)).or_insert(drawn).clone()
    }
}

fn change(
    number: u64,
    operator: &Operator,
    context: &SchemaContext,
    file: &str,
    new: Files,
    is_reversed: bool,
) -> SchemaChange {
    let old = Arc::clone(&context.files);
    let new = Arc::new(new);
    let (old, new) = if is_reversed { (new, old) } else { (old, new) };
    let reversed = if is_reversed { "the reverse of: " } else { "" };
    let what = format!("{reversed}{} in {file}", operator.name);
    let operator = operator.name.clone();
    let edition = context.edition;
    let file = context.file.clone();
    SchemaChange { number, operator, edition, old, new, what, file }
}

fn coprime(mut left: u64, mut right: u64) -> bool {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(selection: &Selection) -> Vec<Option<SchemaChange>> {
        let changes = Changes::new(vec![library()], 7, selection);
        (0..20).map(|number| changes.draw(number)).collect()
    }

    fn library() -> Library {
        let text = "syntax = \"proto3\";\npackage shop.v1;\nmessage Order { string id = 1; int64 total = 2; }\n";
        Library::of([("shop/v1/order.proto", text)])
    }

    #[test]
    fn draws_the_same_changes_for_the_same_keys() {
        let selection = Selection { operator: Some("delete a field".into()), edition: None };
        let files =
            |all: Vec<Option<SchemaChange>>| all.into_iter().flatten().map(|it| (it.old, it.new)).collect::<Vec<_>>();
        let first = files(drawn(&selection));
        assert!(first.len() >= 15, "only {}", first.len());
        assert_eq!(first, files(drawn(&selection)));
    }

    #[test]
    fn draws_only_the_selected_changes() {
        let selection = Selection { operator: Some("add a required field".into()), edition: Some(Edition::E2024) };
        let drawn: Vec<SchemaChange> = drawn(&selection).into_iter().flatten().collect();
        assert!(!drawn.is_empty());
        assert!(drawn.iter().all(|it| it.operator == "add a required field" && it.edition == Edition::E2024));
        assert!(drawn.iter().all(|it| it.old != it.new));
    }
}
