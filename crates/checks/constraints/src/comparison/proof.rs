//! Proofs that the rules of the old version imply a rule of the new one.
//!
//! The candidates were tried before, and zeros and absent fields are among them. So a proof is about the other values, and rules whose
//! candidates stand for all values are proven if no candidate violates them.

use super::automata::{self, Alphabet, Search};
use super::candidates::MAX_ENUMERATED;
use crate::cel::value::Value;
use crate::model::rules::{Format, Lengths, Test};
use protoward_schema::{EnumType, FieldId, FieldType, Scalar, Schema};

/// The result of a proof.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// All values that passed still pass.
    Implied,
    /// These values may have passed, and do not pass now.
    Values(Vec<Value>),
    /// Nothing is known.
    Unknown,
}

/// The conditions of the old version for the values of a field, or for its items, keys or values.
pub(super) struct Prover<'p> {
    pub(super) schemas: [&'p Schema; 2],
    /// The fields that have the types of the values.
    pub(super) fields: [FieldId; 2],
    /// `true` if the value is a list or map.
    pub(super) is_list: bool,
    /// `true` if a candidate is rejected that only an expression rejected before.
    pub(super) is_possible: bool,
    pub(super) old: Vec<&'p Test>,
}

impl Prover<'_> {
    /// Proves that the old conditions imply another one, which no candidate violates.
    pub(super) fn prove(&self, test: &Test) -> Proof {
        if !self.is_list && self.is_finite() {
            return Proof::Implied;
        }
        if !self.is_list && !self.is_faithful() {
            return Proof::Unknown;
        }
        if self.old.iter().any(|old| old.same(test)) {
            return Proof::Implied;
        }
        if self.is_possible {
            return Proof::Unknown;
        }
        if self.is_list {
            return self.of_list(test);
        }
        match self.alphabet() {
            Some(alphabet) => self.of_text(test, alphabet),
            None => self.of_number(test),
        }
    }

    fn types(&self) -> [FieldType; 2] {
        [self.schemas[0][self.fields[0]].ty, self.schemas[1][self.fields[1]].ty]
    }

    /// Returns `true` if the old version accepts only values that were all tried.
    fn is_finite(&self) -> bool {
        let [old, _] = self.types();
        let is_small = match old {
            FieldType::Scalar(Scalar::Bool) => true,
            FieldType::Enum(id) => self.schemas[0][id].features.enum_type == EnumType::Closed,
            FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_) => false,
        };
        is_small
            || self.is_short_range()
            || self
                .old
                .iter()
                .any(|test| matches!(test, Test::Const(_) | Test::In(_) | Test::Defined(_) | Test::Paths(_)))
    }

    /// Returns `true` for a range of few integers, all of which are candidates.
    fn is_short_range(&self) -> bool {
        let whole = |value: &Value| match value {
            Value::Int(number) => Some(i128::from(*number)),
            Value::Uint(number) => Some(i128::from(*number)),
            _ => None,
        };
        let ranges =
            || self.old.iter().filter_map(|test| if let Test::Range(range) = test { Some(range) } else { None });
        let low = ranges().filter(|range| !range.is_inverted()).find_map(|range| whole(&range.low.as_ref()?.0));
        let high = ranges().filter(|range| !range.is_inverted()).find_map(|range| whole(&range.high.as_ref()?.0));
        low.zip(high).is_some_and(|(low, high)| high - low <= MAX_ENUMERATED)
    }

    /// Returns `true` if the new version reads the same values.
    fn is_faithful(&self) -> bool {
        use Scalar::{Bytes, Int32, Int64, Sint32, Sint64, String, Uint32, Uint64};
        match self.types() {
            [FieldType::Scalar(old), FieldType::Scalar(new)] => {
                old == new
                    || matches!(
                        (old, new),
                        (Int32, Int64) | (Sint32, Sint64) | (Uint32, Uint64) | (String, Bytes) | (Bytes, String)
                    )
            }
            [FieldType::Enum(_), FieldType::Enum(_) | FieldType::Scalar(Int32 | Int64)] => true,
            [FieldType::Message(old) | FieldType::Group(old), FieldType::Message(new) | FieldType::Group(new)] => {
                let name =
                    |schema: &Schema, id: protoward_schema::MessageId| schema.text(schema[id].full_name).to_owned();
                name(self.schemas[0], old) == name(self.schemas[1], new)
            }
            _ => false,
        }
    }

    /// Returns the values to search, for strings and bytes and their wrappers.
    fn alphabet(&self) -> Option<Alphabet> {
        let [old, _] = self.types();
        let name = old.message().map(|id| self.schemas[0].text(self.schemas[0][id].full_name));
        match (old, name) {
            (FieldType::Scalar(Scalar::String), _) | (_, Some("google.protobuf.StringValue")) => Some(Alphabet::Text),
            (FieldType::Scalar(Scalar::Bytes), _) | (_, Some("google.protobuf.BytesValue")) => Some(Alphabet::Bytes),
            _ => None,
        }
    }

    fn of_number(&self, test: &Test) -> Proof {
        match test {
            // They change their verdict only at values that were tried.
            Test::Const(_)
            | Test::In(_)
            | Test::NotIn(_)
            | Test::Range(_)
            | Test::Finite
            | Test::Defined(_)
            | Test::TypeIn(_)
            | Test::TypeNotIn(_)
            | Test::PathsIn(_)
            | Test::PathsNotIn(_)
            | Test::Past
            | Test::Future
            | Test::Within(_) => Proof::Implied,
            _ => Proof::Unknown,
        }
    }

    fn of_list(&self, test: &Test) -> Proof {
        let bounds =
            self.old.iter().filter_map(|test| if let Test::Count(bounds) = test { Some(*bounds) } else { None });
        let bounds = bounds.fold(Lengths { least: 1, most: u64::MAX }, both);
        let is_implied = match test {
            Test::Count(new) => bounds.least >= new.least && bounds.most <= new.most || bounds.least > bounds.most,
            Test::Unique => bounds.most <= 1,
            _ => false,
        };
        if is_implied { Proof::Implied } else { Proof::Unknown }
    }

    fn of_text(&self, test: &Test, alphabet: Alphabet) -> Proof {
        let is_implied = match test {
            // Each of the values was tried.
            Test::NotIn(_) => true,
            Test::Characters(new) => self.characters(alphabet).is_some_and(|old| is_inside(old, *new)),
            Test::Bytes(new) => self.bytes(alphabet).is_some_and(|old| is_inside(old, *new)),
            Test::Format(new) => self.old.iter().any(|old| matches!(old, Test::Format(old) if implies(*old, *new))),
            _ => false,
        };
        if is_implied {
            return Proof::Implied;
        }
        match automata::search(&self.old, Some(test), alphabet) {
            Search::Nothing => Proof::Implied,
            Search::Found(texts) => Proof::Values(texts.iter().map(|text| value(text)).collect()),
            Search::Unknown => Proof::Unknown,
        }
    }

    /// Returns the bounds of the number of characters that passed; `None` for bytes.
    fn characters(&self, alphabet: Alphabet) -> Option<Lengths> {
        if alphabet == Alphabet::Bytes {
            return None;
        }
        let all = self.old.iter().map(|test| match test {
            Test::Characters(it) => *it,
            // A character has one to four bytes.
            Test::Bytes(it) => Lengths { least: it.least.div_ceil(4), most: it.most },
            _ => Lengths { least: 1, most: u64::MAX },
        });
        Some(all.fold(Lengths { least: 1, most: u64::MAX }, both))
    }

    fn bytes(&self, alphabet: Alphabet) -> Option<Lengths> {
        let all = self.old.iter().map(|test| match test {
            Test::Bytes(it) => *it,
            Test::Characters(it) if alphabet == Alphabet::Text => {
                Lengths { least: it.least, most: it.most.saturating_mul(4) }
            }
            _ => Lengths { least: 1, most: u64::MAX },
        });
        Some(all.fold(Lengths { least: 1, most: u64::MAX }, both))
    }
}

