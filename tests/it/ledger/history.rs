//! The ledger of a repository.

use std::collections::BTreeSet;

use protoward_breaking::{ComparisonSettings, catalog, check};
use protoward_inputs::{Commit, Input};
use protoward_ledger::{EventTime, Ledger, facts};
use protoward_policy::ConfigVersion;
use protoward_source::{Report, Sources};
use protoward_workspace::chronicle::chronicle;
use protoward_workspace::{OpenOptions, open};

use super::drawn::{Draw, DrawnFiles};
use crate::support::Repository;

/// Returns the ledger of a commit range as text.
fn of_git(repository: &Repository, range: &str) -> String {
    let mut report = Report::default();
    let made = chronicle(&folder(repository), range, &OpenOptions::default(), &mut report);
    let made =
        made.unwrap_or_else(|| panic!("{:?}", report.iter().map(|problem| &problem.message).collect::<Vec<_>>()));
    made.ledger.to_string()
}

fn folder(repository: &Repository) -> Input {
    Input::Folder(repository.path().to_owned())
}

/// Returns the ledger that is updated commit by commit.
fn by_updates(repository: &Repository) -> String {
    let mut ledger = Ledger::default();
    for id in repository.git(&["rev-list", "--first-parent", "--reverse", "HEAD"]).lines() {
        let commit = Commit::Revision(id.to_owned());
        let input = Input::At { commit, input: Box::new(folder(repository)) };
        let stamp = input.commit_stamp().unwrap();
        let mut report = Report::default();
        let now = match open(&input, &OpenOptions::default(), &mut Sources::default(), &mut report) {
            Some(workspace) => facts(&workspace.schema),
            None => {
                let all: Vec<_> = report.iter().map(|problem| problem.message.clone()).collect();
                assert!(all.iter().all(|message| message.starts_with("there are no `.proto` files")), "{all:?}");
                BTreeSet::new()
            }
        };
        let when = ledger.in_order(EventTime::commit(&stamp.id, &stamp.time));
        ledger.observe(now, &when);
    }
    ledger.to_string()
}

#[test]
fn builds_the_same_ledger_from_git_as_by_updates() {
    for seed in 0..6 {
        let Some(repository) = Repository::new() else { return };
        let mut draw = Draw(seed);
        let mut drawn = DrawnFiles::default();
        for number in 0..12 {
            drawn.change(&mut draw);
            let files = drawn.files();
            repository.git(&["rm", "-rq", "--ignore-unmatch", "."]);
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            repository.commit(&format!("change {number}"), &files);
        }
        assert_eq!(of_git(&repository, "HEAD"), by_updates(&repository), "seed {seed}");
    }
}

const USER: &str = "syntax = \"proto3\";\npackage user.v1;\nmessage User {\n  string name = 1;\nFIELDS}\n";

fn user(fields: &str) -> String {
    USER.replace("FIELDS", fields)
}

/// Returns the findings in the working folder, compared with the last commit.
fn found(repository: &Repository, ledger: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("protoward.ledger", "protoward.ledger", Some(ledger.into()));
    let ledger = protoward_ledger::read(source, &sources, &mut report).unwrap();
    let old = Input::At { commit: Commit::Head, input: Box::new(folder(repository)) };
    let [old, new] = [old, folder(repository)]
        .map(|input| open(&input, &OpenOptions::default(), &mut sources, &mut report).unwrap().schema);
    let settings = ComparisonSettings {
        rules: catalog().named(ConfigVersion::V2, "HISTORY"),
        ledger: Some(ledger.into()),
        ..ComparisonSettings::default()
    };
    let findings = check(&old, &new, &settings);
    findings.into_iter().map(|finding| format!("{} {}", finding.rule.id(), finding.diagnostic.message)).collect()
}

/// Commits these versions of one file, then changes the file without a commit.
fn versions(versions: &[&str], now: &str) -> Option<(Repository, Vec<String>)> {
    let repository = Repository::new()?;
    for (number, text) in versions.iter().enumerate() {
        repository.commit(&format!("{number}"), &[("user.proto", text)]);
    }
    let ledger = of_git(&repository, "HEAD");
    crate::support::write(repository.path(), &[("user.proto", now)]);
    let found = found(&repository, &ledger);
    Some((repository, found))
}

#[test]
fn remembers_a_number_after_its_reservation_is_dropped() {
    let past = [user("int64 created_at = 4;\n"), user("reserved 4;\n"), user("")];
    let past: Vec<&str> = past.iter().map(String::as_str).collect();
    let Some((_, found)) = versions(&past, &user("string nickname = 4;\n")) else { return };
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("FIELD_NUMBER_NOT_REUSED number 4 of `user.v1.User` was `created_at` (int64) until "),
        "{found:?}"
    );
    let Some((_, found)) = versions(&past, &user("int64 created_at = 4;\n")) else { return };
    assert_eq!(found, [""; 0], "it comes back as it was");
}

