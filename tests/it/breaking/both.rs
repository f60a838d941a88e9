//! Two versions that are compiled together: declarations that are left out of both must not affect any rule.

use std::collections::BTreeMap;

use protoward_breaking::{ComparisonSettings, check};
use protoward_compiler::{Comparison, Compilation, Compiler, Side};
use protoward_fixtures::Case;
use protoward_schema::Schema;
use protoward_source::{MemoryTree, Sources};

use super::fixtures::fixtures;
use super::{Change, everything};

type Files = BTreeMap<String, String>;

fn version(files: &Files) -> MemoryTree {
    MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

fn compiled(old: &Files, new: &Files, sources: &mut Sources) -> [Compilation; 2] {
    let compiler = |files: &Files| Compiler::new().resolver(version(files));
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    let new = (compiler(new), names(new));
    let old = (compiler(old), names(old));
    let keep = |text: &[u8]| text.windows(7).any(|word| word == b"keep me");
    let new = Side { compiler: &new.0, files: &new.1 };
    let olds = [Side { compiler: &old.0, files: &old.1 }];
    let (new, olds) = Comparison::new(new, &olds).keep(&keep).compile(sources);
    [new, olds.into_iter().next().unwrap_or_default()]
}

/// Compiles both sides together.
fn compiled_together(old: &Files, new: &Files) -> Change {
    let mut sources = Sources::default();
    let [new, old] = compiled(old, new, &mut sources);
    assert!(!new.report.has_errors() && !old.report.has_errors(), "{:?} {:?}", new.report, old.report);
    sources.set_columns(protoward_source::Columns::Measured(protoward_gate::terminal_width));
    Change { sources, old: old.schema, new: new.schema, ledger: None }
}

/// Returns all findings with their positions and messages.
fn findings(change: &Change, settings: &ComparisonSettings) -> Vec<String> {
    let found = check(&change.old, &change.new, settings);
    let row = |finding| format!("{} {:?}", super::fixtures::row(change, finding), finding.diagnostic.message);
    found.iter().map(row).collect()
}

fn paths(schema: &Schema) -> Vec<&str> {
    schema.files.iter().map(|(_, file)| schema.text(file.path)).collect()
}

/// Checks that both sides have the same findings, compiled together and separately, with all settings that concern files.
fn agree(old: &Files, new: &Files, separate: &Change) {
    let once = compiled_together(old, new);
    for (exclude_imports, limit_to_input_files) in [(false, false), (true, false), (false, true), (true, true)] {
        let settings = ComparisonSettings { exclude_imports, limit_to_input_files, ..everything() };
        assert_eq!(findings(&once, &settings), findings(separate, &settings), "{old:#?}\n{new:#?}");
    }
}

/// Returns the old and the new files of a case.
fn files(case: &Case) -> [Files; 2] {
    ["old", "new"].map(|side| case.below(side).map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
}

#[test]
fn every_fixture_has_the_same_findings_when_compiled_together() {
    for fixture in fixtures() {
        let [old, new] = files(&fixture.case);
        agree(&old, &new, &Change::new(version(&old), version(&new)));
    }
}

#[test]
fn equal_files_do_not_affect_the_findings() {
    let all: Vec<[Files; 2]> = fixtures().iter().map(|fixture| files(&fixture.case)).collect();
    let mut compared = 0;
    for (at, [old, new]) in all.iter().enumerate() {
        // The unchanged files come before, after and between the changed files.
        for step in [1, 5, 11] {
            let [same, _] = &all[(at + step) % all.len()];
            let with_neighbor = |files: &Files| {
                let names = ["a/", "z/"].map(|folder| same.iter().map(move |(name, text)| (folder, name, text)));
                let [before, following] = names;
                let chosen: Files = match step {
                    5 => before.map(|(folder, name, text)| (format!("{folder}{name}"), text.clone())).collect(),
                    _ => following.map(|(_, name, text)| (name.clone(), text.clone())).collect(),
                };
                let both: Files = chosen.into_iter().chain(files.clone()).collect();
                (both.len() > files.len()).then_some(both)
            };
            let (Some(old), Some(new)) = (with_neighbor(old), with_neighbor(new)) else { continue };
            let Ok(separate) = Change::try_new(version(&old), version(&new)) else { continue };
            agree(&old, &new, &separate);
            compared += 1;
        }
    }
    assert!(compared > all.len(), "only {compared} of {} pairs do not get in each other's way", 3 * all.len());
}

fn of(texts: &[(&str, &str)]) -> Files {
    texts.iter().map(|(name, text)| ((*name).to_owned(), format!("syntax = \"proto3\"; {text}"))).collect()
}

#[test]
fn keeps_only_files_that_a_change_affects() {
    let same = [
        ("common.proto", "package c; message C {}"),
        (
            "user.proto",
            "package u; import \"changed.proto\"; import \"common.proto\"; message U { d.D d = 1; c.C c = 2; }",
        ),
        ("other.proto", "package o; import \"common.proto\"; message O { c.C c = 1; }"),
        ("beside.proto", "package d; message Beside {}"),
        ("kept.proto", "package k; /* keep me */ message K {}"),
        ("alone.proto", "package a; message A {}"),
    ];
    let with = |text| of(&[&same[..], &[("changed.proto", text)]].concat());
    let old = with("package d; message D { int32 a = 1; }");
    let new = with("package d; message D {}");
    let once = compiled_together(&old, &new);
    // `alone.proto` is the first requested file. One such file is kept, because otherwise well-known types would count as the
    // user's.
    let stay = ["alone.proto", "beside.proto", "changed.proto", "common.proto", "kept.proto", "user.proto"];
    let sorted = |schema| {
        let mut paths = paths(schema);
        paths.sort_unstable();
        paths
    };
    assert_eq!(sorted(&once.new), stay);
    assert_eq!(sorted(&once.old), stay);
    agree(&old, &new, &Change::new(version(&old), version(&new)));
}

#[test]
fn keeps_the_packages_of_unchanged_files() {
    let old = of(&[("a.proto", "package p; message A {}"), ("b.proto", "package p; message B {}")]);
    let new = of(&[("b.proto", "package p; message B {}")]);
    let separate = Change::new(version(&old), version(&new));
    let found = findings(&separate, &everything());
    assert!(found.iter().all(|row| !row.starts_with("PACKAGE_NO_DELETE")), "{found:?}");
    agree(&old, &new, &separate);
}

#[test]
fn reports_errors_in_omitted_files() {
    let files = of(&[("a.proto", "message A {}"), ("wrong.proto", "message B { Missing m = 1; }")]);
    let [new, old] = compiled(&files, &files, &mut Sources::default());
    assert!(new.report.has_errors() && old.report.is_empty());
}
