//! `fixtures/invalid`: a small text for each rule of the language, with the answer of protoc.
//!
//! A case agrees if the verdict is the same, and the first error and all warnings have the positions of protoc. `known.txt` lists
//! the cases that do not agree yet. A listed case that agrees fails the test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, thread};

use protoward_fixtures::CaseFile;
use protoward_source::{Diagnostic, Position, Report, Severity, Sources};

use super::cases::{self, Answer, Case};

const FIXTURES: &str = "fixtures/invalid";
const KNOWN: &str = "fixtures/invalid/known.txt";

/// Returns the case files of a folder by name of the family. `known.txt` has no cases.
fn families(folder: &Path) -> Vec<(String, PathBuf)> {
    let files = CaseFile::read_all(folder).into_iter().filter(|(_, file)| !file.cases.is_empty());
    files.map(|(path, _)| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

pub(crate) fn cases() -> Vec<(String, Case)> {
    cases_of(Path::new(FIXTURES))
}

/// Returns every case of a folder as `family/name`.
fn cases_of(folder: &Path) -> Vec<(String, Case)> {
    let read = |(family, path): (String, PathBuf)| {
        cases::read(&path).into_iter().map(move |case| (format!("{family}/{}", case.name), case))
    };
    families(folder).into_iter().flat_map(read).collect()
}

/// Returns the answer of protoward in the format of its protoc mode.
fn ours(case: &Case) -> Answer {
    let (report, sources) = case.compile();
    Answer { is_refused: report.has_errors(), lines: lines(&report, &sources) }
}

fn lines(report: &Report, sources: &Sources) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.in_protoc.or(diagnostic.place());
        let file = place.map_or_else(String::new, |place| sources.get(place.source).display.clone());
        let at = place.and_then(|place| sources.start(place));
        let at = at.map_or_else(String::new, |Position { line, column }| format!(":{}:{}", line + 1, column + 1));
        let warning = if diagnostic.severity == Severity::Warning { "warning: " } else { "" };
        format!("{file}{at}: {warning}{}", diagnostic.message)
    };
    report.iter().map(line).collect()
}

/// Returns the difference between the answers, or `None` if they agree.
fn difference(name: &str, case: &Case) -> Option<String> {
    let ours = ours(case);
    if ours.agrees(&case.answer) {
        return None;
    }
    let shown = |answer: &Answer| {
        let lines = answer.lines.iter().fold(String::new(), |lines, line| lines + "    " + line + "\n");
        format!("{}\n{lines}", answer.verdict())
    };
    Some(format!("{name}\n  protoc: {}  here: {}", shown(&case.answer), shown(&ours)))
}

/// Returns the differences of all cases in order.
fn differences(cases: &[(String, Case)]) -> Vec<(&str, String)> {
    let threads = thread::available_parallelism().map_or(1, |count| count.get());
    let compare = |part: &'_ [(String, Case)]| -> Vec<Option<String>> {
        part.iter().map(|(name, case)| difference(name, case)).collect()
    };
    let answers: Vec<_> = thread::scope(|scope| {
        let parts = cases.chunks(cases.len().div_ceil(threads).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || compare(part))).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let named = cases.iter().zip(answers).filter_map(|((name, _), answer)| Some((&**name, answer?)));
    named.collect()
}

#[test]
fn agrees_with_protoc() {
    let cases = cases();
    let known = fs::read_to_string(KNOWN).unwrap_or_default();
    let known: BTreeSet<&str> = known.lines().collect();
    let differences = differences(&cases);
    let mut message = String::new();
    for (_, difference) in differences.iter().filter(|(name, _)| !known.contains(name)) {
        let _ = writeln!(message, "{difference}");
    }
    for name in &known {
        if !differences.iter().any(|(differing, _)| differing == name) {
            let _ = writeln!(message, "{name} agrees now, or is gone: take it off {KNOWN}");
        }
    }
    assert!(message.is_empty(), "{message}");
}

#[test]
fn there_are_many_cases_and_most_are_refused() {
    let cases = cases();
    let refused = cases.iter().filter(|(_, case)| case.answer.is_refused).count();
    assert!(refused >= 500, "{refused} of {} cases are refused", cases.len());
    assert!(refused * 2 > cases.len(), "{refused} of {} cases are refused", cases.len());
}

