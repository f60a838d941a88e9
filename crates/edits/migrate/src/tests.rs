//! Migrates small files, and shows the new text with the result of the proof.

use super::*;
use protoward_compiler::Compiler;
use protoward_source::{MemoryTree, Sources};

/// Compiles `a.proto` with files that it imports.
fn compiled(text: &str, others: &[(&str, &str)]) -> (Schema, Sources) {
    let mut sources = Sources::default();
    let files = others.iter().copied().chain([("a.proto", text)]);
    let compiler = Compiler::new().retain_options(true).resolver(MemoryTree::new(files));
    let loaded = compiler.load(["a.proto"], &mut sources);
    let linked = loaded.link(&sources);
    let errors: Vec<_> = linked.report().iter().map(|diagnostic| diagnostic.message.clone()).collect();
    assert!(!linked.report().has_errors(), "{errors:?}\n{text}");
    let schema = linked.schema();
    drop(linked);
    (schema, sources)
}

use protoward_schema::{Edition, FeatureSet, Schema};

fn migrated_with(text: &str, others: &[(&str, &str)], target: &Target) -> String {
    let (old, sources) = compiled(text, others);
    let file = old.find_file("a.proto").expect("it was compiled");
    let migration = migrate(&old, file, target, &sources).expect("it can be migrated");
    let (new, sources) = compiled(&migration.text, others);
    let found = differences(&old, &new, &[file], &target.languages);
    assert!(found.is_empty(), "{found:#?}\n{}", migration.text);
    let again = new.find_file("a.proto").expect("it was compiled");
    assert_eq!(migrate(&new, again, target, &sources).map(drop), Err(Refusal::UpToDate));
    assert!(minimized(&new, again, &sources).is_none(), "{}", migration.text);
    migration.text.to_string()
}

fn target(edition: TargetEdition, languages: &[Language]) -> Target {
    Target { edition, languages: Languages::chosen(languages.iter().copied()), is_back: false }
}

fn migrated(text: &str, edition: TargetEdition) -> String {
    migrated_with(text, &[], &target(edition, &[]))
}

#[test]
fn proto3_gets_one_feature_for_the_majority() {
    let text = "// License.\n\nsyntax = \"proto3\"; // now\n\npackage a.b;\n\n// A message.\nmessage M {\n  string s = 1;\n  optional int32 i = 2;\n  int64 l = 3;\n}\n";
    insta::assert_snapshot!(migrated(text, TargetEdition::E2023));
}

#[test]
fn proto2_keeps_closed_enums_required_fields_and_groups() {
    let text = "package a;\n\nimport \"google/protobuf/any.proto\";\noption java_package = \"x\";\n\nmessage M {\n  required int32 r = 1;\n  optional google.protobuf.Any s = 2;\n  // A group.\n  optional group Gr = 3 [deprecated = true] { // open\n    required E e = 1;\n  } // closed\n  repeated int32 p = 4 [packed = true];\n  repeated int32 q = 5;\n  repeated string t = 6;\n  reserved \"x\", \"y\";\n  oneof o {\n    // In a oneof.\n    group Inner = 7 {\n      optional int32 z = 1;\n    }\n    int32 n = 8;\n  }\n  extensions 100 to 200;\n}\nenum E { A = 1; reserved \"B\"; }\nextend M {\n  repeated group Ext = 100 { optional string s = 1; }\n}\n";
    insta::assert_snapshot!(migrated(text, TargetEdition::E2023));
}

/// Migrates a text of proto2 to an edition and back.
fn there_and_back(text: &str) -> String {
    let there = migrated(text, TargetEdition::E2024);
    migrated_with_back(&there)
}

fn migrated_with_back(text: &str) -> String {
    let (old, sources) = compiled(text, &[]);
    let file = old.find_file("a.proto").expect("it was compiled");
    let target = Target { is_back: true, ..target(TargetEdition::Proto2, &[]) };
    let migration = migrate(&old, file, &target, &sources).expect("it can be migrated");
    let (new, _) = compiled(&migration.text, &[]);
    let found = differences(&old, &new, &[file], &target.languages);
    let found: Vec<_> = found.iter().filter(|it| it.kind != DifferenceKind::Comments).collect();
    assert!(found.is_empty(), "{found:#?}\n{}", migration.text);
    migration.text.to_string()
}

