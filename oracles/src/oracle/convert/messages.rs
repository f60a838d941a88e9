//! Random encoded messages of a schema, including unusual and malformed encodings.
//!
//! Examples are packed and unpacked lists, map entries without a key, unknown enum numbers, overlong varints, text that is not
//! UTF-8, fields with another wire type, and unknown fields. The values of well-known types are mostly valid.

use std::collections::BTreeMap;

use protoward_schema::{FieldId, FieldNumber, FieldType, MessageId, Presence, Scalar, Schema, Shape};

use super::bytes::Bytes;
use protoward_kit::random::Random;

/// The depth from which on messages contain no further messages.
const DEEPEST: usize = 4;

/// The maximum number of fields in a top-level message, including the fields of all messages in it.
const MOST_FIELDS: usize = 40;

pub struct MessageDraw<'s> {
    schema: &'s Schema,
    extensions: BTreeMap<MessageId, Vec<FieldId>>,
    types: Vec<MessageId>,
    random: Random,
    left: usize,
}

impl<'s> MessageDraw<'s> {
    pub fn new(schema: &'s Schema, random: Random) -> Self {
        let mut extensions: BTreeMap<MessageId, Vec<FieldId>> = BTreeMap::new();
        for (id, field) in schema.fields.iter().filter(|(_, field)| field.is_extension()) {
            extensions.entry(field.containing()).or_default().push(id);
        }
        let types = schema.messages.iter().filter(|(_, message)| message.options.map_entry() != Some(true));
        Self { schema, extensions, types: types.map(|(id, _)| id).collect(), random, left: 0 }
    }

    /// Draws a type of the schema. Types with several fields are more likely.
    pub fn ty(&mut self) -> Option<MessageId> {
        let mut drawn = *self.random.pick(&self.types)?;
        for _ in 0..4 {
            if self.schema[drawn].fields.len() > 1 {
                break;
            }
            drawn = *self.random.pick(&self.types)?;
        }
        Some(drawn)
    }