/// A message is lower case, has no full stop, has at least one place, and has a help.
#[test]
fn messages_follow_the_style() {
    let mut wrong = BTreeSet::new();
    for (name, case) in cases() {
        for diagnostic in &case.compile().0 {
            let Diagnostic { message, labels, help, .. } = diagnostic;
            let texts = labels.iter().map(|label| &label.text).chain([message]).chain(help);
            let shouts = |text: &String| text.ends_with('.') || text.starts_with(|letter: char| letter.is_uppercase());
            if labels.is_empty() || help.is_none() || texts.into_iter().any(shouts) {
                let code = diagnostic.code.as_str();
                let labels: Vec<&str> = labels.iter().map(|label| &*label.text).collect();
                wrong.insert(format!("{code}: {message} {labels:?} {help:?}  ({name})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
}

#[test]
#[ignore = "compares the cases in the folder that the variable CASES names"]
fn other_cases_agree_with_protoc() {
    let cases = cases_of(Path::new(&std::env::var_os("CASES").unwrap()));
    let differences = differences(&cases);
    let shown: Vec<&str> = differences.iter().map(|(_, difference)| &**difference).collect();
    assert!(shown.is_empty(), "{} of {} cases differ\n{}", shown.len(), cases.len(), shown.join("\n"));
}

#[test]
#[ignore = "writes the list of the cases that do not agree yet"]
fn list_known_differences() {
    let cases = cases();
    let lines = differences(&cases).into_iter().fold(String::new(), |lines, (name, _)| lines + name + "\n");
    fs::write(KNOWN, lines).unwrap();
}

#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the records; of the folder CASES, where that is set"]
fn record() {
    let folder = std::env::var_os("CASES").unwrap_or_else(|| FIXTURES.into());
    families(Path::new(&folder)).iter().for_each(|(_, path)| cases::record(path, false));
}

/// Files with conflicting JSON names, a part of the help, and the file after the help is followed.
const JSON_NAMES: &[(&str, &str, &str)] = &[
    (
        r#"syntax = "proto3"; message A { int32 fooBar = 1 [json_name = "yy"]; int32 foo_bar = 2 [json_name = "zz"]; }"#,
        "rename one of the fields",
        r#"syntax = "proto3"; message A { int32 foo = 1 [json_name = "yy"]; int32 foo_bar = 2 [json_name = "zz"]; }"#,
    ),
    (
        r#"syntax = "proto3"; message A { int32 fooBar = 1 [json_name = "yy"]; int32 foo_bar = 2 [json_name = "zz"]; }"#,
        "`option deprecated_legacy_json_field_conflicts = true;`",
        r#"syntax = "proto3"; message A { option deprecated_legacy_json_field_conflicts = true;
           int32 fooBar = 1 [json_name = "yy"]; int32 foo_bar = 2 [json_name = "zz"]; }"#,
    ),
    (
        r#"edition = "2023"; message A { int32 fooBar = 1; int32 foo_bar = 2; }"#,
        "a `json_name` does not take the place of a default name",
        r#"edition = "2023"; message A { int32 other = 1; int32 foo_bar = 2; }"#,
    ),
    (
        r#"syntax = "proto3"; message A { int32 a = 1 [json_name = "x"]; int32 b = 2 [json_name = "x"]; }"#,
        "use another `json_name` for one of the fields",
        r#"syntax = "proto3"; message A { int32 a = 1 [json_name = "x"]; int32 b = 2 [json_name = "y"]; }"#,
    ),
    (
        r#"syntax = "proto3"; message A { int32 x = 1; int32 b = 2 [json_name = "x"]; }"#,
        "use another `json_name` for `b`",
        r#"syntax = "proto3"; message A { int32 x = 1; int32 b = 2 [json_name = "y"]; }"#,
    ),
    (
        r#"syntax = "proto3"; message A { int32 b = 2 [json_name = "x"]; int32 x = 1; }"#,
        "or add one to `x`",
        r#"syntax = "proto3"; message A { int32 b = 2 [json_name = "x"]; int32 x = 1 [json_name = "y"]; }"#,
    ),
    (
        r#"edition = "2026"; package p.v1; import option "google/protobuf/json_enumvalue_options.proto";
           enum E { E_A = 0; E_B = 1 [(pb.enumvalue.json).string = "E_A"]; }"#,
        "give `E_B` another `(pb.enumvalue.json).string`",
        r#"edition = "2026"; package p.v1; import option "google/protobuf/json_enumvalue_options.proto";
           enum E { E_A = 0; E_B = 1 [(pb.enumvalue.json).string = "b"]; }"#,
    ),
    (
        r#"edition = "2026"; package p.v1; import option "google/protobuf/json_enumvalue_options.proto";
           enum E { E_A = 0 [(pb.enumvalue.json).string = "E_B"]; E_B = 1; }"#,
        "or rename `E_B`",
        r#"edition = "2026"; package p.v1; import option "google/protobuf/json_enumvalue_options.proto";
           enum E { E_A = 0 [(pb.enumvalue.json).string = "E_B"]; E_C = 1; }"#,
    ),
];

#[test]
fn resolves_a_json_name_conflict_by_its_help() {
    for (text, help, followed) in JSON_NAMES {
        let (report, _) = cases::compile_text(text);
        let helps: Vec<_> = report.iter().filter_map(|diagnostic| diagnostic.help.clone()).collect();
        assert!(report.has_errors() && helps.iter().any(|it| it.contains(help)), "{text}\n{helps:?}");
        let (report, sources) = cases::compile_text(followed);
        assert!(report.iter().next().is_none(), "{followed}\n{:?}", lines(&report, &sources));
    }
}
