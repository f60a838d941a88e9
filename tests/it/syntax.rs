//! `fixtures/syntax`: valid and invalid texts, the latter with the recorded errors of protoc.

mod hostile;
mod mutants;
mod tokens;
mod tree;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

use protoward_fixtures::{Case, CaseFile};
use protoward_source::{Report, Sources};
use protoward_syntax as syntax;
use protoward_syntax::Parsed;

use super::{environment, support};

/// A pseudo-random generator with the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const VALID: &str = "fixtures/syntax/valid.txt";
const INVALID: &str = "fixtures/syntax/errors";

/// Returns the valid texts by name.
fn valid() -> Vec<(String, String)> {
    let file = CaseFile::read(Path::new(VALID));
    file.cases.iter().map(|case| (case.name.clone(), text(case).to_owned())).collect()
}

fn invalid() -> Vec<(PathBuf, CaseFile)> {
    CaseFile::read_all(Path::new(INVALID))
}

fn text(case: &Case) -> &str {
    case.text("a.proto").unwrap()
}

/// Parses a text and checks the invariants of its tree.
fn checked(text: &str) -> Parsed {
    let parsed = syntax::parse(text);
    let tree = tree::of(&parsed.file);
    tree.check(text);
    tree.values(text);
    for error in &parsed.errors {
        assert!(text.get(error.span.range()).is_some(), "{error:?} lies on letters");
        assert!(error.at as usize <= text.len(), "{error:?} lies in the text");
    }
    parsed
}

/// Returns the position at which protoc would report the first error.
fn first_error(text: &str) -> Option<String> {
    checked(text).errors.first().map(|error| place(text, error.at as usize))
}

fn place(text: &str, at: usize) -> String {
    let mut sources = Sources::default();
    let id = sources.add("a.proto", "a.proto", Some(text.into()));
    let start = sources.start(sources.place(id, at..at)).unwrap();
    format!("{}:{}", start.line + 1, start.column + 1)
}

/// Returns all errors as printed for a user.
fn rendered(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("a.proto", "a.proto", Some(text.into()));
    let errors = checked(text).errors;
    let report: Report = syntax::diagnostics(&errors, id, &sources).into_iter().collect();
    support::shown(&report, &sources, Path::new("/nowhere"))
}

#[test]
fn accepts_valid_texts() {
    let file = CaseFile::read(Path::new(VALID));
    assert!(file.cases.len() >= 10, "the cases are there");
    let trees: Vec<_> = file.cases.iter().map(|case| Some(accepted(&case.name, text(case)))).collect();
    file.check(Path::new(VALID), "tree", trees);
}

/// Returns the tree of a valid text.
fn accepted(name: &str, text: &str) -> String {
    let parsed = checked(text);
    assert_eq!(parsed.errors, [], "{name} is right");
    let lines: Vec<u32> = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
    assert_eq!(parsed.file.lines, lines, "{name} has these lines");
    tree::of(&parsed.file).dump(text)
}

#[test]
fn invalid_texts_have_the_recorded_errors() {
    for (path, file) in invalid() {
        let errors: Vec<_> = file.cases.iter().map(|case| Some(rendered(text(case)))).collect();
        file.check(&path, "errors", errors);
    }
}

#[test]
fn invalid_texts_have_the_positions_of_protoc() {
    let files = invalid();
    let cases: Vec<&Case> = files.iter().flat_map(|(_, file)| &file.cases).collect();
    assert!(cases.len() >= 200, "the cases are there");
    for case in cases {
        let recorded = case.text("protoc").map(str::trim_end);
        assert_eq!(first_error(text(case)).as_deref(), recorded, "{}: here, and where protoc says", case.name);
    }
}

#[test]
fn texts_of_the_repository_are_valid() {
    let mut count = 0;
    for folder in ["proto", "third_party", "crates/language/compiler/third_party", "examples"] {
        for entry in walkdir::WalkDir::new(folder) {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|ending| ending == "proto") {
                assert_eq!(checked(&fs::read_to_string(&path).unwrap()).errors, [], "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count} files");
}

#[test]
fn every_prefix_of_a_text_can_be_parsed() {
    for (name, text) in valid() {
        let ends = (0..text.len()).step_by(7).filter(|&end| text.is_char_boundary(end));
        let broken = ends.filter(|&end| !checked(&text[..end]).errors.is_empty()).count();
        assert!(broken > 0 || text.len() < 200, "{name}: most prefixes are cut inside something");
    }
}

/// Returns the position of the first syntax error that protoc reports. To tell syntax errors from other errors, protoc runs
/// twice: it does not report other errors if the text ends with a syntax error.
fn protoc(folder: &Path, text: &str) -> Option<String> {
    let first = protoc_error(folder, text)?;
    let with_error = protoc_error(folder, &format!("{text}\n$"))?;
    (first == with_error || first == place(text, text.len())).then_some(first)
}

fn protoc_error(folder: &Path, text: &str) -> Option<String> {
    fs::write(folder.join("a.proto"), text).unwrap();
    let output = environment::oracle("PROTOC").current_dir(folder).args(["-I.", "-oout", "a.proto"]).output().unwrap();
    let output = String::from_utf8_lossy(&output.stderr).into_owned();
    let place = |line: &str| {
        let mut parts = line.strip_prefix("a.proto:")?.splitn(3, ':');
        let row = parts.next()?;
        let column = parts.next()?;
        let words = parts.next()?;
        (!words.starts_with(" warning")).then(|| format!("{row}:{column}"))
    };
    output.lines().find_map(place)
}

#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the records"]
fn record() {
    let folder = tempfile::tempdir().unwrap();
    for (path, mut file) in invalid() {
        let before = file.to_string();
        for case in &mut file.cases {
            let answer =
                protoc_error(folder.path(), text(case)).unwrap_or_else(|| panic!("protoc takes {}", case.name));
            case.set("protoc", Some(format!("{answer}\n")));
        }
        file.write(&path, &before);
    }
}
