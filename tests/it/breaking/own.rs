//! Rules in buf's categories that buf does not have: their findings in each category, and the changes that they accept.

use protoward_breaking::{ComparisonSettings, catalog};
use protoward_policy::ConfigVersion;

use super::{Change, named, rules};

type Files<'a> = &'a [(&'a str, &'a str)];

/// Returns the ids of the findings of a category, without consecutive duplicates.
fn found(category: &str, old: Files<'_>, new: Files<'_>) -> Vec<&'static str> {
    let settings = ComparisonSettings::named([category]).unwrap();
    let findings = Change::of_texts(old, new).check(&settings);
    let mut ids: Vec<_> = findings.iter().map(|finding| finding.rule.id()).collect();
    ids.dedup();
    ids
}

fn in_file(category: &str, old: &str, new: &str) -> Vec<&'static str> {
    found(category, &[("a.proto", old)], &[("a.proto", new)])
}

const CATEGORIES: [&str; 4] = ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"];

#[test]
fn categories_have_own_rules_only_in_protoward_configurations() {
    for version in [ConfigVersion::V1Beta1, ConfigVersion::V1, ConfigVersion::V2] {
        for category in CATEGORIES {
            assert!(named(version, category).iter().all(|rule| rule.id() != "EXTENSION_SAME_NUMBER"));
        }
        assert_eq!(named(version, "EXTENSION_SAME_NUMBER").len(), 1, "a name enables it everywhere");
    }
    for category in CATEGORIES {
        assert!(named(ConfigVersion::Own, category).iter().any(|rule| rule.id() == "EXTENSION_SAME_NUMBER"));
    }
    let rule = rules().into_iter().find(|rule| rule.id() == "EXTENSION_SAME_NUMBER").unwrap();
    assert!(!rule.is_known_to_buf() && rule.is_default(ConfigVersion::Own) && !rule.is_default(ConfigVersion::V2));
}

#[test]
fn retired_rules_have_successors_in_protoward_configurations() {
    let id = "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT";
    assert!(catalog().is_known(ConfigVersion::V2, id) && named(ConfigVersion::V2, id).is_empty());
    assert_eq!(named(ConfigVersion::Own, id)[0].id(), "MESSAGE_SAME_WIRE_FORMAT");
}

const OPEN: &str =
    "syntax = \"proto2\"; package p; message A { extensions 100 to 199; } message B { extensions 100 to 199; } ";

#[test]
fn reports_a_changed_number_or_extendee_of_an_extension() {
    let extension = |text: &str| format!("{OPEN}{text}");
    let old = extension("extend A { optional string e = 100; }");
    for category in CATEGORIES {
        let renumbered = extension("extend A { optional string e = 101; }");
        assert_eq!(in_file(category, &old, &renumbered), ["EXTENSION_SAME_NUMBER"], "{category}");
        let moved = extension("extend B { optional string e = 100; }");
        assert_eq!(in_file(category, &old, &moved), ["EXTENSION_SAME_EXTENDEE"], "{category}");
        assert_eq!(in_file(category, &old, &old), [""; 0], "{category}");
    }
    let renamed = extension("extend A { optional string f = 100; }");
    assert_eq!(in_file("WIRE", &old, &renamed), [""; 0]);
    let deleted = extension("message C {}");
    assert_eq!(in_file("WIRE", &old, &deleted), ["EXTENSION_NO_DELETE_UNLESS_NUMBER_RESERVED"]);
    let reserved =
        deleted.replace("message A { extensions 100 to 199;", "message A { reserved 100; extensions 101 to 199;");
    assert_eq!(in_file("WIRE", &old, &reserved), [""; 0]);
}

#[test]
fn reports_changed_custom_options() {
    let option = |number: u32| {
        format!(
            "syntax = \"proto3\"; package p; import \"google/protobuf/descriptor.proto\"; \
             extend google.protobuf.FieldOptions {{ string note = {number}; }}"
        )
    };
    for category in CATEGORIES {
        assert_eq!(in_file(category, &option(50_000), &option(50_001)), ["EXTENSION_SAME_NUMBER"], "{category}");
    }
}

