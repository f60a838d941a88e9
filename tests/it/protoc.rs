//! The protoc mode beside protoc: the same arguments, the same exit code, the same bytes.
//!
//! `fixtures/protoc/answers.txt` holds what protoc did, so that nobody needs it to run this.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/protoc");

/// The words of a line; `""` is an empty one.
fn words(line: &str) -> Vec<&str> {
    line.split(' ').map(|word| if word == "\"\"" { "" } else { word }).collect()
}

#[test]
fn it_does_what_protoc_did() {
    let fixtures = Path::new(FIXTURES);
    let answers = fs::read_to_string(fixtures.join("answers.txt")).unwrap();
    let mut differences = String::new();
    let mut asked = 0;
    for line in answers.lines().filter(|line| !line.starts_with('#')) {
        let [code, name, arguments] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let expected =
            (code.parse().ok(), (name != "-").then(|| fs::read(fixtures.join("outputs").join(name)).unwrap()));
        if run(&fixtures.join("tree"), &words(arguments)) != expected {
            differences.push_str(&format!("{line}\n"));
        }
        asked += 1;
    }
    assert!(asked > 60, "the answers are there");
    assert!(differences.is_empty(), "protoc did otherwise:\n{differences}");
}

/// The exit code, and what was written.
fn run(tree: &Path, arguments: &[&str]) -> (Option<i32>, Option<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    support::copy(tree, folder.path());
    let program = env!("CARGO_BIN_EXE_protoward");
    let output = Command::new(program).arg("protoc").args(arguments).current_dir(folder.path()).output().unwrap();
    let written = ["OUT", "=OUT"].iter().find_map(|name| fs::read(folder.path().join(name)).ok());
    (output.status.code(), written)
}