#[test]
fn groups_go_back_into_oneofs_and_extend_blocks() {
    let text = "syntax = \"proto2\";\npackage a;\n\nmessage M {\n  // Above.\n  oneof o {\n    // In a oneof.\n    group Inner = 7 [deprecated = true] {\n      optional int32 z = 1; // z\n\n      oneof p {\n        group Deep = 1 {\n          optional int32 a = 1;\n        }\n      }\n    } // closed\n    int32 n = 8;\n    group Second = 9 {}\n  }\n  extensions 100 to 200;\n}\n\nextend M {\n  repeated group Ext = 100 { optional string s = 1; }\n  optional group Other = 101 { optional string s = 1; }\n}\n";
    // `z` and `a` have other numbers than the groups.
    let text = text.replace("optional int32 z = 1", "optional int32 z = 2");
    assert_eq!(there_and_back(&text), text);
}

#[test]
fn a_message_with_comments_or_away_from_its_block_stays_one() {
    let field = "features.message_encoding = DELIMITED";
    let block = format!("  oneof o {{\n    G g = 1 [{field}];\n  }}\n");
    let refused = |text: String| {
        let (old, sources) = compiled(&text, &[]);
        let file = old.find_file("a.proto").expect("it was compiled");
        let target = Target { is_back: true, ..target(TargetEdition::Proto2, &[]) };
        let migration = migrate(&old, file, &target, &sources).expect("it can be migrated");
        assert!(!migration.text.contains("group"), "{}", migration.text);
        let (new, _) = compiled(&migration.text, &[]);
        let found = differences(&old, &new, &[file], &target.languages);
        assert!(found.iter().any(|it| it.kind == DifferenceKind::Encoding), "{found:#?}");
    };
    refused(format!("edition = \"2023\";\nmessage M {{\n  // A comment.\n  message G {{}}\n{block}}}\n"));
    refused(format!("edition = \"2023\";\nmessage M {{\n  message G {{}} // A comment.\n{block}}}\n"));
    refused(format!("edition = \"2023\";\nmessage M {{\n  message G {{}}\n  message H {{}}\n{block}}}\n"));
    refused(format!("edition = \"2023\";\nmessage M {{\n{block}  message G {{}}\n}}\n"));
}

#[test]
fn a_later_edition_exempts_names_and_keeps_visibility() {
    let text =
        "edition = \"2023\";\npackage a;\nmessage M {\n  int32 badName = 1;\n  message Inner {}\n}\nmessage Ok {}\n";
    insta::assert_snapshot!(migrated(text, TargetEdition::E2024));
    insta::assert_snapshot!(migrated(text, TargetEdition::E2026));
}

#[test]
fn code_in_other_languages_stays() {
    let text = "syntax = \"proto3\";\npackage a;\nimport \"google/protobuf/any.proto\";\noption java_package = \"x\";\noption go_package = \"x\";\nmessage M {\n  bytes c = 1 [ctype = CORD];\n  string s = 2;\n}\nenum E { E_A = 0; }\nservice S {}\n";
    let all = target(TargetEdition::E2024, &Language::ALL);
    insta::assert_snapshot!(migrated_with(text, &[], &all));
    let separate = text.replace(
        "option java_package",
        "option java_multiple_files = true;\noption java_outer_classname = \"X\";\noption java_package",
    );
    insta::assert_snapshot!(migrated_with(&separate, &[], &all));
}

#[test]
fn fields_of_open_enums_stay_closed_in_code_of_proto2() {
    let other = ("b.proto", "syntax = \"proto3\"; enum Open { ZERO = 0; }");
    let text =
        "syntax = \"proto2\";\nimport \"b.proto\";\nmessage M {\n  optional Open o = 1;\n  optional int32 i = 2;\n}\n";
    let target = target(TargetEdition::E2023, &[Language::Cpp, Language::Java]);
    insta::assert_snapshot!(migrated_with(text, &[other], &target));
}

