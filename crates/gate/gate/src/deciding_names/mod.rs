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
use crate::consumers::{Consumer, Consumers, UsedName};
use known::KnownNames;
pub(crate) use known::{is_inside, is_value_below_enum};
use protoward_inputs::{Input, InputError};
use protoward_ledger::Ledger;
use protoward_policy::Ignore;
use protoward_schema::{Element, Schema};
use protoward_settings::Config;
use protoward_source::{LocatedText, Place, Report, tree_path};
use protoward_workspace::Workspace;
use protoward_workspace::chronicle::{SearchedWords, undeclared};

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
    /// A file or folder, by its path from the folder of the configuration.
    Path,
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

impl DecidingName<'static> {
    fn new(text: &str, word: &LocatedText, kind: NameKind, origin: NameOrigin<'static>) -> Self {
        Self { text: text.to_owned(), kind, place: word.place, origin }
    }
}

impl DecidingNames<'_> {
    /// Returns an error for each name that no version of the schema has. Nothing is known about names if files are left out.
    pub(crate) fn unknown(&self) -> Report {
        self.with_idle_consumers(self.unknown_among(self.all(), true))
    }

    /// Adds an error for each consumer that names or has nothing of the compared versions: it protects nothing.
    fn with_idle_consumers(&self, mut report: Report) -> Report {
        // Each unknown name has an error.
        if report.has_errors() || !self.new.is_complete() {
            return report;
        }
        let known = KnownNames::new(self.sides().collect(), None);
        for entry in &self.new.config.consumers {
            let consumer = self.consumers.all.iter().find(|consumer| consumer.name == entry.name.text);
            let Some(Consumer { schema, usage, .. }) = consumer.map(|consumer| &**consumer) else { continue };
            if let (Some(word), Some(usage)) = (&entry.usage, usage) {
                let mut names = usage.all().map(|used| (used.name, kind_of(used)));
                if !names.any(|(name, kind)| known.has(name, kind) || known.is_imported(name)) {
                    let near = usage.all().find_map(|used| known.nearest(used.name, kind_of(used)).into_iter().next());
                    report.push(diagnostics::idle_usage(&entry.name.text, word, near.as_deref()));
                }
            }
            if let (Some(word), Some(schema)) = (&entry.schema, schema) {
                let schema = &schema.schema;
                let mut types = own_types(schema).peekable();
                if types.peek().is_some() && !types.any(|name| known.has(&name, NameKind::Whole)) {
                    let packages = [schema, &self.new.schema].map(packages);
                    report.push(diagnostics::unrelated_consumer(&entry.name.text, word, packages));
                }
            }
        }
        report
    }

    /// Returns the compared versions.
    fn sides(&self) -> impl Iterator<Item = &Workspace> {
        std::iter::once(self.new).chain(self.olds.iter().map(|old| &old.workspace))
    }

    /// Returns an error for each of these names that no version of the schema has. If the history cannot be read, names that it could
    /// have are errors only if `suspects` is `true`.
    fn unknown_among(&self, names: Vec<DecidingName<'_>>, suspects: bool) -> Report {
        if names.is_empty() || !self.new.is_complete() {
            return Report::default();
        }
        let consumers = self.consumers.all.iter().filter_map(|consumer| consumer.schema.as_ref());
        let sides = self.sides().chain(consumers);
        let known = KnownNames::new(sides.collect(), self.ledger);
        let unknown: Vec<DecidingName<'_>> = names
            .into_iter()
            .filter(|name| !known.has(&name.text, name.kind) && !known.is_imported(&name.text))
            .collect();
        if unknown.is_empty() {
            return Report::default();
        }
        let (never, history) = match undeclared(self.input, searched(&unknown)) {
            Ok(never) => (never, None),
            Err(_) if !suspects => return Report::default(),
            Err(error @ InputError::Shallow { .. }) => (searched(&unknown), Some(error)),
            Err(_) => (searched(&unknown), None),
        };
        let is_never = |name: &DecidingName<'_>| match name.kind {
            NameKind::Path => never.paths.contains(&name.text),
            // A path on disk is no import path, and the history has both.
            NameKind::Any if known.has(&name.text, NameKind::Path) => true,
            // The history does not tell a type from a member, but the schemas do.
            _ => never.names.contains(&name.text) || known.has(&name.text, NameKind::Any),
        };
        let unknown = unknown.iter().filter(|name| is_never(name));
        let near = |name: &DecidingName<'_>| known.nearest(&name.text, name.kind);
        unknown.map(|name| diagnostics::unknown_name(name, &near(name), history.as_ref())).collect()
    }

    /// Returns an error for each name in a usage file that no version of the schema has, and for each consumer that protects nothing.
    pub(crate) fn unknown_to_consumers(&self) -> Report {
        self.with_idle_consumers(self.unknown_among(self.of_consumers(), true))
    }

    fn of_consumers(&self) -> Vec<DecidingName<'_>> {
        let mut names = Vec::new();
        for consumer in &self.consumers.all {
            for used @ UsedName { name, place, .. } in consumer.usage.iter().flat_map(|usage| usage.all()) {
                let origin = NameOrigin::Usage(&consumer.name);
                names.push(DecidingName { text: name.to_owned(), kind: kind_of(used), place, origin });
            }
        }
        names
    }

    fn all(&self) -> Vec<DecidingName<'_>> {
        let mut names = self.of_consumers();
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

