//! Compares the validation of generated code with protovalidate for Python, by the violations of messages.
//!
//! Input: the crate of `fixtures/codegen/validation`, drawn files with constraints, and drawn messages. Output: how many
//! messages have the same violations, by field and rule, and all others. A message is skipped if Python cannot compile or evaluate its
//! rules. All files are written below `target/oracle/validation`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_schema::descriptor::{Legacy, encode_files, encode_legacy};
use protoward_schema::{FieldType, MessageId, Scalar, Schema, Shape};
use protoward_source::MemoryTree;
use serde_json::{Map, Value, json};

use crate::alternatives::one_of;
use crate::clients;
use crate::oracle::agreement::Agreement;
use crate::oracle::convert::MessageDraw;
use crate::oracle::lint::{VALIDATE, constrained_file, declarations_of_rules};
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::CargoCrate;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::wire::hex;
use protoward_kit::workspace::{self, Profile, root, scratch, target};

/// The number of messages of each type.
const MESSAGES: u64 = 20;

pub(super) fn run(seed: u64, count: u64) -> Result<Outcome, Error> {
    let fixture = root().join("fixtures/codegen/validation");
    let python = clients::python_with("oracle/validation-packages", &fixture.join("requirements.txt"))?;
    let folder = scratch("oracle/validation")?;
    let program = built(&fixture, &folder)?;
    let drawn = Drawn::new(&folder.join("drawn"), seed, count)?;
    let ours = drawn.answers(Run::new(program), "legacy.binpb")?;
    let theirs = drawn.answers(Run::new(python).arg(fixture.join("violations.py")), "binpb")?;
    let mut agreement = Agreement::default();
    let mut uncompared = 0;
    for ((line, ours), theirs) in drawn.lines.lines().zip(ours.lines()).zip(theirs.lines()) {
        if theirs.starts_with("error ") {
            uncompared += 1;
            continue;
        }
        let is_same = violations(ours).is_some_and(|ours| violations(theirs) == Some(ours));
        let name = if is_same { String::new() } else { format!("{line}\n    python {theirs}\n    rust   {ours}") };
        agreement.count(&name, is_same);
    }
    println!("validation: {agreement}; {uncompared} with rules that Python does not evaluate");
    agreement.print_disagreeing();
    Ok(if agreement.is_full() { Outcome::Passed } else { Outcome::Findings })
}

/// Generates code for a copy of the crate, runs its tests, and returns the program that prints violations.
fn built(fixture: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let protoward = workspace::protoward(Profile::Dev)?;
    let validation = CargoCrate::new(folder, target().join("oracle/validation-target"));
    validation.copy_folders(fixture, &["", "src", "examples", "tests"])?;
    validation.lock()?;
    Run::new(&protoward)
        .arg("generate")
        .arg(fixture.join("proto"))
        .args(["--plugin", "tonic", "--opt", "validate", "-o", "src/proto"])
        .current_dir(folder)
        .finish()?;
    for arguments in [&["test", "--quiet", "--tests"][..], &["build", "--quiet", "--examples"]] {
        // The build script of prost-protovalidate-types runs protoc.
        validation.cargo(arguments).env("PROTOC", &protoward).finish()?;
    }
    Ok(validation.program(Profile::Dev, "examples/violations"))
}

fn violations(answer: &str) -> Option<Value> {
    serde_json::from_str(answer).ok()
}

/// Drawn descriptor sets and messages.
struct Drawn {
    /// The paths of the descriptor sets, without their extensions.
    sets: Vec<PathBuf>,
    /// The messages, one a line: the index of the set, the type, and the bytes.
    lines: String,
    /// The text of `buf/validate/validate.proto`.
    rules: String,
}

impl Drawn {
    fn new(folder: &Path, seed: u64, count: u64) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(Error::at(folder))?;
        let mut drawn = Self { sets: Vec::new(), lines: String::new(), rules: declarations_of_rules()? };
        for number in 0..count {
            drawn.file(folder, seed, number)?;
        }
        Ok(drawn)
    }

    /// Draws a file and its messages. A file that does not compile is left out.
    fn file(&mut self, folder: &Path, seed: u64, number: u64) -> Result<(), Error> {
        let name = format!("c{number}.proto");
        let path = folder.join(&name);
        let text = constrained_file(seed, number);
        fs::write(&path, &text).map_err(Error::at(&path))?;
        let tree = MemoryTree::new([(&*name, &*text), (VALIDATE, &self.rules)]);
        let Ok(compiled) = Compiler::new().resolver(tree).source_info(false).compile([&*name]) else { return Ok(()) };
        let schema = compiled.schema();
        let set = folder.join(format!("c{number}"));
        let files = schema.files.ids().collect::<Vec<_>>();
        let legacy = encode_legacy(schema, &files, false, &Legacy::for_reflection());
        for (extension, bytes) in [("binpb", encode_files(schema, files, false)), ("legacy.binpb", legacy)] {
            let path = set.with_extension(extension);
            fs::write(&path, bytes).map_err(Error::at(&path))?;
        }
        let package = format!("c{number}.M");
        let names = schema.messages.iter().map(|(id, message)| (id, schema.text(message.full_name)));
        for (id, name) in names.filter(|(id, name)| name.starts_with(&package) && !schema.is_map_entry(*id)) {
            for message in 0..MESSAGES {
                let mut random = Random::keyed(seed, &[number, id.index() as u64, message]);
                let bytes = message_bytes(schema, id, &mut random);
                let _ = writeln!(self.lines, "{} {name} {}", self.sets.len(), hex(&bytes));
            }
        }
        self.sets.push(set);
        Ok(())
    }

    /// Runs a program on all messages, and returns its output: one line for each message.
    fn answers(&self, program: Run, extension: &str) -> Result<String, Error> {
        let sets = self.sets.iter().map(|set| set.with_extension(extension));
        let done = program.args(sets).stdin(self.lines.as_bytes()).finish()?;
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }
}

