//! A move is reported as one finding and does not hide other findings.

use std::collections::BTreeSet;

use protoward_breaking::{ComparisonSettings, Finding, catalog};
use protoward_gate::GateWorkspace;
use protoward_policy::{ConfigVersion, Rule};

use super::fixtures::{fixtures, row};
use super::{Change, all_rules, everything, named, rule, rules};
use crate::support::write;

/// Returns the rule ids of the findings, with the number of findings that each replaces.
fn found(old: &[(&str, &str)], new: &[(&str, &str)], settings: &ComparisonSettings) -> Vec<String> {
    let change = Change::of_texts(old, new);
    change.check(settings).iter().map(counted).collect()
}

fn counted(finding: &Finding) -> String {
    match finding.stands_for.len() {
        0 => finding.rule.id().to_owned(),
        count => format!("{} for {count}", finding.rule.id()),
    }
}

/// Returns the findings between two versions of a proto3 file in package `a`.
fn in_file(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new].map(|text| format!("syntax = \"proto3\"; package a; {text}"));
    found(&[("a.proto", &old)], &[("a.proto", &new)], &in_category(&["FILE"]))
}

fn in_category(categories: &[&str]) -> ComparisonSettings {
    let rules = rules().into_iter();
    let counts = |rule: &&Rule| rule.categories(ConfigVersion::V2).iter().any(|it| categories.contains(&it.id()));
    ComparisonSettings { rules: rules.filter(counts).collect(), ..ComparisonSettings::default() }
}

/// Checks every category with and without the rules about moves. A finding of buf is reported or replaced by a move, and a move
/// is reported only if it replaces a finding.
#[test]
fn reports_each_finding_of_buf_or_a_move_that_replaces_it() {
    let mut folded = 0;
    for fixture in fixtures() {
        let change = fixture.change();
        for category in catalog().categories() {
            let with = in_category(&[category.id()]);
            let without = ComparisonSettings { rules: one_by_one(&with), ..with.clone() };
            folded += covered(&change, &with, &without);
        }
        folded += covered(&change, &all_rules(), &ComparisonSettings { as_buf: false, ..everything() });
    }
    assert!(folded > 500, "the fixtures have moves: {folded}");
}

fn one_by_one(settings: &ComparisonSettings) -> Vec<&'static Rule> {
    settings.rules.iter().copied().filter(|rule| rule.stands_for().is_empty()).collect()
}

/// Checks that no finding is lost, and returns the number of findings that moves replace.
fn covered(change: &Change, with: &ComparisonSettings, without: &ComparisonSettings) -> usize {
    let with = change.check(with);
    let mut left: Vec<_> = change.check(without).iter().map(|finding| described(change, finding)).collect();
    let mut folded = 0;
    for finding in &with {
        if finding.rule.stands_for().is_empty() {
            // protoward follows some moves that buf does not, so it may have findings that buf does not have.
            left.iter().position(|other| *other == described(change, finding)).map(|index| left.swap_remove(index));
            continue;
        }
        assert!(!finding.stands_for.is_empty(), "{} stands for something", row(change, finding));
        for other in &finding.stands_for {
            assert!(finding.rule.stands_for().contains(&other.rule.id()), "{} says so", finding.rule.id());
            let help = finding.diagnostic.help.as_deref().unwrap_or_default();
            assert!(help.contains(other.rule.id()), "{help}");
            left.iter().position(|it| *it == described(change, other)).map(|index| left.swap_remove(index));
            folded += 1;
        }
    }
    assert!(left.is_empty(), "nobody tells of these any more: {left:#?}");
    folded
}

fn described(change: &Change, finding: &Finding) -> String {
    format!("{} {}", row(change, finding), finding.diagnostic.message)
}

#[test]
fn gives_a_move_the_categories_of_the_rules_it_replaces() {
    for rule in rules().into_iter().filter(|rule| !rule.stands_for().is_empty()) {
        let behind = rule.stands_for().iter().map(|id| self::rule(id).unwrap());
        let expected: BTreeSet<_> = behind.flat_map(|rule| rule.categories(ConfigVersion::Own)).collect();
        let categories: BTreeSet<_> = rule.categories(ConfigVersion::Own).into_iter().collect();
        assert_eq!(categories, expected, "{}", rule.id());
    }
}

