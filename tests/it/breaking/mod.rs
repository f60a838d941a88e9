//! The gate against its fixtures: a folder with two versions of a schema and what buf says about them.

mod annotations;
mod both;
mod changes;
mod comments;
mod fixes;
mod fixtures;
mod mends;
mod moves;
mod own;
mod pages;
mod scale;
mod settings;
mod witnesses;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_compiler::Compiler;
use protoward_ledger::{Ledger, When, facts};
use protoward_policy::{ConfigVersion, Rule};
use protoward_rules::{Finding, Settings, catalog, check};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Place, PositionRange, Report, Sources, Tree};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/breaking")
}

/// Two versions of a schema, and the texts that they came from.
struct Change {
    sources: Sources,
    old: Schema,
    new: Schema,
    /// What was there before the old version.
    ledger: Option<Arc<Ledger>>,
}

impl Change {
    /// The two versions in a fixture folder.
    fn of_folder(folder: &Path) -> Self {
        let change = Self::new(FolderTree::new(folder.join("old")), FolderTree::new(folder.join("new")));
        let past = folder.join("past");
        if past.is_dir() { change.since(FolderTree::new(past)) } else { change }
    }

    /// Two versions of some files.
    fn of_texts(old: &[(&str, &str)], new: &[(&str, &str)]) -> Self {
        Self::new(MemoryTree::new(old.iter().copied()), MemoryTree::new(new.iter().copied()))
    }

    fn new(old: impl Tree + 'static, new: impl Tree + 'static) -> Self {
        Self::try_new(old, new).unwrap_or_else(|problems| panic!("the fixture compiles: {problems}"))
    }

    /// Two versions, or why one of them does not compile.
    fn try_new(old: impl Tree + 'static, new: impl Tree + 'static) -> Result<Self, String> {
        let mut sources = Sources::default();
        let old = compiled(old, &mut sources)?;
        let new = compiled(new, &mut sources)?;
        sources.set_columns(protoward_source::Columns::Measured(protoward_gate::terminal_width));
        Ok(Self { sources, old, new, ledger: None })
    }

    /// The same, with a ledger that knows a version before the old one, and the old one.
    fn since(mut self, past: impl Tree + 'static) -> Self {
        let mut ledger = Ledger::default();
        let past = compiled(past, &mut self.sources).unwrap_or_else(|problems| panic!("the past compiles: {problems}"));
        ledger.observe(facts(&past), &When::labelled("v1"));
        ledger.observe(facts(&self.old), &When::labelled("v2"));
        let text = ledger.to_string();
        let source = self.sources.add("protoward.ledger", "protoward.ledger", Some(text.into()));
        let read = protoward_ledger::read(source, &self.sources, &mut Report::default());
        self.ledger = Some(Arc::new(read.unwrap()));
        self
    }

    fn check(&self, settings: &Settings) -> Vec<Finding> {
        check(&self.old, &self.new, &Settings { ledger: self.ledger.clone(), ..settings.clone() })
    }

    /// The file and the zero-based start of a place, as buf tells it: what has no start is at the top.
    fn start(&self, place: Place) -> (&str, u32, u32) {
        let start = self.extent(place).start;
        (&self.sources.get(place.source).name, start.line, start.column)
    }

    /// The place as buf tells it.
    fn extent(&self, place: Place) -> PositionRange {
        self.sources.positions(place).unwrap_or_default()
    }
}

/// Every rule, sorted by id.
fn rules() -> Vec<&'static Rule> {
    catalog().rules().to_vec()
}

/// The rule with this id.
fn rule(id: &str) -> Option<&'static Rule> {
    catalog().rule(id)
}

/// The rules that an id or a category stands for.
fn named(version: ConfigVersion, name: &str) -> Vec<&'static Rule> {
    catalog().named(version, name)
}

/// Every rule that buf has, and those about a ledger, everywhere.
fn everything() -> Settings {
    Settings {
        rules: rules().into_iter().filter(|rule| rule.is_known_to_buf() || rule.needs_ledger()).collect(),
        as_buf: true,
        ..Settings::default()
    }
}

/// Every rule there is, everywhere.
fn with_our_own() -> Settings {
    Settings::all()
}

fn compiled(tree: impl Tree + 'static, sources: &mut Sources) -> Result<Schema, String> {
    let targets = tree.files("", ".proto").unwrap();
    let compilation =
        Compiler::new().resolver(tree).retain_options(true).load(targets, sources).link(sources).into_compilation();
    if !compilation.report.has_errors() {
        return Ok(compilation.schema);
    }
    let problems: Vec<_> = compilation.report.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    Err(problems.join("\n"))
}
