//! `docs/diagnostics.md`: the diagnostics for common mistakes, next to those of protoc and buf.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use protoward_report::{Format, Style, render};

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

/// The helps among them that leave something to people.
const DECISIONS: [&str; 3] =
    ["add `extensions ", "remove the comma or the brackets", "write `=` and a number that is still free"];

/// A help that is an edit carries the edit, which `--fix` and editors offer: of everyday mistakes, and of every rule of the language.
#[test]
fn a_help_that_is_an_edit_carries_the_edit() {
    let mut without = Vec::new();
    let mut with = 0;
    let of_rules = invalid::cases().into_iter().map(|(_, case)| case);
    for case in cases::read(Path::new(CASES)).into_iter().chain(of_rules) {
        for diagnostic in &case.compile().0 {
            let help = diagnostic.help.as_deref().unwrap_or_default();
            let is_edit = EDITS.iter().any(|start| help.starts_with(start));
            if !is_edit || DECISIONS.iter().any(|start| help.starts_with(start)) {
                continue;
            }
            if diagnostic.fix.is_empty() && diagnostic.choices.is_empty() {
                without.push(format!("{}: {} ({help})", case.name, diagnostic.message));
            } else {
                with += 1;
            }
        }
    }
    assert!(without.is_empty(), "{with} have an edit, but not:\n{}", without.join("\n"));
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
