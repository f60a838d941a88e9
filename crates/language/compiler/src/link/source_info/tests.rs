//! Compares source info with protoc's. The option paths are taken from protoc's answer, because another pass interprets
//! options.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::lines::Lines;
use super::{OptionPlace, source_info};
use crate::link::{CompilationUnit, Outline};
use protoward_schema::Syntax;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_source::Sources;
use protoward_syntax::ast::{self, Span};
use protoward_syntax::parse;

const FOLDER: &str = "../../../fixtures/link/source_info";

#[test]
fn records_locations_as_protoc() {
    let mut seen = 0;
    for entry in fs::read_dir(FOLDER).unwrap() {
        let recorded = entry.unwrap().path();
        if recorded.extension().is_some_and(|ending| ending == "binpb") {
            let text = fs::read_to_string(recorded.with_extension("").with_extension("proto")).unwrap();
            let set = fs::read(&recorded).unwrap();
            let (_, expected) = files(&set).next_back().unwrap();
            check(&recorded, &text, expected);
            seen += 1;
        }
    }
    assert!(seen > 10, "fixtures are where they were");
}

/// Returns the name and source code info of each file of a set.
fn files(set: &[u8]) -> impl DoubleEndedIterator<Item = (&str, &[u8])> {
    let all: Vec<_> = bytes_of(set, 1)
        .map(|file| {
            let name = bytes_of(file, 1).next().unwrap();
            (std::str::from_utf8(name).unwrap(), bytes_of(file, 9).next().unwrap())
        })
        .collect();
    all.into_iter()
}

fn bytes_of(message: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    WireReader::new(message).map(Result::unwrap).filter(move |field| field.number == number).map(|field| {
        match field.value {
            WireValue::Bytes(bytes) => bytes,
            other => panic!("{other:?} are no bytes"),
        }
    })
}

fn check(name: &Path, text: &str, expected: &[u8]) {
    let ours = ours(text, expected);
    if ours != expected {
        let ours = shown(&ours);
        let expected = shown(expected);
        let at = ours.iter().zip(&expected).take_while(|(ours, expected)| ours == expected).count();
        let around = |lines: &[String]| lines[at.min(lines.len())..].iter().take(3).cloned().collect::<Vec<_>>();
        panic!("{}: location {at}\nours: {:#?}\nprotoc: {:#?}", name.display(), around(&ours), around(&expected));
    }
}

fn ours(text: &str, expected: &[u8]) -> Vec<u8> {
    let parsed = parse(text);
    assert_eq!(parsed.errors, [], "the file is right");
    let mut sources = Sources::default();
    let source = sources.add("a.proto", "a.proto", None);
    let file = &parsed.file;
    let outline = &Outline::new(text, &parsed);
    let syntax = Syntax::Proto2;
    let is_requested = true;
    let imports = Box::default();
    let unit = CompilationUnit {
        name: "a.proto",
        source,
        text,
        bytes: text.as_bytes(),
        file,
        syntax,
        outline,
        is_requested,
        imports,
        is_complete: true,
        line_ends: Default::default(),
    };
    let answers = Answers::new(text, &parsed.file.lines, expected);
    source_info(&unit, &|option| answers.place(option))
}

#[derive(Debug)]
struct Location {
    path: Vec<i32>,
    span: Vec<i32>,
    comments: Vec<(u32, String)>,
}

fn locations(info: &[u8]) -> Vec<Location> {
    let location = |bytes| {
        let mut location = Location { path: Vec::new(), span: Vec::new(), comments: Vec::new() };
        for field in WireReader::new(bytes).map(Result::unwrap) {
            let WireValue::Bytes(bytes) = field.value else { panic!("{field:?} is not a field of a location") };
            match field.number {
                1 => location.path = packed(bytes),
                2 => location.span = packed(bytes),
                other => location.comments.push((other, String::from_utf8_lossy(bytes).into_owned())),
            }
        }
        location
    };
    bytes_of(info, 1).map(location).collect()
}

fn packed(bytes: &[u8]) -> Vec<i32> {
    let mut reader = WireReader::new(bytes);
    std::iter::from_fn(|| (!reader.is_empty()).then(|| reader.varint().unwrap() as i32)).collect()
}

fn shown(info: &[u8]) -> Vec<String> {
    locations(info).iter().map(|Location { path, span, comments }| format!("{path:?} {span:?} {comments:?}")).collect()
}

/// The option locations in protoc's answer.
struct Answers<'t> {
    lines: Lines<'t>,
    /// The paths below the options messages.
    paths: HashMap<Vec<i32>, Vec<i32>>,
    /// The paths of options messages.
    messages: Vec<Vec<i32>>,
}

impl<'t> Answers<'t> {
    fn new(text: &'t str, lines: &'t [u32], info: &[u8]) -> Self {
        let mut answers =
            Self { lines: Lines::new(text.as_bytes(), lines), paths: HashMap::new(), messages: Vec::new() };
        for Location { path, span, .. } in locations(info) {
            match below_options(&path) {
                Some([]) => answers.messages.push(span),
                Some(below) => drop(answers.paths.insert(span, below.to_vec())),
                None => {}
            }
        }
        answers
    }

    fn place(&self, option: &ast::OptionDecl) -> OptionPlace<'_> {
        let span = self.span(option.span);
        if let Some(path) = self.paths.get(&span) {
            return OptionPlace::At(path);
        }
        let holds = |outer: &[i32]| outer[..2] <= span[..2] && end(outer) >= end(&span);
        if self.messages.iter().any(|message| holds(message)) { OptionPlace::Inside } else { OptionPlace::Gone }
    }

    fn span(&self, span: Span) -> Vec<i32> {
        let start = self.lines.end(span.start);
        let end = self.lines.end(span.end);
        let end_line = (end.line != start.line).then_some(end.line);
        [start.line, start.column].into_iter().chain(end_line).chain([end.column]).map(|number| number as i32).collect()
    }
}

fn end(span: &[i32]) -> (i32, i32) {
    match *span {
        [line, _, column] | [_, _, line, column] => (line, column),
        _ => panic!("{span:?} is not a span"),
    }
}

/// Returns the rest of a path below an options field.
fn below_options(path: &[i32]) -> Option<&[i32]> {
    #[derive(Clone, Copy)]
    enum At {
        File,
        Message,
        Field,
        Oneof,
        Range,
        Enum,
        Service,
        Method,
    }
    let mut at = At::File;
    let mut rest = path;
    loop {
        let (&number, below) = rest.split_first()?;
        at = match (at, number) {
            (At::File, 8) | (At::Message, 7) | (At::Field, 8) | (At::Method, 4) | (At::Oneof, 2) => return Some(below),
            (At::Enum | At::Service | At::Range, 3) => return Some(below),
            (At::File, 4) | (At::Message, 3) => At::Message,
            (At::File, 7) | (At::Message, 2 | 6) => At::Field,
            (At::File, 5) | (At::Message, 4) => At::Enum,
            (At::File, 6) => At::Service,
            (At::Service, 2) => At::Method,
            (At::Message, 5) => At::Range,
            (At::Message, 8) => At::Oneof,
            // The options of an enum value have the same field number as those of a range.
            (At::Enum, 2) => At::Range,
            _ => return None,
        };
        rest = below.get(1..)?;
    }
}
