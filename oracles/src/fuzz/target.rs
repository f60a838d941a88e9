//! The fuzz targets: each creates an input from a number and passes it to one entry point of the library.

use clap::ValueEnum;
use protoward_compiler::Compilation;
use protoward_image as image;
use protoward_schema::descriptor::{Encode, decode, encode};
use protoward_source::{Sources, text_with_help};
use protoward_syntax::{Lexer, TokenKind, diagnostics, parse};

use super::inputs::{Files, Inputs, Start};
use super::sample::{Input, compiler};
use super::{
    answers, archive, condition, config, git, layout, ledger, message, mutation, range, response, rules, worker,
};
use protoward_kit::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Target {
    /// A text to tokens, which must be in order and within the text
    Lexer,
    /// A text to a syntax tree and errors; positions must be within the text, and errors must be printable
    Parser,
    /// A file and its imports to descriptors, which must be the same on one thread and on many
    Compile,
    /// The bytes of a descriptor set to a schema, and back
    Descriptor,
    /// The lines of a ledger to a ledger and back; a schema is checked against it
    Ledger,
    /// An image in JSON or text form to a schema
    Image,
    /// A tar or a zip; listed paths must not leave the archive
    Archive,
    /// A repository with a mutated file in its `.git`, which must not be modified
    Git,
    /// A configuration, as TOML and as YAML
    Config,
    /// A message in text format, in the dialects of protoc and of `convert`
    Text,
    /// A message as JSON
    Json,
    /// A message as YAML
    Yaml,
    /// Bytes without a schema
    Raw,
    /// A schema that may be broken, and messages of its types
    Message,
    /// A plugin response with insertions
    Response,
    /// A condition of a lint rule, for each kind of declarations
    Condition,
    /// A file to its canonical layout, which has the same descriptors and is formatted
    Format,
    /// Random ranges of a file to their canonical layout, which changes nothing else
    Range,
    /// The output of a check plugin: its specification, rules or violations
    Answers,
    /// Requests to a worker, in protobuf and in JSON; each gets a response
    Worker,
    /// A schema with rules of `buf.validate`, messages that are validated, and the code that validates them
    Rules,
}

impl Target {
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Returns the key of the draws. A new target is the last one, so that the draws of the others stay.
    fn key(self) -> u64 {
        self as u64 + 1
    }

    /// Returns the input with this number.
    pub(super) fn input(self, inputs: &Inputs, seed: u64, number: u64) -> Input {
        let mut random = Random::keyed(seed, &[self.key(), number]);
        let start = inputs.any(&mut random);
        let other = inputs.any(&mut random);
        let alone = |name: &str, bytes: Vec<u8>| Input { name: name.to_owned(), bytes, imports: Files::new() };
        match self {
            Target::Archive => return alone("archive", archive::bytes(start.text(), other.text(), &mut random)),
            Target::Config => return alone("config", config::bytes(&mut random)),
            Target::Text => return alone("message.txtpb", message::text("txtpb", &mut random)),
            Target::Json => return alone("message.json", message::text("json", &mut random)),
            Target::Yaml => return alone("message.yaml", message::text("yaml", &mut random)),
            Target::Raw => return alone("message.binpb", message::corner_bytes(&mut random)),
            Target::Response => return alone("response.binpb", response::bytes(&mut random)),
            Target::Condition => return alone("condition.cel", condition::text(&mut random)),
            Target::Answers => return alone("answer.binpb", answers::bytes(&mut random)),
            Target::Worker => return alone("requests", worker::bytes(&mut random)),
            Target::Rules => return alone("rules.proto", rules::text(&mut random)),
            Target::Image => {
                let set = |start: &Start| written(start.name(), start.text(), &start.imports());
                return alone("image", mutation::text(&set(start), &set(other), &mut random));
            }
            Target::Git => {
                let (name, bytes, imports) = git::input(&mut random);
                return Input { name, bytes, imports };
            }
            Target::Lexer
            | Target::Parser
            | Target::Compile
            | Target::Descriptor
            | Target::Ledger
            | Target::Message
            | Target::Format
            | Target::Range => {}
        }
        let imports = if self.has_imports() { start.imports() } else { Files::new() };
        let bytes = if self == Target::Descriptor {
            let set = |name: &str, text: &[u8], imports: &Files| descriptor_set(name, text, imports);
            let (one, two) =
                (set(start.name(), start.text(), &imports), set(other.name(), other.text(), &Files::new()));
            mutation::bytes(&one, &two, &mut random)
        } else if self == Target::Ledger {
            let lines = |text: &[u8]| ledger::of_text(start.name(), text);
            mutation::text(&lines(start.text()), &lines(other.text()), &mut random)
        } else if matches!(self, Target::Format | Target::Range) {
            layout::text(start.text(), other.text(), &mut random)
        } else {
            mutation::text(start.text(), other.text(), &mut random)
        };
        Input { name: start.name().to_owned(), bytes, imports }
    }

    fn has_imports(self) -> bool {
        matches!(self, Target::Compile | Target::Descriptor | Target::Message | Target::Format | Target::Range)
    }

