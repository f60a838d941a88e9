//! Expressions that are compiled to Rust mean what they mean to the evaluator.
//!
//! `expressions.cel` has an expression on each line. `generated` has their code, and the messages that they are about. After a change,
//! `UPDATE=1 cargo test -p protoward-rust --test expressions` writes it again.

mod subjects;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use prost::Message;
use protoward_cel::{Evaluation, Expr, Limits, Type};
use protoward_compiler::{Compiled, Compiler, MemoryTree};
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::evaluation::{Patterns, Subject};
use protoward_constraints::cel::value::{Reading, Value};
use protoward_dynamic::Codec;
use protoward_rust::additions::validate::expression::{Names, Scope, This, ThisKind, Unsupported, compile};
use protoward_rust::{Generator, MemberCode, RustSettings};
use protoward_schema::{FieldId, Schema};

#[allow(missing_docs, dead_code, unreachable_pub, unused, clippy::all, reason = "it is generated")]
mod subject {
    include!("generated/subject.rs");
    include!("generated/functions.rs");
}

const EXPRESSIONS: &str = include_str!("expressions.cel");
const LIMITS: Limits = Limits { steps: 1_000_000, bytes: 1 << 24, text: 1 << 20 };

fn expressions() -> impl Iterator<Item = &'static str> {
    EXPRESSIONS.lines().filter(|line| !line.starts_with("//"))
}

fn compiled() -> Compiled {
    let tree = MemoryTree::new([("subject.proto", include_str!("subject.proto"))]);
    Compiler::new().resolver(tree).compile(["subject.proto"]).expect("the schema is right")
}

fn this() -> Type {
    Type::Message("subject.Subject".into())
}

/// Checks an expression. Rules are booleans or strings, so others are converted to strings.
fn checked(schema: &Schema, expression: &str) -> Expr {
    let environment = Environment::of_value(schema, this());
    let tree = protoward_constraints::cel::compile(expression, &environment)
        .unwrap_or_else(|error| panic!("{expression}: {error:?}"));
    match tree.fact.ty {
        Type::Bool | Type::Text => tree,
        _ => checked(schema, &format!("string({expression})")),
    }
}

struct GeneratedNames<'a>(&'a Generator<'a>);

impl Names for GeneratedNames<'_> {
    fn runtime(&self) -> &str {
        "::protoward_runtime::validate::cel"
    }

    fn member(&self, field: FieldId) -> Option<MemberCode> {
        let message = self.0.message(self.0.schema()[field].containing())?;
        message.members.into_iter().find(|(id, _)| *id == field).map(|(_, member)| member)
    }
}

fn generated(schema: &Schema, generator: &Generator<'_>, expression: &str) -> Result<String, Unsupported> {
    let codec = Codec::new(schema);
    let names = GeneratedNames(generator);
    let message = schema.find_message("subject.Subject").expect("it is declared");
    let scope = Scope {
        reading: Reading { schema, codec: &codec },
        names: &names,
        this: This { text: "this", kind: ThisKind::Message(message) },
        predefined: None,
    };
    compile(&checked(schema, expression), scope)
}

#[test]
fn matches_the_checked_in_code() {
    let compiled = compiled();
    let schema = compiled.schema();
    let files: Vec<_> = schema.files.ids().filter(|&id| schema.package(id) == "subject").collect();
    let settings = RustSettings::default();
    let generator = Generator::new(schema, &files, &settings).expect("there are no extern paths");
    let mut functions =
        String::from("pub type Outcome = Result<String, ::protoward_runtime::validate::cel::Failure>;\n\n");
    functions.push_str("pub const FUNCTIONS: &[fn(&Subject) -> Outcome] = &[\n");
    for expression in expressions() {
        let code = generated(schema, &generator, expression).unwrap_or_else(|error| panic!("{expression}: {error:?}"));
        let _ = writeln!(functions, "    // {expression}\n    |this| {code}.map(|it| it.to_string()),");
    }
    functions.push_str("];\n");
    let modules = generator.modules().into_iter().map(|module| (module.file, module.code));
    for (file, code) in modules.chain([("functions.rs".to_owned(), functions)]) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions/generated").join(&file);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &code).expect("it can be written");
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == code, "{} is not current", path.display());
    }
}

/// Evaluates an expression: its value as text, or `None` if it fails.
fn evaluated(schema: &Schema, tree: &Expr, subject: &subject::Subject) -> Option<String> {
    let codec = Codec::new(schema);
    let id = schema.find_message("subject.Subject").expect("it is declared");
    let message = codec.decode(id, &subject.encode_to_vec()).expect("it is a message");
    let reading = Reading { schema, codec: &codec };
    let patterns = Patterns::default();
    let now = Value::Timestamp(i128::from(u32::MAX) * 1_000_000_000);
    let variables = vec![("this", reading.message(&message)), ("now", now)];
    let host = Subject { reading, variables, patterns: &patterns };
    match Evaluation::new(&host, LIMITS).evaluate(tree) {
        Ok(Value::Bool(value)) => Some(value.to_string()),
        Ok(Value::Text(text)) => Some(text.to_string()),
        Ok(other) => panic!("{other:?} is neither a `bool` nor a string"),
        Err(_) => None,
    }
}

#[test]
fn compiled_expressions_mean_what_they_mean_to_the_evaluator() {
    let compiled = compiled();
    let schema = compiled.schema();
    assert_eq!(subject::FUNCTIONS.len(), expressions().count());
    let mut different = String::new();
    for (expression, function) in expressions().zip(subject::FUNCTIONS) {
        let tree = checked(schema, expression);
        for (at, subject) in subjects::all().iter().enumerate() {
            let expected = evaluated(schema, &tree, subject);
            let found = function(subject);
            if found.clone().ok() != expected {
                let _ = writeln!(different, "{expression} of subject {at}: {found:?} instead of {expected:?}");
            }
        }
    }
    assert!(different.is_empty(), "\n{different}");
}
