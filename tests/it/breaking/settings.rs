//! Which findings the settings let through.

use protoward::breaking::{Category, ConfigVersion, Settings, named, rule, rules};

use super::Change;

const OLD: &[(&str, &str)] = &[
    ("a/moved.proto", "syntax = \"proto3\"; package shop.v1; message Moved { string kept = 1; string gone = 2; }"),
    ("b/stays.proto", "syntax = \"proto3\"; package shop.v1; message Stays { string gone = 1; }"),
    ("c/beta.proto", "syntax = \"proto3\"; package shop.v1beta1; message Beta { string gone = 1; }"),
];
const NEW: &[(&str, &str)] = &[
    ("a/moved.proto", "syntax = \"proto3\"; package shop.v1;"),
    ("b/stays.proto", "syntax = \"proto3\"; package shop.v1; message Stays {} message Moved { string kept = 1; }"),
    ("c/beta.proto", "syntax = \"proto3\"; package shop.v1beta1; message Beta {}"),
];

/// What is found, as `rule file`, by the rules about deleted messages and fields.
fn found(settings: Settings) -> Vec<String> {
    let rules = [rule("FIELD_NO_DELETE"), rule("MESSAGE_NO_DELETE")].into_iter().flatten().collect();
    let change = Change::of_texts(OLD, NEW);
    let findings = change.check(&Settings { rules, ..settings });
    findings.iter().map(|finding| format!("{} {}", finding.rule.id(), change.start(finding.place.unwrap()).0)).collect()
}

#[test]
fn nothing_is_ignored_unless_asked() {
    assert_eq!(
        found(Settings::default()),
        [
            "MESSAGE_NO_DELETE a/moved.proto",
            "FIELD_NO_DELETE b/stays.proto",
            "FIELD_NO_DELETE b/stays.proto",
            "FIELD_NO_DELETE c/beta.proto",
        ]
    );
}

#[test]
fn ignoring_the_old_file_ignores_what_moved_out_of_it() {
    let ignore = |path: &str| found(Settings { ignore: vec![path.to_owned()], ..Settings::default() });
    assert_eq!(ignore("a"), ["FIELD_NO_DELETE b/stays.proto", "FIELD_NO_DELETE c/beta.proto"]);
    assert_eq!(ignore("b/stays.proto"), ["MESSAGE_NO_DELETE a/moved.proto", "FIELD_NO_DELETE c/beta.proto"]);
    assert!(ignore(".").is_empty());
}

#[test]
fn a_path_can_be_ignored_for_one_rule() {
    let ignore_only = named(ConfigVersion::V2, "FIELD_NO_DELETE").into_iter().map(|rule| (rule, vec!["b".to_owned()]));
    let settings = Settings { ignore_only: ignore_only.collect(), ..Settings::default() };
    assert_eq!(found(settings), ["MESSAGE_NO_DELETE a/moved.proto", "FIELD_NO_DELETE c/beta.proto"]);
}

#[test]
fn unstable_packages_may_change_when_allowed() {
    let settings = Settings { ignore_unstable_packages: true, ..Settings::default() };
    assert!(!found(settings).iter().any(|finding| finding.ends_with("c/beta.proto")));
}

#[test]
fn an_import_is_left_out_when_asked() {
    const IMPORTS: &[(&str, &str)] = &[("uses.proto", "syntax = \"proto3\"; import \"google/protobuf/empty.proto\";")];
    const ALONE: &[(&str, &str)] = &[("uses.proto", "syntax = \"proto3\";")];
    let change = Change::of_texts(IMPORTS, ALONE);
    // The file that is not there any more is `google/protobuf/empty.proto`.
    let settings = Settings { rules: named(ConfigVersion::V2, "FILE_NO_DELETE"), ..Settings::default() };
    let count = |settings: &Settings| change.check(settings).len();
    assert_eq!(count(&settings), settings.rules.len());
    assert_eq!(count(&Settings { exclude_imports: true, ..settings.clone() }), 0);
    assert_eq!(count(&Settings { limit_to_input_files: true, ..settings }), 0);
}

#[test]
fn older_configurations_know_less() {
    assert!(!rule("EXTENSION_NO_DELETE").unwrap().is_default(ConfigVersion::V1));
    assert!(rule("EXTENSION_NO_DELETE").unwrap().is_default(ConfigVersion::V2));
    assert!(named(ConfigVersion::V1, "EXTENSION_NO_DELETE").is_empty());
    assert!(named(ConfigVersion::V1, "CSR").is_empty());
    assert!(!named(ConfigVersion::V2, "CSR").is_empty());
    assert!(named(ConfigVersion::V2, "NO_SUCH_RULE").is_empty());
    for category in Category::ALL {
        assert!(!named(ConfigVersion::V2, category.id()).is_empty(), "{category:?}");
    }
}

#[test]
fn rules_are_listed_by_id() {
    let ids: Vec<_> = rules().iter().map(|rule| rule.id()).collect();
    assert!(ids.is_sorted());
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
}