#[test]
fn reports_a_renamed_message_and_its_uses_as_one_finding() {
    let old = "message User { string id = 1; string mail = 2; message Key { bytes raw = 1; } Key key = 3; } \
               message Group { repeated User users = 1; map<string, User> by_id = 2; User.Key key = 3; } \
               service Users { rpc Get(Group) returns (User); }";
    assert_eq!(
        in_file(
            old,
            &old.replace("User ", "Person ")
                .replace("User.", "Person.")
                .replace("(User)", "(Person)")
                .replace("User>", "Person>")
        ),
        ["MESSAGE_RENAMED for 6"]
    );
}

#[test]
fn does_not_report_a_rename_with_other_changes() {
    let old = "message User { string id = 1; string mail = 2; } message Group { User user = 1; }";
    let new = "message Person { string id = 1; bytes mail = 2; } message Group { Person user = 1; }";
    assert_eq!(in_file(old, new), ["MESSAGE_NO_DELETE", "FIELD_SAME_TYPE"]);
}

#[test]
fn renames_mutually_referring_types_together_or_not_at_all() {
    let old = "message A { string a = 1; B b = 2; } message B { string b = 1; A a = 2; }";
    let new = "message A2 { string a = 1; B2 b = 2; } message B2 { string b = 1; A2 a = 2; }";
    assert_eq!(in_file(old, new), ["MESSAGE_RENAMED for 1", "MESSAGE_RENAMED for 1"]);
    // One message differs, so the other message refers to another type.
    let new = "message A2 { string a = 1; B2 b = 2; } message B2 { string c = 1; A2 a = 2; }";
    assert_eq!(in_file(old, new), ["MESSAGE_NO_DELETE", "MESSAGE_NO_DELETE"]);
}

#[test]
fn reports_no_rename_for_several_candidates() {
    let old = "message A { string x = 1; string y = 2; }";
    let new = "message B { string x = 1; string y = 2; } message C { string x = 1; string y = 2; }";
    assert_eq!(in_file(old, new), ["MESSAGE_NO_DELETE"]);
    // Its uses decide which message it was renamed to.
    let old = format!("{old} message U {{ A a = 1; }}");
    let new = format!("{new} message U {{ C a = 1; }}");
    assert_eq!(in_file(&old, &new), ["MESSAGE_RENAMED for 2"]);
}

#[test]
fn does_not_report_a_rename_for_a_common_shape() {
    assert_eq!(in_file("message A { string id = 1; }", "message B { string id = 1; }"), ["MESSAGE_NO_DELETE"]);
    let old = "message A { string id = 1; } service S { rpc R(A) returns (A); }";
    let new = "message B { string id = 1; } service S { rpc R(B) returns (B); }";
    assert_eq!(in_file(old, new), ["MESSAGE_RENAMED for 3"]);
}

#[test]
fn reports_no_rename_for_swapped_names() {
    assert_eq!(
        in_file("message A { string x = 1; string y = 2; }", "message A { string y = 1; string x = 2; }"),
        ["FIELD_SAME_JSON_NAME", "FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME", "FIELD_SAME_NAME"]
    );
    assert_eq!(
        in_file("enum E { A = 0; B = 1; C = 2; }", "enum E { A = 0; C = 1; B = 2; }"),
        ["ENUM_VALUE_SAME_NAME", "ENUM_VALUE_SAME_NAME"]
    );
}

#[test]
fn does_not_report_a_rename_for_a_reused_number() {
    let found = in_file("message A { string mail = 1; }", "message A { int64 age = 1; }");
    assert!(found.iter().all(|id| !id.starts_with("FIELD_RENAMED")), "{found:?}");
}

#[test]
fn reports_a_renamed_map_with_its_entry() {
    let old = "message V { string a = 1; } message A { map<string, V> tags = 1; }";
    assert_eq!(in_file(old, &old.replace("tags", "labels")), ["FIELD_RENAMED for 4"]);
}

