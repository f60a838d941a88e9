//! Messages in every format, of valid, random and broken schemas.

use std::sync::OnceLock;

use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, Dialect, JsonStyle, Message, raw_text};
use protoward_image::convert::{Form, Input as Bytes, raw_tree, read, report_lost_data, write};
use protoward_schema::{MessageId, Schema};
use protoward_source::{MemoryTree, Report, Sources, text_with_help};

use super::inputs::Files;
use super::mutation;
use crate::oracle::convert::{MessageDraw, twist};
use protoward_kit::random::Random;
use protoward_kit::workspace;

const STYLE: JsonStyle = JsonStyle {
    proto_names: false,
    enum_numbers: false,
    declared_values: false,
    unset_fields: false,
    opaque_any: false,
};
const JSON: Form = Form::Json(STYLE);
const YAML: Form = Form::Yaml(STYLE);

/// Fragments that make a small message large or deeply nested when repeated.
const BOMBS: &[&[u8]] = &[
    b"{",
    b"[",
    b"m{",
    b"m:<",
    b"gone:[",
    b"{\"m\":",
    b"- ",
    b"? ",
    b"&a [*a]",
    b"*a,",
    b"st:{a:{",
    b"any{[x/google.protobuf.Any]{",
    b"{\"@type\":\"x/google.protobuf.Any\",\"value\":",
    b"va:{list_value:{values:",
    b"\x0b",
    b"\x73",
    b"\x72\xff\x01",
    b"1e",
    b"9",
    b"\\u",
    b"\"",
    b"|\n",
    b"!!x ",
];

/// Returns the schema with all language features.
fn corner() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let folder = workspace::root().join("fixtures/convert");
        let compiled = Compiler::new().include(folder).compile(["corner.proto", "edition.proto", "sets.proto"]);
        compiled.expect("the fixtures compile").into_schema()
    })
}

/// Returns a mutated message of the corner schema in a format.
pub(super) fn text(form: &str, random: &mut Random) -> Vec<u8> {
    let codec = Codec::new(corner()).as_go();
    let written = |random: &mut Random| {
        let mut draw = MessageDraw::new(corner(), Random::new(random.next_u64()));
        let bytes = draw.bytes(root(corner()));
        let message = codec.decode_partial(root(corner()), &bytes).ok()?;
        write(&codec, &message, of_name(form)).ok()
    };
    let one = written(random).unwrap_or_default();
    let other = written(random).unwrap_or_default();
    let mut text = match random.below(3) {
        0 => twist::text(form, &one, random),
        1 => mutation::text(&one, &other, random),
        _ => mutation::bytes(&one, &other, random),
    };
    insert_bomb(&mut text, random);
    text
}

/// Returns a mutated message of a random type of the schema, in binary format.
pub(super) fn bytes(schema: &Schema, random: &mut Random) -> Vec<u8> {
    let ty = MessageDraw::new(schema, Random::new(random.next_u64())).ty();
    ty.map_or_else(Vec::new, |ty| bytes_of(schema, ty, random))
}

/// Returns a mutated message of a type, in binary format.
pub(super) fn bytes_of(schema: &Schema, ty: MessageId, random: &mut Random) -> Vec<u8> {
    let mut draw = MessageDraw::new(schema, Random::new(random.next_u64()));
    let one = draw.bytes(ty);
    let other = draw.bytes(ty);
    let mut bytes = match random.below(4) {
        0 => one,
        1 => twist::bytes(&one, random),
        _ => mutation::bytes(&one, &other, random),
    };
    insert_bomb(&mut bytes, random);
    bytes
}

pub(super) fn corner_bytes(random: &mut Random) -> Vec<u8> {
    bytes(corner(), random)
}

fn insert_bomb(text: &mut Vec<u8>, random: &mut Random) {
    if random.chance(5) {
        let bomb = random.pick(BOMBS).copied().unwrap_or_default().repeat(1 + random.below(400));
        let at = random.below(text.len() + 1);
        text.splice(at..at, bomb);
    }
}

fn of_name(form: &str) -> Form {
    match form {
        "json" => JSON,
        "yaml" => YAML,
        "txtpb" => Form::Text,
        _ => Form::Binary,
    }
}