#[test]
fn required_by_label_equals_required_by_feature() {
    let proto2 = |label: &str| format!("syntax = \"proto2\"; package p; message M {{ {label} int32 a = 1; }}");
    let edition = |option: &str| format!("edition = \"2023\"; package p; message M {{ int32 a = 1{option}; }}");
    let required = edition(" [features.field_presence = LEGACY_REQUIRED]");
    for category in ["WIRE", "WIRE_JSON"] {
        assert_eq!(in_file(category, &proto2("required"), &required), [""; 0], "{category}");
        let found = in_file(category, &required, &proto2("required"));
        assert!(found.iter().all(|id| *id == "MESSAGE_SAME_JSON_FORMAT"), "{found:?}");
        let changed = in_file(category, &edition(""), &required);
        assert!(changed[0].ends_with("_COMPATIBLE_CARDINALITY"), "{changed:?}");
        let without = "edition = \"2023\"; package p; message M { reserved 1; reserved a; }";
        assert_eq!(in_file(category, without, &required).last(), Some(&"MESSAGE_SAME_LEGACY_REQUIRED_FIELDS"));
        assert_eq!(in_file(category, &required, without), ["MESSAGE_SAME_LEGACY_REQUIRED_FIELDS"], "{category}");
    }
}

#[test]
fn treats_a_group_as_a_delimited_message() {
    let old = "syntax = \"proto2\"; package p; message M { optional group Part = 1 { optional int32 a = 1; } }";
    let new = "edition = \"2023\"; package p; message M { message Part { int32 a = 1; } \
               Part part = 1 [features.message_encoding = DELIMITED]; }";
    assert_eq!(in_file("WIRE", old, new), [""; 0]);
    let prefixed = new.replace(" [features.message_encoding = DELIMITED]", "");
    assert_eq!(in_file("WIRE", old, &prefixed), ["FIELD_WIRE_COMPATIBLE_TYPE"]);
}

#[test]
fn reports_renumbered_fields_but_not_renamed_ones() {
    let fields = |text: &str| format!("syntax = \"proto3\"; package p; message M {{ {text} }}");
    let old = fields("string a = 1; string b = 2;");
    assert_eq!(in_file("WIRE", &old, &fields("string b = 1; string a = 2;")), ["FIELD_SAME_NUMBER"]);
    assert_eq!(in_file("WIRE", &old, &fields("string x = 1; string a = 2; string b = 3;")), ["FIELD_SAME_NUMBER"]);
    assert_eq!(in_file("WIRE", &old, &fields("string x = 1; string b = 2;")), [""; 0]);
    // The name is used by a new field.
    assert_eq!(in_file("WIRE", &old, &fields("string a_old = 1; string b = 2; int32 a = 3;")), [""; 0]);
    let values = |text: &str| format!("syntax = \"proto3\"; package p; enum E {{ Z = 0; {text} }}");
    let old = values("A = 1; B = 2;");
    assert_eq!(in_file("WIRE", &old, &values("B = 1; A = 2;")), ["ENUM_VALUE_SAME_NUMBER"]);
    assert_eq!(in_file("WIRE", &old, &values("X = 1; B = 2;")), [""; 0]);
}

#[test]
fn reports_the_last_declaration_of_a_package() {
    let old = "syntax = \"proto2\"; package p; enum E { A = 1; } message M { extensions 100 to 199; } \
               extend M { optional string e = 100; } service S {}";
    let without = |text: &str| old.replace(text, "");
    for text in ["enum E { A = 1; }", "extend M { optional string e = 100; }"] {
        assert_eq!(in_file("PACKAGE", old, &without(text)), ["PACKAGE_LAST_NO_DELETE"], "{text}");
    }
    let nothing = "syntax = \"proto2\"; package p; service S {}";
    assert_eq!(in_file("PACKAGE", old, nothing), ["PACKAGE_LAST_NO_DELETE"]);
    assert_eq!(
        in_file("PACKAGE", "syntax = \"proto3\"; package p; service S {}", "syntax = \"proto3\"; package p;"),
        ["PACKAGE_SERVICE_NO_DELETE"]
    );
    // The declarations moved to another file in another package.
    let moved = [("a.proto", nothing), ("b.proto", "syntax = \"proto2\"; package p.q; enum E { A = 1; }")];
    let before = [("a.proto", "syntax = \"proto2\"; package p; enum E { A = 1; } service S {}")];
    assert_eq!(found("PACKAGE", &before, &moved), ["ENUM_MOVED"]);
}

