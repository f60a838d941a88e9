//! Checks of the tests themselves.

use std::fs;
use std::path::Path;

use protoward_fixtures::CaseFile;
use walkdir::WalkDir;

/// The files that may start processes. Tests use `environment.rs`, which clears the environment. The other files are not tests,
/// or clear the environment themselves.
const STARTERS: &[&str] = &[
    "crates/build-scripts/build-google/src/program.rs",
    "crates/build-scripts/build/src/program.rs",
    "crates/checks/check-plugin/src/client.rs",
    "crates/command-libraries/lsp/tests/it/session.rs",
    "crates/generators/plugin/src/process/mod.rs",
    "crates/generators/plugin/src/process/protoc.rs",
    "crates/inputs/deps/src/git.rs",
    "crates/inputs/inputs/src/oci/credentials.rs",
    "crates/language/compiler/src/link/options/tests.rs",
    "crates/tools/kit/src/process.rs",
    "examples/services/tests/it/other.rs",
    "examples/services/tests/it/process.rs",
    "tests/it/environment.rs",
    "xtask/src/oracles.rs",
];

/// The files that may read environment variables in tests, for the programs that record answers or are tested.
const READERS: &[&str] = &[
    "crates/language/compiler/src/link/options/tests.rs",
    "examples/services/tests/it/crashes.rs",
    "examples/services/tests/it/other.rs",
    "tests/it/codegen/editions.rs",
    "tests/it/environment.rs",
    "tests/it/invalid.rs",
];

/// Returns the Rust files below these folders that contain one of these words, without this file.
fn files_with(folders: &[&str], words: &[&str]) -> Vec<String> {
    let entries = folders.iter().flat_map(|folder| WalkDir::new(folder).sort_by_file_name()).map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    let names = files.map(|entry| entry.path().to_str().unwrap().replace('\\', "/"));
    let has = |name: &String| {
        let text = fs::read_to_string(Path::new(name)).unwrap();
        *name != "tests/it/tidy.rs" && words.iter().any(|word| text.contains(word))
    };
    let mut found: Vec<String> = names.filter(has).collect();
    found.sort();
    found
}

#[test]
fn every_process_of_a_test_has_its_own_environment() {
    let started = files_with(&["src", "crates", "tests", "xtask/src", "oracles", "examples"], &["Command::new("]);
    assert_eq!(started, STARTERS, "processes are started with `tests/it/environment.rs` (left: what starts them)");
}

#[test]
fn no_test_reads_variables_of_the_machine() {
    let words = ["env::var", "env::vars", "env::home_dir"];
    let mut reading = files_with(&["tests", "examples/services/tests"], &words);
    let of_units = files_with(&["src", "crates"], &words).into_iter().filter(|name| name.ends_with("/tests.rs"));
    reading.extend(of_units);
    reading.sort();
    assert_eq!(reading, READERS, "a test sets what it needs (left: what reads variables)");
}

/// Otherwise `UPDATE=1` would change more than outputs.
#[test]
fn case_files_are_in_the_format_that_is_written() {
    let update = std::env::var_os("UPDATE").is_some();
    for (path, file) in CaseFile::read_below(Path::new("fixtures")).unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        if update {
            file.write(&path, &text);
        } else {
            assert!(file.to_string() == text, "{}, and `UPDATE=1` accepts this", path.display());
        }
    }
}

/// Openings of summary lines that are neither a noun phrase nor a verb.
const RELATIVE_CLAUSES: &[&str] =
    &["What ", "Who ", "Whose ", "Where ", "Which ", "That ", "Why ", "Something ", "Somebody "];

