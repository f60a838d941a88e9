//! Comparison of a written message with its decoded form: by number in bytes, by name in JSON.

use super::landing::{CodecPair, WitnessEncoding};
use protoward_dynamic::{Codec, Content, DynamicValue, Key, Message, WidestValue};
use protoward_schema::{FieldId, FieldNumber, FieldType, Presence, Shape};

/// The parameters of a comparison of a written and a decoded message.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub(super) ends: CodecPair<'a>,
    pub(super) medium: WitnessEncoding,
    /// `true` if an explicitly sent zero differs from an absent value.
    pub(super) counts_presence: bool,
}

impl Comparison<'_> {
    /// Returns `true` if two messages are equal in the fields whose numbers are `in_focus`.
    pub(super) fn messages(self, written: &Message, read: &Message, in_focus: impl Fn(FieldNumber) -> bool) -> bool {
        let mut landed = Vec::new();
        for (number, id, content) in written.iter() {
            let landing = self.ends.landing(id, read.ty, self.medium);
            landed.extend(landing);
            if !in_focus(number) {
                continue;
            }
            let is_alike = match landing {
                None => self.is_nothing(id, content, self.ends.from),
                Some(at) if self.medium == WitnessEncoding::Json && self.ends.are_strangers(id, at) => false,
                Some(at) => match read.get(self.ends.to.schema()[at].number) {
                    None => self.is_nothing(id, content, self.ends.from) || self.becomes_zero(id, content, at),
                    Some(found) => self.contents(id, content, at, found),
                },
            };
            if !is_alike {
                return false;
            }
        }
        let mut others = read.iter().filter(|(number, id, _)| in_focus(*number) && !landed.contains(id));
        others.all(|(_, id, content)| self.is_nothing(id, content, self.ends.to))
    }

    /// Returns `true` if a field with this content is equivalent to an unset one.
    fn is_nothing(self, id: FieldId, content: &Content, codec: &Codec<'_>) -> bool {
        let is_zero = match content {
            // In JSON, a wrapper message is its value.
            Content::One(DynamicValue::Message(message))
                if self.medium == WitnessEncoding::Json && codec.has_own_json(message.ty) =>
            {
                codec.content_json(id, content).is_ok_and(|json| matches!(unquoted(&json), "0" | "false" | "\"\""))
            }
            Content::One(value) => value.is_zero(),
            Content::Many(_) | Content::Map(_) => false,
        };
        is_zero && !self.counts_presence
    }

    /// Returns `true` if JSON names an enum value that is zero for the reader, which does not store implicit zeros.
    fn becomes_zero(self, id: FieldId, content: &Content, at: FieldId) -> bool {
        let keeps_no_zero = self.ends.to.schema().shape(at) == Shape::Single(Presence::Implicit);
        keeps_no_zero
            && matches!(content, Content::One(DynamicValue::Enum(number)) if self.enum_values(id, *number, at, 0))
    }

    fn contents(self, id: FieldId, written: &Content, at: FieldId, read: &Content) -> bool {
        match (written, read) {
            (Content::One(written), Content::One(read)) => self.values(id, written, at, read),
            (Content::Many(written), Content::Many(read)) => self.lists(id, written, at, read),
            (Content::Map(entries), Content::Map(found)) => {
                entries.len() == found.len()
                    && entries.iter().all(|entry| found.iter().any(|other| self.entries(id, entry, at, other)))
            }
            _ if self.medium == WitnessEncoding::Json => self.is_same_json(id, written, at, read),
            // On the wire, one value equals a list of one.
            (Content::One(written), Content::Many(read)) => {
                matches!(&read[..], [read] if self.values(id, written, at, read))
            }
            (Content::Many(written), Content::One(read)) => {
                matches!(&written[..], [written] if self.values(id, written, at, read))
            }
            // A map is a list of its entries.
            (Content::Map(_), _) | (_, Content::Map(_)) => {
                self.entry_data(self.ends.from, id, written) == self.entry_data(self.ends.to, at, read)
            }
        }
    }

    /// Returns the entries of a map, or of a list of entries. A map writes zeros, and a list may omit them.
    fn entry_data(self, codec: &Codec<'_>, id: FieldId, content: &Content) -> Vec<WidestValue> {
        let mut entries = codec.content_data(id, content);
        if !self.counts_presence {
            for entry in &mut entries {
                if let WidestValue::Message(fields) = entry {
                    fields.retain(|_, values| !matches!(&values[..], [value] if is_zero(value)));
                }
            }
        }
        entries
    }

    fn lists(self, id: FieldId, written: &[DynamicValue], at: FieldId, read: &[DynamicValue]) -> bool {
        written.len() == read.len() && written.iter().zip(read).all(|(one, other)| self.values(id, one, at, other))
    }

    fn entries(self, id: FieldId, written: (&Key, &DynamicValue), at: FieldId, read: (&Key, &DynamicValue)) -> bool {
        let shapes = (self.ends.from.schema().shape(id), self.ends.to.schema().shape(at));
        let (Shape::Map { key, value }, Shape::Map { key: key_at, value: value_at }) = shapes else { return false };
        self.values(key, &written.0.clone().into(), key_at, &read.0.clone().into())
            && self.values(value, written.1, value_at, read.1)
    }

    fn values(self, id: FieldId, written: &DynamicValue, at: FieldId, read: &DynamicValue) -> bool {
        let CodecPair { from, to } = self.ends;
        let is_json = self.medium == WitnessEncoding::Json;
        match (written, read) {
            (DynamicValue::Message(one), DynamicValue::Message(other)) => {
                let has_own_form = from.has_own_json(one.ty) || to.has_own_json(other.ty);
                if is_json && has_own_form {
                    from.to_json(one).is_ok_and(|json| to.to_json(other).is_ok_and(|read| read == json))
                } else {
                    self.messages(one, other, |_| true)
                }
            }
            (DynamicValue::Enum(number), DynamicValue::Enum(found)) => self.enum_values(id, *number, at, *found),
            (
                DynamicValue::Text(one) | DynamicValue::Bytes(one),
                DynamicValue::Text(other) | DynamicValue::Bytes(other),
            ) => one == other,
            // An unnamed number that an enum field reads is equal to the written number.
            (_, DynamicValue::Enum(found)) if integer(written) == Some((*found).into()) => true,
            _ if is_json => self.is_same_json(id, &Content::One(written.clone()), at, &Content::One(read.clone())),
            _ => match (integer(written), integer(read)) {
                (Some(one), Some(other)) => one == other,
                _ => real(written).is_some_and(|one| real(read) == Some(one)),
            },
        }
    }

    /// Compares enum values: by name in JSON, by number in bytes. A number that lost its name is different.
    fn enum_values(self, id: FieldId, written: i32, at: FieldId, read: i32) -> bool {
        let CodecPair { from, to } = self.ends;
        let (FieldType::Enum(of), FieldType::Enum(of_reader)) = (from.schema()[id].ty, to.schema()[at].ty) else {
            return written == read;
        };
        match from.value_name(of, written) {
            Some(name) if self.medium == WitnessEncoding::Json => to.value_by_name(of_reader, name) == Some(read),
            name => written == read && (name.is_none() || to.value_name(of_reader, read).is_some()),
        }
    }

    /// Returns `true` if both contents have the same JSON, ignoring quotes around numbers.
    fn is_same_json(self, id: FieldId, written: &Content, at: FieldId, read: &Content) -> bool {
        let CodecPair { from, to } = self.ends;
        let texts = (from.content_json(id, written), to.content_json(at, read));
        matches!(texts, (Ok(one), Ok(other)) if unquoted(&one) == unquoted(&other))
    }
}