#[test]
fn does_not_report_accepted_changes_again() {
    let past = [user("int64 created_at = 4;\n"), user(""), user("string nickname = 4;\n")];
    let past: Vec<&str> = past.iter().map(String::as_str).collect();
    let Some((_, found)) = versions(&past, &user("string nickname = 4;\nstring mail = 5;\n")) else { return };
    assert_eq!(found, [""; 0]);
}

#[test]
fn keeps_the_history_of_a_changed_field() {
    let past = [user("int32 age = 4;\n"), user("int64 years = 4;\n"), user("")];
    let past: Vec<&str> = past.iter().map(String::as_str).collect();
    let Some((_, found)) = versions(&past, &user("int64 years = 4;\n")) else { return };
    assert_eq!(found, [""; 0], "it comes back as it was last");
    let Some((_, found)) = versions(&past, &user("int32 age = 4;\n")) else { return };
    assert_eq!(found.len(), 1, "it was something else last: {found:?}");
}

#[test]
fn keeps_the_history_of_a_moved_message() {
    let moved = |fields: &str| user(fields).replace("user.v1", "person.v1").replace("User", "Person");
    let past = [
        user("int64 created_at = 4;\nstring mail = 5;\n"),
        user("string mail = 5;\n"),
        moved("string mail = 5;\n"),
        moved("string mail = 5;\nstring phone = 6;\n"),
    ];
    let past: Vec<&str> = past.iter().map(String::as_str).collect();
    let now = moved("string nickname = 4;\nstring mail = 5;\nstring phone = 6;\n");
    let Some((repository, found)) = versions(&past, &now) else { return };
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("number 4 of `person.v1.Person` was `created_at` (int64)"), "{found:?}");
    assert!(of_git(&repository, "HEAD").contains("person.v1.Person renamed message user.v1.User came "));
}

#[test]
fn records_merges_and_skips_broken_commits() {
    let Some(repository) = Repository::new() else { return };
    repository.commit("first", &[("user.proto", &user("int32 age = 2;\n"))]);
    repository.git(&["checkout", "-qb", "side"]);
    repository.commit("draft", &[("user.proto", &user("int32 age = 2;\nstring draft = 3;\n"))]);
    repository.commit("final", &[("user.proto", &user("int32 age = 2;\nbytes photo = 3;\n"))]);
    repository.git(&["checkout", "-q", "main"]);
    repository.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    repository.commit("broken", &[("user.proto", "syntax = \"proto3\";\nmessage User {{{\n")]);
    repository.commit("mended", &[("user.proto", &user("int32 age = 2;\nbytes photo = 3;\n"))]);
    let ledger = of_git(&repository, "HEAD");
    assert!(!ledger.contains("draft"), "what was never on the branch was never published:\n{ledger}");
    assert!(ledger.contains(" photo ") && !ledger.contains(" left "), "{ledger}");
    assert!(of_git(&repository, "HEAD~2..").contains(" photo "), "a range begins with what was there");
}

#[test]
fn uses_the_configuration_of_each_commit() {
    let Some(repository) = Repository::new() else { return };
    let config = "include = [\"vendor\"]\n[[module]]\npath = \"proto\"\nexcludes = [\"proto/old\"]\n";
    let main = "syntax = \"proto3\"; import \"lib/kind.proto\"; message A { lib.Kind kind = 1; }";
    repository.commit(
        "first",
        &[
            ("protoward.toml", config),
            ("proto/a.proto", main),
            ("proto/old/gone.proto", "syntax = \"proto3\"; message Old {}"),
            ("vendor/lib/kind.proto", "syntax = \"proto3\"; package lib; message Kind {}"),
        ],
    );
    repository.commit(
        "the type is another",
        &[("vendor/lib/kind.proto", "syntax = \"proto3\"; package lib; enum Kind { KIND_ZERO = 0; }")],
    );
    repository.commit("all of it", &[("protoward.toml", &config.replace("excludes = [\"proto/old\"]", ""))]);
    let ledger = of_git(&repository, "HEAD");
    assert_eq!(ledger, by_updates(&repository));
    assert!(ledger.contains("A field 1 kind message:lib.Kind") && ledger.contains("A field 1 kind enum:lib.Kind"));
    assert!(ledger.contains("Old message came ") && !ledger.contains("lib.Kind enum"), "{ledger}");
}
