//! Compares the breaking-change check with its fixtures: cases with two versions of a schema and the findings of buf.

mod annotations;
mod both;
mod changes;
mod comments;
mod fixes;
mod fixtures;
mod implied;
mod meanings;
mod moves;
mod own;
mod pages;
mod scale;
mod settings;
mod suggestions;
mod taken_names;
mod witnesses;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_breaking::{ComparisonSettings, Finding, catalog, check};
use protoward_compiler::Compiler;
use protoward_fixtures::{Case, CaseFile};
use protoward_ledger::{EventTime, Ledger, facts};
use protoward_policy::{ConfigVersion, Rule};
use protoward_schema::Schema;
use protoward_source::{MemoryTree, Place, PositionRange, Report, Sources, Tree};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/breaking")
}

/// Returns a side of a case: `past`, `old` or `new`.
fn side(case: &Case, name: &str) -> MemoryTree {
    MemoryTree::new(case.below(name))
}

/// Returns `true` if a case has two versions of a schema.
fn is_change(case: &Case) -> bool {
    case.below("old").next().is_some()
}

/// Compares a section of each change in a file with an output, without empty lines at its end. Returns the differences.
fn differences(path: &Path, file: &CaseFile, section: &str, mut output: impl FnMut(&Case) -> String) -> String {
    let outputs = file.cases.iter().map(|case| {
        let output = is_change(case).then(|| output(case))?;
        let text = output.trim_end();
        Some(if text.is_empty() { String::new() } else { format!("{text}\n") })
    });
    file.clone().compare(path, section, outputs).err().unwrap_or_default()
}

/// Two versions of a schema with their source texts.
struct Change {
    sources: Sources,
    old: Schema,
    new: Schema,
    /// The history before the old version.
    ledger: Option<Arc<Ledger>>,
}

impl Change {
    /// Compiles the two versions in a case.
    fn of_case(case: &Case) -> Self {
        let change = Self::new(side(case, "old"), side(case, "new"));
        if case.below("past").next().is_some() { change.since(side(case, "past")) } else { change }
    }

    /// Compiles two versions of some files.
    fn of_texts(old: &[(&str, &str)], new: &[(&str, &str)]) -> Self {
        Self::new(MemoryTree::new(old.iter().copied()), MemoryTree::new(new.iter().copied()))
    }

    fn new(old: impl Tree + 'static, new: impl Tree + 'static) -> Self {
        Self::try_new(old, new).unwrap_or_else(|problems| panic!("the fixture compiles: {problems}"))
    }

    /// Compiles two versions, or returns the compile errors.
    fn try_new(old: impl Tree + 'static, new: impl Tree + 'static) -> Result<Self, String> {
        let mut sources = Sources::default();
        let old = compiled(old, &mut sources)?;
        let new = compiled(new, &mut sources)?;
        sources.set_columns(protoward_source::Columns::Measured(protoward_gate::terminal_width));
        Ok(Self { sources, old, new, ledger: None })
    }

    /// Adds a ledger that has the past version and the old version.
    fn since(mut self, past: impl Tree + 'static) -> Self {
        let mut ledger = Ledger::default();
        let past = compiled(past, &mut self.sources).unwrap_or_else(|problems| panic!("the past compiles: {problems}"));
        ledger.observe(facts(&past), &EventTime::labelled("v1"));
        ledger.observe(facts(&self.old), &EventTime::labelled("v2"));
        let text = ledger.to_string();
        let source = self.sources.add("protoward.ledger", "protoward.ledger", Some(text.into()));
        let read = protoward_ledger::read(source, &self.sources, &mut Report::default());
        self.ledger = Some(Arc::new(read.unwrap()));
        self
    }

    fn check(&self, settings: &ComparisonSettings) -> Vec<Finding> {
        check(&self.old, &self.new, &ComparisonSettings { ledger: self.ledger.clone(), ..settings.clone() })
    }

    /// Returns the file and the zero-based start of a place in the way of buf: a place without a start is at the top.
    fn start(&self, place: Place) -> (&str, u32, u32) {
        let start = self.extent(place).start;
        (&self.sources.get(place.source).name, start.line, start.column)
    }

    /// Returns the extent of a place in the way of buf.
    fn extent(&self, place: Place) -> PositionRange {
        self.sources.positions(place).unwrap_or_default()
    }
}

/// Returns all rules, sorted by id.
fn rules() -> Vec<&'static Rule> {
    catalog().rules().to_vec()
}

/// Returns the rule with this id.
fn rule(id: &str) -> Option<&'static Rule> {
    catalog().rule(id)
}

/// Returns the rules of an id or a category.
fn named(version: ConfigVersion, name: &str) -> Vec<&'static Rule> {
    catalog().named(version, name)
}

/// Returns settings with every rule that buf has, and the rules about a ledger, for all files.
fn everything() -> ComparisonSettings {
    ComparisonSettings {
        rules: rules().into_iter().filter(|rule| rule.is_known_to_buf() || rule.needs_ledger()).collect(),
        as_buf: true,
        ..ComparisonSettings::default()
    }
}

/// Returns settings with all rules for all files.
fn all_rules() -> ComparisonSettings {
    ComparisonSettings::all()
}

fn compiled(tree: impl Tree + 'static, sources: &mut Sources) -> Result<Schema, String> {
    let targets = tree.files("", ".proto").unwrap();
    let compilation =
        Compiler::new().resolver(tree).retain_options(true).load(targets, sources).link(sources).compilation();
    if !compilation.report.has_errors() {
        return Ok(compilation.schema);
    }
    let problems: Vec<_> = compilation.report.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    Err(problems.join("\n"))
}
