//! Random messages within the limits of the claim: numbers that both types can hold, UTF-8 text, named enum values, and unique
//! map keys.

use std::collections::BTreeMap;

use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{EnumType, FieldId, FieldNumber, FieldType, MessageId, Presence, Scalar, Shape};

use super::claim::{Direction, is_named};
use protoward_kit::random::Random;

const DEEPEST: u32 = 3;

/// Draws a message of the writer that is valid for the reader.
pub(super) fn draw(direction: Direction<'_>, written: MessageId, read: MessageId, random: &mut Random) -> Message {
    MessageDraw { direction, random }.message(written, Some(read), 0)
}

struct MessageDraw<'a, 'r> {
    direction: Direction<'a>,
    random: &'r mut Random,
}

impl MessageDraw<'_, '_> {
    fn message(&mut self, ty: MessageId, other: Option<MessageId>, depth: u32) -> Message {
        let from = self.direction.from;
        let mut message = Message::new(ty);
        // Extensions are looked up by number, as a reader does.
        let declared = from.schema()[ty].fields.iter().copied();
        let extensions = (1000..1001).filter_map(|number| from.field(ty, FieldNumber(number)));
        let mut fields: Vec<FieldId> = declared.chain(extensions).collect();
        fields.dedup();
        for id in fields {
            let number = from.schema()[id].number;
            let counterpart = other.and_then(|other| self.direction.to.field(other, number));
            let required = self.is_required(id, counterpart);
            let is_message = from.schema()[id].ty.message().is_some();
            let is_present =
                required || !self.random.chance(if is_message { 2 } else { 3 }) && (depth < DEEPEST || !is_message);
            if !is_present {
                continue;
            }
            if let Some(content) = self.content(id, counterpart, depth) {
                from.put(&mut message, id, content);
            }
        }
        message
    }

    fn is_required(&self, id: FieldId, other: Option<FieldId>) -> bool {
        let is = |presence: Presence| presence == Presence::Required;
        is(self.direction.from.schema()[id].presence())
            || other.is_some_and(|id| is(self.direction.to.schema()[id].presence()))
    }

    fn content(&mut self, id: FieldId, other: Option<FieldId>, depth: u32) -> Option<Content> {
        let schema = self.direction.from.schema();
        match schema.shape(id) {
            Shape::Single(_) => {
                let is_required = self.is_required(id, other);
                self.value(id, other, is_required, depth).map(Content::One)
            }
            Shape::Repeated { .. } => {
                let count = self.random.below(4);
                let is_map =
                    other.is_some_and(|other| matches!(self.direction.to.schema().shape(other), Shape::Map { .. }));
                if is_map {
                    return Some(Content::Many(self.entries(id, other?, count, depth)));
                }
                Some(Content::Many((0..count).filter_map(|_| self.value(id, other, true, depth)).collect()))
            }
            Shape::Map { key, value } => {
                let halves = other.and_then(|other| self.halves(other));
                let mut entries = BTreeMap::new();
                for _ in 0..self.random.below(4) {
                    let drawn = self.value(key, halves.map(|it| it.0), false, depth).and_then(DynamicValue::into_key);
                    let (Some(drawn), Some(value)) = (drawn, self.value(value, halves.map(|it| it.1), false, depth))
                    else {
                        continue;
                    };
                    entries.insert(drawn, value);
                }
                Some(Content::Map(entries))
            }
        }
    }

    fn halves(&self, other: FieldId) -> Option<(FieldId, FieldId)> {
        let schema = self.direction.to.schema();
        match schema[schema[other].ty.message()?].fields[..] {
            [key, value] => Some((key, value)),
            _ => None,
        }
    }

    /// Draws messages that the other side reads as map entries, each with a unique key and a value.
    fn entries(&mut self, id: FieldId, other: FieldId, count: usize, depth: u32) -> Vec<DynamicValue> {
        let schema = self.direction.from.schema();
        let Some(entry) = schema[id].ty.message() else { return Vec::new() };
        let &[key, value] = &schema[entry].fields[..] else { return Vec::new() };
        let halves = self.halves(other);
        let mut seen = Vec::new();
        let mut entries = Vec::new();
        for _ in 0..count {
            let Some(drawn) = self.value(key, halves.map(|it| it.0), false, depth) else { continue };
            let Some(value_drawn) = self.value(value, halves.map(|it| it.1), false, depth) else { continue };
            let mut message = Message::new(entry);
            let from = self.direction.from;
            if seen.contains(&drawn) {
                continue;
            }
            seen.push(drawn.clone());
            from.put(&mut message, key, Content::One(drawn));
            from.put(&mut message, value, Content::One(value_drawn));
            entries.push(DynamicValue::Message(message));
        }
        entries
    }