fn is_zero(datum: &WidestValue) -> bool {
    match datum {
        WidestValue::Integer(value) => *value == 0,
        WidestValue::UnknownEnum(value) => *value == 0,
        WidestValue::Float(bits) => *bits == 0,
        WidestValue::Text(bytes) => bytes.is_empty(),
        WidestValue::Message(_) => false,
    }
}

/// Returns a JSON number without quotes.
fn unquoted(json: &str) -> &str {
    let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    inner.filter(|text| text.parse::<f64>().is_ok_and(f64::is_finite)).unwrap_or(json)
}

fn integer(value: &DynamicValue) -> Option<i128> {
    match value {
        DynamicValue::Int(value) => Some((*value).into()),
        DynamicValue::Uint(value) => Some((*value).into()),
        DynamicValue::Bool(value) => Some((*value).into()),
        DynamicValue::Enum(value) => Some((*value).into()),
        DynamicValue::Double(_)
        | DynamicValue::Float(_)
        | DynamicValue::Text(_)
        | DynamicValue::Bytes(_)
        | DynamicValue::Message(_) => None,
    }
}

/// Returns the bits of a floating-point number; all NaNs are equal.
fn real(value: &DynamicValue) -> Option<u64> {
    let value = match value {
        DynamicValue::Double(value) => *value,
        DynamicValue::Float(value) => (*value).into(),
        _ => return None,
    };
    Some(if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() })
}
