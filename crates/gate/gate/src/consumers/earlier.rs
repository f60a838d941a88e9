//! Consumers as older versions have them: a change does not choose the evidence that it is judged by.

use std::sync::{Arc, OnceLock};

use super::{Consumer, Consumers, Usage, referenced};
use crate::OlderVersion;
use protoward_inputs::{Commit, Input};
use protoward_settings::ConsumerEntry;
use protoward_source::{LocatedText, Report, Sources};
use protoward_workspace::{OpenOptions, TreeFile, Workspace};

/// A consumer as an older version has it.
#[derive(Clone, Debug)]
pub(crate) struct EarlierConsumer {
    /// The name of the older version.
    pub(crate) version: String,
    pub(crate) consumer: Arc<Consumer>,
}

impl Consumers {
    /// Adds the consumers of older versions that have other evidence than the new version. What cannot be read in an older
    /// version decided nothing there.
    #[must_use]
    pub(crate) fn with_earlier<'o>(
        self,
        olds: impl Iterator<Item = &'o OlderVersion>,
        input: &Input,
        new: &Workspace,
        sources: &mut Sources,
    ) -> Self {
        let mut earlier = Vec::new();
        for old in olds {
            let config = old.workspace.compared_config();
            if config.source.is_none() || config.source == new.compared_config().source {
                continue;
            }
            for entry in &config.consumers {
                let consumer = Earlier { old, input, new, entry }.consumer(&self, sources);
                let version = old.baseline.text().to_owned();
                earlier.extend(consumer.map(|consumer| EarlierConsumer { version, consumer: Arc::new(consumer) }));
            }
        }
        Self { earlier, ..self }
    }
}

/// A consumer of the configuration of an older version.
struct Earlier<'a> {
    old: &'a OlderVersion,
    input: &'a Input,
    new: &'a Workspace,
    entry: &'a ConsumerEntry,
}

impl Earlier<'_> {
    /// Returns the consumer; `None` if its evidence is the same now.
    fn consumer(&self, now: &Consumers, sources: &mut Sources) -> Option<Consumer> {
        let entry = self.new.config.consumers.iter().find(|other| other.name.text == self.entry.name.text);
        let text = |word: Option<&LocatedText>| word.map(|word| word.text.clone());
        let words = |entry: &ConsumerEntry| (text(entry.schema.as_ref()), text(entry.usage.as_ref()));
        let is_same_entry = entry.is_some_and(|now| words(now) == words(self.entry));
        let known = now.all.iter().find(|consumer| consumer.name == self.entry.name.text);
        let schema = match &self.entry.schema {
            None => None,
            Some(word) => match (self.changed_input(word), known) {
                (None, Some(known)) if is_same_entry => known.schema.clone(),
                (input, _) => Some(open(&input.or_else(|| self.input(word))?, sources)?),
            },
        };
        let is_schema_changed = || self.entry.schema.as_ref().is_some_and(|word| self.changed_input(word).is_some());
        let usage = match &self.entry.usage {
            None => None,
            Some(word) => Some(self.usage(word, sources)?),
        };
        let is_usage_changed = || known.is_none_or(|known| known.usage != usage);
        if is_same_entry && !is_usage_changed() && !is_schema_changed() {
            return None;
        }
        Some(Consumer { name: self.entry.name.text.clone(), schema, usage, names: OnceLock::new() })
    }

    /// Returns the input of a schema as it is now.
    fn input(&self, word: &LocatedText) -> Option<Input> {
        referenced(word, self.input, self.new).ok()
    }

    /// Returns the input of a schema in the older version; `None` if it is not a part of that, or the same now.
    fn changed_input(&self, word: &LocatedText) -> Option<Input> {
        let now = self.input(word)?;
        match (self.old.baseline.input(), &now) {
            (Input::At { .. }, Input::At { .. }) | (Input::Folder(_) | Input::Git(_) | Input::Archive(_), _) => {
                let was = referenced(word, self.old.baseline.input(), &self.old.workspace).ok()?;
                (was != now && !matches!(Input::parse(&word.text), Ok(Input::At { .. })) && was.open().is_ok())
                    .then_some(was)
            }
            (Input::At { commit, .. }, _) => at(commit, now),
            _ => None,
        }
    }

    fn usage(&self, word: &LocatedText, sources: &mut Sources) -> Option<Usage> {
        let TreeFile { display, bytes } = self.old.workspace.read_beside_config(&word.text).ok()??;
        // A line that was no name protected nothing, and the others did.
        Usage::readable(display, bytes, sources, &mut Report::default()).map(|(usage, _)| usage)
    }
}

/// Returns an input at a commit; `None` if it is the same now, or not in the repository.
fn at(commit: &Commit, input: Input) -> Option<Input> {
    let is_changed = input.differs_from(commit).unwrap_or(false);
    is_changed.then(|| Input::At { commit: commit.clone(), input: Box::new(input) })
}

fn open(input: &Input, sources: &mut Sources) -> Option<Workspace> {
    protoward_workspace::open(input, &OpenOptions::default(), sources, &mut Report::default())
}
