//! Random messages, and the comparison of all programs that read and write them.

use std::collections::HashSet;

use prost::Message as _;
use protoward_compiler::prost::descriptor_pool;
use protoward_dynamic::{Codec, Content, Data, DynamicValue, Message};
use protoward_schema::wire::WireReader;
use protoward_schema::{FieldId, FieldType, MessageId, Presence, Scalar, Schema, Shape, Utf8Validation};

use super::draw;
use super::program::Program;
use super::subject::ProgramArgs;
use crate::oracle::agreement::Agreement;
use crate::readers::alike::{data, is_alike, unhex};
use crate::readers::{Case, MessageReader, Payload, Sets};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::wire::hex;

/// One message.
#[derive(Debug)]
struct DrawnMessage {
    subject: usize,
    /// The index of the message's type in the program.
    in_program: usize,
    ty: MessageId,
    /// The bytes that protoward writes.
    bytes: Vec<u8>,
    /// The data of the message.
    says: Data,
    /// Whether all text in the message is UTF-8.
    is_text: bool,
    /// The bytes that the generated code writes.
    by_rust: Option<Vec<u8>>,
}

#[derive(Debug)]
pub(super) struct Judge<'s> {
    subjects: &'s [ProgramArgs],
    codecs: Vec<Codec<'s>>,
    program: Program,
    drawn: Vec<DrawnMessage>,
    results: Vec<(&'static str, Agreement)>,
}

