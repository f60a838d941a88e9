//! Deeply nested messages in binary and JSON, and malformed bytes.

use std::collections::VecDeque;

use protoward_schema::{FieldId, MessageId, Schema, Shape};

use crate::oracle::convert::Bytes;
use protoward_kit::random::Random;

/// A step from a message to a nested one.
#[derive(Clone, Copy)]
enum Step {
    Field(FieldId),
    /// The value of a map.
    Entry {
        map: FieldId,
        key: FieldId,
        value: FieldId,
    },
    /// A message in the bytes of an `Any`.
    Any(MessageId),
}

/// A chain of nested messages, which may be long.
pub(super) struct Chain<'s> {
    schema: &'s Schema,
    steps: Vec<Step>,
}

impl<'s> Chain<'s> {
    /// Draws a chain of the given number of steps, or a shorter one if it ends at a message without message fields.
    pub(super) fn drawn(
        schema: &'s Schema,
        ty: MessageId,
        types: &[MessageId],
        length: usize,
        random: &mut Random,
    ) -> Self {
        let mut steps = Vec::new();
        let mut at = ty;
        // Half of the chains take the same field at each level.
        let is_straight = random.chance(2);
        while steps.len() < length {
            let is_any = schema.text(schema[at].full_name) == "google.protobuf.Any";
            let next: Vec<Step> = if is_any {
                let any = is_straight.then_some(at).or_else(|| random.pick(types).copied());
                any.map(Step::Any).into_iter().collect()
            } else {
                schema[at].fields.iter().filter_map(|&field| step(schema, field)).collect()
            };
            let own = next.iter().copied().find(|&step| is_straight && target(schema, step) == Some(at));
            let Some(step) = own.or_else(|| random.pick(&next).copied()) else { break };
            let Some(inner) = target(schema, step) else { break };
            steps.push(step);
            at = inner;
        }
        Self { schema, steps }
    }

    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns the binary encoding.
    pub(super) fn binary(&self) -> Vec<u8> {
        let mut bytes = VecDeque::new();
        for step in self.steps.iter().rev() {
            match *step {
                Step::Field(field) if self.schema.is_delimited(field) => {
                    let mut end = Bytes::default();
                    end.tag(self.number(field), 4);
                    bytes.extend(end.into_bytes());
                    self.before(&mut bytes, |head, _| head.tag(self.number(field), 3));
                }
                Step::Field(field) => self.before(&mut bytes, |head, length| prefix(head, self.number(field), length)),
                Step::Entry { map, .. } => {
                    self.before(&mut bytes, |head, length| prefix(head, 2, length));
                    self.before(&mut bytes, |head, length| prefix(head, self.number(map), length));
                }
                Step::Any(inner) => self.before(&mut bytes, |head, length| {
                    head.message(1, self.url(inner).as_bytes(), false);
                    prefix(head, 2, length);
                }),
            }
        }
        bytes.into()
    }

    /// Puts bytes before others, whose length they may depend on.
    fn before(&self, bytes: &mut VecDeque<u8>, write: impl Fn(&mut Bytes, usize)) {
        let mut head = Bytes::default();
        write(&mut head, bytes.len());
        head.into_bytes().into_iter().rev().for_each(|byte| bytes.push_front(byte));
    }

