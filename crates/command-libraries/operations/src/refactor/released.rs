//! Numbers and names that were ever given away: in the commits of the branch, by tags, in the ledger, and in baselines.

use std::sync::Arc;

use jiff::Timestamp;
use protoward_gate::{BaselineRequest, ChangeReader, Gate, LedgerFile, OlderVersion};
use protoward_inputs::{Commit, GitHistory, Input, InputError};
use protoward_ledger::{Fact, Ledger};
use protoward_schema::{Element, FieldOwner, Schema};
use protoward_source::paths::shown;
use protoward_source::{Report, Sources};
use protoward_workspace::chronicle::chronicle;
use protoward_workspace::{OpenOptions, Prepared};

/// Everything that was ever given away.
pub struct Released {
    /// The ledgers, each with its origin in words.
    ledgers: Vec<(String, Ledger)>,
    baselines: Arc<[OlderVersion]>,
    /// `true` for files in a Git repository.
    has_history: bool,
}

/// A field or value as it was.
struct Former<'a> {
    name: &'a str,
    number: i32,
    /// The origin in words: the history, for example.
    origin: String,
    /// The first event, with a space in front.
    since: String,
}

/// The reason why a field or value cannot get a number.
pub(crate) enum Objection {
    /// It was released itself, or its number was.
    Itself(String),
    /// Another one was released with the new number.
    Number(String),
}

impl Released {
    /// Reads the history of an input: its commits, its tags, its ledger, and the baselines of its configuration. `change` reads
    /// the change under review.
    ///
    /// # Errors
    /// Fails if one of them cannot be read.
    pub fn find(
        input: &Input,
        options: &OpenOptions,
        change: ChangeReader,
        now: Timestamp,
        sources: &mut Sources,
    ) -> Result<Self, Report> {
        let mut report = Report::default();
        let prepared = protoward_workspace::prepare(input, options, sources, &mut report);
        let Some(prepared) = prepared else { return Err(report) };
        let mut ledgers = Vec::new();
        if let Some(file) = LedgerFile::of_config(prepared.config(), prepared.root()).filter(|it| it.path.exists()) {
            let Some((ledger, _)) = file.read(sources, &mut report) else { return Err(report) };
            ledgers.push((format!("`{}`", shown(&file.path)), ledger));
        }
        let Some(history) = history(input, options, &mut report) else { return Err(report) };
        let has_history = history.is_some();
        ledgers.extend(history.into_iter().flatten());
        let baselines = baselines(&prepared, input, options, (change, now), sources)?;
        Ok(Self { ledgers, baselines, has_history })
    }

    /// Returns `true` if the files have a history, so that what is not in it was never released.
    pub(crate) const fn is_known(&self) -> bool {
        self.has_history
    }

    /// Returns the reason why a field or value cannot get a number.
    pub(crate) fn objection(&self, schema: &Schema, element: Element, number: i32) -> Option<Objection> {
        let (holder, old) = match element {
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Message(message) => (schema.full_name(message.into()), schema[id].number.0),
                FieldOwner::Extension { .. } => return None,
            },
            Element::EnumValue(id) => (schema.full_name(schema[id].parent.into()), schema[id].number),
            _ => return None,
        };
        let name = schema.name(element);
        let former = self.former(&holder);
        let itself = former.iter().find(|it| it.name == name || it.number == old);
        let other = || former.iter().find(|it| it.number == number && it.name != name);
        match (itself, other()) {
            (Some(Former { name: was, origin, since, .. }), _) if was == &name => {
                Some(Objection::Itself(format!("{origin} has it{since}")))
            }
            (Some(Former { name: was, origin, since, .. }), _) => {
                Some(Objection::Itself(format!("{origin} has the number {old} for `{was}`{since}")))
            }
            (None, Some(Former { name: was, origin, since, .. })) => {
                Some(Objection::Number(format!("{origin} has the number {number} for `{was}`{since}")))
            }
            (None, None) => None,
        }
    }

    /// Returns all fields or values that a message or enum ever had.
    fn former(&self, holder: &str) -> Vec<Former<'_>> {
        let mut former = Vec::new();
        for (origin, ledger) in &self.ledgers {
            for (fact, life) in ledger.iter().filter(|(fact, _)| fact.subject() == holder) {
                let (Fact::Field { name, number, .. } | Fact::Value { name, number, .. }) = fact else { continue };
                let since = life.events().first().map(|event| format!(" since {}", event.when));
                let origin = origin.clone();
                let since = since.unwrap_or_default();
                former.push(Former { name, number: *number, origin, since });
            }
        }
        for old in self.baselines.iter() {
            let schema = &old.workspace.schema;
            let origin = format!("`{}`", old.baseline.text());
            let members: Vec<(&str, i32)> = match schema.find(holder) {
                Some(Element::Message(id)) => {
                    schema[id].fields.iter().map(|&it| (schema.name(it.into()), schema[it].number.0)).collect()
                }
                Some(Element::Enum(id)) => {
                    schema[id].values.iter().map(|&it| (schema.name(it.into()), schema[it].number)).collect()
                }
                _ => Vec::new(),
            };
            let member = |(name, number)| Former { name, number, origin: origin.clone(), since: String::new() };
            former.extend(members.into_iter().map(member));
        }
        former
    }
}

/// Returns the ledgers of the branch and of tags beside it. The outer `None` is a failure, the inner one a folder without
/// history.
#[expect(clippy::option_option, reason = "a failure is not the same as no history")]
fn history(input: &Input, options: &OpenOptions, report: &mut Report) -> Option<Option<Vec<(String, Ledger)>>> {
    let Some((repository, _)) = input.history() else { return Some(None) };
    let tags = GitHistory::open(repository).and_then(|history| {
        history.stamp(&Commit::Head)?;
        history.tags_beside_head()
    });
    let tags = match tags {
        Ok(tags) => tags,
        Err(InputError::NoCommits { .. }) => return Some(Some(Vec::new())),
        Err(InputError::NoRepository { .. }) => return Some(None),
        Err(error) => {
            report.push(error.into());
            return None;
        }
    };
    let mut found = vec![("the history".to_owned(), chronicle(input, "HEAD", options, report)?.ledger)];
    for tag in tags {
        let ledger = chronicle(input, &format!("HEAD..refs/tags/{tag}"), options, report)?.ledger;
        found.push((format!("the tag `{tag}`"), ledger));
    }
    Some(Some(found))
}

/// Returns the baselines that the configuration names.
fn baselines(
    prepared: &Prepared,
    input: &Input,
    options: &OpenOptions,
    (change, now): (ChangeReader, Timestamp),
    sources: &mut Sources,
) -> Result<Arc<[OlderVersion]>, Report> {
    if prepared.config().breaking.against.is_empty() {
        return Ok(Arc::new([]));
    }
    let request = BaselineRequest {
        change,
        against: &[],
        options: options.clone(),
        is_required: true,
        if_baseline: true,
        is_beside_change: false,
        is_edited: false,
        on_input: |_| {},
    };
    match Gate::new(now).older_versions(input, &request, prepared, sources) {
        Ok(older) => Ok(older.olds),
        // There is no release yet.
        Err(missing) if !missing.is_failure => Ok(Arc::new([])),
        Err(failed) => Err(failed.reason.report()),
    }
}
