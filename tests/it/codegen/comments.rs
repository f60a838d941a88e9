//! Converted comments are valid for rustdoc: they cause no warnings and contain no doctests.

use std::fs;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_source::MemoryTree;

use crate::environment;

/// Comments that rustdoc would reject or compile as doctests without a conversion.
const HARD: &str = include_str!("../../../fixtures/codegen/comments/hard.proto");

/// Returns the comments of the generated code, each on a separate struct, so that rustdoc checks each on its own.
fn documentation(prost_comments: bool) -> String {
    let tree = MemoryTree::new([("hard.proto", HARD)]);
    let schema = Compiler::new().resolver(tree).compile(["hard.proto"]).unwrap().into_schema();
    let mut entry = Generate::new(Plugin::Tonic, "gen");
    entry.set("prost_comments", OptionValue::Flag(prost_comments)).unwrap();
    let plans = generate(&schema, &[entry], Path::new("root")).unwrap();
    let (_, code) = plans[0].files().next().unwrap();
    let code = String::from_utf8(code.to_vec()).unwrap();
    let mut text = String::new();
    let mut open = false;
    for line in code.lines().map(str::trim_start) {
        if line.starts_with("///") {
            text.push_str(&format!("{line}\n"));
        } else if open {
            text.push_str(&format!("pub struct S{};\n\n", text.len()));
        }
        open = line.starts_with("///");
    }
    text
}

fn rustdoc(text: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("documented.rs");
    fs::write(&file, text).unwrap();
    let output = environment::rustdoc()
        .args(["--edition", "2024", "--crate-type", "lib", "-o"])
        .arg(folder.path().join("doc"))
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn comments_are_valid_for_rustdoc() {
    let text = documentation(false);
    super::snapshot("comments", "hard", &text);
    assert_eq!(rustdoc(&text, &[]), "");
    assert!(rustdoc(&text, &["--test"]).contains("running 0 tests"));
}

#[test]
fn unchanged_comments_of_prost_are_not_valid_for_rustdoc() {
    let text = documentation(true);
    assert!(rustdoc(&text, &[]).contains("warning"), "{text}");
    assert!(!rustdoc(&text, &["--test"]).contains("running 0 tests"), "{text}");
}
