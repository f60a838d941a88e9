//! Asks protoc, and writes what it says below each case.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::case::{self, Answer, Case};
use super::families;

#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the records"]
fn record() {
    for (_, path) in families() {
        let text = fs::read_to_string(&path).unwrap();
        let comment = text.split("=== ").next().unwrap();
        let mut cases = case::read(&text, &path);
        for case in &mut cases {
            case.answer = protoc(case);
        }
        let cases: Vec<String> = cases.iter().map(Case::write).collect();
        fs::write(&path, format!("{comment}{}", cases.join("\n"))).unwrap();
    }
}

fn protoc(case: &Case) -> Answer {
    let program = std::env::var_os("PROTOC").expect("the variable PROTOC names the program");
    let folder = tempfile::tempdir().unwrap();
    for file in &case.files {
        write(&folder.path().join(&file.name), &file.text());
    }
    let mut command = Command::new(program);
    let output = command.current_dir(folder.path()).args(["-I.", "-oout"]).args(case.targets()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    let lines = words.lines().take_while(|line| !line.contains("Check failed:")).filter(|line| !is_of_the_log(line));
    Answer { is_refused: !output.status.success(), lines: lines.map(str::to_owned).collect() }
}

/// Whether a line is `E1120 11:12:31.684815 …`: protoc talks to its developers.
fn is_of_the_log(line: &str) -> bool {
    let mut letters = line.chars();
    letters.next().is_some_and(|letter| "EFIW".contains(letter))
        && letters.take(4).all(|letter| letter.is_ascii_digit())
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