fn root(schema: &Schema) -> MessageId {
    let found = schema.messages.iter().find(|(_, message)| schema.text(message.full_name) == "corner.M");
    found.map(|(id, _)| id).expect("the fixture has it")
}

/// Reads a text as a message. The text format is read in both dialects.
pub(super) fn run_text(form: &str, text: &[u8]) {
    run(corner(), root(corner()), of_name(form), text);
    if form == "txtpb" {
        let codec = Codec::new(corner()).keeping_entries();
        let (message, notes) = codec.from_text(root(corner()), text, Dialect::Protoc);
        assert!(message.is_some() || notes.iter().any(|note| !note.is_warning), "refused without words");
        if let Some(message) = message {
            assert!(codec.encode(&message).len() < 100 + 20 * text.len(), "a text that grows");
        }
    }
}

/// Reads bytes without a schema. Checks that the conversions to text and to a tree accept the same bytes.
pub(super) fn run_raw(bytes: &[u8]) {
    let (tree, broken) = raw_tree(bytes);
    assert_eq!(raw_text(bytes).is_ok(), broken.is_none(), "one of both can be read");
    assert!(broken.is_none_or(|broken| broken.at <= bytes.len()), "broken beyond the end");
    assert!(tree.len() < 4096 + 2000 * bytes.len(), "a tree that grows");
}

/// Compiles a schema that may be broken, and reads a random message of each of its first types.
pub(super) fn run_message(name: &str, bytes: &[u8], imports: &Files) {
    let own = std::iter::once((name.to_owned(), bytes.to_vec()));
    let imports = imports.iter().map(|(name, text)| (name.clone(), text.clone()));
    let compiler = Compiler::new().resolver(MemoryTree::new(imports.chain(own)));
    let mut sources = Sources::default();
    let schema = compiler.threads(1).load([name], &mut sources).link(&sources).schema();
    let mut random = Random::new(bytes.len() as u64);
    for (ty, _) in schema.messages.iter().take(20) {
        let message = self::bytes(&schema, &mut random);
        run(&schema, ty, Form::Binary, &message);
        run_protoc(&schema, ty, &message);
    }
}

/// Checks that protoc's dialect of the text format can be read after it is written.
fn run_protoc(schema: &Schema, ty: MessageId, bytes: &[u8]) {
    let codec = Codec::new(schema).keeping_entries();
    let Ok(message) = codec.decode_partial(ty, bytes) else { return };
    let text = codec.to_text(&message, Dialect::Protoc);
    let (again, notes) = codec.from_text(ty, text.as_bytes(), Dialect::Protoc);
    let is_known = codec.unknown_paths(&message).is_empty();
    assert!(again.is_some() || !is_known || schema.messages.is_empty(), "its own text is refused: {notes:?}\n{text}");
}

/// Reads a message. Checks that it is the same after it is written as bytes and read again.
fn run(schema: &Schema, ty: MessageId, form: Form, bytes: &[u8]) {
    let codec = Codec::new(schema).as_go();
    let mut sources = Sources::default();
    let mut report = Report::default();
    let text = std::str::from_utf8(bytes).ok().filter(|_| form != Form::Binary);
    let source = sources.add("message", "message", text.map(Into::into));
    let message = read(&codec, ty, Bytes { bytes, source, sources: &sources }, form, &mut report);
    assert_eq!(message.is_none(), report.has_errors(), "a message, or an error");
    if let Some(message) = &message {
        for form in [JSON, YAML, Form::Text] {
            report_lost_data(&codec, message, form, source, &mut report);
            let _ = write(&codec, message, form);
        }
        written_again(&codec, message);
    }
    assert!(text_with_help(&report, &sources).len() < 1 << 22, "more is said than anybody reads");
}

fn written_again(codec: &Codec<'_>, message: &Message) {
    let once = codec.encode(message);
    let again = codec.decode_partial(message.ty, &once).map(|message| codec.encode(&message));
    assert!(again.as_ref() == Ok(&once), "its own bytes are read as something else: {again:?}");
}
