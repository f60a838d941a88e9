//! Compares the JSON of generated code with that of dynamic messages, on random messages and texts.
//!
//! Input: the messages of protobuf's conformance suite, which have every kind of field, with random contents. Output: the number
//! of equal results (the same data, or an error in both), and every text with different results.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

use prost::Message as _;
use protoward_dynamic::{Codec, Content, Data, DynamicValue, Message, UnknownKeys};
use protoward_schema::{Element, MessageId, Schema};

use super::conformance::testee::dynamic::{IGNORE_UNKNOWN, JSON, Request, Response};
use super::conformance::testee::{generated, schema};
use crate::oracle::agreement::Agreement;
use crate::oracle::convert::{MessageDraw, twist};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, corpus};

const TYPES: &[&str] = &[
    "protobuf_test_messages.proto2.TestAllTypesProto2",
    "protobuf_test_messages.proto3.TestAllTypesProto3",
    "protobuf_test_messages.editions.TestAllTypesEdition2023",
    "protobuf_test_messages.editions.proto2.TestAllTypesProto2",
    "protobuf_test_messages.editions.proto3.TestAllTypesProto3",
];

/// The number of messages for each schema that `--count` asks for, and the number of edited texts for each message.
const MESSAGES: u64 = 50;
const TWISTS: u64 = 4;

pub(super) fn run(seed: u64, count: u64) -> Result<Outcome, Error> {
    let protos = corpus::conformance()?.join("include");
    let schema = schema(&protos)?;
    let mut judge = Judge::new(&schema, &generated(&protos, false, false)?)?;
    for number in 0..count * MESSAGES {
        judge.message(&mut Random::keyed(seed, &[number]))?;
    }
    Ok(judge.report())
}

struct Judge<'s> {
    schema: &'s Schema,
    codec: Codec<'s>,
    program: Child,
    results: BTreeMap<&'static str, (Agreement, usize)>,
}

impl<'s> Judge<'s> {
    fn new(schema: &'s Schema, program: &Path) -> Result<Self, Error> {
        let run = Run::new(program);
        let started = run.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let program = started.map_err(|source| run.not_started(source))?;
        Ok(Self { schema, codec: Codec::new(schema), program, results: BTreeMap::new() })
    }

    /// Draws a message, compares its JSON, and compares edited texts of it.
    fn message(&mut self, random: &mut Random) -> Result<(), Error> {
        let Some(name) = random.pick(TYPES).copied() else { return Ok(()) };
        let Some(Element::Message(ty)) = self.schema.find(name) else { return Ok(()) };
        let bytes = MessageDraw::new(self.schema, Random::keyed(random.next_u64(), &[])).bytes(ty);
        // Rust code writes required fields that are missing, and the one of its own type that the message has is optional.
        if holds(&bytes, b"TestAllRequiredTypes") {
            return Ok(());
        }
        let Ok(message) = self.codec.decode_partial(ty, &bytes) else { return Ok(()) };
        let message = self.without_unknown_in_any(supported(self.schema, &message));
        let request = Request {
            binary: Some(self.codec.encode(&message)),
            message_type: name.to_owned(),
            output_format: JSON,
            ..Request::default()
        };
        let text = self.codec.to_json(&message);
        // An `Any` may have an extension, which prost's code cannot hold.
        if text.as_ref().is_ok_and(|text| text.contains("\"[protobuf_test_messages.")) {
            return Ok(());
        }
        self.compare("messages written", ty, &request, text.as_deref().ok())?;
        let Ok(text) = text else { return Ok(()) };
        self.text("their texts read", ty, name, &text, false)?;
        for _ in 0..TWISTS {
            let twisted = twist::text("json", text.as_bytes(), random);
            let Ok(twisted) = String::from_utf8(twisted) else { continue };
            // serde_json reads a number below the smallest `double` as zero. It does not validate skipped strings, which may
            // contain half a surrogate pair.
            if twisted.contains("e-400") || twisted.contains(r#"\ud83d""#) {
                continue;
            }
            self.text("other texts read", ty, name, &twisted, false)?;
            self.text("other texts read, what is not known passed over", ty, name, &twisted, true)?;
        }
        Ok(())
    }