    /// Returns the text in JSON.
    pub(super) fn json(&self) -> String {
        let mut open = String::new();
        let mut close = Vec::new();
        // An object may have been opened already: that of an `Any`.
        let mut is_open = false;
        for step in &self.steps {
            let mut object = |key: String| {
                close.push("}");
                let brace = if std::mem::take(&mut is_open) { "" } else { "{" };
                open.push_str(&format!("{brace}{key:?}:"));
            };
            match *step {
                Step::Any(inner) => {
                    let is_special = self.schema.text(self.schema[inner].full_name).starts_with("google.protobuf.");
                    object("@type".to_owned());
                    let rest = if is_special { ",\"value\":" } else { "," };
                    open.push_str(&format!("{:?}{rest}", self.url(inner)));
                    if !is_special {
                        close.pop();
                        is_open = true;
                    }
                }
                Step::Field(field) | Step::Entry { map: field, .. } => {
                    let name = self.schema.full_name(field.into());
                    match &*name {
                        "google.protobuf.Value.list_value" | "google.protobuf.Value.struct_value" => {}
                        "google.protobuf.Struct.fields" => object("k".to_owned()),
                        "google.protobuf.ListValue.values" => {
                            open.push('[');
                            close.push("]");
                        }
                        _ => object(self.schema.json_name(field)),
                    }
                    if name.starts_with("google.protobuf.") {
                        continue;
                    }
                    if let Step::Entry { key, .. } = *step {
                        let is_bool = self.schema.type_name(self.schema[key].ty) == "bool";
                        open.push_str(if is_bool { "{\"true\":" } else { "{\"1\":" });
                        close.push("}");
                    } else if matches!(self.schema.shape(field), Shape::Repeated { .. }) {
                        open.push('[');
                        close.push("]");
                    }
                }
            }
        }
        let last = if is_open { "\"f1\":null}" } else { "null" };
        open.push_str(last);
        close.iter().rev().for_each(|part| open.push_str(part));
        open
    }

    fn number(&self, field: FieldId) -> u32 {
        self.schema[field].number.0.unsigned_abs()
    }

    fn url(&self, ty: MessageId) -> String {
        format!("type.googleapis.com/{}", self.schema.text(self.schema[ty].full_name))
    }
}

fn prefix(head: &mut Bytes, number: u32, length: usize) {
    head.tag(number, 2);
    head.varint(length as u64);
}

/// Returns the step through a field, if it leads to a message.
fn step(schema: &Schema, field: FieldId) -> Option<Step> {
    match schema.shape(field) {
        Shape::Map { key, value } => schema[value].ty.message().map(|_| Step::Entry { map: field, key, value }),
        Shape::Single(_) | Shape::Repeated { .. } => schema[field].ty.message().map(|_| Step::Field(field)),
    }
}

fn target(schema: &Schema, step: Step) -> Option<MessageId> {
    match step {
        Step::Field(field) | Step::Entry { value: field, .. } => schema[field].ty.message(),
        Step::Any(inner) => Some(inner),
    }
}

/// Returns malformed bytes: lengths without contents, groups without ends, ends without groups, and many small fields.
pub(super) fn malformed(schema: &Schema, ty: MessageId, random: &mut Random) -> Vec<u8> {
    let mut bytes = Bytes::default();
    let fields = &schema[ty].fields;
    let number = match random.pick(fields) {
        Some(&field) if !random.chance(4) => schema[field].number.0.unsigned_abs(),
        _ => *random.pick(&[536_870_911, 0, 15]).unwrap_or(&1),
    };
    match random.below(6) {
        0 => {
            bytes.tag(number, 2);
            bytes.varint(
                *random.pick(&[1, 127, 1 << 31, u64::from(u32::MAX), 1 << 40, i64::MAX as u64, u64::MAX]).unwrap_or(&1),
            );
            bytes.varint(0);
        }
        1 => (0..*random.pick(&[1, 99, 101, 20_000]).unwrap_or(&1)).for_each(|_| bytes.tag(number, 3)),
        2 => (0..3).for_each(|_| bytes.tag(number, 4)),
        3 => (0..2_000).for_each(|_| bytes.message(number, b"", false)),
        4 => (0..200).for_each(|_| bytes.message(number, b"\x08\x01\x12\x00\x1a\x02\x08\x00", random.chance(3))),
        _ => {
            let drawn: Vec<u8> = (0..random.below(200)).map(|_| random.next_u64() as u8).collect();
            return drawn;
        }
    }
    bytes.into_bytes()
}