    /// Runs the input. A bug in the library causes a panic.
    pub(super) fn run(self, input: &Input) {
        match self {
            Target::Lexer => lex(&String::from_utf8_lossy(&input.bytes)),
            Target::Parser => parse_and_print(&String::from_utf8_lossy(&input.bytes)),
            Target::Compile => compile_twice(input),
            Target::Descriptor => read_and_write(&input.bytes),
            Target::Ledger => ledger::run(&String::from_utf8_lossy(&input.bytes)),
            Target::Image => read_image(&input.bytes),
            Target::Archive => archive::run(&input.bytes),
            Target::Git => git::run(&input.name, &input.bytes, &input.imports),
            Target::Config => config::run(&input.bytes),
            Target::Text => message::run_text("txtpb", &input.bytes),
            Target::Json => message::run_text("json", &input.bytes),
            Target::Yaml => message::run_text("yaml", &input.bytes),
            Target::Raw => message::run_raw(&input.bytes),
            Target::Message => message::run_message(&input.name, &input.bytes, &input.imports),
            Target::Response => response::run(&input.bytes),
            Target::Condition => condition::run(&input.bytes),
            Target::Format => layout::run(input),
            Target::Range => range::run(input),
            Target::Answers => answers::run(&input.bytes),
            Target::Worker => worker::run(&input.bytes),
            Target::Rules => rules::run(&input.bytes),
        }
    }
}

fn lex(text: &str) {
    let mut lexer = Lexer::new(text);
    let mut previous_end = 0;
    // A token has at least one byte, so there cannot be more tokens than bytes.
    for _ in 0..=text.len() {
        let token = lexer.next_token();
        let range = token.span.range();
        assert!(range.start >= previous_end && range.end >= range.start, "a token at {range:?}, behind {previous_end}");
        assert!(text.get(range.clone()).is_some(), "a token at {range:?}, of {} bytes", text.len());
        previous_end = range.end;
        if token.kind == TokenKind::End {
            return;
        }
    }
    panic!("there are more tokens than letters");
}

fn parse_and_print(text: &str) {
    let parsed = parse(text);
    let mut sources = Sources::default();
    let source = sources.add("a.proto", "a.proto", Some(text.into()));
    for error in &parsed.errors {
        assert!(text.get(error.span.range()).is_some(), "an error at {:?}, of {} bytes", error.span, text.len());
    }
    for reported in diagnostics(&parsed.errors, source, &sources) {
        assert!(!reported.message.is_empty(), "an error without words");
    }
}

fn compile_twice(input: &Input) {
    let compiled = |threads| {
        let mut sources = Sources::default();
        let loaded = compiler(input).threads(threads).load([&*input.name], &mut sources);
        let Compilation { schema, report, .. } = loaded.link(&sources).compilation();
        let words = text_with_help(&report, &sources);
        let set = encode(&schema, Encode { imports: true, source_info: true });
        (report.has_errors(), words, set)
    };
    let (has_errors, words, set) = compiled(1);
    let again = compiled(2);
    assert_eq!(words, again.1, "one thread and two say something else");
    assert!(set == again.2, "one thread and two give other bytes");
    if !has_errors {
        read_and_write(&set);
    }
}

/// Checks that a valid descriptor set is the same after it is written and read again.
fn read_and_write(bytes: &[u8]) {
    let read = |bytes: &[u8]| {
        let mut sources = Sources::default();
        let image = sources.add("image", "image", None);
        decode(bytes, image, &mut sources)
    };
    let Ok(schema) = read(bytes) else { return };
    let written = encode(&schema, Encode { imports: true, source_info: true });
    let again = read(&written).map(|it| encode(&it, Encode { imports: true, source_info: true }));
    match again {
        Ok(again) => assert!(written == again, "written again, it is something else"),
        Err(why) => panic!("what was written cannot be read: {}", why.message),
    }
}

/// Returns an image in JSON or text format, depending on the length. Both formats are made from the same files.
fn written(name: &str, text: &[u8], imports: &Files) -> Vec<u8> {
    let set = descriptor_set(name, text, imports);
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    let Ok(schema) = decode(&set, image, &mut sources) else { return Vec::new() };
    let format = if text.len().is_multiple_of(2) { image::Format::Json } else { image::Format::Text };
    image::write(&schema, Encode { imports: true, source_info: false }, format).unwrap_or_default()
}

fn read_image(bytes: &[u8]) {
    for format in [image::Format::Json, image::Format::Text] {
        let mut sources = Sources::default();
        let image = sources.add("image", "image", None);
        if let Err(why) = image::read(bytes, format, image, &mut sources) {
            assert!(!why.message.is_empty(), "an error without words");
        }
    }
}

fn descriptor_set(name: &str, text: &[u8], imports: &Files) -> Vec<u8> {
    let input = Input { name: name.to_owned(), bytes: text.to_vec(), imports: imports.clone() };
    let mut sources = Sources::default();
    let schema = compiler(&input).threads(1).load([name], &mut sources).link(&sources).schema();
    encode(&schema, Encode { imports: true, source_info: true })
}
