//! Real files with one token deleted, duplicated, swapped with its neighbor or replaced by another. `fixtures/syntax/mutants.txt`
//! has the recorded errors of protoc.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use protoward_source::paths::portable;
use protoward_syntax as syntax;
use protoward_syntax::{Lexer, TokenKind};
use walkdir::WalkDir;

use super::{Random, first_error, protoc, valid};

/// The number of mutants per file.
const OF_EACH: usize = 12;
const RECORD: &str = "fixtures/syntax/mutants.txt";

/// The tokens that replace another token.
const OTHERS: &[&str] = &[
    ";",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "=",
    ",",
    ".",
    "-",
    ":",
    "/",
    "#",
    "1",
    "08",
    "0x",
    "1.5",
    "1a",
    "\"s\"",
    "'",
    "\"\\q\"",
    "99999999999",
    "max",
    "to",
    "message",
    "enum",
    "oneof",
    "map",
    "group",
    "optional",
    "required",
    "repeated",
    "reserved",
    "extensions",
    "extend",
    "service",
    "rpc",
    "returns",
    "stream",
    "option",
    "import",
    "package",
    "syntax",
    "edition",
    "export",
    "local",
    "default",
    "int32",
    "string",
    "inf",
    "x",
    "/*",
    "*/",
    "//",
];

/// Returns the valid texts of the cases, and the small files of the repository.
fn originals() -> Vec<(String, String)> {
    let folders = ["proto", "third_party", "crates/language/compiler/third_party"];
    let entries = folders.iter().flat_map(|folder| WalkDir::new(folder).sort_by_file_name());
    let files = entries.map(Result::unwrap).filter(|entry| entry.path().extension().is_some_and(|end| end == "proto"));
    let read = files.map(|entry| (portable(entry.path()), fs::read_to_string(entry.path()).unwrap()));
    let cases = valid().into_iter().map(|(name, text)| (format!("{name}:"), text));
    cases.chain(read).filter(|(_, text)| text.len() < 20_000).collect()
}

fn mutants() -> Vec<(String, String)> {
    let mut mutants = Vec::new();
    let mut random = Random(0x5eed);
    for (name, text) in originals() {
        let tokens = tokens(&text);
        for _ in 0..OF_EACH {
            if tokens.len() > 2 {
                mutants.push((format!("{name} {}", mutants.len()), mutant(&text, &tokens, &mut random)));
            }
        }
    }
    mutants
}

fn tokens(text: &str) -> Vec<syntax::Token> {
    let mut lexer = Lexer::new(text);
    std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End)).collect()
}

fn mutant(text: &str, tokens: &[syntax::Token], random: &mut Random) -> String {
    let at = random.below(tokens.len() - 1);
    let token = tokens[at].span.range();
    let next = tokens[at + 1].span.range();
    let front = &text[..token.start];
    let between = &text[token.end..next.start];
    let rest = &text[next.end..];
    let this = &text[token];
    let that = &text[next];
    match random.below(4) {
        0 => format!("{front}{between}{that}{rest}"),
        1 => format!("{front}{this} {this}{between}{that}{rest}"),
        2 => format!("{front}{that}{between}{this}{rest}"),
        _ => format!("{front}{}{between}{that}{rest}", OTHERS[random.below(OTHERS.len())]),
    }
}

#[test]
fn refuses_mutants_where_protoc_refuses_them() {
    let recorded = fs::read_to_string(RECORD).unwrap();
    let mutants = mutants();
    assert!(mutants.len() > 300, "{} mutants are few", mutants.len());
    assert_eq!(mutants.len(), recorded.lines().count(), "the record is of other mutants; record them anew");
    let mut differences = String::new();
    for ((name, text), line) in mutants.iter().zip(recorded.lines()) {
        let ours = format!("{name} {}", first_error(text).unwrap_or_else(|| "fine".to_owned()));
        if ours != line {
            let _ = writeln!(differences, "protoc: {line}\nhere:   {ours}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn trees_of_mutants_are_in_order() {
    for (name, text) in mutants() {
        let parsed = super::checked(&text);
        assert!(parsed.errors.len() < 100, "{name}: one mistake");
    }
}

#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the record"]
fn record() {
    let folder = tempfile::tempdir().unwrap();
    let line = |(name, text): &(String, String)| {
        let answer = protoc(folder.path(), text).unwrap_or_else(|| "fine".to_owned());
        format!("{name} {answer}\n")
    };
    let lines: String = mutants().iter().map(line).collect();
    fs::write(Path::new(RECORD), lines).unwrap();
}
