//! The HTTP bindings of both versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::versions::Versions;
use protoward_http::{Binding, Routes};
use protoward_schema::Schema;

/// The HTTP bindings of both versions.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    pub(crate) old: Routes,
    pub(crate) new: Routes,
    /// The answered requests by package.
    old_answers: BTreeMap<String, BTreeSet<String>>,
    new_answers: BTreeMap<String, BTreeSet<String>>,
}

impl Bindings {
    pub(crate) fn new(versions: &Versions<'_>) -> Self {
        let old = Routes::new(
            versions.old,
            versions.old.services.ids().filter(|&id| versions.has_old(versions.old[id].file)),
        );
        let new = Routes::new(
            versions.new,
            versions.new.services.ids().filter(|&id| versions.has_new(versions.new[id].file)),
        );
        let (old_answers, new_answers) = (answers(versions.old, &old), answers(versions.new, &new));
        Self { old, new, old_answers, new_answers }
    }

    /// Returns `true` if the same methods answer the same requests.
    pub(super) fn is_unchanged(&self, old: &str, new: &str) -> bool {
        self.old_answers.get(old) == self.new_answers.get(new)
    }
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