#[test]
fn no_doc_comment_starts_with_a_relative_clause() {
    let folders = ["src", "crates", "tests", "xtask/src", "oracles", "examples"];
    let files = files_with(&folders, &["///", "//!"]).into_iter();
    let mut found = Vec::new();
    // Generated code has the comments of schemas.
    for name in files.filter(|name| !name.contains("/generated/") && !name.contains("/gen/")) {
        let text = fs::read_to_string(&name).unwrap();
        let mut before = "";
        for line in text.lines().map(str::trim_start) {
            let is_first = !before.starts_with("///") && !before.starts_with("//!");
            let summary = line.strip_prefix("/// ").or_else(|| line.strip_prefix("//! ")).filter(|_| is_first);
            if summary.is_some_and(|summary| RELATIVE_CLAUSES.iter().any(|opening| summary.starts_with(opening))) {
                found.push(format!("{name}: {line}"));
            }
            before = line;
        }
    }
    assert_eq!(found, [""; 0], "a summary line is a noun phrase or a third-person verb");
}

/// Terms that the glossary, or plain English, replaces: "mend" by "fix", "any more" by "no longer".
const REPLACED_TERMS: &[&str] =
    &["any more", "laid out", "mend", "mended", "nobody", "somebody", "twins", "way out", "ways out", "whoever"];

/// Returns `true` if a line contains a term as whole words.
fn has_term(line: &str, term: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    line.match_indices(term)
        .any(|(at, _)| !is_letter(line[..at].chars().next_back()) && !is_letter(line[at + term.len()..].chars().next()))
}

/// Texts in code blocks of pages are messages and schemas, which have their own tests.
#[test]
fn comments_and_pages_use_the_terms_of_the_glossary() {
    let mut found = Vec::new();
    let mut check = |name: &str, line: &str| {
        let term = REPLACED_TERMS.iter().find(|term| has_term(line, term));
        found.extend(term.map(|term| format!("{name}: `{term}` in: {line}")));
    };
    let comments = ["src", "crates", "tests", "xtask/src", "oracles", "examples"];
    for name in
        files_with(&comments, &["//"]).iter().filter(|name| !name.contains("/generated/") && !name.contains("/gen/"))
    {
        let text = fs::read_to_string(name).unwrap();
        text.lines().map(str::trim_start).filter(|line| line.starts_with("//")).for_each(|line| check(name, line));
    }
    let folders = ["docs", "crates/checks/breaking/src", "README.md", "CONTRIBUTING.md", "fixtures/README.md"];
    for entry in folders.into_iter().flat_map(WalkDir::new).map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "md") {
            let text = fs::read_to_string(entry.path()).unwrap();
            let prose = text.split("```").step_by(2).flat_map(str::lines);
            prose.for_each(|line| check(&entry.path().display().to_string(), line));
        }
    }
    assert_eq!(found, [""; 0], "docs/glossary.md has the terms to use");
}

/// A word in capitals stands for a name, so that a path with one is a pattern.
#[test]
fn pages_for_contributors_name_existing_paths() {
    let folders = ["bazel/", "crates/", "docs/", "fixtures/", "src/", "tests/", "third_party/", "xtask/", "oracles/"];
    let is_pattern = |path: &str| path.contains(|c: char| !c.is_ascii_lowercase() && !"0123456789_-./".contains(c));
    let mut named = 0;
    let mut missing = Vec::new();
    for page in
        ["CONTRIBUTING.md", "docs/architecture.md", "docs/oracles.md", "docs/performance.md", "fixtures/README.md"]
    {
        let text = fs::read_to_string(page).unwrap();
        let is_path = |word: &&str| folders.iter().any(|folder| word.starts_with(folder)) && !is_pattern(word);
        for path in text.split('`').skip(1).step_by(2).filter(is_path) {
            named += 1;
            if !Path::new(path).exists() {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
    assert!(named > 150, "paths are found: {named}");
}

#[test]
fn the_readme_lists_all_pages() {
    let readme = fs::read_to_string("README.md").unwrap();
    let names = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages = names.filter(|name| name.ends_with(".md"));
    let missing: Vec<String> = pages.filter(|page| !readme.contains(&format!("(docs/{page})"))).collect();
    assert_eq!(missing, [""; 0], "the table of pages in README.md is where users look");
}
