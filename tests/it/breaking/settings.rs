//! The effect of settings on findings.

use protoward_breaking::{ComparisonSettings, Finding, LocatedFinding, catalog};
use protoward_fixtures::CaseFile;
use protoward_policy::{self as policy, Clock, ConfigVersion, Decision, Ignore, PolicyContext};
use protoward_policy::{IgnoreScope, ModuleSettings, Policies, Rule};
use protoward_source::LocatedText;
use protoward_source::{Place, Sources};

use super::fixtures::{recorded, whole_row};
use super::{Change, named, rule, rules};

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

/// Returns the findings of the rules about deleted messages and fields as `rule file`.
fn found(settings: policy::PolicySettings) -> Vec<String> {
    let rules = [rule("FIELD_NO_DELETE"), rule("MESSAGE_NO_DELETE")].into_iter().flatten().collect();
    let change = Change::of_texts(OLD, NEW);
    let findings = let_through(&change, change.check(&ComparisonSettings::of(rules)), &settings);
    findings.iter().map(|finding| format!("{} {}", finding.rule.id(), change.start(finding.place.unwrap()).0)).collect()
}

/// Returns the findings that are not ignored.
fn let_through(change: &Change, mut findings: Vec<Finding>, settings: &policy::PolicySettings) -> Vec<Finding> {
    let clock = Clock::now(None);
    let context = PolicyContext { catalog: catalog(), has_ledger: false, clock: &clock };
    let mut policies = Policies::new([ModuleSettings { settings, version: ConfigVersion::V2 }], context).unwrap();
    findings.retain(|finding| {
        let finding = LocatedFinding::new(finding, &change.old, &change.new).as_buf(true);
        matches!(policies.decide(0, &finding), Decision::Reported(_))
    });
    findings
}

/// Returns an ignore of a path, for some rules or for all of them.
fn ignoring(rules: &[&str], path: &str) -> Ignore {
    let mut sources = Sources::default();
    Ignore {
        located: None,
        place: Place::whole(sources.add("buf.yaml", "buf.yaml", None)),
        path: Some(LocatedText::unplaced(path)),
        within: IgnoreScope::Path(path.to_owned()),
        rules: rules.iter().map(|&rule| LocatedText::unplaced(rule)).collect(),
        element: None,
        reason: None,
        until: None,
        is_exception: false,
    }
}

fn ignores(ignores: Vec<Ignore>) -> policy::PolicySettings {
    policy::PolicySettings { ignores, ..policy::PolicySettings::using(["FILE"]) }
}

#[test]
fn ignores_nothing_by_default() {
    assert_eq!(
        found(ignores(Vec::new())),
        [
            "MESSAGE_NO_DELETE a/moved.proto",
            "FIELD_NO_DELETE b/stays.proto",
            "FIELD_NO_DELETE b/stays.proto",
            "FIELD_NO_DELETE c/beta.proto",
        ]
    );
}

#[test]
fn ignoring_the_old_file_ignores_declarations_moved_out_of_it() {
    let ignore = |path: &str| found(ignores(vec![ignoring(&[], path)]));
    assert_eq!(ignore("a"), ["FIELD_NO_DELETE b/stays.proto", "FIELD_NO_DELETE c/beta.proto"]);
    assert_eq!(ignore("b/stays.proto"), ["MESSAGE_NO_DELETE a/moved.proto", "FIELD_NO_DELETE c/beta.proto"]);
    assert!(ignore(".").is_empty());
}

#[test]
fn ignores_a_path_for_one_rule() {
    let settings = ignores(vec![ignoring(&["FIELD_NO_DELETE"], "b")]);
    assert_eq!(found(settings), ["MESSAGE_NO_DELETE a/moved.proto", "FIELD_NO_DELETE c/beta.proto"]);
}

#[test]
fn unstable_packages_may_change_when_allowed() {
    let settings = policy::PolicySettings { ignore_unstable_packages: true, ..ignores(Vec::new()) };
    assert!(!found(settings).iter().any(|finding| finding.ends_with("c/beta.proto")));
}

#[test]
fn exclude_imports_omits_findings_in_imports() {
    const IMPORTS: &[(&str, &str)] = &[("uses.proto", "syntax = \"proto3\"; import \"google/protobuf/empty.proto\";")];
    const ALONE: &[(&str, &str)] = &[("uses.proto", "syntax = \"proto3\";")];
    let change = Change::of_texts(IMPORTS, ALONE);
    // The missing file is `google/protobuf/empty.proto`.
    let settings =
        ComparisonSettings { rules: named(ConfigVersion::V2, "FILE_NO_DELETE"), ..ComparisonSettings::default() };
    let count = |settings: &ComparisonSettings| change.check(settings).len();
    assert_eq!(count(&settings), settings.rules.len());
    assert_eq!(count(&ComparisonSettings { exclude_imports: true, ..settings }), 0);
}

