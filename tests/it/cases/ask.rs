//! Runs the programs to compare with. The environment variables `PROTOC` and `BUF` have their paths.

use std::fs;
use std::path::Path;

use super::{Answer, Case};
use crate::environment;

/// The maximum number of characters of a line that are kept. Some lines have names of 65,536 characters.
const MOST_LETTERS: usize = 500;

pub(super) fn protoc(case: &Case) -> Answer {
    let folder = written(case);
    let mut command = environment::oracle("PROTOC");
    let output = command.current_dir(folder.path()).args(["-I.", "-oout"]).args(&case.targets).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    let lines = words.lines().take_while(|line| !line.contains("Check failed:")).filter(|line| !is_of_the_log(line));
    Answer {
        is_refused: !output.status.success(),
        lines: lines.map(|line| line.chars().take(MOST_LETTERS).collect()).collect(),
    }
}

pub(super) fn buf(case: &Case) -> Vec<String> {
    let folder = written(case);
    let output = environment::oracle("BUF").current_dir(folder.path()).args(["build", "."]).output().unwrap();
    String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned).collect()
}

/// Writes the files of a case to a folder.
fn written(case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in &case.files {
        write(&folder.path().join(&file.name), &file.text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Returns `true` if a line is a log message of protoc, such as `E1120 11:12:31.684815 …`.
fn is_of_the_log(line: &str) -> bool {
    let mut letters = line.chars();
    letters.next().is_some_and(|letter| "EFIW".contains(letter))
        && letters.take(4).all(|letter| letter.is_ascii_digit())
}
