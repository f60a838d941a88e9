//! The comparison of constraints: messages that passed the old version and do not pass the new one.
//!
//! A message is written as an old client writes it, and read as a new server reads it. So a new field is absent, a field that lost its
//! presence is zero, and a number of a closed enum that was deleted is not there.
//!
//! Candidates are tried first ([`candidates`]). A rule that no candidate violates is proven to be implied by the old version
//! ([`proof`]), or it is reported as one of which nothing is known.

mod automata;
mod candidates;
mod complete;
mod contents;
mod field;
mod formats;
mod hints;
mod kinds;
mod literals;
mod message;
mod proof;
mod texts;

use crate::validation::{Outcome, Validator};
use complete::Completion;
use protoward_dynamic::{Dialect, Message};
use protoward_schema::{Element, FieldId, MessageId};
use std::collections::BTreeMap;

/// The two versions of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagePair {
    /// The message of the old version.
    pub old: MessageId,
    /// The message of the new version.
    pub new: MessageId,
}

/// A constraint that rejects messages which were valid, or of which that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stricter {
    /// The field, the oneof or the message with the constraint, in the new version.
    pub element: Element,
    /// The same element in the old version, or the message for an element that is new.
    pub old_element: Element,
    /// The name of the rule, such as `string.min_len`.
    pub rule: String,
    /// The path in the descriptor of the element.
    pub path: Vec<i32>,
    /// The old value, such as `5` or `"[a-z]+"`; `None` if it was not set.
    pub before: Option<String>,
    /// The new value.
    pub after: Option<String>,
    /// The proof that the constraint is stricter.
    pub evidence: Evidence,
}

/// The proof that a constraint is stricter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A message of the old version as JSON or text, which was valid and is rejected.
    Message(String),
    /// Nothing: neither was a message found, nor is it proven that there is none.
    Unknown,
}

/// Compares the constraints of messages. Returns what became stricter, in the order of the pairs.
pub fn stricter(
    old: &Validator<'_>,
    new: &Validator<'_>,
    pairs: impl IntoIterator<Item = MessagePair>,
) -> Vec<Stricter> {
    let mut found = Vec::new();
    for pair in pairs {
        // Without constraints in the new version, nothing is rejected; and nothing was valid that a program refused.
        if new.is_free(pair.new) || old.is_refused(pair.old) {
            continue;
        }
        let pairing = Pairing::new(old, new, pair);
        found.extend(pairing.fields());
        found.extend(pairing.own());
    }
    found
}

/// Two versions of a message, with their fields by number.
pub(crate) struct Pairing<'c, 'a> {
    old: &'c Validator<'a>,
    new: &'c Validator<'a>,
    pair: MessagePair,
    /// The old field of each new one.
    earlier: BTreeMap<FieldId, FieldId>,
    completion: Completion<'c, 'a>,
}

impl<'c, 'a> Pairing<'c, 'a> {
    fn new(old: &'c Validator<'a>, new: &'c Validator<'a>, pair: MessagePair) -> Self {
        let by_number: BTreeMap<_, _> =
            old.schema()[pair.old].fields.iter().map(|&id| (old.schema()[id].number, id)).collect();
        let fields = new.schema()[pair.new].fields.iter();
        let earlier = fields.filter_map(|&id| Some((id, *by_number.get(&new.schema()[id].number)?))).collect();
        Self { old, new, pair, earlier, completion: Completion::new(old) }
    }

    /// Returns the new field of an old one.
    fn later(&self, old: FieldId) -> Option<FieldId> {
        self.earlier.iter().find(|(_, earlier)| **earlier == old).map(|(&later, _)| later)
    }

    /// Reads a message of the old version as the new one; `None` if that fails.
    fn read(&self, message: &Message) -> Option<Message> {
        let bytes = self.old.codec().encode(message);
        self.new.codec().decode_partial(self.pair.new, &bytes).ok()
    }

    /// Returns a message that the old version accepts and that is rejected by a violation, made of a part of a message.
    ///
    /// `absent` is a field that must be as the part has it, also if it is not set.
    fn witness(
        &self,
        part: &Message,
        absent: Option<FieldId>,
        is_rejected: impl Fn(&Outcome) -> bool,
    ) -> Option<Evidence> {
        let absent = absent.map(|field| self.old.schema()[field].number);
        let fixed: Vec<_> = part.iter().map(|(number, ..)| number).chain(absent).collect();
        self.completion
            .complete(part, &fixed)
            .into_iter()
            .find(|message| self.read(message).is_some_and(|read| is_rejected(&self.new.validate(&read))))
            .map(|message| self.shown(&message))
    }

    /// Returns the evidence of a message: as JSON, or as text if an `Any` has a type that the schema does not know.
    fn shown(&self, message: &Message) -> Evidence {
        let codec = self.old.codec();
        Evidence::Message(codec.to_json(message).unwrap_or_else(|_| one_line(&codec.to_text(message, Dialect::Protoc))))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
