//! The HTTP bindings of both versions, resolved and put into routers once for all rules.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::same_api::same_methods;
use crate::versions::{Pair, Versions};
use protoward_http::{Binding, Routes};
use protoward_schema::{FileId, MethodId, Schema};
use protoward_source::parallel;

/// The HTTP bindings of both versions.
#[derive(Debug)]
pub(crate) struct Bindings {
    pub(crate) old: Routes,
    pub(crate) new: Routes,
    /// The answered requests by package.
    old_answers: BTreeMap<String, BTreeSet<String>>,
    new_answers: BTreeMap<String, BTreeSet<String>>,
    /// Methods of both versions whose HTTP API is the same.
    same: HashSet<(MethodId, MethodId)>,
}

impl Bindings {
    pub(crate) fn new(versions: &Versions<'_>) -> Self {
        let of_old = || of_services(versions.old, |file| versions.has_old(file));
        let of_new = || of_services(versions.new, |file| versions.has_new(file));
        let threads = if versions.old.services.len() < MANY_SERVICES { 1 } else { parallel::threads(None) };
        let ((old, old_answers), (new, new_answers)) = parallel::both(threads, of_old, of_new);
        let same = same_methods((versions.old, &old), (versions.new, &new));
        Self { old, new, old_answers, new_answers, same }
    }

    /// Returns `true` if a method has the same HTTP API in both versions: every request to its package is handled in the same
    /// way.
    pub(super) fn is_same_api(&self, pair: Pair<MethodId>) -> bool {
        self.same.contains(&(pair.old, pair.new))
    }

    /// Returns `true` if the same methods answer the same requests.
    pub(super) fn is_unchanged(&self, old: &str, new: &str) -> bool {
        self.old_answers.get(old) == self.new_answers.get(new)
    }
}

/// The number of services from which on the start of a thread pays.
const MANY_SERVICES: usize = 200;

/// Returns the bindings in some files, and the answered requests by package.
fn of_services(schema: &Schema, has: impl Fn(FileId) -> bool) -> (Routes, BTreeMap<String, BTreeSet<String>>) {
    let routes = Routes::new(schema, schema.services.ids().filter(|&id| has(schema[id].file)));
    let answers = answers(schema, &routes);
    (routes, answers)
}

fn answers(schema: &Schema, routes: &Routes) -> BTreeMap<String, BTreeSet<String>> {
    let mut answers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in routes.packages() {
        let line =
            |it: &Binding| format!("{} {} {}", it.verb.name(), it.template.shape(), schema.full_name(it.method.into()));
        answers.insert(package.to_owned(), routes.of_package(package).map(line).collect());
    }
    answers
}
