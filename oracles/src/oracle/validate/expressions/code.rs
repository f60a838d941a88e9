//! The program with the compiled expressions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_constraints::cel::value::Reading;
use protoward_dynamic::Codec;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::wire::hex;
use protoward_kit::workspace::{Profile, root};
use protoward_rust::additions::validate::expression::{Names, Scope, This, ThisKind, compile};
use protoward_rust::{Generator, MemberCode, RustSettings};
use protoward_schema::{FieldId, Schema};
use protoward_source::MemoryTree;
use serde_json::Value;

use super::{Answer, Trial, subjects};

const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
protoward-runtime = { path = "ROOT/crates/generators/runtime", default-features = false, features = ["std", "validate"] }
serde_json = "1"
"#;

/// The main function: the answers of all functions for the messages of its input, as JSON.
const MAIN: &str = r#"
fn main() {
    let subjects: Vec<Subject> = std::io::stdin().lines().map(|line| read(&line.unwrap())).collect();
    let answers: Vec<Option<Vec<Option<String>>>> = FUNCTIONS
        .iter()
        .map(|function| function.map(|function| subjects.iter().map(|subject| function(subject)).collect()))
        .collect();
    println!("{}", serde_json::to_string(&answers).unwrap());
}

fn read(line: &str) -> Subject {
    let digits = line.as_bytes().chunks(2);
    let bytes: Vec<u8> = digits.map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap()).collect();
    prost::Message::decode(&*bytes).unwrap()
}
"#;

/// Returns the schema of `subject.proto`, with more text at its end.
pub(super) fn schema(rules: &str) -> Result<Schema, Error> {
    let path = root().join("crates/generators/rust/tests/expressions/subject.proto");
    let mut text = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
    if !rules.is_empty() {
        text = text.replacen("package subject;", "package subject;\nimport \"buf/validate/validate.proto\";", 1);
        text.push_str(rules);
    }
    let compiler = Compiler::new().resolver(MemoryTree::new([("subject.proto", text.as_str())])).built_in(CommonProtos);
    let compiled = compiler.compile(["subject.proto"]).map_err(|why| Error::Usage(why.to_string()))?;
    Ok(compiled.schema().clone())
}

/// Returns a message for each expression, whose field has it as its rule.
pub(super) fn rules(trials: &[Trial]) -> String {
    let mut text = String::new();
    for (at, trial) in trials.iter().enumerate() {
        let expression = trial.drawn.text.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(
            text,
            "message E{at} {{ Subject value = 1 [(buf.validate.field).cel = {{ id: \"e\" expression: \"{expression}\" }}]; }}"
        );
    }
    text
}

struct SubjectNames<'a>(&'a Generator<'a>);

impl Names for SubjectNames<'_> {
    fn runtime(&self) -> &str {
        "::protoward_runtime::validate::cel"
    }

    fn member(&self, field: FieldId) -> Option<MemberCode> {
        let message = self.0.message(self.0.schema()[field].containing())?;
        message.members.into_iter().find(|(id, _)| *id == field).map(|(_, member)| member)
    }
}

/// Builds the program. Returns it with the number of expressions that are not compiled, by the reason.
pub(super) fn built(
    folder: &Path,
    schema: &Schema,
    trials: &[Trial],
) -> Result<(PathBuf, BTreeMap<String, usize>), Error> {
    let sources: Vec<_> = schema.files.ids().filter(|&id| schema.package(id) == "subject").collect();
    let settings = RustSettings::default();
    let generator = Generator::new(schema, &sources, &settings).map_err(|why| Error::Usage(format!("{why:?}")))?;
    let codec = Codec::new(schema);
    let names = SubjectNames(&generator);
    let scope = Scope {
        reading: Reading { schema, codec: &codec },
        names: &names,
        this: This { text: "this", kind: ThisKind::Message(subjects::message_type(schema)?) },
        predefined: None,
        has_regions: false,
    };
    let mut unsupported: BTreeMap<String, usize> = BTreeMap::new();
    let mut text = String::from("#![allow(warnings)]\n");
    generator.modules().iter().for_each(|module| text.push_str(&module.code));
    text.push_str("const FUNCTIONS: &[Option<fn(&Subject) -> Option<String>>] = &[\n");
    for trial in trials {
        match compile(&trial.tree, scope) {
            Ok(code) => {
                let _ = writeln!(text, "Some(|this| {code}.ok().map(|it| it.to_string())),");
            }
            Err(error) => {
                let at = trial.drawn.text.get(error.range).unwrap_or_default();
                *unsupported.entry(format!("{} (`{at}`)", error.what)).or_default() += 1;
                text.push_str("None,\n");
            }
        }
    }
    text.push_str("];\n");
    text.push_str(MAIN);
    let project = CargoCrate::new(folder.join("project"));
    project.write_manifest(&Manifest::new("compiled").dependencies(DEPENDENCIES))?;
    project.write("src/main.rs", text)?;
    project.cargo(&["build", "--quiet"]).finish()?;
    Ok((project.program(Profile::Dev, "compiled"), unsupported))
}

/// Returns the values that compiled expressions have for messages.
pub(super) fn answers(program: &Path, subjects: &[Vec<u8>]) -> Result<Vec<Option<Vec<Answer>>>, Error> {
    let lines: Vec<String> = subjects.iter().map(|subject| hex(subject)).collect();
    let done = Run::new(program).stdin(lines.join("\n").as_bytes()).finish()?;
    let answers: Value = serde_json::from_slice(&done.stdout).map_err(|error| Error::Usage(error.to_string()))?;
    serde_json::from_value(answers).map_err(|error| Error::Usage(error.to_string()))
}