impl<'s> Judge<'s> {
    pub(super) fn new(subjects: &'s [ProgramArgs], program: Program) -> Judge<'s> {
        let codecs = subjects.iter().map(|subject| Codec::new(&subject.schema)).collect();
        Judge { subjects, codecs, program, drawn: Vec::new(), results: Vec::new() }
    }

    /// Draws messages of each type. A draw that lacks a required field is dropped.
    pub(super) fn draw(&mut self, seed: u64, count: u64) {
        let mut in_program = 0;
        for (subject, codec) in self.codecs.iter().enumerate() {
            for (ty, _) in self.subjects[subject].messages() {
                for number in 0..count {
                    let keys = [subject as u64, in_program as u64, number];
                    let mut random = Random::keyed(seed, &keys);
                    let schema = &self.subjects[subject].schema;
                    let (message, is_text) = supported(schema, &draw::message(codec, ty, &mut random), &mut random);
                    let bytes = codec.encode(&message);
                    if let Ok(read) = codec.decode(ty, &bytes) {
                        let says = codec.data(&read);
                        self.drawn.push(DrawnMessage { subject, in_program, ty, bytes, says, is_text, by_rust: None });
                    }
                }
                in_program += 1;
            }
        }
    }

    /// Lets the generated code read protoward's bytes, and protoward read its output. The data and the bytes must be equal.
    pub(super) fn ask_rust(&mut self) -> Result<(), Error> {
        let messages = self.drawn.iter().map(|drawn| (drawn.in_program, &drawn.bytes[..]));
        let answers = self.program.again(messages)?;
        let mut read = Agreement::default();
        let mut same = Agreement::default();
        for (index, answer) in answers.into_iter().enumerate() {
            let says = answer.as_ref().map_err(Clone::clone).and_then(|bytes| self.says(&self.drawn[index], bytes));
            let name = self.name(&self.drawn[index], &answer);
            read.count(&name, says.as_ref() == Ok(&self.drawn[index].says));
            let drawn = &mut self.drawn[index];
            drawn.by_rust = answer.ok();
            let shape = order(&self.subjects[drawn.subject].schema, drawn.ty);
            same.count(&name, shape.is_same(&drawn.bytes, drawn.by_rust.as_deref().unwrap_or_default()));
        }
        self.results.push(("Rust reads protoward, and protoward reads Rust", read));
        self.results.push(("and the bytes are the same", same));
        Ok(())
    }

    /// Lets prost-reflect read and write the output of the generated code. Its strings must be UTF-8.
    pub(super) fn ask_reflect(&mut self) {
        let pools: Vec<_> = self.subjects.iter().map(|subject| descriptor_pool(&subject.schema, true)).collect();
        let mut agreement = Agreement::default();
        for drawn in self.drawn.iter().filter(|drawn| drawn.is_text) {
            let (Ok(pool), Some(bytes)) = (&pools[drawn.subject], &drawn.by_rust) else {
                agreement.count(&format!("{}: no pool", self.subjects[drawn.subject].package), false);
                continue;
            };
            let ty = pool.get_message_by_name(&self.type_name(drawn)).expect("the pool has all types");
            let mut message = prost_reflect::DynamicMessage::new(ty);
            let again = message.merge(&bytes[..]).map(|()| message.encode_to_vec()).map_err(|error| error.to_string());
            let says = again.as_ref().map_err(Clone::clone).and_then(|bytes| self.says(drawn, bytes));
            agreement.count(&self.name(drawn, &again), says.as_ref() == Ok(&drawn.says));
        }
        self.results.push(("prost-reflect reads Rust, and protoward reads it", agreement));
    }

    /// Lets Google's library read the output of the generated code, and the generated code read the library's output.
    pub(super) fn ask_python(&mut self) -> Result<(), Error> {
        let sets = Sets::new("oracle/rust-editions/sets")?;
        let files = self.subjects.iter().map(|subject| sets.file(&subject.set)).collect::<Result<Vec<_>, _>>()?;
        let written = |drawn: &DrawnMessage| hex(drawn.by_rust.as_deref().unwrap_or_default());
        let written: Vec<_> = self.drawn.iter().map(|drawn| (self.type_name(drawn), written(drawn))).collect();
        let cases = self.drawn.iter().zip(&written).map(|(drawn, (ty, bytes))| Case {
            set: &files[drawn.subject],
            ty,
            payload: Payload::Wire(bytes),
            rewrite: true,
        });
        let found = MessageReader::python()?.read(&cases.collect::<Vec<_>>())?;
        let mut read = Agreement::default();
        for ((drawn, found), (ty, bytes)) in self.drawn.iter().zip(&found).zip(&written).filter(|it| it.0.0.is_text) {
            read.count(&format!("{ty} {bytes}: {found:?}"), is_alike(&data(&drawn.says), &found.data));
        }
        self.results.push(("Python reads Rust", read));
        let by_python: Vec<Vec<u8>> = found.iter().map(|it| unhex(it.wire.as_deref().unwrap_or_default())).collect();
        let answers = self
            .program
            .again(self.drawn.iter().map(|drawn| drawn.in_program).zip(by_python.iter().map(|it| &it[..])))?;
        let mut agreement = Agreement::default();
        for (drawn, answer) in self.drawn.iter().zip(answers) {
            let says = answer.as_ref().map_err(Clone::clone).and_then(|bytes| self.says(drawn, bytes));
            agreement.count(&self.name(drawn, &answer), says.as_ref() == Ok(&drawn.says));
        }
        self.results.push(("Rust reads Python, and protoward reads Rust", agreement));
        Ok(())
    }

    pub(super) fn report(&self) {
        println!("{} messages, of which {} have text that is not UTF-8", self.drawn.len(), self.not_text());
        for (what, agreement) in &self.results {
            println!("  {what}: {agreement}");
            for name in agreement.disagreeing().take(10) {
                println!("    DIFFERS {name}");
            }
        }
    }

    fn not_text(&self) -> usize {
        self.drawn.iter().filter(|drawn| !drawn.is_text).count()
    }

    pub(super) fn is_fine(&self) -> bool {
        !self.drawn.is_empty() && self.results.iter().all(|(_, agreement)| agreement.is_full())
    }

    fn says(&self, drawn: &DrawnMessage, bytes: &[u8]) -> Result<Data, String> {
        let codec = &self.codecs[drawn.subject];
        codec.decode(drawn.ty, bytes).map(|message| codec.data(&message)).map_err(|error| error.to_string())
    }

    fn type_name(&self, drawn: &DrawnMessage) -> String {
        let schema = &self.subjects[drawn.subject].schema;
        schema.text(schema[drawn.ty].full_name).to_owned()
    }

    fn name(&self, drawn: &DrawnMessage, answer: &Result<Vec<u8>, String>) -> String {
        let answer = answer.as_ref().map_or_else(Clone::clone, |bytes| hex(bytes));
        format!("{} {} -> {answer}", self.type_name(drawn), hex(&drawn.bytes))
    }
}

/// The parts of the encoding that the schema determines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// All bytes.
    Same,
    /// The fields, but not their order. prost writes members of a oneof where its first member is, and omits zeros in map
    /// entries.
    Free,
}