    /// Returns the message without unknown fields in an `Any`. Prost refuses those with the number of a known field.
    fn without_unknown_in_any(&self, message: Message) -> Message {
        let text = self.codec.to_json(&message).ok().filter(|text| text.contains("\"@type\""));
        text.and_then(|text| self.codec.from_json(message.ty, &text, UnknownKeys::Refuse).ok()).unwrap_or(message)
    }

    /// Lets both sides read a text, and compares what they write afterwards.
    fn text(&mut self, what: &'static str, ty: MessageId, name: &str, text: &str, ignores: bool) -> Result<(), Error> {
        let unknown = if ignores { UnknownKeys::Ignore } else { UnknownKeys::Refuse };
        let read = self.codec.from_json(ty, text, unknown).ok().map(|message| supported(self.schema, &message));
        let written = read.and_then(|message| self.codec.to_json(&message).ok());
        let request = Request {
            json: Some(text.to_owned()),
            message_type: name.to_owned(),
            output_format: JSON,
            category: if ignores { IGNORE_UNKNOWN } else { 0 },
            ..Request::default()
        };
        self.compare(what, ty, &request, written.as_deref())
    }

    fn compare(
        &mut self,
        what: &'static str,
        ty: MessageId,
        request: &Request,
        expected: Option<&str>,
    ) -> Result<(), Error> {
        let answer = self.ask(request)?;
        let says = |text: &str| self.says(ty, text);
        let is_same = match (expected, answer.json.as_deref()) {
            (Some(expected), Some(actual)) => says(expected).is_some_and(|data| says(actual) == Some(data)),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let (agreement, refused) = self.results.entry(what).or_default();
        *refused += usize::from(expected.is_none() && is_same);
        let input = request.json.clone().unwrap_or_default();
        let actual = answer.json.or(answer.parse_error).or(answer.serialize_error).unwrap_or_default();
        let name = if is_same {
            String::new()
        } else {
            format!("{input}\n      expected {}\n      given    {actual}", expected.unwrap_or("a refusal"))
        };
        agreement.count(&name, is_same);
        Ok(())
    }

    fn says(&self, ty: MessageId, text: &str) -> Option<Data> {
        self.codec.from_json(ty, text, UnknownKeys::Refuse).ok().map(|message| self.codec.data(&message))
    }

    fn ask(&mut self, request: &Request) -> Result<Response, Error> {
        let lost = |_: std::io::Error| Error::Usage(format!("the program ended at {request:?}"));
        let bytes = request.encode_to_vec();
        let (Some(stdin), Some(stdout)) = (&mut self.program.stdin, &mut self.program.stdout) else {
            return Err(Error::Usage("the program has no pipes".to_owned()));
        };
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        stdin.write_all(&[&length[..], &bytes].concat()).and_then(|()| stdin.flush()).map_err(lost)?;
        let mut length = [0; 4];
        stdout.read_exact(&mut length).map_err(lost)?;
        let mut answer = vec![0; u32::from_le_bytes(length) as usize];
        stdout.read_exact(&mut answer).map_err(lost)?;
        Response::decode(&answer[..]).map_err(|error| Error::Usage(error.to_string()))
    }

    fn report(mut self) -> Outcome {
        drop(self.program.stdin.take());
        let _ = self.program.wait();
        let mut is_fine = !self.results.is_empty();
        for (what, (agreement, refused)) in &self.results {
            println!("{what}: {agreement}, of which {refused} are refused");
            for name in agreement.disagreeing().take(10) {
                println!("  DIFFERS {name}");
            }
            is_fine &= agreement.is_full();
        }
        if is_fine { Outcome::Passed } else { Outcome::Findings }
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Returns the message without extensions and unknown fields, which prost's code cannot hold. Recurses into nested messages, whose depth is limited when they are read.
fn supported(schema: &Schema, message: &Message) -> Message {
    let value = |value: &DynamicValue| match value {
        DynamicValue::Message(inner) => DynamicValue::Message(supported(schema, inner)),
        other => other.clone(),
    };
    let mut without = Message::new(message.ty);
    for (number, id, content) in message.iter().filter(|(_, id, _)| !schema[*id].is_extension()) {
        let content = match content {
            Content::One(one) => Content::One(value(one)),
            Content::Many(many) => Content::Many(many.iter().map(value).collect()),
            Content::Map(map) => Content::Map(map.iter().map(|(key, it)| (key.clone(), value(it))).collect()),
        };
        without.set(number, id, content);
    }
    without
}
