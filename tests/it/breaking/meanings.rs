//! Changes by their meaning: exchanged names, options by what generators make of them, enums by their values, copies.

use protoward_breaking::{ComparedFiles, ComparisonSettings, check_files};

use super::Change;

type Files<'a> = &'a [(&'a str, &'a str)];

/// Returns the findings of categories.
fn findings(categories: &[&str], old: Files<'_>, new: Files<'_>) -> Vec<(&'static str, String)> {
    let settings = ComparisonSettings::named(categories).unwrap();
    let found = Change::of_texts(old, new).check(&settings).into_iter();
    found.map(|finding| (finding.rule.id(), finding.diagnostic.message)).collect()
}

fn ids(categories: &[&str], old: Files<'_>, new: Files<'_>) -> Vec<&'static str> {
    findings(categories, old, new).into_iter().map(|(id, _)| id).collect()
}

fn proto(syntax: &str, text: &str) -> String {
    format!("syntax = \"{syntax}\"; package p.v1; {text}")
}

/// Compares the text of one proto3 file.
fn of_text(categories: &[&str], old: &str, new: &str) -> Vec<&'static str> {
    let [old, new] = [old, new].map(|text| proto("proto3", text));
    ids(categories, &[("user.proto", &old)], &[("user.proto", &new)])
}

#[test]
fn exchanged_names_are_not_renames() {
    let old = "enum E { E_NONE = 0; E_UPDATE_REJECTED = 1; E_UPDATE_ACCEPTED = 2; }";
    let new = "enum E { E_NONE = 0; E_WORK_UPDATE_ACCEPTED = 1; E_WORK_UPDATE_REJECTED = 2; }";
    assert_eq!(of_text(&["FILE"], old, new), ["ENUM_VALUE_SAME_NAME"; 2]);
    assert_eq!(of_text(&["WIRE"], old, new), ["ENUM_VALUE_SAME_NUMBER"; 2]);
    let renamed = old.replace("UPDATE", "WORK_UPDATE");
    assert_eq!(of_text(&["FILE"], old, &renamed), ["ENUM_VALUE_RENAMED"; 2]);
    assert_eq!(of_text(&["WIRE"], old, &renamed), [""; 0]);

    let fields = "message M { int32 min = 1; int32 max = 2; string note = 3; }";
    let exchanged = "message M { int32 max_size = 1; int32 min_size = 2; string note = 3; }";
    assert_eq!(of_text(&["WIRE"], fields, exchanged), ["FIELD_SAME_NUMBER"; 2]);
    let found = of_text(&["FILE"], fields, exchanged);
    assert!(found.iter().all(|id| matches!(*id, "FIELD_SAME_NAME" | "FIELD_SAME_JSON_NAME")), "{found:?}");
    let renamed = "message M { int32 min_size = 1; int32 max_size = 2; string note = 3; }";
    assert_eq!(of_text(&["FILE"], fields, renamed), ["FIELD_RENAMED"; 2]);

    let methods = |one: &str, other: &str| {
        format!("message A {{}} message B {{}} service S {{ rpc {one}(A) returns (A); rpc {other}(B) returns (B); }}")
    };
    let old = methods("Start", "Stop");
    assert_eq!(of_text(&["FILE"], &old, &methods("StopWork", "StartWork")), ["RPC_NO_DELETE"; 2]);
    assert_eq!(of_text(&["FILE"], &old, &methods("StartWork", "StopWork")), ["RPC_RENAMED"; 2]);
}

#[test]
fn exchanged_names_have_no_aliases_as_a_remedy() {
    let old = proto("proto3", "enum E { E_NONE = 0; E_REJECTED = 1; E_ACCEPTED = 2; }");
    let new = proto("proto3", "enum E { E_NONE = 0; E_IS_ACCEPTED = 1; E_IS_REJECTED = 2; }");
    let found = Change::of_texts(&[("a.proto", &old)], &[("a.proto", &new)]).check(&ComparisonSettings::default());
    assert_eq!(found.len(), 2);
    for finding in found {
        let texts = format!("{} {}", finding.diagnostic.message, finding.diagnostic.help.unwrap());
        assert!(
            texts.contains("is read as") && !texts.contains("alias") && !texts.contains("stays readable"),
            "{texts}"
        );
    }
}