impl Order {
    fn is_same(self, theirs: &[u8], ours: &[u8]) -> bool {
        match self {
            Order::Same => theirs == ours,
            Order::Free => tags(theirs) == tags(ours),
        }
    }
}

/// Returns the field numbers of a message with their wire types, sorted.
fn tags(bytes: &[u8]) -> Vec<(u32, u8)> {
    let fields = WireReader::new(bytes).map_while(Result::ok);
    let mut tags: Vec<(u32, u8)> = fields.map(|field| (field.number, field.raw[0] & 7)).collect();
    tags.sort_unstable();
    tags
}

fn order(schema: &Schema, ty: MessageId) -> Order {
    let mut seen = HashSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop().filter(|ty| !seen.contains(ty)) {
        seen.insert(ty);
        for &id in &schema[ty].fields {
            if schema[id].oneof.is_some() || matches!(schema.shape(id), Shape::Map { .. }) {
                return Order::Free;
            }
            open.extend(schema[id].ty.message());
        }
        open.retain(|ty| !seen.contains(ty));
    }
    Order::Same
}

/// Returns the message without values that prost is known to lose (see `docs/rust.md`). These are `-0.0` in fields without
/// presence and in maps, and map entries whose value prost omits although it has required fields.
///
/// Also makes some strings invalid UTF-8 if their validation is off. The second value is `true` if all strings are UTF-8.
fn supported(schema: &Schema, message: &Message, random: &mut Random) -> (Message, bool) {
    let mut supported = Message::new(message.ty);
    let mut is_text = true;
    for (number, id, content) in message.iter() {
        let mut one = |id: FieldId, value: &DynamicValue| match value {
            DynamicValue::Message(inner) => {
                let (inner, is_fine) = self::supported(schema, inner, random);
                is_text &= is_fine;
                DynamicValue::Message(inner)
            }
            DynamicValue::Double(value) if *value == 0.0 && is_lost(schema, id) => DynamicValue::Double(0.0),
            DynamicValue::Float(value) if *value == 0.0 && is_lost(schema, id) => DynamicValue::Float(0.0),
            DynamicValue::Text(text) if is_unchecked(schema, id) && random.chance(3) => {
                is_text = false;
                DynamicValue::Text([text, &b"\xff"[..]].concat())
            }
            _ => value.clone(),
        };
        let content = match content {
            Content::One(value) => Content::One(one(id, value)),
            Content::Many(values) => Content::Many(values.iter().map(|value| one(id, value)).collect()),
            Content::Map(entries) => {
                let Shape::Map { value: half, .. } = schema.shape(id) else { continue };
                let kept = entries.iter().filter(|(_, value)| !may_be_left_out(schema, value));
                Content::Map(kept.map(|(key, value)| (key.clone(), one(half, value))).collect())
            }
        };
        supported.set(number, id, content);
    }
    (supported, is_text)
}

/// Returns `true` if the value of a map may equal the default of its Rust type, because it only has required fields. Fields with
/// an explicit default, and enums, may equal it with any value.
fn may_be_left_out(schema: &Schema, value: &DynamicValue) -> bool {
    let DynamicValue::Message(message) = value else { return false };
    let mut is_empty = true;
    let is_default = message.iter().all(|(_, id, content)| {
        is_empty = false;
        let Content::One(value) = content else { return false };
        let is_zero = match value {
            DynamicValue::Message(_) => may_be_left_out(schema, value),
            DynamicValue::Enum(_) => true,
            DynamicValue::Double(value) => *value == 0.0,
            DynamicValue::Float(value) => *value == 0.0,
            value => value.is_zero() || schema[id].default.is_some(),
        };
        is_zero && schema.shape(id) == Shape::Single(Presence::Required)
    });
    is_default && !is_empty
}

/// Returns `true` if prost loses `-0.0` in a field.
fn is_lost(schema: &Schema, id: FieldId) -> bool {
    schema.shape(id) == Shape::Single(Presence::Implicit) || schema.is_map_entry(schema[id].containing())
}

fn is_unchecked(schema: &Schema, id: FieldId) -> bool {
    schema[id].ty == FieldType::Scalar(Scalar::String)
        && schema[id].features.utf8_validation == Utf8Validation::None
        && !schema[id].is_extension()
}