/// Draws the bytes of a message: small values that are likely to be near a bound, or any.
fn message_bytes(schema: &Schema, id: MessageId, random: &mut Random) -> Vec<u8> {
    let codec = Codec::new(schema);
    let drawn = (!random.chance(5)).then(|| small(schema, id, random, 0).to_string());
    let read = drawn.and_then(|text| codec.from_json(id, &text, UnknownKeys::Refuse).ok());
    match read {
        Some(message) => codec.encode(&message),
        None => MessageDraw::new(schema, Random::keyed(random.next_u64(), &[])).bytes(id),
    }
}

/// Draws a message with small values, as JSON. Messages are nested three deep at most.
fn small(schema: &Schema, id: MessageId, random: &mut Random, depth: usize) -> Value {
    let special = match schema.text(schema[id].full_name) {
        "google.protobuf.Duration" => &["1s", "0s", "-3s", "1.000000005s", "0.000000005s", "300s"][..],
        "google.protobuf.Timestamp" => &["1970-01-01T00:00:01Z", "1970-01-01T00:00:00Z", "2096-10-02T07:06:40Z"],
        "google.protobuf.FieldMask" => &["a", "a,b", "", "c", "aB.c"],
        _ => &[],
    };
    if let Some(text) = random.pick(special) {
        return json!(text);
    }
    if schema.text(schema[id].full_name) == "google.protobuf.Any" {
        return json!({"@type": "type.googleapis.com/google.protobuf.Empty", "value": {}});
    }
    if let Some(wrapped) =
        schema.text(schema[id].full_name).strip_prefix("google.protobuf.").filter(|it| it.ends_with("Value"))
    {
        return schema[id].fields.first().map_or(json!(wrapped), |&value| scalar(schema[value].ty, random));
    }
    let mut object = Map::new();
    for &field in &schema[id].fields {
        if random.chance(3) || depth > 2 && schema[field].ty.message().is_some() {
            continue;
        }
        let count = random.below(4);
        let value = match schema.shape(field) {
            Shape::Single(_) => one(schema, schema[field].ty, random, depth),
            Shape::Repeated { .. } => (0..count).map(|_| one(schema, schema[field].ty, random, depth)).collect(),
            Shape::Map { key, value } => {
                let key = |random: &mut Random| match scalar(schema[key].ty, random) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let entries = (0..count).map(|_| (key(random), one(schema, schema[value].ty, random, depth)));
                Value::Object(entries.collect())
            }
        };
        object.insert(schema.name(field.into()).to_owned(), value);
    }
    // Only one member of a oneof may be set.
    for &oneof in &schema[id].oneofs {
        let members = schema[oneof].fields.iter().skip(1);
        members.for_each(|&field| drop(object.remove(schema.name(field.into()))));
    }
    Value::Object(object)
}

fn one(schema: &Schema, ty: FieldType, random: &mut Random, depth: usize) -> Value {
    match ty.message() {
        Some(id) => small(schema, id, random, depth + 1),
        None => scalar(ty, random),
    }
}

/// Draws a scalar or enum value.
fn scalar(ty: FieldType, random: &mut Random) -> Value {
    const TEXTS: &str = "|a|b|ab|abc|é|\u{1F600}|a@b.co|example.com|-a.b|1.2.3.4|::1|fe80::1%eth0|1.2.3.0/24|http://a.b/c?d#e|/x|\
        a:80|[::1]:80|0b1d2c3e-4f50-4617-8293-a4b5c6d7e8f9|0b1d2c3e4f5046178293a4b5c6d7e8f9|x y|Content-Type|\
        01ARZ3NDEKTSV4RRFFQ69G5FAV|no|A";
    const NUMBERS: &[i32] = &[0, 1, 3, 9, 2, 7, 100];
    let number = *random.pick(NUMBERS).unwrap_or(&0);
    match ty {
        FieldType::Scalar(Scalar::String) => json!(one_of(TEXTS, random)),
        FieldType::Scalar(Scalar::Bytes) => json!(random.pick(&["", "YQ==", "YWI=", "AQIDBA==", "/w=="])),
        FieldType::Scalar(Scalar::Bool) => json!(random.chance(2)),
        FieldType::Scalar(Scalar::Float | Scalar::Double) => random
            .pick(&[json!(1.5), json!(-1), json!(number), json!("NaN"), json!("Infinity")])
            .cloned()
            .unwrap_or_default(),
        FieldType::Scalar(
            Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64,
        ) if random.chance(4) => {
            json!(-5)
        }
        _ => json!(number),
    }
}