#[test]
fn an_enum_that_takes_the_place_of_another_keeps_bytes_and_json() {
    let holder = "message M { E e = 1; }";
    let old = format!("enum E {{ Z = 0; Y = 1; }} {holder}");
    let renamed = old.replace('E', "F");
    for category in ["WIRE", "WIRE_JSON"] {
        assert_eq!(of_text(&[category], &old, &renamed), [""; 0], "{category}");
    }
    assert_eq!(of_text(&["FILE"], &old, &renamed), ["ENUM_RENAMED"]);

    let both = "enum E { Z = 0; Y = 1; } enum F { Z2 = 0; Y2 = 1; X2 = 2; } enum G { Z3 = 0; }";
    let with = |of: &str| format!("{both} message M {{ {of} e = 1; repeated {of} l = 2; map<string, {of}> m = 3; }}");
    assert_eq!(of_text(&["WIRE"], &with("E"), &with("F")), [""; 0]);
    assert_eq!(of_text(&["WIRE_JSON"], &with("E"), &with("F")), ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"; 3]);
    assert_eq!(of_text(&["WIRE"], &with("E"), &with("G")), ["FIELD_WIRE_COMPATIBLE_TYPE"; 3]);
}

#[test]
fn bytes_do_not_have_the_names_of_maps_and_oneofs() {
    let map = "message M { map<string, int32> tags = 1; }";
    assert_eq!(of_text(&["WIRE"], map, &map.replace("tags", "labels")), [""; 0]);
    assert_eq!(of_text(&["WIRE_JSON"], map, &map.replace("tags", "labels")), ["FIELD_RENAMED"]);
    let other = "message M { map<string, string> labels = 1; }";
    assert_eq!(of_text(&["WIRE"], map, other), ["FIELD_WIRE_COMPATIBLE_TYPE"]);

    let oneof = "message M { oneof choice { int32 a = 1; int32 b = 2; } int32 c = 3; }";
    for category in ["WIRE", "WIRE_JSON"] {
        assert_eq!(of_text(&[category], oneof, &oneof.replace("choice", "kind")), [""; 0]);
        let split = "message M { oneof choice { int32 a = 1; } oneof kind { int32 b = 2; } int32 c = 3; }";
        assert_eq!(of_text(&[category], oneof, split), ["FIELD_SAME_ONEOF"]);
        let joined = "message M { oneof choice { int32 a = 1; int32 b = 2; int32 c = 3; } }";
        assert_eq!(of_text(&[category], oneof, joined), ["FIELD_SAME_ONEOF"]);
    }
    assert_eq!(of_text(&["FILE"], oneof, &oneof.replace("choice", "kind")), ["ONEOF_RENAMED"]);
}

#[test]
fn closed_enums_that_grow_lose_messages_elements_and_entries() {
    let schema =
        |values: &str, field: &str| proto("proto2", &format!("enum E {{ Z = 0; {values} }} message M {{ {field} }}"));
    let grown = |field: &str, category: &str| {
        let [old, new] = ["", "N = 1;"].map(|values| schema(values, field));
        findings(&[category], &[("a.proto", &old)], &[("a.proto", &new)])
    };
    for category in ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"] {
        for (field, harm) in [
            ("required E e = 1;", "refuses a message"),
            ("repeated E e = 1;", "in the list"),
            ("map<string, E> e = 1;", "the entry"),
            ("repeated E e = 1; required E f = 2;", "refuses a message"),
        ] {
            let found = grown(field, category);
            assert!(matches!(&found[..], [(id, text)] if *id == "ENUM_VALUE_NO_ADD_TO_CLOSED" && text.contains(harm)));
        }
        assert!(grown("optional E e = 1;", category).is_empty());
    }
    assert_eq!(
        of_text(
            &["FILE"],
            "enum E { Z = 0; } message M { repeated E e = 1; }",
            "enum E { Z = 0; N = 1; } message M { repeated E e = 1; }"
        ),
        [""; 0]
    );
}

#[test]
fn go_packages_have_a_path_and_a_name() {
    let file = |value: &str| format!("option go_package = \"{value}\"; message M {{}}");
    let changed = |old: &str, new: &str| !of_text(&["FILE"], &file(old), &file(new)).is_empty();
    for (old, new) in [("example.com/a/b", "example.com/a/b;b"), ("a/b-c", "a/b-c;b_c"), ("a/type", "a/type;_type")] {
        assert!(!changed(old, new) && !changed(new, old), "{old} {new}");
    }
    for (old, new) in [("example.com/a/b", "example.com/a/b;c"), ("a/b;b", "c/b;b"), ("a/b;b", "")] {
        assert!(changed(old, new) && changed(new, old), "{old} {new}");
    }
}