#[test]
fn an_import_that_only_removed_features_needed_goes() {
    let text = "edition = \"2023\";\npackage a;\nimport \"google/protobuf/cpp_features.proto\";\noption features.(pb.cpp).string_type = VIEW;\nmessage M { string s = 1; }\n";
    let target = target(TargetEdition::E2024, &[Language::Cpp]);
    let expected = "edition = \"2024\";\npackage a;\nmessage M { string s = 1; }\n";
    assert_eq!(migrated_with(text, &[], &target), expected);
}

#[test]
fn entries_of_maps_are_no_types_of_their_own() {
    let text = "syntax = \"proto3\";\nmessage M {\n  map<string, M> by_name = 1;\n}\n";
    for edition in TargetEdition::ALL {
        let message = "message M {\n  map<string, M> by_name = 1;\n}\n";
        assert!(migrated(text, edition).ends_with(message));
    }
}

/// A text with a property of each kind of difference.
const SAMPLE: &str = "\
edition = \"2024\";
package a;
import \"b.proto\";
import \"google/protobuf/cpp_features.proto\";
import \"google/protobuf/go_features.proto\";
import \"google/protobuf/java_features.proto\";
option go_package = \"x\";
message M { // A comment.
  reserved 9;
  string text = 1 [default = \"x\"];
  repeated int32 numbers = 2;
  E level = 3;
}
enum E {
  ZERO = 0;
}
";

/// Parts of the sample with what replaces each, and the kind of the difference.
const CHANGES: [(&str, &str, DifferenceKind); 15] = [
    ("numbers = 2", "numbers = 4", DifferenceKind::Declarations),
    ("import \"b.proto\";\n", "", DifferenceKind::Imports),
    ("numbers = 2", "numbers = 2 [deprecated = true]", DifferenceKind::Options),
    ("level = 3", "level = 3 [features.field_presence = LEGACY_REQUIRED]", DifferenceKind::Presence),
    ("default = \"x\"", "default = \"y\"", DifferenceKind::Default),
    ("ZERO = 0", "option features.enum_type = CLOSED; ZERO = 0", DifferenceKind::EnumType),
    ("numbers = 2", "numbers = 2 [features.repeated_field_encoding = EXPANDED]", DifferenceKind::Encoding),
    ("default =", "features.utf8_validation = NONE, default =", DifferenceKind::Utf8),
    ("level = 3", "level = 3 [json_name = \"x\"]", DifferenceKind::Json),
    ("reserved 9", "reserved 8", DifferenceKind::Reserved),
    ("enum E", "local enum E", DifferenceKind::Visibility),
    ("// A comment.", "// Another.", DifferenceKind::Comments),
    ("default =", "features.(pb.cpp).string_type = CORD, default =", DifferenceKind::Cpp),
    ("ZERO = 0", "option features.(pb.java).nest_in_file_class = YES; ZERO = 0", DifferenceKind::Java),
    ("reserved 9", "option features.(pb.go).api_level = API_OPEN; reserved 9", DifferenceKind::Go),
];

#[test]
fn finds_a_difference_of_each_kind() {
    let other = ("b.proto", "syntax = \"proto3\";");
    let (old, _) = compiled(SAMPLE, &[other]);
    let file = old.find_file("a.proto").expect("it was compiled");
    let found = |text: &str| {
        let (new, _) = compiled(text, &[other]);
        let found = differences(&old, &new, &[file], &Languages::chosen(Language::ALL));
        found.into_iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    assert_eq!(found(SAMPLE), []);
    for (part, changed, kind) in CHANGES {
        assert!(SAMPLE.contains(part), "{part}");
        assert!(found(&SAMPLE.replacen(part, changed, 1)).contains(&kind), "{changed}");
    }
    let mut kinds = CHANGES.map(|(_, _, kind)| kind).to_vec();
    kinds.push(DifferenceKind::Breaking);
    assert_eq!(kinds, DifferenceKind::ALL);
}

#[test]
fn defaults_are_those_of_the_compiler() {
    for edition in [Edition::PROTO2, Edition::PROTO3, Edition::E2023, Edition::E2024, Edition::E2026] {
        let set = FeatureSet::defaults(edition);
        let by_row = FEATURES.iter().take(9).map(|row| row.default_in(edition));
        assert_eq!(by_row.collect::<Vec<_>>(), crate::needs::global_values(set), "{edition:?}");
    }
}