#[test]
fn reports_reduced_visibility() {
    let types = |head: &str, word: &str| format!("edition = {head} package p; {word} message M {{}}");
    let exported = types("\"2024\";", "");
    for category in ["FILE", "PACKAGE"] {
        assert_eq!(in_file(category, &exported, &types("\"2024\";", "local")), ["TYPE_NO_LOCAL"]);
        assert_eq!(in_file(category, &exported, &types("\"2024\";", "export")), [""; 0]);
        let by_file =
            exported.replace("package p;", "package p; option features.default_symbol_visibility = LOCAL_ALL;");
        assert_eq!(in_file(category, &exported, &by_file), ["TYPE_NO_LOCAL"]);
        assert_eq!(in_file(category, &by_file, &exported), [""; 0]);
        assert_eq!(in_file(category, &exported, &types("\"2026\";", "")), ["TYPE_NO_LOCAL"]);
    }
    assert_eq!(in_file("WIRE", &exported, &types("\"2024\";", "local")), [""; 0]);
}

#[test]
fn compares_the_first_name_of_an_alias() {
    let values = |text: &str| {
        format!("syntax = \"proto3\"; package p; enum E {{ option allow_alias = true; Z = 0; Y = 0; {text} }}")
    };
    let old = values("A = 1;");
    for category in ["FILE", "PACKAGE", "WIRE_JSON"] {
        assert_eq!(in_file(category, &old, &values("B = 1; A = 1;")), ["ENUM_VALUE_SAME_FIRST_NAME"]);
        assert_eq!(in_file(category, &old, &values("A = 1; B = 1;")), [""; 0]);
        assert_eq!(
            in_file(category, &old, &old.replace("Z = 0; Y = 0;", "Y = 0; Z = 0;")),
            ["ENUM_VALUE_SAME_FIRST_NAME"]
        );
    }
    assert_eq!(in_file("WIRE", &old, &values("B = 1; A = 1;")), [""; 0]);
}

#[test]
fn reports_a_changed_enum_default_once() {
    let schema = |values: &str, field: &str| {
        format!("syntax = \"proto2\"; package p; enum E {{ {values} }} message M {{ {field} }}")
    };
    let low = "LOW = 1; HIGH = 2;";
    let high = "HIGH = 2; LOW = 1;";
    for category in CATEGORIES {
        assert_eq!(in_file(category, &schema(low, ""), &schema(high, "")), ["ENUM_SAME_DEFAULT"]);
        let with = "optional E e = 1;";
        assert_eq!(in_file(category, &schema(low, with), &schema(high, with)), ["FIELD_SAME_DEFAULT"]);
        let list = "repeated E e = 1;";
        assert_eq!(in_file(category, &schema(low, list), &schema(high, list)), ["ENUM_SAME_DEFAULT"]);
    }
}

