//! Consumers: who uses a schema, and whether a breaking change breaks them.
//!
//! A consumer is a further older version: the one that it was built with. A finding breaks the consumer if the comparison of
//! that version with the new one has the same finding, and if the consumer uses what changed.
//!
//! A change may contain the evidence by which it is judged: the usage file, or the image. So both versions of the evidence are
//! read, and a finding breaks a consumer if it does so by either of them.

mod earlier;
mod reach;
mod usage;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::baseline::below_configuration;
use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_inputs::{Input, read_file};
use protoward_schema::{Element, Schema};
use protoward_settings::ConsumerEntry;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText, Report, Sources};
use protoward_workspace::{OpenOptions, TreeFile, Workspace};

pub(crate) use earlier::EarlierConsumer;
pub(crate) use reach::{ReachedTypes, uses_in};
pub(crate) use usage::{Usage, UsedName};

/// The consumers of a schema.
#[derive(Clone, Debug, Default)]
pub struct Consumers {
    pub(crate) all: Vec<Arc<Consumer>>,
    /// The consumers as older versions have them, if those have other evidence.
    pub(crate) earlier: Vec<EarlierConsumer>,
}

/// A consumer, with what is known of it.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) name: String,
    /// The version that it was built with; `None` for the baseline.
    pub(crate) schema: Option<Workspace>,
    /// The names of the parts that it uses; `None` for everything.
    pub(crate) usage: Option<Usage>,
    /// The full names of the elements of the schema, collected on first use.
    names: OnceLock<HashSet<String>>,
}

impl Consumer {
    /// Returns `true` if the version of the consumer has an element or a file, or if it is that of the baseline.
    pub(crate) fn has(&self, full_name: &str) -> bool {
        let Some(Workspace { schema, .. }) = &self.schema else { return true };
        let names = self.names.get_or_init(|| {
            let files = schema.files.ids().map(Element::File);
            schema.declarations().chain(files).map(|it| schema.full_name(it)).collect()
        });
        names.contains(full_name)
    }
}

impl Consumers {
    /// Reads the consumers of a configuration. One that cannot be read is an error, because a change could break it.
    pub fn read(new: &Workspace, sources: &mut Sources, report: &mut Report) -> Self {
        let entries = new.config.consumers.iter();
        let all = entries.filter_map(|entry| consumer(entry, new, sources, report).map(Arc::new)).collect();
        Self { all, earlier: Vec::new() }
    }

    /// Returns the names of the consumers that use an element of a schema.
    pub fn users(&self, schema: &Schema, element: Element) -> Vec<&str> {
        let name = schema.full_name(element);
        let uses = |consumer: &&Arc<Consumer>| {
            consumer.has(&name) && consumer.usage.as_ref().is_none_or(|usage| reach::uses(usage, schema, element))
        };
        self.all.iter().filter(uses).map(|consumer| &*consumer.name).collect()
    }

    /// Returns `true` if no consumer is known.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

fn consumer(entry: &ConsumerEntry, new: &Workspace, sources: &mut Sources, report: &mut Report) -> Option<Consumer> {
    let root = new.root.as_deref();
    let schema = match &entry.schema {
        Some(word) => Some(schema(&entry.name.text, word, root, sources, report)?),
        None => None,
    };
    let usage = match &entry.usage {
        Some(word) => Some(usage(&entry.name.text, word, new, sources, report)?),
        None => None,
    };
    Some(Consumer { name: entry.name.text.clone(), schema, usage, names: OnceLock::new() })
}

fn schema(
    name: &str,
    word: &LocatedText,
    root: Option<&Path>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Workspace> {
    let input = match Input::parse(&word.text) {
        Ok(input) => input,
        Err(error) => {
            report.push(unreadable(name, "schema", error.into(), word));
            return None;
        }
    };
    // `git:main` is the folder of the configuration in this commit.
    let base = Input::Folder(root.unwrap_or(Path::new(".")).to_owned());
    let input = below_configuration(input, root).of(&base).expect("a folder has a history");
    let mut problems = Report::default();
    let workspace = protoward_workspace::open(&input, &OpenOptions::default(), sources, &mut problems);
    if workspace.is_none() {
        report.append(problems.into_iter().map(|problem| unreadable(name, "schema", problem, word)).collect());
    }
    workspace
}

fn usage(name: &str, word: &LocatedText, new: &Workspace, sources: &mut Sources, report: &mut Report) -> Option<Usage> {
    // A commit has a file of its own.
    if let Ok(Some(TreeFile { display, bytes })) = new.read_beside_config(&word.text) {
        return Usage::read(display, bytes, sources, report);
    }
    let path = new.root.as_deref().unwrap_or(Path::new("")).join(&word.text);
    match read_file(&path, "usage file") {
        Ok(bytes) => Usage::read(shown(&path).to_string(), bytes, sources, report),
        Err(error) => {
            report.push(unreadable(name, "usage file", error.into(), word));
            None
        }
    }
}

/// Names the consumer in a problem of its schema or of its usage file, which lies elsewhere.
fn unreadable(name: &str, what: &str, problem: Diagnostic, word: &LocatedText) -> Diagnostic {
    let message = format!("cannot read the {what} of the consumer `{name}`: {}", problem.message);
    let diagnostic = labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here");
    let diagnostic = problem.labels.into_iter().fold(diagnostic, |it, label| it.label(label.place, label.text));
    diagnostic.help("correct the reference, or remove the consumer from `[consumers]`")
}
