//! Expressions that are compiled to Rust mean what they mean to the evaluator.
//!
//! Each world has a schema, and a file with an expression on each line. `generated` has their code, and the messages that they are
//! about. After a change, `UPDATE=1 cargo test -p protoward-rust --test expressions` writes it again.

mod places;
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
use protoward_runtime::validate::cel::Failure;
use protoward_rust::additions::validate::expression::{Names, Scope, This, ThisKind, compile};
use protoward_rust::{Generator, MemberCode, RustSettings};
use protoward_schema::{FieldId, MessageId, Schema};

#[allow(missing_docs, dead_code, unreachable_pub, unused, clippy::all, clippy::unwrap_used, reason = "it is generated")]
mod subject {
    include!("generated/subject.rs");
    include!("generated/subject.functions.rs");
}

/// Messages of an edition, with open enums, sorted maps and shared bytes.
#[allow(missing_docs, dead_code, unreachable_pub, unused, clippy::all, clippy::unwrap_used, reason = "it is generated")]
mod edition {
    include!("generated/edition.rs");
    include!("generated/edition.functions.rs");
}

const LIMITS: Limits = Limits { steps: 1_000_000, bytes: 1 << 24, text: 1 << 20 };

/// An expression that is compiled to Rust.
type Function<M> = fn(&M) -> Result<String, Failure>;

/// A schema with expressions about its message `Subject`.
struct World {
    package: &'static str,
    schema: &'static str,
    expressions: &'static str,
}

const SUBJECT: World =
    World { package: "subject", schema: include_str!("subject.proto"), expressions: include_str!("subject.cel") };
const EDITION: World =
    World { package: "edition", schema: include_str!("edition.proto"), expressions: include_str!("edition.cel") };

impl World {
    fn expressions(&self) -> impl Iterator<Item = &'static str> {
        self.expressions.lines().filter(|line| !line.starts_with("//"))
    }

    fn compiled(&self) -> Compiled {
        let tree = MemoryTree::new([("world.proto", self.schema)]);
        Compiler::new().resolver(tree).compile(["world.proto"]).expect("the schema is right")
    }

    fn subject(&self, schema: &Schema) -> MessageId {
        schema.find_message(&format!("{}.Subject", self.package)).expect("it is declared")
    }

    /// Checks an expression. Rules are booleans or strings, so others are converted to strings.
    fn checked(&self, schema: &Schema, expression: &str) -> Expr {
        let this = Type::Message(format!("{}.Subject", self.package).into());
        let environment = Environment::of_value(schema, this);
        let tree = protoward_constraints::cel::compile(expression, &environment)
            .unwrap_or_else(|error| panic!("{expression}: {error:?}"));
        match tree.fact.ty {
            Type::Bool | Type::Text => tree,
            _ => self.checked(schema, &format!("string({expression})")),
        }
    }

    /// Returns the code of the messages and that of the expressions, with their files.
    fn generated(&self) -> Vec<(String, String)> {
        let compiled = self.compiled();
        let schema = compiled.schema();
        let files: Vec<_> = schema.files.ids().filter(|&id| schema.package(id) == self.package).collect();
        let mut settings = RustSettings::default();
        if self.package == "edition" {
            settings.open_enums.insert(".edition.Open", ());
            settings.btree_map.insert(".", ());
            for field in ["raw", "list", "uncheckeds"] {
                settings.bytes.insert(format!(".edition.Subject.{field}"), ());
            }
        }
        let generator = Generator::new(schema, &files, &settings).expect("there are no extern paths");
        let codec = Codec::new(schema);
        let names = GeneratedNames(&generator);
        let scope = Scope {
            reading: Reading { schema, codec: &codec },
            names: &names,
            this: This { text: "this", kind: ThisKind::Message(self.subject(schema)) },
            predefined: None,
            has_regions: false,
        };
        let mut functions = String::from(
            "pub type Outcome = Result<String, ::protoward_runtime::validate::cel::Failure>;\n\n\
             pub const FUNCTIONS: &[fn(&Subject) -> Outcome] = &[\n",
        );
        for expression in self.expressions() {
            let code = compile(&self.checked(schema, expression), scope);
            let code = code.unwrap_or_else(|error| panic!("{expression}: {error:?}"));
            let _ = writeln!(functions, "    // {expression}\n    |this| {code}.map(|it| it.to_string()),");
        }
        functions.push_str("];\n");
        if self.package == "subject" {
            functions.push_str(&places::functions(scope.reading, &generator));
        }
        let modules = generator.modules().into_iter().map(|module| (module.file, module.code));
        modules.chain([(format!("{}.functions.rs", self.package), functions)]).collect()
    }

    /// Compares the values of functions with those of the evaluator.
    fn compare<M: Message>(&self, functions: &[Function<M>], subjects: &[M]) {
        let compiled = self.compiled();
        let schema = compiled.schema();
        assert_eq!(functions.len(), self.expressions().count());
        let mut different = String::new();
        for (expression, function) in self.expressions().zip(functions) {
            let tree = self.checked(schema, expression);
            for (at, subject) in subjects.iter().enumerate() {
                let expected = self.evaluated(schema, &tree, &subject.encode_to_vec());
                let found = function(subject);
                if found.clone().ok() != expected {
                    let _ = writeln!(different, "{expression} of subject {at}: {found:?} instead of {expected:?}");
                }
            }
        }
        assert!(different.is_empty(), "\n{different}");
    }

    /// Evaluates an expression: its value as text, or `None` if it fails.
    fn evaluated(&self, schema: &Schema, tree: &Expr, subject: &[u8]) -> Option<String> {
        let codec = Codec::new(schema);
        let message = codec.decode(self.subject(schema), subject).expect("it is a message");
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

#[test]
fn matches_the_checked_in_code() {
    for (file, code) in [SUBJECT, EDITION].iter().flat_map(World::generated) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions/generated").join(&file);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &code).expect("it can be written");
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == code, "{} is not current", path.display());
    }
}

#[test]
fn compiled_expressions_mean_what_they_mean_to_the_evaluator() {
    SUBJECT.compare(subject::FUNCTIONS, &subjects::all());
}

#[test]
fn defaults_and_other_rust_types_mean_the_same() {
    EDITION.compare(edition::FUNCTIONS, &subjects::of_edition());
}