    fn value(&mut self, id: FieldId, other: Option<FieldId>, named_by_both: bool, depth: u32) -> Option<DynamicValue> {
        let from = self.direction.from.schema();
        let to = self.direction.to.schema();
        let other_type = other.map(|other| to[other].ty);
        match from[id].ty {
            FieldType::Message(of) | FieldType::Group(of) => {
                if depth >= DEEPEST + 2 {
                    return Some(DynamicValue::Message(Message::new(of)));
                }
                let other = other_type.and_then(FieldType::message);
                Some(DynamicValue::Message(self.message(of, other, depth + 1)))
            }
            FieldType::Enum(of) => {
                let mut numbers: Vec<i32> = from[of].values.iter().map(|&value| from[value].number).collect();
                // A closed enum moves unknown numbers to the unknown fields: a list loses its order, and a required field its
                // value.
                if let Some(FieldType::Enum(there)) = other_type.filter(|_| named_by_both) {
                    numbers.retain(|&it| to[there].features.enum_type == EnumType::Open || is_named(to, there, it));
                }
                self.random.pick(&numbers).copied().map(DynamicValue::Enum)
            }
            FieldType::Scalar(scalar) => {
                let other = match other_type {
                    Some(FieldType::Scalar(other)) => other,
                    _ => scalar,
                };
                Some(self.scalar(scalar, other))
            }
        }
    }

    fn scalar(&mut self, scalar: Scalar, other: Scalar) -> DynamicValue {
        let min = range(scalar).0.max(range(other).0);
        let max = range(scalar).1.min(range(other).1);
        match scalar {
            Scalar::Double => DynamicValue::Double(self.real()),
            Scalar::Float => DynamicValue::Float(self.real() as f32),
            Scalar::Bool => DynamicValue::Bool(self.random.chance(2)),
            Scalar::String => DynamicValue::Text(self.text()),
            Scalar::Bytes if other == Scalar::String => DynamicValue::Bytes(self.text()),
            Scalar::Bytes => {
                DynamicValue::Bytes((0..self.random.below(6)).map(|_| self.random.next_u64() as u8).collect())
            }
            Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => {
                DynamicValue::Uint(u64::try_from(self.integer(min, max)).unwrap_or_default())
            }
            _ => DynamicValue::Int(i64::try_from(self.integer(min, max)).unwrap_or_default()),
        }
    }

    /// Draws a small number, a limit, or any number.
    fn integer(&mut self, min: i128, max: i128) -> i128 {
        let small = i128::from(self.random.next_u64() % 7) - 3;
        let wide = min + i128::from(self.random.next_u64()) % (max - min + 1);
        let drawn = match self.random.below(5) {
            0 => min,
            1 => max,
            2 | 3 => small,
            _ => wide,
        };
        drawn.clamp(min, max)
    }

    fn real(&mut self) -> f64 {
        let drawn = [0.0, -0.0, 1.5, -2.25, 1e30, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 0.1];
        *self.random.pick(&drawn).expect("there are some")
    }

    fn text(&mut self) -> Vec<u8> {
        let letters = ["a", "Z", "0", " ", "\"", "\\", "é", "漢", "\n", "\u{1f600}", "\u{0}", "/", "<"];
        let count = self.random.below(6);
        (0..count).filter_map(|_| self.random.pick(&letters).copied()).collect::<String>().into_bytes()
    }
}

/// Returns the range of integers that a type can hold. Types that are not integers have no limit here.
const fn range(scalar: Scalar) -> (i128, i128) {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i32::MIN as i128, i32::MAX as i128),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i64::MIN as i128, i64::MAX as i128),
        Scalar::Uint32 | Scalar::Fixed32 => (0, u32::MAX as i128),
        Scalar::Uint64 | Scalar::Fixed64 => (0, u64::MAX as i128),
        Scalar::Bool => (0, 1),
        Scalar::Double | Scalar::Float | Scalar::String | Scalar::Bytes => (i64::MIN as i128, u64::MAX as i128),
    }
}
