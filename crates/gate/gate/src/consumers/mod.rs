//! Consumers: who uses a schema, and whether a breaking change breaks them.
//!
//! A consumer is a further older version: the one that it was built with. A finding breaks the consumer if the comparison of
//! that version with the new one has the same finding, and if the consumer uses what changed. Renamed
//! elements are followed. A finding about a number or name from before the baseline breaks the consumers whose version has it.
//!
//! A change may contain the evidence by which it is judged: the usage file, or the image. So both versions of the evidence are
//! read, and a finding breaks a consumer if it does so by either of them.

mod earlier;
mod lineage;
mod past;
mod reach;
mod unknown_uses;
mod usage;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_inputs::{Input, InputError, read_file};
use protoward_schema::{Element, Schema};
use protoward_settings::ConsumerEntry;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, LocatedText, Report, Sources};
use protoward_workspace::{OpenOptions, TreeFile, Workspace};

pub(crate) use earlier::EarlierConsumer;
pub(crate) use lineage::Lineage;
pub(crate) use past::{has_past, is_about_past, type_of};
pub(crate) use reach::{ReachedTypes, uses_in};
pub(crate) use unknown_uses::UnknownUses;
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
    pub fn read(input: &Input, new: &Workspace, sources: &mut Sources, report: &mut Report) -> Self {
        let mut all = Vec::new();
        for entry in &new.config.consumers {
            match consumer(entry, input, new, sources) {
                Ok(consumer) => all.push(Arc::new(consumer)),
                Err(problems) => report.append(problems),
            }
        }
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

fn consumer(entry: &ConsumerEntry, input: &Input, new: &Workspace, sources: &mut Sources) -> Result<Consumer, Report> {
    let name = &entry.name.text;
    let schema = entry.schema.as_ref().map(|word| schema(name, word, input, new, sources)).transpose()?.flatten();
    let usage = entry.usage.as_ref().map(|word| usage(name, word, new, sources)).transpose()?;
    Ok(Consumer { name: name.clone(), schema, usage, names: OnceLock::new() })
}

/// Opens the schema of a consumer; `None` for the baseline, which the compared commit stands for too: a change does not become the
/// version that it is judged by.
fn schema(
    name: &str,
    word: &LocatedText,
    input: &Input,
    new: &Workspace,
    sources: &mut Sources,
) -> Result<Option<Workspace>, Report> {
    let of_consumer = |problem| unreadable(name, "schema", problem, word);
    let found = referenced(word, input, new).map_err(|error| Report::from_iter([of_consumer(error.into())]))?;
    if matches!(found, Input::At { .. } | Input::Git(_)) && is_same_commit(&found, input) {
        return Ok(None);
    }
    let mut problems = Report::default();
    match protoward_workspace::open(&found, &OpenOptions::default(), sources, &mut problems) {
        Some(workspace) => Ok(Some(workspace)),
        None => Err(problems.into_iter().map(of_consumer).collect()),
    }
}

/// Returns the input that a configuration names for a consumer: `git:main` is the folder of the configuration in this commit.
fn referenced(word: &LocatedText, input: &Input, new: &Workspace) -> Result<Input, InputError> {
    let found = Input::parse(&word.text)?;
    match (&found, input) {
        (Input::At { .. }, Input::Archive(_)) if new.home().is_in_tree() => {
            Err(InputError::BesideConfiguration { text: word.text.clone(), place: "in an archive" })
        }
        (Input::At { .. }, _) => found.of(&new.home().input(input)?),
        _ => new.home().resolve(found, input),
    }
}

/// Returns `true` if both inputs have the same commit.
fn is_same_commit(own: &Input, other: &Input) -> bool {
    matches!((own.commit_id(), other.commit_id()), (Ok(Some(own)), Ok(Some(other))) if own == other)
}

fn usage(name: &str, word: &LocatedText, new: &Workspace, sources: &mut Sources) -> Result<Usage, Report> {
    let of_consumer = |problem| Report::from_iter([unreadable(name, "usage file", problem, word)]);
    // A commit has a file of its own.
    let (display, bytes) = match new.read_beside_config(&word.text) {
        Ok(Some(TreeFile { display, bytes })) => (display, bytes),
        Err(error) if new.home().is_in_tree() => return Err(of_consumer(protoward_inputs::unreadable(&error, None))),
        Ok(None) if new.home().is_in_tree() => {
            let path = word.text.clone();
            let error = InputError::NotFound { what: "usage file", path, similar: Vec::new(), commit: None };
            return Err(of_consumer(error.into()));
        }
        Ok(None) | Err(_) => {
            let path = new.root.as_deref().unwrap_or(Path::new("")).join(&word.text);
            let bytes = read_file(&path, "usage file").map_err(|error| of_consumer(error.into()))?;
            (shown(&path).to_string().into(), bytes)
        }
    };
    let mut problems = Report::default();
    match Usage::read(display, bytes, sources, &mut problems) {
        Some(usage) if usage.all().next().is_none() => Err(Report::from_iter([names_nothing(name, word)])),
        Some(usage) => Ok(usage),
        None => Err(problems),
    }
}

/// An error: the consumer would permit every change.
fn names_nothing(name: &str, word: &LocatedText) -> Diagnostic {
    let message = format!("the usage file of the consumer `{name}` names nothing, so the consumer protects nothing");
    labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here")
        .help("name what the consumer uses, or remove the consumer from `[consumers]`")
}

/// Names the consumer in a problem of its schema or of its usage file, which lies elsewhere.
fn unreadable(name: &str, what: &str, problem: Diagnostic, word: &LocatedText) -> Diagnostic {
    let message = format!("cannot read the {what} of the consumer `{name}`: {}", problem.message);
    let diagnostic = labelled(Diagnostic::error(codes::CONSUMER, message), word, "named here");
    let diagnostic = problem.labels.into_iter().fold(diagnostic, |it, label| it.label(label.place, label.text));
    diagnostic.help("correct the reference, or remove the consumer from `[consumers]`")
}
