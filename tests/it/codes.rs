//! The codes of diagnostics: a crate lists its codes in one file, or has a few beside their messages. `docs/codes.md` lists all.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_source::paths::portable;
use walkdir::WalkDir;

const PAGE: &str = "docs/codes.md";

/// The headings of the codes, with the source folders whose `codes.rs` lists them.
const LISTS: &[(&str, &str)] = &[
    ("The text of one file", "crates/language/syntax/src"),
    ("Formatting", "crates/edits/format/src"),
    ("Schemas", "crates/language/compiler/src"),
    ("Images and messages", "crates/inputs/image/src"),
    ("Documents of configurations", "crates/inputs/config/src"),
    ("Inputs", "crates/inputs/inputs/src"),
    ("Configurations", "crates/inputs/settings/src"),
    ("Modules and projects", "crates/inputs/workspace/src"),
    ("Dependencies", "crates/inputs/deps/src"),
    ("Rules and ignores", "crates/checks/policy/src"),
    ("Rules of a configuration", "crates/checks/lint-custom/src"),
    ("CI services", "crates/gate/ci/src"),
    ("Operations on an input", "crates/command-libraries/operations/src"),
    ("Comparisons", "crates/gate/gate/src"),
    ("Calls", "crates/command-libraries/client/src"),
    ("Uses in crates", "crates/gate/usage/src"),
    ("Commands", "src"),
];

const INTRODUCTION: &str = "\
# Codes of diagnostics

Every diagnostic has a code, which reports show beside its message. Codes are stable; messages are not. The codes of
findings are the ids of rules: `protoward rules` lists them.

This page is written by `cargo test --test it codes::write -- --ignored` from the sources; a test holds it to them.
";

/// A constant in a `codes.rs`.
struct Listed {
    constant: String,
    code: String,
    summary: String,
}

fn listed(folder: &str) -> Vec<Listed> {
    listed_in(&fs::read_to_string(format!("{folder}/codes.rs")).unwrap())
}

/// Returns the constants of a source file that are codes.
fn listed_in(text: &str) -> Vec<Listed> {
    let mut listed = Vec::new();
    let mut summary = String::new();
    for line in text.lines() {
        if let Some(text) = line.strip_prefix("/// ") {
            text.clone_into(&mut summary);
        } else if let Some((before, after)) = line.split_once(": Code = Code::new(\"") {
            let constant = before.rsplit(' ').next().unwrap().to_owned();
            let code = after.trim_end_matches("\");").to_owned();
            listed.push(Listed { constant, code, summary: std::mem::take(&mut summary) });
        } else {
            summary.clear();
        }
    }
    listed
}

/// Returns the texts of the other source files of a folder.
fn sources(folder: &str) -> Vec<(String, String)> {
    let files = WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    let is_source = |path: &Path| path.extension().is_some_and(|it| it == "rs") && !path.ends_with("codes.rs");
    let read = |path: PathBuf| (portable(&path), fs::read_to_string(&path).unwrap());
    files.filter(|path| is_source(path)).map(read).collect()
}

/// Returns the codes that are beside their messages, each with its file.
fn alone() -> Vec<(String, Listed)> {
    let folders = ["src", "crates"].into_iter().flat_map(sources).filter(|(path, _)| path.contains("src/"));
    let mut alone: Vec<_> =
        folders.flat_map(|(path, text)| listed_in(&text).into_iter().map(move |it| (path.clone(), it))).collect();
    alone.sort_by(|(a, left), (b, right)| (&left.code, a).cmp(&(&right.code, b)));
    alone
}

fn page() -> String {
    let mut page = page_of_lists();
    page += "\n## Codes beside their messages\n\n| code | meaning | file |\n|---|---|---|\n";
    for (path, Listed { code, summary, .. }) in alone() {
        let _ = writeln!(page, "| `{code}` | {} | `{path}` |", summary.trim_end_matches('.'));
    }
    page
}

fn page_of_lists() -> String {
    LISTS.iter().fold(INTRODUCTION.to_owned(), |mut page, (title, folder)| {
        let _ = write!(page, "\n## {title}\n\nIn `{folder}`.\n\n| code | meaning |\n|---|---|\n");
        for Listed { code, summary, .. } in listed(folder) {
            let _ = writeln!(page, "| `{code}` | {} |", summary.trim_end_matches('.'));
        }
        page
    })
}

#[test]
fn every_list_is_on_the_page() {
    let lists = ["src", "crates"].into_iter().flat_map(WalkDir::new).map(|entry| entry.unwrap().into_path());
    let lists = lists.filter(|path| path.ends_with("codes.rs"));
    let found: BTreeSet<PathBuf> = lists.map(|path| path.parent().unwrap().to_owned()).collect();
    let on_page: BTreeSet<PathBuf> = LISTS.iter().map(|(_, folder)| folder.into()).collect();
    assert_eq!(found, on_page);
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
fn codes_beside_their_messages_have_a_summary() {
    for (path, Listed { code, summary, .. }) in alone() {
        assert!(summary.ends_with('.'), "{path}: `{code}` has no summary");
    }
}

#[test]
fn listed_codes_are_used_and_documented() {
    for (_, folder) in LISTS {
        let listed = listed(folder);
        let sources = sources(folder);
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