#[test]
fn the_outer_java_class_follows_from_the_file() {
    let java = "option java_package = \"x\";";
    let moved = |java: &str| {
        let file = |text: &str| proto("proto3", &format!("{java} {text}"));
        let message = "message A { int32 x = 1; }";
        let old = file(&format!("{message} message B {{}}"));
        let new = [("a.proto", &*file("message B {}")), ("b.proto", &*file(message))];
        let found = findings(&["PACKAGE"], &[("a.proto", &old)], &new).into_iter();
        found.filter(|(id, _)| *id == "TYPE_SAME_FILE_OPTIONS").map(|(_, text)| text).collect::<Vec<_>>()
    };
    let found = moved(java);
    assert!(
        matches!(&found[..], [text] if text.contains("the outer Java class was \"AOuterClass\" and is \"B\"")),
        "{found:?}"
    );
    assert!(moved(&format!("{java} option java_multiple_files = true;")).is_empty());
    assert!(moved("").is_empty(), "nothing says that there is Java code");
    let multiple = "option java_multiple_files = true; message M {}";
    assert_eq!(of_text(&["PACKAGE"], multiple, &format!("{multiple} enum User {{ Z = 0; }}")), [""; 0]);
    // A declaration with the name of the file.
    let with = |text: &str| format!("{java} message M {{}} {text}");
    assert_eq!(of_text(&["PACKAGE"], &with(""), &with("enum User { Z = 0; }")), ["FILE_SAME_JAVA_OUTER_CLASSNAME"]);
    assert_eq!(of_text(&["PACKAGE"], &with(""), &with("enum Users { Z = 0; }")), [""; 0]);
    assert_eq!(of_text(&["PACKAGE"], "message M {}", "message M {} message User {}"), [""; 0]);
    // The derived name is spelled out.
    let named = |name: &str| format!("option java_outer_classname = \"{name}\"; message M {{}}");
    assert_eq!(of_text(&["PACKAGE"], "message M {}", &named("User")), [""; 0]);
    assert_eq!(of_text(&["PACKAGE"], "message M {}", &named("Users")), ["FILE_SAME_JAVA_OUTER_CLASSNAME"]);
    // A file that moves as a whole.
    let one = proto("proto3", &format!("{java} message M {{}}"));
    let found = ids(&["PACKAGE"], &[("user.proto", &one)], &[("people.proto", &one)]);
    assert_eq!(found, ["FILE_SAME_JAVA_OUTER_CLASSNAME"]);
}

#[test]
fn options_without_an_effect_may_change() {
    for (old, new) in [
        ("", "option java_package = \"p.v1\";"),
        ("", "option csharp_namespace = \"P.V1\";"),
        ("", "option cc_enable_arenas = false;"),
        ("", "option optimize_for = CODE_SIZE;"),
        ("", "option java_generic_services = true;"),
    ] {
        let [old, new] = [old, new].map(|option| format!("{option} message M {{}}"));
        assert_eq!(of_text(&["FILE"], &old, &new), [""; 0], "{new}");
    }
    for (option, id) in [
        ("java_package = \"\"", "FILE_SAME_JAVA_PACKAGE"),
        ("csharp_namespace = \"\"", "FILE_SAME_CSHARP_NAMESPACE"),
        ("ruby_package = \"\"", "FILE_SAME_RUBY_PACKAGE"),
        ("php_namespace = \"\"", "FILE_SAME_PHP_NAMESPACE"),
        ("optimize_for = LITE_RUNTIME", "FILE_SAME_OPTIMIZE_FOR"),
    ] {
        assert_eq!(of_text(&["FILE"], "message M {}", &format!("option {option}; message M {{}}")), [id]);
    }
    let services = "message M {} service S { rpc R(M) returns (M); }";
    let generic = format!("option java_generic_services = true; {services}");
    assert_eq!(of_text(&["FILE"], &generic, services), ["FILE_SAME_JAVA_GENERIC_SERVICES"]);
    assert_eq!(of_text(&["FILE"], services, &generic), [""; 0], "the classes are new");
}

#[test]
fn cords_of_other_fields_than_singular_bytes_have_private_accessors() {
    let field = |field: &str, option: &str| format!("message M {{ {field} = 1{option}; }}");
    for text in ["bytes a", "string a", "repeated string a", "repeated bytes a"] {
        let plain = field(text, "");
        let cord = field(text, " [ctype = CORD]");
        assert_eq!(of_text(&["FILE"], &plain, &cord), ["FIELD_SAME_CPP_STRING_TYPE"], "{text}");
        let expected: &[&str] = if text == "bytes a" { &["FIELD_SAME_CPP_STRING_TYPE"] } else { &[] };
        assert_eq!(of_text(&["FILE"], &cord, &plain), expected, "{text}");
        assert_eq!(of_text(&["FILE"], &plain, &field(text, " [ctype = STRING_PIECE]")), [""; 0], "{text}");
    }
}

#[test]
fn a_copy_is_no_move() {
    let a = proto("proto3", "message A { string x = 1; string y = 2; }");
    let copy = a.replace("message A", "message Copy");
    let change = Change::of_texts(&[("a.proto", &a)], &[("a.proto", &a), ("b.proto", &copy)]);
    // The old file is still there, and is not compared.
    let files = ComparedFiles { old: vec![true], new: vec![false, true] };
    let found = check_files(&change.old, &change.new, files, &ComparisonSettings::default());
    assert_eq!(found.iter().map(|finding| finding.rule.id()).collect::<Vec<_>>(), ["FILE_NO_DELETE"]);
}