#[test]
fn reports_a_renamed_package_as_one_finding() {
    let file = |package: &str, extra: &str| {
        format!(
            "syntax = \"proto3\"; package {package}; message A {{ B b = 1; {extra} }} message B {{ string x = 1; }} \
             enum E {{ Z = 0; }} service S {{ rpc R(A) returns (B); }}"
        )
    };
    let user = |package: &str| {
        format!("syntax = \"proto3\"; package user; import \"x.proto\"; message U {{ {package}.A a = 1; }}")
    };
    let both = |package: &str, extra: &str| (file(package, extra), user(package));
    let (old_x, old_u) = both("one.v1", "string gone = 2;");
    let (new_x, new_u) = both("two.v1", "string gone = 2;");
    let old = [("x.proto", old_x.as_str()), ("u.proto", old_u.as_str())];
    let new = [("x.proto", new_x.as_str()), ("u.proto", new_u.as_str())];
    let in_categories = |new: &[(&str, &str)]| {
        let known = catalog().categories().iter().filter(|category| category.is_known_to_buf());
        known.map(|category| found(&old, new, &in_category(&[category.id()])).join(", ")).collect::<Vec<_>>()
    };
    assert_eq!(
        in_categories(&new),
        [
            "PACKAGE_RENAMED for 2",
            "PACKAGE_RENAMED for 3",
            "PACKAGE_RENAMED for 2",
            "PACKAGE_RENAMED for 2",
            "PACKAGE_RENAMED for 3"
        ]
    );
    // A field that is lost in the move is reported under the new name.
    let (lossy, _) = both("two.v1", "");
    let new = [("x.proto", lossy.as_str()), ("u.proto", new_u.as_str())];
    assert_eq!(
        found(&old, &new, &in_category(&["WIRE"])),
        ["PACKAGE_RENAMED for 2", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]
    );
}

#[test]
fn reports_no_wire_finding_for_an_unreferenced_renamed_package() {
    let file =
        |package: &str| format!("syntax = \"proto3\"; package {package}; message A {{ B b = 1; }} message B {{}}");
    let old = file("one");
    let new = file("two");
    let old = [("one.proto", old.as_str())];
    let new = [("two.proto", new.as_str())];
    assert_eq!(found(&old, &new, &in_category(&["PACKAGE"])), ["PACKAGE_RENAMED for 1"]);
    assert_eq!(found(&old, &new, &in_category(&["WIRE", "WIRE_JSON"])), [""; 0]);
}

#[test]
fn reports_no_rename_for_merged_packages() {
    let one = "syntax = \"proto3\"; package one; message A { string x = 1; }";
    let two = "syntax = \"proto3\"; package two; message B { string y = 1; }";
    let left = one.replace("one", "both");
    let right = two.replace("two", "both");
    let old = [("1.proto", one), ("2.proto", two)];
    let new = [("1.proto", left.as_str()), ("2.proto", right.as_str())];
    assert_eq!(
        found(&old, &new, &in_category(&["PACKAGE"])),
        ["PACKAGE_NO_DELETE", "PACKAGE_NO_DELETE", "FILE_SAME_PACKAGE", "FILE_SAME_PACKAGE"]
    );
}

#[test]
fn reports_a_moved_file_as_one_finding() {
    let text =
        "syntax = \"proto3\"; package a; message A { message I {} enum J { Z = 0; } } message B {} enum E { Y = 0; }";
    let import = |path: &str| format!("syntax = \"proto3\"; package a; import \"{path}\"; message U {{ A a = 1; }}");
    let old_user = import("x.proto");
    let new_user = import("sub/y.proto");
    let old = [("x.proto", text), ("u.proto", old_user.as_str())];
    let new = [("sub/y.proto", text), ("u.proto", new_user.as_str())];
    assert_eq!(found(&old, &new, &in_category(&["FILE"])), ["FILE_MOVED for 1"]);
    assert_eq!(found(&old, &new, &in_category(&["PACKAGE"])), [""; 0]);
}

