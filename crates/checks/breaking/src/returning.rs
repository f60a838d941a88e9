//! Fields and extensions whose number an earlier one had: whether they continue it.
//!
//! Code that uses the earlier one stopped compiling when it was deleted, so only data counts: what newer programs read in older
//! data, and older programs in newer data. The rules for two versions decide the same cases in the same way.

use std::collections::BTreeSet;

use crate::comparison::Comparison;
use crate::subject;
use protoward_ledger::{Fact, FactPeriod, LedgerIndex, TypeName};
use protoward_schema::{Cardinality, FieldId, FieldOwner};

/// A field or extension of the new version, and the history of its message.
pub(super) struct ReturningField<'c, 'a> {
    cx: &'c Comparison<'a>,
    past: &'c LedgerIndex<'a>,
    id: FieldId,
    now: Fact,
    /// The earlier members of the message.
    known: &'c [FactPeriod<'a>],
}

/// A difference between two fields with one number.
///
/// `required` does not count. `MESSAGE_SAME_REQUIRED_FIELDS` reports the deletion of a required field and the addition of another
/// one, and older programs read a field that returns as `optional` as well as one that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldDifference {
    /// Another name or type, only one is repeated, or only one is an extension.
    Meaning,
    /// Other fields exclude the field.
    Oneof,
    /// Another name in JSON.
    JsonName,
}

