//! `docs/diagnostics.md`: the diagnostics for common mistakes, next to those of protoc and buf.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use protoward_compiler::{Compilation, Compiler};
use protoward_report::{Format, Style, render};
use protoward_source::{MemoryTree, Sources};

use super::cases::{self, Case};
use super::invalid;

const CASES: &str = "fixtures/mistakes/everyday.txt";
const PAGE: &str = "docs/diagnostics.md";
const STYLE: Style = Style { color: false, unicode: true, width: 100 };

const INTRODUCTION: &str = "\
# Diagnostics

The messages of protoward, protoc 36.2 and buf 1.75 for frequent mistakes in `.proto` files. A message of protoward points to the
smallest part of the text that has to change and to the other part that causes the error, and proposes a change.

`cargo test --test it mistakes::write -- --ignored` writes this page from `fixtures/mistakes/everyday.txt`; a test checks that it is
current.
";

fn page() -> String {
    let cases = cases::read(Path::new(CASES));
    assert!(cases.len() >= 20, "the cases are there");
    cases.iter().fold(INTRODUCTION.to_owned(), |page, case| page + &section(case))
}

fn section(case: &Case) -> String {
    let (report, sources) = case.compile();
    let ours = render(&report, &sources, Format::Human(STYLE));
    let mut section = format!("\n## {}\n", case.name);
    for (index, file) in case.files.iter().enumerate() {
        let title = if index == 0 { String::new() } else { format!("\n`{}`:\n", file.name) };
        let _ = write!(section, "{title}\n```proto\n{}\n```\n", file.text.trim_end());
    }
    let buf = case.buf.as_deref().unwrap_or_default();
    for (who, words) in [("protoward", ours), ("protoc", case.answer.lines.join("\n")), ("buf", buf.join("\n"))] {
        let _ = write!(section, "\n{who}:\n\n```text\n{}\n```\n", words.trim_end());
    }
    section
}

#[test]
fn documents_the_current_messages() {
    let page = page();
    let written = fs::read_to_string(PAGE).unwrap();
    assert!(page == written, "{PAGE} is not what is said today; write it anew, read it, and commit it");
}

/// Each message has a position and a help, and no full stop.
#[test]
fn mistakes_have_a_position_and_a_help() {
    for case in cases::read(Path::new(CASES)) {
        let (report, _) = case.compile();
        for diagnostic in &report {
            let message = &diagnostic.message;
            assert!(
                diagnostic.place().is_some_and(|place| place.extent.is_some()),
                "{}: `{message}` is nowhere",
                case.name
            );
            assert!(diagnostic.help.is_some(), "{}: `{message}` has no way out", case.name);
            assert!(!message.ends_with('.'), "{}: `{message}` ends with a full stop", case.name);
        }
    }
}

/// The words that begin a help which says how the text has to be written, and not what people have to decide.
const EDITS: [&str; 14] = [
    "add `",
    "add the missing",
    "add the closing",
    "close the",
    "did you mean",
    "end the statement",
    "put `",
    "put it in quotes",
    "remove it",
    "remove the comma",
    "remove the option",
    "remove the sign",
    "statements end with",
    "write `",
];

/// The words of a help among them that leaves something to people: which of several ways, or a text that only they know.
const DECISIONS: [&str; 5] = [" or ", "…", "add `extensions ", "add `x`", "and a number that is still free"];

/// The starts of helps whose edit is not written yet, in errors that are no everyday mistakes.
const GAPS: [&str; 6] = [
    "end the statement with `;`",
    "put `,` between two options",
    "remove it; no field can have a name of this length",
    "remove it; the JSON name of an extension",
    "remove the option",
    "write `\\\\` for a backslash",
];

