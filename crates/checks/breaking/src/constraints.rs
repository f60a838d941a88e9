//! The constraints of `buf.validate` that became stricter, of all messages that both versions have.

use protoward_constraints::{MessagePair, Stricter, Validator, stricter};
use protoward_schema::{Element, MessageId};

use crate::versions::{Pair, Versions};

/// The constraints that became stricter.
#[derive(Debug, Default)]
pub(super) struct StricterConstraints {
    all: Vec<(Pair<MessageId>, Stricter)>,
}

impl StricterConstraints {
    /// Compares the constraints of some pairs of messages.
    pub(super) fn new<'p>(versions: &Versions<'_>, pairs: impl Iterator<Item = &'p Pair<MessageId>>) -> Self {
        let mut pairs: Vec<_> = pairs.copied().collect();
        pairs.sort_by_key(|pair| (pair.old, pair.new));
        pairs.dedup();
        let old = Validator::new(versions.old);
        let new = Validator::new(versions.new);
        let found = pairs.into_iter().flat_map(|pair| {
            let found = stricter(&old, &new, [MessagePair { old: pair.old, new: pair.new }]);
            found.into_iter().map(move |stricter| (pair, stricter))
        });
        Self { all: found.collect() }
    }

    /// Returns those of an element that both versions have.
    pub(super) fn of(&self, pair: Pair<Element>) -> impl Iterator<Item = &Stricter> {
        let all = self.all.iter().map(|(_, stricter)| stricter);
        all.filter(move |stricter| stricter.element == pair.new && stricter.old_element == pair.old)
    }

    /// Returns those of the fields and oneofs of a message that are new.
    pub(super) fn of_new_parts(&self, pair: Pair<MessageId>) -> impl Iterator<Item = &Stricter> {
        let of_pair = self.all.iter().filter(move |(of, _)| *of == pair).map(|(_, stricter)| stricter);
        of_pair.filter(|stricter| {
            matches!(stricter.old_element, Element::Message(_)) && !matches!(stricter.element, Element::Message(_))
        })
    }

    /// Returns those of the oneofs of a message.
    pub(super) fn of_oneofs(&self, pair: Pair<MessageId>) -> impl Iterator<Item = &Stricter> {
        let of_pair = self.all.iter().filter(move |(of, _)| *of == pair).map(|(_, stricter)| stricter);
        of_pair.filter(|stricter| matches!(stricter.element, Element::Oneof(_)))
    }
}