fn value(text: &[u8]) -> Value {
    match std::str::from_utf8(text) {
        Ok(text) => text.into(),
        Err(_) => Value::Bytes(text.into()),
    }
}

fn both(one: Lengths, other: Lengths) -> Lengths {
    Lengths { least: one.least.max(other.least), most: one.most.min(other.most) }
}

const fn is_inside(old: Lengths, new: Lengths) -> bool {
    old.least >= new.least && old.most <= new.most || old.least > old.most
}

/// Returns `true` if all texts of a format have another one.
const fn implies(old: Format, new: Format) -> bool {
    use Format::{
        Address, HeaderName, HeaderValue, Hostname, Ip, IpPrefix, IpWithPrefixlen, Ipv4, Ipv4Prefix, Ipv4WithPrefixlen,
        Ipv6, Ipv6Prefix, Ipv6WithPrefixlen, LooseHeaderName, LooseHeaderValue, Uri, UriRef,
    };
    matches!(
        (old, new),
        (Ipv4 | Ipv6, Ip)
            | (Ipv4 | Ipv6 | Ip | Hostname, Address)
            | (Uri, UriRef)
            | (Ipv4Prefix, Ipv4WithPrefixlen | IpPrefix | IpWithPrefixlen)
            | (Ipv6Prefix, Ipv6WithPrefixlen | IpPrefix | IpWithPrefixlen)
            | (IpPrefix | Ipv4WithPrefixlen | Ipv6WithPrefixlen, IpWithPrefixlen)
            | (HeaderName, LooseHeaderName)
            | (HeaderValue, LooseHeaderValue)
            | (Format::Ipv4Bytes | Format::SixteenBytes, Format::IpBytes)
    )
}