/// A help that is an edit carries the edit, which `--fix` and editors offer: of everyday mistakes, and of every rule of the language.
#[test]
fn a_help_that_is_an_edit_carries_the_edit() {
    let mut without = Vec::new();
    let mut with = 0;
    let everyday = cases::read(Path::new(CASES)).into_iter().map(|case| (case, &[][..]));
    let of_rules = invalid::cases().into_iter().map(|(_, case)| (case, &GAPS[..]));
    for (case, gaps) in everyday.chain(of_rules) {
        for diagnostic in &case.compile().0 {
            let help = diagnostic.help.as_deref().unwrap_or_default();
            let is_edit = EDITS.iter().any(|start| help.starts_with(start));
            let is_open = || {
                DECISIONS.iter().any(|words| help.contains(words)) || gaps.iter().any(|start| help.starts_with(start))
            };
            match () {
                () if !is_edit => {}
                () if !(diagnostic.fix.is_empty() && diagnostic.choices.is_empty()) => with += 1,
                () if is_open() => {}
                () => without.push(format!("{}: {} ({help})", case.name, diagnostic.message)),
            }
        }
    }
    assert!(without.is_empty(), "{with} have an edit, but not:\n{}", without.join("\n"));
}

/// Returns a text with the fixes of all of its errors.
fn fixed(text: &str) -> String {
    let (report, sources) = cases::compile_text(text);
    let edits = report.iter().flat_map(|diagnostic| &diagnostic.fix);
    let mut edits: Vec<_> = edits.filter_map(|edit| Some((sources.bytes(edit.place)?, &*edit.text))).collect();
    edits.sort_by_key(|(range, _)| range.start);
    edits.into_iter().rev().fold(text.to_owned(), |mut fixed, (range, edit)| {
        fixed.replace_range(range, edit);
        fixed
    })
}

#[test]
fn fixes_say_what_the_help_says() {
    for (text, wanted) in [
        ("message A { int32 a = 1 [deprecated]; }", "message A { int32 a = 1 [deprecated = true]; }"),
        ("message A { option deprecated; }", "message A { option deprecated = true; }"),
        ("message A { int32 a = 1; int32 b = 99999999999; }", "message A { int32 a = 1; int32 b = 2; }"),
        ("message A { reserved 4 to 99999999999; }", "message A { reserved 4 to max; }"),
        (
            "message A { required int32 a = 1; required int32 b = 2 [lazy = true]; }",
            "message A { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; \
             int32 b = 2 [features.field_presence = LEGACY_REQUIRED, lazy = true]; }",
        ),
        ("message A {\n  enum E {\n  }\n}", "message A {\n  enum E {\n    E_UNSPECIFIED = 0;\n  }\n}"),
        ("enum E { A = ; B = 1; }", "enum E { A = 0 ; B = 1; }"),
        ("message A { int32 a = = 1; }", "message A { int32 a =  1; }"),
        ("message A { int32 a = 1: }", "message A { int32 a = 1; }"),
        ("message A { reserved 1, ; }", "message A { reserved 1 ; }"),
        ("option (a) = 1.2.3;", "option (a) = 1.2;"),
    ] {
        let edition = "edition = \"2023\";\n";
        assert_eq!(fixed(&format!("{edition}{text}")), format!("{edition}{wanted}"));
    }
}

/// A type of the package, or of one around it, only needs the import.
#[test]
fn a_type_that_needs_an_import() {
    for package in ["a", "a.b.c"] {
        let text = format!("syntax = \"proto3\";\npackage {package};\nmessage M {{ T t = 1; }}\n");
        let mut sources = Sources::default();
        let other = "syntax = \"proto3\";\npackage a;\nmessage T {}\n";
        let files = [("a.proto", &*text), ("b.proto", other)];
        let tree = MemoryTree::new(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
        let Compilation { report, .. } =
            Compiler::new().resolver(tree).load(["a.proto", "b.proto"], &mut sources).link(&sources).compilation();
        let edits: Vec<&str> = report.iter().flat_map(|it| &it.fix).map(|edit| edit.text.trim()).collect();
        assert_eq!(edits, ["import \"b.proto\";"], "{package}");
    }
}

#[test]
#[ignore = "asks protoc and buf, which the variables PROTOC and BUF name, and writes the records"]
fn record() {
    cases::record(Path::new(CASES), true);
}

#[test]
#[ignore = "writes the page"]
fn write() {
    fs::write(PAGE, page()).unwrap();
}