impl<'c, 'a> ReturningField<'c, 'a> {
    /// Returns `None` for a field of a map entry.
    pub(super) fn new(
        cx: &'c Comparison<'a>,
        past: &'c LedgerIndex<'a>,
        id: FieldId,
        known: &'c [FactPeriod<'a>],
    ) -> Option<Self> {
        Some(Self { cx, past, id, now: protoward_ledger::of_field(cx.new, id)?, known })
    }

    /// Returns the last periods of the eras that the field does not continue, the latest first.
    pub(super) fn conflicts(&self, periods: &[FactPeriod<'a>]) -> Vec<FactPeriod<'a>> {
        LedgerIndex::conflicts(periods, |last, era| self.difference(last, era).is_none())
    }

    /// Returns the difference from the last declaration of an era. A name may be any of the era.
    fn difference(&self, last: &FactPeriod<'_>, era: &[&FactPeriod<'_>]) -> Option<FieldDifference> {
        let in_era = |is_same: &dyn Fn(&Fact) -> bool| era.iter().any(|period| is_same(period.fact));
        if !self.has_same_data(last.fact) || !in_era(&|fact| name(fact) == name(&self.now)) {
            return Some(FieldDifference::Meaning);
        }
        if !self.has_same_rivals(last) {
            return Some(FieldDifference::Oneof);
        }
        (!in_era(&|fact| fact.json_name() == self.now.json_name())).then_some(FieldDifference::JsonName)
    }

    /// Returns the difference to report about the last period of an era.
    pub(super) fn reported(&self, last: &FactPeriod<'_>) -> FieldDifference {
        self.difference(last, &[last]).unwrap_or(FieldDifference::Meaning)
    }

    /// Returns `true` for equal types, both singular or both repeated. Presence does not matter.
    fn has_same_data(&self, was: &Fact) -> bool {
        let is_extension = |fact: &Fact| matches!(fact, Fact::Extension { .. });
        let data = |fact: &Fact| match fact {
            Fact::Field { ty, cardinality, .. } | Fact::Extension { ty, cardinality, .. } => {
                Some((ty.clone(), *cardinality == Cardinality::Repeated))
            }
            Fact::Type { .. } | Fact::Value { .. } | Fact::Method { .. } | Fact::Renamed { .. } => None,
        };
        let (Some((now_ty, now_is_many)), Some((was_ty, was_is_many))) = (data(&self.now), data(was)) else {
            return false;
        };
        is_extension(&self.now) == is_extension(was)
            && now_is_many == was_is_many
            && self.past.is_same_type(&now_ty, &was_ty)
    }

    /// Returns `true` if the field excludes the same fields as before, of those that both messages have. A field that joins others
    /// may be set beside them in older data.
    fn has_same_rivals(&self, last: &FactPeriod<'_>) -> bool {
        let FieldOwner::Message(message) = self.cx.new[self.id].owner else { return true };
        let new = self.cx.new;
        let rivals = new[self.id].oneof.into_iter().flat_map(|oneof| &new[oneof].fields);
        let now: BTreeSet<i32> = rivals.filter(|&&id| id != self.id).map(|&id| new[id].number.0).collect();
        let beside = || self.known.iter().filter(|period| period.is_beside_end_of(last) && is_field(period.fact));
        let number = last.fact.number();
        let is_rival =
            |fact: &Fact| oneof(fact).is_some() && oneof(fact) == oneof(last.fact) && fact.number() != number;
        let was: BTreeSet<i32> = beside().filter(|it| is_rival(it.fact)).filter_map(|it| it.fact.number()).collect();
        if now.is_empty() || was.is_empty() {
            return now.is_empty() && was.is_empty();
        }
        let has_now = |number: i32| new[message].fields.iter().any(|&id| new[id].number.0 == number);
        let had_then = |number: i32| beside().any(|period| period.fact.number() == Some(number));
        let was = was.into_iter().filter(|&number| has_now(number));
        was.eq(now.into_iter().filter(|&number| had_then(number)))
    }

    /// Describes a declaration, with what differs, as in "`created_at` (int64)".
    pub(super) fn phrase(&self, fact: &Fact, difference: FieldDifference) -> String {
        let (Fact::Field { name, ty, cardinality, .. } | Fact::Extension { name, ty, cardinality, .. }) = fact else {
            return fact.to_string();
        };
        let kind = match (fact, &self.now) {
            (Fact::Field { .. }, Fact::Extension { .. }) => "the field ",
            (Fact::Extension { .. }, Fact::Field { .. }) => "the extension ",
            _ => "",
        };
        let is_map = matches!(ty, TypeName::Map(..));
        let many = if *cardinality == Cardinality::Repeated && !is_map { "repeated " } else { "" };
        let detail = match (difference, oneof(fact), fact.json_name()) {
            (FieldDifference::Oneof, Some(oneof), _) => format!(", in oneof `{oneof}`"),
            (FieldDifference::Oneof, None, _) => ", in no oneof".to_owned(),
            (FieldDifference::JsonName, _, Some(json)) => format!(", `{json}` in JSON"),
            _ => String::new(),
        };
        format!("{kind}`{name}` ({many}{}{detail})", ty.display_name())
    }

    /// Describes the field as it is now.
    pub(super) fn phrase_now(&self, difference: FieldDifference) -> String {
        self.phrase(&self.now, difference)
    }

    /// Returns the way to continue an earlier declaration; `None` for one with another meaning.
    pub(super) fn way_back(&self, last: &Fact, difference: FieldDifference) -> Option<String> {
        let now = subject::name(self.cx.new, self.id);
        match (difference, oneof(last), last.json_name()) {
            (FieldDifference::Oneof, Some(oneof), _) => Some(format!("put `{now}` into oneof `{oneof}` as before")),
            (FieldDifference::Oneof, None, _) => Some(format!("put `{now}` outside of the oneof as before")),
            (FieldDifference::JsonName, _, Some(json)) => {
                Some(format!("pin the old name with `[json_name = \"{json}\"]`"))
            }
            _ => None,
        }
    }
}

impl FieldDifference {
    /// Returns the consequence for data.
    pub(super) const fn harm(self) -> &'static str {
        match self {
            Self::Meaning => "data sent or stored before is read as something else",
            Self::Oneof => "one side sets it together with fields beside which the other keeps only the last",
            Self::JsonName => "older JSON has it under the other name, and older programs look for that one",
        }
    }
}

/// Returns the name of a field, or the full name of an extension.
pub(super) fn name(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Field { name, .. } | Fact::Extension { name, .. } => Some(name),
        Fact::Type { .. } | Fact::Value { .. } | Fact::Method { .. } | Fact::Renamed { .. } => None,
    }
}

fn oneof(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Field { oneof, .. } => oneof.as_deref(),
        Fact::Type { .. }
        | Fact::Extension { .. }
        | Fact::Value { .. }
        | Fact::Method { .. }
        | Fact::Renamed { .. } => None,
    }
}

const fn is_field(fact: &Fact) -> bool {
    matches!(fact, Fact::Field { .. })
}