    pub(crate) fn name(&self, ty: MessageId) -> &'s str {
        self.schema.text(self.schema[ty].full_name)
    }

    /// Draws the bytes of a message.
    pub fn bytes(&mut self, ty: MessageId) -> Vec<u8> {
        self.left = MOST_FIELDS;
        if self.random.chance(60)
            && let Some(bytes) = self.deep(ty)
        {
            return bytes;
        }
        self.message(ty, 0)
    }

    /// Nests a message in itself, to a depth close to the recursion limits of readers. Returns `None` if the type is not
    /// recursive.
    fn deep(&mut self, ty: MessageId) -> Option<Vec<u8>> {
        let schema = self.schema;
        let own = schema[ty].fields.iter().copied().find(|&id| schema[id].ty.message() == Some(ty))?;
        let levels = *self.random.pick(&[98, 99, 100, 101, 102, 150])?;
        let mut bytes = Bytes::default();
        for _ in 0..levels {
            let mut outer = Bytes::default();
            outer.message(number(schema, own), &bytes.into_bytes(), schema.is_delimited(own));
            bytes = outer;
        }
        Some(bytes.into_bytes())
    }

    fn message(&mut self, ty: MessageId, depth: usize) -> Vec<u8> {
        let schema = self.schema;
        let mut bytes = Bytes::default();
        if !self.random.chance(12) && self.well_known(ty, depth, &mut bytes) {
            return bytes.into_bytes();
        }
        let mut fields = schema[ty].fields.clone();
        fields.extend(self.extensions.get(&ty).into_iter().flatten());
        let is_required = |id: &&FieldId| schema[**id].presence() == Presence::Required;
        let required: Vec<FieldId> = fields.iter().filter(is_required).copied().collect();
        let count = if depth == 0 { 2 + self.random.below(6) } else { self.random.below(4) };
        let picked: Vec<FieldId> = (0..count).filter_map(|_| self.random.pick(&fields).copied()).collect();
        for id in required {
            // Rarely, a required field is missing.
            if !self.random.chance(15) {
                self.field(id, depth, &mut bytes);
            }
        }
        for id in picked {
            self.field(id, depth, &mut bytes);
        }
        if self.random.chance(8) {
            self.unknown(&mut bytes);
        }
        bytes.into_bytes()
    }

    fn field(&mut self, id: FieldId, depth: usize, bytes: &mut Bytes) {
        let schema = self.schema;
        let is_message = schema[id].ty.message().is_some();
        if self.left == 0 || is_message && depth >= DEEPEST {
            return;
        }
        self.left -= 1;
        let number = number(schema, id);
        if self.random.chance(40) {
            self.of_wire_type(number, bytes);
            return;
        }
        if schema[schema[id].containing()].options.message_set_wire_format() == Some(true) {
            let inner = schema[id].ty.message().map(|of| self.message(of, depth + 1)).unwrap_or_default();
            self.item(number, &inner, bytes);
            return;
        }
        match schema.shape(id) {
            Shape::Map { key, value } => {
                let entry = self.entry(key, value, depth);
                bytes.message(number, &entry, false);
            }
            Shape::Repeated { packed } => {
                let packed = if self.random.chance(8) { !packed } else { packed };
                let count = self.random.below(4) + usize::from(!packed);
                self.list(id, count, packed, depth, bytes);
            }
            Shape::Single(_) => self.value(id, depth, bytes),
        }
    }

    fn list(&mut self, id: FieldId, count: usize, packed: bool, depth: usize, bytes: &mut Bytes) {
        let is_packable = !matches!(
            self.schema[id].ty,
            FieldType::Message(_) | FieldType::Group(_) | FieldType::Scalar(Scalar::String | Scalar::Bytes)
        );
        if !packed || !is_packable {
            (0..count).for_each(|_| self.value(id, depth, bytes));
            return;
        }
        let mut inner = Bytes::default();
        for _ in 0..count {
            self.bare(id, &mut inner);
        }
        bytes.message(number(self.schema, id), &inner.into_bytes(), false);
    }

    fn entry(&mut self, key: FieldId, value: FieldId, depth: usize) -> Vec<u8> {
        let mut entry = Bytes::default();
        let mut halves = vec![key, value];
        if self.random.chance(10) {
            halves.reverse();
        }
        if self.random.chance(10) {
            halves.remove(self.random.below(2));
        }
        if self.random.chance(15) {
            halves.push(value);
        }
        for half in halves {
            self.value(half, depth + 1, &mut entry);
        }
        if self.random.chance(25) {
            self.unknown(&mut entry);
        }
        entry.into_bytes()
    }

    /// Writes an item of a message set: the type id and the message, in either order.
    fn item(&mut self, number: u32, message: &[u8], bytes: &mut Bytes) {
        let mut item = Bytes::default();
        let is_turned = self.random.chance(6);
        if is_turned {
            item.message(3, message, false);
        }
        item.tag(2, 0);
        item.varint(number.into());
        if !is_turned {
            item.message(3, message, false);
        }
        bytes.message(1, &item.into_bytes(), true);
    }

    /// Writes one value with its tag.
    fn value(&mut self, id: FieldId, depth: usize, bytes: &mut Bytes) {
        let schema = self.schema;
        let number = number(schema, id);
        match schema[id].ty {
            FieldType::Message(of) | FieldType::Group(of) => {
                let inner = if depth >= DEEPEST { Vec::new() } else { self.message(of, depth + 1) };
                bytes.message(number, &inner, schema.is_delimited(id));
            }
            FieldType::Scalar(Scalar::String) => bytes.message(number, &self.text(), false),
            FieldType::Scalar(Scalar::Bytes) => {
                let count = self.random.below(6);
                let value: Vec<u8> = (0..count).map(|_| self.random.next_u64() as u8).collect();
                bytes.message(number, &value, false);
            }
            FieldType::Scalar(scalar) => {
                bytes.tag(number, wire_type(scalar));
                self.bare(id, bytes);
            }
            FieldType::Enum(_) => {
                bytes.tag(number, 0);
                self.bare(id, bytes);
            }
        }
    }

    /// Writes a number without its tag.
    fn bare(&mut self, id: FieldId, bytes: &mut Bytes) {
        let schema = self.schema;
        match schema[id].ty {
            FieldType::Scalar(Scalar::Double) => bytes.fixed64(self.double()),
            FieldType::Scalar(Scalar::Float) => bytes.fixed32(self.float()),
            FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32) => bytes.fixed32(self.integer() as u32),
            FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64) => bytes.fixed64(self.integer()),
            FieldType::Scalar(Scalar::Bool) => {
                let value = if self.random.chance(12) { self.integer() } else { self.random.below(2) as u64 };
                bytes.varint(value);
            }
            FieldType::Enum(of) => {
                let numbers: Vec<i32> = schema[of].values.iter().map(|&value| schema[value].number).collect();
                let named = self.random.pick(&numbers).map_or(0, |&number| i64::from(number) as u64);
                let value = if self.random.chance(6) { self.integer() } else { named };
                bytes.varint(value);
            }
            FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_) => {
                let value = self.integer();
                if self.random.chance(30) { bytes.long_varint(value) } else { bytes.varint(value) }
            }
        }
    }

    /// Draws a small number, a limit of a numeric type, or any number.
    fn integer(&mut self) -> u64 {
        let ends = [
            i64::from(i32::MAX) as u64,
            i64::from(i32::MIN) as u64,
            u32::MAX.into(),
            1 << 32,
            i64::MAX as u64,
            i64::MIN as u64,
            u64::MAX,
            1 << 53,
            (1 << 53) + 1,
            127,
            128,
        ];
        match self.random.below(6) {
            0 => ends[self.random.below(ends.len())],
            1 => self.random.next_u64(),
            2 => u64::from(self.random.next_u64() as u32),
            _ => self.random.next_u64() % 5,
        }
    }

    fn double(&mut self) -> u64 {
        let some = [
            0.0,
            -0.0,
            1.0,
            -1.5,
            0.1,
            1e6,
            1e15,
            1e16,
            123_456.789,
            1e20,
            1e21,
            1e-6,
            1e-7,
            5e-324,
            f64::MAX,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            9_007_199_254_740_993.0,
            1.0 / 3.0,
            100_000.0,
            1e-4,
            1e-5,
        ];
        if self.random.chance(4) { self.random.next_u64() } else { some[self.random.below(some.len())].to_bits() }
    }

    fn float(&mut self) -> u32 {
        let some = [
            0.0_f32,
            -0.0,
            1.0,
            -1.5,
            0.1,
            1e6,
            16_777_216.0,
            1e10,
            1e20,
            1e21,
            1e-6,
            1e-7,
            1e-45,
            f32::MAX,
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            1.0 / 3.0,
            f32::MIN_POSITIVE,
            1e-5,
        ];
        if self.random.chance(4) {
            self.random.next_u64() as u32
        } else {
            some[self.random.below(some.len())].to_bits()
        }
    }

    fn text(&mut self) -> Vec<u8> {
        let some = "a¦Z¦0¦ ¦\"¦'¦\\¦é¦漢¦\n¦\t¦\r¦\u{1f600}¦\u{0}¦/¦<¦: ¦ #¦- ¦null¦true¦1¦~¦\u{85}¦\u{2028}¦\u{feff}¦\u{7f}¦\
            {¦[¦&¦\n\n¦\n ¦e3¦0x1";
        let count = self.random.below(5);
        let some: Vec<&str> = some.split('¦').collect();
        let mut text: Vec<u8> = (0..count).flat_map(|_| some[self.random.below(some.len())].bytes()).collect();
        if self.random.chance(40) {
            text.push(0xff);
        }
        text
    }

    fn unknown(&mut self, bytes: &mut Bytes) {
        let number = [1, 7, 15, 16, 999, 5000, 536_870_911][self.random.below(7)];
        self.of_wire_type(number, bytes);
    }

    /// Writes a field of any wire type, whatever the type of the field is.
    fn of_wire_type(&mut self, number: u32, bytes: &mut Bytes) {
        match self.random.below(5) {
            0 => {
                bytes.tag(number, 0);
                bytes.varint(self.integer());
            }
            1 => {
                bytes.tag(number, 1);
                bytes.fixed64(self.double());
            }
            2 => {
                bytes.tag(number, 5);
                bytes.fixed32(self.float());
            }
            3 => {
                let mut inner = Bytes::default();
                inner.tag(3, 0);
                inner.varint(self.integer());
                bytes.message(number, &inner.into_bytes(), true);
            }
            _ => {
                let text = self.text();
                bytes.message(number, &text, false);
            }
        }
    }

    /// Writes the value of a well-known type with a special JSON form. Returns `false`, and writes nothing, for other types.
    fn well_known(&mut self, ty: MessageId, depth: usize, bytes: &mut Bytes) -> bool {
        let Some(name) = self.name(ty).strip_prefix("google.protobuf.") else { return false };
        match name {
            "Timestamp" => {
                let ends =
                    [0, 1, -1, 1_700_000_000, -62_135_596_800, -62_135_596_801, 253_402_300_799, 253_402_300_800];
                self.time(&ends, bytes);
            }
            "Duration" => {
                let ends = [0, 1, -1, 3, -90, 315_576_000_000, -315_576_000_000, 315_576_000_001];
                self.time(&ends, bytes);
            }
            "FieldMask" => {
                for _ in 0..self.random.below(4) {
                    let paths = ["a", "foo_bar", "a.b_c", "foo_bar.baz_qux", "a1", "a_1", "fooBar", "", "a,b"];
                    let count = if self.random.chance(6) { paths.len() } else { 5 };
                    bytes.message(1, paths[self.random.below(count)].as_bytes(), false);
                }
            }
            "Any" => self.any(depth, bytes),
            "Value" => self.json_value(ty, depth, bytes),
            _ => return false,
        }
        true
    }

    fn time(&mut self, seconds: &[i64], bytes: &mut Bytes) {
        let drawn = seconds[self.random.below(seconds.len())];
        let nanos = [0, 0, 1, 1_000, 500_000_000, 120_000, 999_999_999, 1_000_000_000, -5][self.random.below(9)];
        let nanos =
            if drawn < 0 && seconds.contains(&-90) && !self.random.chance(8) { -i64::abs(nanos) } else { nanos };
        for (number, value) in [(1, drawn), (2, nanos)] {
            if value != 0 || self.random.chance(3) {
                bytes.tag(number, 0);
                bytes.varint(value as u64);
            }
        }
    }

    fn any(&mut self, depth: usize, bytes: &mut Bytes) {
        let Some(ty) = self.ty() else { return };
        let prefix = ["type.googleapis.com/", "x/", "/", "", "a/b/"][self.random.below(5)];
        let name = if self.random.chance(8) { "no.Such" } else { self.name(ty) };
        let inner = if depth >= DEEPEST { Vec::new() } else { self.message(ty, depth + 1) };
        if !self.random.chance(10) {
            bytes.message(1, format!("{prefix}{name}").as_bytes(), false);
        }
        if !self.random.chance(6) {
            let inner = if self.random.chance(12) { self.text() } else { inner };
            bytes.message(2, &inner, false);
        }
    }

    fn json_value(&mut self, ty: MessageId, depth: usize, bytes: &mut Bytes) {
        let members = self.schema[ty].fields.clone();
        let deepest = if depth + 1 >= DEEPEST { 4 } else { members.len() };
        if deepest == 0 || deepest > members.len() {
            return;
        }
        let member = members[self.random.below(deepest)];
        self.value(member, depth, bytes);
    }
}

fn number(schema: &Schema, id: FieldId) -> u32 {
    let FieldNumber(number) = schema[id].number;
    number.unsigned_abs()
}

const fn wire_type(scalar: Scalar) -> u8 {
    match scalar {
        Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => 1,
        Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => 5,
        Scalar::String | Scalar::Bytes => 2,
        _ => 0,
    }
}
