//! The reference: findings without moves, each decided by its old place.

use std::collections::BTreeMap;

use super::layout::Text;
use super::policy::{DecidingPlace, DrawnPolicy, PlainDecision};
use super::world::Module;
use protoward_breaking::{ComparisonSettings, Finding, catalog, check, element_names};
use protoward_compiler::Compiler;
use protoward_schema::{Element, Schema};
use protoward_source::{MemoryTree, Sources};

/// One version: its schema and its files by import path.
pub(super) struct Version<'a> {
    pub(super) schema: Schema,
    texts: &'a BTreeMap<String, Text>,
}

impl<'a> Version<'a> {
    /// Compiles the files; `None` if they do not compile.
    pub(super) fn new(texts: &'a BTreeMap<String, Text>, sources: &mut Sources) -> Option<Self> {
        let tree = MemoryTree::new(texts.iter().map(|(path, text)| (path.as_str(), text.text.as_str())));
        let loaded = Compiler::new().resolver(tree).load(texts.keys(), sources);
        let linked = loaded.link(sources);
        (!linked.report().has_errors()).then(|| Self { schema: linked.schema(), texts })
    }

    /// Returns `true` for the name of an element or a package.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_below = |package: &str| package == name || package.starts_with(&format!("{name}."));
        self.schema.find(name).is_some() || self.schema.files.ids().any(|file| is_below(self.schema.package(file)))
    }

    fn place(&self, element: Element) -> DecidingPlace {
        let path = self.schema.name(self.schema.file_of(element).into()).to_owned();
        let text = self.texts.get(&path);
        DecidingPlace {
            module: text.map_or(Module::Strict, |text| text.module),
            package: text.map(|text| text.package.clone()).unwrap_or_default(),
            names: element_names(&self.schema, element),
            path,
        }
    }
}

/// The identity of a finding: its rule and its message.
pub(super) type Key = (&'static str, String);

pub(super) fn key(finding: &Finding) -> Key {
    (finding.rule.id(), finding.diagnostic.message.clone())
}

/// Findings with the decision about each.
pub(super) struct Reference {
    findings: Vec<(Finding, DecidingPlace)>,
    /// The full names of the messages whose comments ignore what is inside.
    lax: Vec<String>,
}

impl Reference {
    pub(super) fn new(old: &Version<'_>, new: &Version<'_>, lax: Vec<String>) -> Self {
        let rules = catalog().rules().iter().copied().filter(|rule| !rule.is_move() && !rule.needs_ledger()).collect();
        let findings =
            check(&old.schema, &new.schema, &ComparisonSettings::of(rules)).into_iter().filter_map(|finding| {
                let place = match (finding.old_element, finding.element) {
                    (Some(was), _) => old.place(was),
                    (None, now) => new.place(now?),
                };
                Some((finding, place))
            });
        Self { findings: findings.collect(), lax }
    }

    /// Returns the decision about each finding in a category.
    pub(super) fn decisions(&self, policy: &DrawnPolicy, category: &str) -> Vec<(&Finding, PlainDecision)> {
        let decide = |(finding, place): &(Finding, DecidingPlace)| match policy.decide(category, finding.rule, place) {
            PlainDecision::Off => PlainDecision::Off,
            _ if self.has_comment(finding, place) => PlainDecision::Ignored,
            decision => decision,
        };
        self.findings.iter().map(|it| (&it.0, decide(it))).collect()
    }

    fn has_comment(&self, finding: &Finding, place: &DecidingPlace) -> bool {
        let named = |word| catalog().named(protoward_policy::ConfigVersion::Own, word).contains(&finding.rule);
        let is_inside = |name: &String, outer: &String| {
            name.strip_prefix(outer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        super::CATEGORIES.into_iter().any(named)
            && place.names.iter().any(|name| self.lax.iter().any(|outer| is_inside(name, outer)))
    }
}
