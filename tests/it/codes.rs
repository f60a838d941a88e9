//! The codes of diagnostics: each crate lists its codes in one file, and `docs/codes.md` lists all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

const PAGE: &str = "docs/codes.md";

/// The headings of the codes, with the source folders whose `codes.rs` lists them.
const LISTS: &[(&str, &str)] = &[
    ("The text of one file", "crates/syntax/src"),
    ("Formatting", "crates/format/src"),
    ("Schemas", "crates/compiler/src"),
    ("Images and messages", "crates/image/src"),
    ("Documents of configurations", "crates/config/src"),
    ("Inputs and configurations", "crates/workspace/src"),
    ("Dependencies", "crates/deps/src"),
    ("Rules and ignores", "crates/policy/src"),
    ("Rules of a configuration", "crates/conditions/src"),
    ("CI services", "crates/ci/src"),
    ("Code generation", "crates/generation/src"),
    ("Migrations", "crates/migrate-input/src"),
    ("Comparisons", "crates/gate/src"),
    ("Fixes", "crates/fixer/src"),
    ("Refactorings", "crates/refactor-input/src"),
    ("Ledgers", "crates/ledger-file/src"),
    ("Changes of dependencies", "crates/deps-manager/src"),
    ("First configurations", "crates/init/src"),
    ("Calls", "crates/client/src"),
    ("Uses in crates", "crates/usage/src"),
    ("Commands", "src"),
];

const INTRODUCTION: &str = "\
# Codes of diagnostics

Every diagnostic has a code, which reports show beside its message. Codes are stable; messages are not. The codes of
findings are the ids of rules: `protoward rules` lists them.

This page is written by `cargo test --test it codes::write -- --ignored` from the files `codes.rs`; a test holds it to
them.
";

/// A constant in a `codes.rs`.
struct Listed {
    constant: String,
    code: String,
    summary: String,
}

fn listed(folder: &str) -> Vec<Listed> {
    let text = fs::read_to_string(format!("{folder}/codes.rs")).unwrap();
    let (mut listed, mut summary) = (Vec::new(), String::new());
    for line in text.lines() {
        if let Some(text) = line.strip_prefix("/// ") {
            text.clone_into(&mut summary);
        } else if let Some((before, after)) = line.split_once(": Code = Code::new(\"") {
            let constant = before.rsplit(' ').next().unwrap().to_owned();
            let code = after.trim_end_matches("\");").to_owned();
            listed.push(Listed { constant, code, summary: std::mem::take(&mut summary) });
        }
    }
    listed
}

/// Returns the texts of the other source files of a folder.
fn sources(folder: &str) -> Vec<(String, String)> {
    let files = WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    let is_source = |path: &Path| path.extension().is_some_and(|it| it == "rs") && !path.ends_with("codes.rs");
    let read = |path: std::path::PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    files.filter(|path| is_source(path)).map(read).collect()
}

fn page() -> String {
    LISTS.iter().fold(INTRODUCTION.to_owned(), |mut page, (title, folder)| {
        let _ = write!(page, "\n## {title}\n\n| code | meaning |\n|---|---|\n");
        for Listed { code, summary, .. } in listed(folder) {
            let _ = writeln!(page, "| `{code}` | {} |", summary.trim_end_matches('.'));
        }
        page
    })
}

#[test]
fn every_list_is_on_the_page() {
    for entry in fs::read_dir("crates").unwrap() {
        let folder = format!("crates/{}/src", entry.unwrap().file_name().to_str().unwrap());
        let is_on_page = LISTS.iter().any(|(_, listed)| *listed == folder);
        assert_eq!(Path::new(&folder).join("codes.rs").exists(), is_on_page, "{folder}");
    }
}

#[test]
fn codes_are_listed_in_one_place() {
    for (_, folder) in LISTS {
        for (path, text) in sources(folder) {
            assert!(!text.contains("Code::new("), "{path} has a code that `{folder}/codes.rs` should list");
        }
    }
}

#[test]
fn listed_codes_are_used_and_documented() {
    for (_, folder) in LISTS {
        let (listed, sources) = (listed(folder), sources(folder));
        assert!(!listed.is_empty(), "{folder}");
        let codes: Vec<&str> = listed.iter().map(|it| &*it.code).collect();
        assert!(codes.is_sorted(), "{folder}: {codes:?}");
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{folder}: {codes:?}");
        for Listed { constant, code, summary } in &listed {
            assert_eq!(*constant, code.to_uppercase().replace('-', "_"), "{folder}");
            assert!(summary.ends_with('.'), "{folder}: `{code}` has no summary");
            let name = format!("codes::{constant}");
            assert!(sources.iter().any(|(_, text)| text.contains(&name)), "{folder}: nothing uses `{constant}`");
        }
    }
}

#[test]
fn documents_all_codes() {
    assert!(fs::read_to_string(PAGE).unwrap() == page(), "{PAGE} is not what the lists say; write it anew");
}

#[test]
#[ignore = "writes the page"]
fn write() {
    fs::write(PAGE, page()).unwrap();
}
