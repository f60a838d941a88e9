//! Names in what decides about findings: usage files, levels of stability, ignores and approvals. A name that no version of the
//! schema has protects nothing, or permits nothing, so it is an error.
//!
//! Uses and approvals outlive what they name. A name is therefore looked up in the new version, in the baselines, in the
//! schemas of consumers and in the ledger, and only then in the history of the repository, which takes long.

mod diagnostics;
mod known;

use std::collections::BTreeSet;

use crate::approvals::{Approval, Approvals};
use crate::comparing::OlderVersion;
use crate::consumers::{Consumers, UsedName};
use known::KnownNames;
use protoward_inputs::{Input, InputError};
use protoward_ledger::Ledger;
use protoward_settings::Config;
use protoward_source::{LocatedText, Place, Report};
use protoward_workspace::Workspace;
use protoward_workspace::chronicle::undeclared;

/// The names by which findings are decided in a comparison, with the versions that may have them.
pub(crate) struct DecidingNames<'a> {
    pub(crate) input: &'a Input,
    pub(crate) new: &'a Workspace,
    pub(crate) olds: &'a [OlderVersion],
    pub(crate) ledger: Option<&'a Ledger>,
    pub(crate) approvals: &'a Approvals,
    pub(crate) consumers: &'a Consumers,
}

/// A name that something decides by.
#[derive(Clone, Debug)]
struct DecidingName<'a> {
    text: String,
    kind: NameKind,
    place: Option<Place>,
    origin: NameOrigin<'a>,
}

/// The kind of things that a name may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameKind {
    /// An element.
    Element,
    /// A type or service, all members of which are meant.
    Whole,
    /// An element or a package.
    ElementOrPackage,
    /// An element, a package or the import path of a file.
    Any,
}

/// The origin of a name.
#[derive(Clone, Debug)]
enum NameOrigin<'a> {
    /// The usage file of a consumer with this name.
    Usage(&'a str),
    Level,
    Ignore,
    Approval(&'a Approval),
}

impl DecidingNames<'_> {
    /// Returns an error for each name that no version of the schema has. Nothing is known about names if files are left out.
    pub(crate) fn unknown(&self) -> Report {
        if !self.new.is_complete() {
            return Report::default();
        }
        let names = self.all();
        if names.is_empty() {
            return Report::default();
        }
        let consumers = self.consumers.all.iter().filter_map(|consumer| consumer.schema.as_ref());
        let schemas = std::iter::once(self.new).chain(self.olds.iter().map(|old| &old.workspace)).chain(consumers);
        let known = KnownNames::new(schemas.map(|side| &side.schema).collect(), self.ledger);
        let unknown: Vec<DecidingName<'_>> = names
            .into_iter()
            .filter(|name| !known.has(&name.text, name.kind) && !known.is_imported(&name.text))
            .collect();
        if unknown.is_empty() {
            return Report::default();
        }
        let words: BTreeSet<String> = unknown.iter().map(|name| name.text.clone()).collect();
        let (never, history) = match undeclared(self.input, words.clone()) {
            Ok(never) => (never, None),
            Err(error @ InputError::Shallow { .. }) => (words, Some(error)),
            Err(_) => (words, None),
        };
        // The history does not tell a type from a member, but the schemas do.
        let is_other = |name: &DecidingName<'_>| known.has(&name.text, NameKind::Any);
        let unknown = unknown.iter().filter(|name| never.contains(&name.text) || is_other(name));
        unknown.map(|name| diagnostics::unknown_name(name, &known.nearest(&name.text), history.as_ref())).collect()
    }

    fn all(&self) -> Vec<DecidingName<'_>> {
        let mut names = Vec::new();
        for consumer in &self.consumers.all {
            for UsedName { name, is_whole, place } in consumer.usage.iter().flat_map(|usage| usage.all()) {
                let kind = if is_whole { NameKind::Whole } else { NameKind::Element };
                let origin = NameOrigin::Usage(&consumer.name);
                names.push(DecidingName { text: name.to_owned(), kind, place, origin });
            }
        }
        for approval in self.approvals.all.iter().filter(|approval| !approval.element.is_empty()) {
            names.push(DecidingName {
                text: approval.element.clone(),
                kind: NameKind::ElementOrPackage,
                place: approval.place,
                origin: NameOrigin::Approval(approval),
            });
        }
        // A policy from elsewhere may be that of several schemas.
        if self.new.config.keys == self.new.compared_config().keys {
            names.extend(of_configuration(&self.new.config));
        }
        names
    }
}

/// Returns the names in levels and ignores.
fn of_configuration(config: &Config) -> Vec<DecidingName<'static>> {
    let name = |word: &LocatedText, kind: NameKind, origin: NameOrigin<'static>| DecidingName {
        text: word.text.clone(),
        kind,
        place: word.place,
        origin,
    };
    let levels = config.stability.iter().flat_map(|setting| &setting.levels);
    let levels = levels.map(|(word, _)| name(word, NameKind::Any, NameOrigin::Level));
    // Modules without settings of their own share those of the section.
    let mut seen = BTreeSet::new();
    let kinds = protoward_workspace::distinct_settings(config).into_iter();
    let ignored = kinds.flat_map(|breaking| &breaking.settings.ignores).filter_map(|ignore| ignore.element.as_ref());
    let ignored = ignored.filter(|word| seen.insert((word.text.clone(), word.place.map(|place| place.sort_key()))));
    let ignored: Vec<_> = ignored
        .map(|word| {
            let text = word.text.trim_start_matches('.').to_owned();
            DecidingName { text, ..name(word, NameKind::ElementOrPackage, NameOrigin::Ignore) }
        })
        .collect();
    levels.chain(ignored).collect()
}