#[test]
fn reports_a_removed_public_import_only_if_importers_need_it() {
    let name = ("name.proto", "syntax = \"proto3\"; package p; message Name {}");
    let public = ("user.proto", "syntax = \"proto3\"; package p; import public \"name.proto\";");
    let nothing = ("user.proto", "syntax = \"proto3\"; package p;");
    for category in ["FILE", "PACKAGE"] {
        assert_eq!(found(category, &[public, name], &[nothing, name]), ["IMPORT_PUBLIC_NO_DELETE"]);
        // Another file imports it publicly.
        let by_way = ("user.proto", "syntax = \"proto3\"; package p; import public \"way.proto\";");
        let way = ("way.proto", "syntax = \"proto3\"; package p; import public \"name.proto\";");
        assert_eq!(found(category, &[public, name], &[by_way, way, name]), [""; 0]);
        // The file moved, and the import was updated.
        let moved = ("v2/name.proto", name.1);
        let along = ("user.proto", "syntax = \"proto3\"; package p; import public \"v2/name.proto\";");
        assert!(!found(category, &[public, name], &[along, moved]).contains(&"IMPORT_PUBLIC_NO_DELETE"));
        // The imported file declares nothing.
        let empty = ("name.proto", "syntax = \"proto3\"; package p;");
        assert_eq!(found(category, &[public, empty], &[nothing, empty]), [""; 0]);
    }
    assert_eq!(found("WIRE", &[public, name], &[nothing, name]), [""; 0]);
}

#[test]
fn reports_a_removed_http_path() {
    let services = |text: &str| format!("syntax = \"proto3\"; package p; message M {{}} {text}");
    let old = services("service S { rpc A(M) returns (M); rpc B(stream M) returns (M); }");
    assert_eq!(in_file("API", &old, &services("service S { rpc B(stream M) returns (M); }")), ["RPC_PATH_NO_DELETE"]);
    assert_eq!(in_file("API", &old, &services("")), ["RPC_PATH_NO_DELETE"]);
    assert_eq!(in_file("API", &old, &old.replace("rpc A", "rpc C")), ["RPC_RENAMED"]);
    assert_eq!(in_file("API", &old, &old.replace("service S", "service T")), ["SERVICE_RENAMED"]);
    assert_eq!(in_file("API", &old, &old.replace("package p", "package q")), ["PACKAGE_RENAMED"]);
}

#[test]
fn compares_inherited_generator_features() {
    let go = |edition: &str, file: &str, message: &str| {
        format!(
            "edition = \"{edition}\"; package p; import \"google/protobuf/go_features.proto\"; {file} \
             message M {{ {message} string a = 1; }}"
        )
    };
    let opaque = "option features.(pb.go).api_level = API_OPAQUE;";
    let hybrid = "option features.(pb.go).api_level = API_HYBRID;";
    let open = "option features.(pb.go).api_level = API_OPEN;";
    for category in ["FILE", "PACKAGE"] {
        assert_eq!(in_file(category, &go("2023", "", ""), &go("2023", "", opaque)), ["CODE_SAME_GO_FEATURES"]);
        assert_eq!(in_file(category, &go("2023", "", ""), &go("2023", opaque, "")), ["CODE_SAME_GO_FEATURES"]);
        assert_eq!(in_file(category, &go("2023", "", opaque), &go("2023", opaque, "")), [""; 0]);
        assert_eq!(in_file(category, &go("2023", "", ""), &go("2023", opaque, open)), [""; 0]);
        assert_eq!(in_file(category, &go("2023", open, ""), &go("2023", hybrid, "")), [""; 0]);
        assert_eq!(in_file(category, &go("2023", hybrid, ""), &go("2023", open, "")), ["CODE_SAME_GO_FEATURES"]);
        assert!(in_file(category, &go("2023", "", ""), &go("2024", "", "")).contains(&"CODE_SAME_GO_FEATURES"));
        assert!(!in_file(category, &go("2023", "", ""), &go("2024", open, "")).contains(&"CODE_SAME_GO_FEATURES"));
    }
}

#[test]
fn java_multiple_files_is_the_default_in_edition_2024() {
    let old = "edition = \"2023\"; package p; option java_multiple_files = true; option java_outer_classname = \"AProto\"; message M {}";
    let new = "edition = \"2024\"; package p; option java_outer_classname = \"AProto\"; message M {}";
    let java = |ids: Vec<&'static str>| ids.into_iter().filter(|id| id.contains("JAVA")).collect::<Vec<_>>();
    assert_eq!(java(in_file("FILE", old, new)), [""; 0]);
    let nested = old.replace("option java_multiple_files = true;", "");
    assert_eq!(java(in_file("FILE", &nested, new)), ["CODE_SAME_JAVA_FEATURES"]);
}