/// Returns an error for each name in an ignore of lint that no version of the schema has. Lint needs no history, so a name that a
/// shallow clone could lack is accepted.
pub(crate) fn unknown_in_lint_ignores(input: &Input, workspace: &Workspace) -> Report {
    let config = &workspace.config;
    let settings = config.modules.iter().filter_map(|module| module.lint.as_ref()).chain(&config.lint);
    let names = of_ignores(settings.flat_map(|lint| &lint.settings.ignores), config);
    let approvals = Approvals::default();
    let consumers = Consumers::default();
    let versions =
        DecidingNames { input, new: workspace, olds: &[], ledger: None, approvals: &approvals, consumers: &consumers };
    versions.unknown_among(names, false)
}

const fn kind_of(used: UsedName<'_>) -> NameKind {
    if used.is_whole { NameKind::Whole } else { NameKind::Element }
}

/// Returns the full names of the types and services in the files of a schema that are not only imported.
fn own_types(schema: &Schema) -> impl Iterator<Item = String> {
    let is_type = |it: &Element| matches!(it, Element::Message(_) | Element::Enum(_) | Element::Service(_));
    let own = schema.declarations().filter(is_type).filter(|&it| !schema[schema.file_of(it)].is_import);
    own.map(|element| schema.full_name(element))
}

/// Returns the packages of the files that are not only imported.
fn packages(schema: &Schema) -> BTreeSet<&str> {
    schema.files.iter().filter(|(_, file)| !file.is_import).map(|(id, _)| schema.package(id)).collect()
}

/// Returns the words of names, to look for in the history.
fn searched(names: &[DecidingName<'_>]) -> SearchedWords {
    let (paths, names): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.kind == NameKind::Path);
    let words = |names: Vec<&DecidingName<'_>>| names.into_iter().map(|name| name.text.clone()).collect();
    SearchedWords { names: words(names), paths: words(paths) }
}

/// Returns the names in levels and ignores.
fn of_configuration(config: &Config) -> Vec<DecidingName<'static>> {
    let levels = config.stability.iter().flat_map(|setting| &setting.levels);
    let levels = levels.map(|(word, _)| DecidingName::new(&word.text, word, NameKind::Any, NameOrigin::Level));
    let kinds = protoward_workspace::distinct_settings(config).into_iter();
    levels.chain(of_ignores(kinds.flat_map(|breaking| &breaking.settings.ignores), config)).collect()
}

/// Returns the names in ignores.
fn of_ignores<'i>(ignores: impl Iterator<Item = &'i Ignore>, config: &Config) -> Vec<DecidingName<'static>> {
    let mut names: Vec<DecidingName<'static>> = Vec::new();
    for ignore in ignores {
        names.extend(ignore.element.as_ref().map(|word| {
            let name = word.text.trim_start_matches('.');
            DecidingName::new(name, word, NameKind::ElementOrPackage, NameOrigin::Ignore)
        }));
        // buf accepts paths that match nothing.
        names.extend(ignore.path.as_ref().filter(|_| !config.is_of_buf()).map(|word| {
            let path = tree_path::normal(&word.text).unwrap_or_else(|| word.text.clone());
            DecidingName::new(&path, word, NameKind::Path, NameOrigin::Ignore)
        }));
    }
    // Modules without settings of their own share those of the section.
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert((name.text.clone(), name.place.map(|place| place.sort_key()))));
    names
}