#[test]
fn limit_to_input_files_keeps_old_files_that_the_input_imported() {
    const MANY: &[(&str, &str)] = &[
        ("uses.proto", "syntax = \"proto3\"; import \"near.proto\";"),
        ("near.proto", "syntax = \"proto3\"; import \"far.proto\";"),
        ("far.proto", "syntax = \"proto3\";"),
        ("other.proto", "syntax = \"proto3\"; import \"google/protobuf/empty.proto\";"),
    ];
    const ONE: &[(&str, &str)] = &[("uses.proto", "syntax = \"proto3\";")];
    let change = Change::of_texts(MANY, ONE);
    let deleted = named(ConfigVersion::V2, "FILE_NO_DELETE");
    let count = |limit_to_input_files, exclude_imports| {
        let rules = deleted.clone();
        change
            .check(&ComparisonSettings {
                rules,
                limit_to_input_files,
                exclude_imports,
                ..ComparisonSettings::default()
            })
            .len()
    };
    assert_eq!(count(false, false), 4);
    assert_eq!(count(true, false), 2, "`near.proto` and `far.proto`");
    assert_eq!(count(false, true), 3);
    assert_eq!(count(true, true), 0);
}

#[test]
fn older_configurations_have_fewer_rules() {
    assert!(!rule("EXTENSION_NO_DELETE").unwrap().is_default(ConfigVersion::V1));
    assert!(rule("EXTENSION_NO_DELETE").unwrap().is_default(ConfigVersion::V2));
    assert!(named(ConfigVersion::V1, "EXTENSION_NO_DELETE").is_empty());
    assert!(named(ConfigVersion::V1, "CSR").is_empty());
    assert!(!named(ConfigVersion::V2, "CSR").is_empty());
    assert!(named(ConfigVersion::V2, "NO_SUCH_RULE").is_empty());
    for category in catalog().categories().iter().filter(|category| category.is_known_to_buf()) {
        assert!(!named(ConfigVersion::V2, category.id()).is_empty(), "{category:?}");
    }
}

#[test]
fn retired_rules_select_their_successors() {
    let ids = |version, id| named(version, id).iter().map(|rule| rule.id()).collect::<Vec<_>>();
    assert_eq!(ids(ConfigVersion::V1, "FIELD_SAME_CTYPE"), ["FIELD_SAME_CPP_STRING_TYPE"]);
    assert_eq!(ids(ConfigVersion::V1Beta1, "FIELD_SAME_LABEL").len(), 3);
    assert!(catalog().is_known(ConfigVersion::V1, "FILE_SAME_PHP_GENERIC_SERVICES"));
    assert!(ids(ConfigVersion::V1, "FILE_SAME_PHP_GENERIC_SERVICES").is_empty());
    assert!(!catalog().is_known(ConfigVersion::V2, "FIELD_SAME_LABEL"));
    assert!(catalog().is_known(ConfigVersion::V2, "WIRE"));
    assert!(!catalog().is_known(ConfigVersion::V2, "NO_SUCH_RULE"));
}

#[test]
fn lists_rules_by_id() {
    let ids: Vec<_> = rules().iter().map(|rule| rule.id()).collect();
    assert!(ids.is_sorted());
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
}

/// `buf-rules.json` has the output of `buf config ls-breaking-rules` by version and category.
#[test]
fn categories_have_the_same_rules_as_in_buf() {
    let text = std::fs::read_to_string(super::folder().join("buf-rules.json")).unwrap();
    let recorded: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (name, version) in [("v1beta1", ConfigVersion::V1Beta1), ("v1", ConfigVersion::V1), ("v2", ConfigVersion::V2)] {
        for category in catalog().categories().iter().filter(|category| category.is_known_to_buf()) {
            let ours: Vec<_> = known_to_buf(named(version, category.id())).map(Rule::id).collect();
            assert_eq!(ours, ids(&recorded[name][category.id()]), "{name} {category:?}");
        }
        let default: Vec<_> = known_to_buf(rules()).filter(|rule| rule.is_default(version)).map(Rule::id).collect();
        assert_eq!(default, ids(&recorded[name]["(default)"]), "{name}");
    }
}

fn known_to_buf(rules: Vec<&'static Rule>) -> impl Iterator<Item = &'static Rule> {
    rules.into_iter().filter(|rule| rule.is_known_to_buf())
}

fn ids(recorded: &serde_json::Value) -> Vec<&str> {
    recorded.as_array().map_or_else(Vec::new, |ids| ids.iter().map(|id| id.as_str().unwrap()).collect())
}

/// `settings.txt` has the findings of buf with many settings, for the files of its first case.
#[test]
fn settings_allow_the_same_changes_as_in_buf() {
    let file = CaseFile::read(&super::folder().join("settings.txt"));
    let change = Change::of_case(&file.cases[0]);
    for case in &file.cases {
        let rules = known_to_buf(rules()).collect();
        let json = serde_json::from_str(case.text("settings").unwrap_or("{}")).unwrap();
        let findings = let_through(&change, change.check(&ComparisonSettings::of(rules)), &settings(&json));
        let mut ours: Vec<_> = findings.iter().map(|finding| whole_row(&change, finding)).collect();
        let mut theirs = recorded(case);
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{}", case.name);
    }
}

/// Converts settings from the format of buf's configuration.
fn settings(json: &serde_json::Value) -> policy::PolicySettings {
    let everywhere = ids(&json["ignore"]).into_iter().map(|path| ignoring(&[], path));
    let only = json["ignore_only"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(name, list)| ids(list).into_iter().map(move |path| ignoring(&[name], path)));
    policy::PolicySettings {
        ignore_unstable_packages: json["ignore_unstable_packages"] == true,
        ..ignores(everywhere.chain(only).collect())
    }
}