#[test]
fn keeps_findings_of_excepted_or_ignored_rules_beside_a_move() {
    let old = "syntax = \"proto3\"; message A { string old_name = 1; }";
    let new = "syntax = \"proto3\"; message A { string new_name = 1; }";
    let old = [("a.proto", old)];
    let new = [("a.proto", new)];
    let file = in_category(&["FILE"]);
    let without = |ids: &[&str]| {
        let rules = file.rules.iter().copied().filter(|rule| !ids.contains(&rule.id()));
        found(&old, &new, &ComparisonSettings { rules: rules.collect(), ..file.clone() })
    };
    assert_eq!(without(&[]), ["FIELD_RENAMED for 2"]);
    assert_eq!(without(&["FIELD_SAME_NAME"]), ["FIELD_RENAMED for 1"]);
    assert_eq!(without(&["FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"]), [""; 0]);
    assert_eq!(without(&["FIELD_RENAMED"]), ["FIELD_SAME_JSON_NAME", "FIELD_SAME_NAME"]);
    let ignoring = |id: &str| {
        let folder = tempfile::tempdir().unwrap();
        let config = format!("[breaking]\nignore = [{{ rule = \"{id}\", path = \"a.proto\" }}]\n");
        let files = [("old/a.proto", old[0].1), ("new/a.proto", new[0].1), ("new/protoward.toml", config.as_str())];
        write(folder.path(), &files);
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut workspace = GateWorkspace::open(&path("new")).unwrap();
        workspace.breaking(&path("old")).unwrap().findings().map(counted).collect::<Vec<_>>()
    };
    assert_eq!(ignoring("FIELD_SAME_NAME"), ["FIELD_RENAMED for 1"]);
    assert_eq!(ignoring("FIELD_RENAMED"), [""; 0]);
    assert_eq!(ignoring("FILE"), [""; 0]);
}

#[test]
fn older_configurations_have_no_move_rules() {
    for version in [ConfigVersion::V1Beta1, ConfigVersion::V1] {
        assert!(named(version, "FIELD_RENAMED").is_empty());
        assert!(named(version, "FILE").iter().all(|rule| rule.stands_for().is_empty()));
    }
}

#[test]
fn finds_thousands_of_renames_fast() {
    let file = |prefix: &str| {
        let message = |index: usize| {
            let next = (index + 1) % 4_000;
            format!(
                "message {prefix}{index} {{ string a{index} = 1; {prefix}{next} b = 2; message In {{ bool x = 1; }} }}\n"
            )
        };
        "syntax = \"proto3\";\n".to_owned() + &(0..4_000).map(message).collect::<String>()
    };
    let old = file("Old");
    let new = file("New");
    let found = found(&[("a.proto", &old)], &[("a.proto", &new)], &in_category(&["FILE"]));
    // Each finding also replaces the finding about the nested message.
    assert_eq!(found.len(), 4_000);
    assert!(found.iter().all(|id| id == "MESSAGE_RENAMED for 2"), "{:?}", &found[..3]);
}

#[test]
fn compares_thousands_of_equal_shapes_fast() {
    let file = |prefix: &str| {
        let message = |index: usize| format!("message {prefix}{index} {{ string a = 1; string b = 2; }}\n");
        "syntax = \"proto3\";\n".to_owned() + &(0..8_000).map(message).collect::<String>()
    };
    let old = file("Old");
    let new = file("New");
    let found = found(&[("a.proto", &old)], &[("a.proto", &new)], &in_category(&["FILE"]));
    assert_eq!(found.len(), 8_000);
    assert!(found.iter().all(|id| id == "MESSAGE_NO_DELETE"));
}

#[test]
fn runs_a_move_rule_alone() {
    let only =
        |id: &str| ComparisonSettings { rules: vec![rule(id).expect("it is a rule")], ..ComparisonSettings::default() };
    let check = |new: &str, settings: &ComparisonSettings| {
        let old = "syntax = \"proto3\"; package a; message A { string a = 1; B b = 2; } message B { int32 b = 1; }";
        found(&[("a.proto", old)], &[("a.proto", &format!("syntax = \"proto3\"; package a; {new}"))], settings)
    };
    let renamed = "message A { string z = 1; C b = 2; } message C { int32 b = 1; }";
    assert_eq!(check(renamed, &only("FIELD_RENAMED")).len(), 1);
    assert_eq!(check(renamed, &only("MESSAGE_RENAMED")).len(), 1);
    assert_eq!(check(renamed, &only("ENUM_RENAMED")), [""; 0]);
    let deleted = "message A { reserved 1, 2; }";
    assert_eq!(check(deleted, &only("FIELD_RENAMED")), [""; 0]);
    assert_eq!(check(deleted, &only("MESSAGE_RENAMED")), [""; 0]);
}
