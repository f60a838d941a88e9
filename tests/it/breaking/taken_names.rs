//! Names that take the meaning of others: in another enum, in JSON, and in place of what is reserved; and aliases that are deleted.

use protoward_breaking::ComparisonSettings;
use protoward_breaking::witness::Witnesses;

use super::{Change, everything};

/// Compares the texts of one file by a category. Returns the rules and messages, and panics for a finding whose witness was searched
/// for in vain.
#[track_caller]
fn found(category: &str, [old, new]: [&str; 2]) -> Vec<(&'static str, String)> {
    let change = Change::of_texts(&[("a.proto", old)], &[("a.proto", new)]);
    let witnesses = Witnesses::new(&change.old, &change.new);
    let findings = change.check(&ComparisonSettings::named([category]).unwrap()).into_iter();
    let proven = findings.inspect(|finding| {
        let is_judged_harmless = witnesses.of(finding).is_err_and(|reason| reason.is_judged());
        let is_about_code = category == "FILE" || finding.rule.id() == "FIELD_SAME_NAME";
        assert!(!is_judged_harmless || is_about_code, "{}", finding.diagnostic.message);
    });
    proven.map(|finding| (finding.rule.id(), finding.diagnostic.message)).collect()
}

fn texts(syntax: &str, [old, new]: [&str; 2]) -> [String; 2] {
    [old, new].map(|text| format!("{syntax} package p; {text}"))
}

/// Returns the rules of the findings in proto3.
#[track_caller]
fn ids(category: &str, versions: [&str; 2]) -> Vec<&'static str> {
    let [old, new] = texts("syntax = \"proto3\";", versions);
    found(category, [&old, &new]).into_iter().map(|(id, _)| id).collect()
}

/// Returns the only message in proto3, which ends with what is expected.
#[track_caller]
fn ends(category: &str, versions: [&str; 2], id: &str, end: &str) {
    let [old, new] = texts("syntax = \"proto3\";", versions);
    let found = found(category, [&old, &new]);
    assert!(matches!(&found[..], [(rule, text)] if *rule == id && text.ends_with(end)), "{found:#?}");
}

const TYPE: &str = "FIELD_WIRE_COMPATIBLE_TYPE";

#[test]
fn another_enum_does_not_exchange_names() {
    let holder = "message M { E e = 1; map<int32, E> m = 2; repeated E r = 3; oneof o { E x = 4; } }";
    let other = holder.replace("E e", "F e").replace(", E>", ", F>").replace("E r", "F r").replace("E x", "F x");
    let changed = |old: &str, new: &str, category: &str| {
        ids(category, [&format!("enum E {{ {old} }} {holder}"), &format!("enum F {{ {new} }} {other}")])
    };
    let old = "X = 0; REJECTED = 1; ACCEPTED = 2;";
    let new = "X = 0; ACCEPTED = 1; REJECTED = 2;";
    assert_eq!(changed(old, new, "WIRE"), [TYPE; 4]);
    assert_eq!(changed(old, new, "WIRE_JSON"), ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"; 4]);
    let [old, new] = ["E_", "F_"]
        .map(|prefix| move |one: &str, other: &str| format!("{prefix}X = 0; {prefix}{one} = 1; {prefix}{other} = 2;"));
    assert_eq!(changed(&old("REJECTED", "ACCEPTED"), &new("ACCEPTED", "REJECTED"), "WIRE"), [TYPE; 4]);
    assert_eq!(changed(&old("REJECTED", "ACCEPTED"), &new("REJECTED", "ACCEPTED"), "WIRE"), [""; 0]);
    assert_eq!(changed(&old("LOW", "HIGH"), &new("MIN", "MAX"), "WIRE"), [""; 0]);
    // A name that went to another number leaves its meaning to a new one.
    assert_eq!(changed("A = 0; B = 1;", "N = 0; C = 1; B = 2;", "WIRE"), [TYPE; 4]);
    assert_eq!(changed("A = 0; B = 1;", "N = 0; B = 1; A = 2;", "WIRE"), [TYPE; 4]);
    assert_eq!(changed("A = 0; B = 1;", "N = 0; B = 1; C = 2;", "WIRE"), [""; 0]);
    // A number that keeps one of its names keeps its meaning.
    let aliases = |values: &str| format!("option allow_alias = true; {values}");
    assert_eq!(changed(&aliases("A = 0; B = 1; C = 1;"), &aliases("A = 0; B = 1; C = 1; D = 1;"), "WIRE"), [""; 0]);
}

#[test]
fn another_enum_beside_the_old_one_exchanges_names_in_every_syntax() {
    let enums =
        "enum E { X = 0; REJECTED = 1; ACCEPTED = 2; } message N { enum F { X = 0; ACCEPTED = 1; REJECTED = 2; } }";
    let proto2 = |of: &str| {
        format!(
            "{enums} message A {{ optional {of} e = 1; required {of} q = 2; extensions 100; }} \
             extend A {{ repeated {of} x = 100; }}"
        )
    };
    let edition = |of: &str| format!("{enums} message A {{ {of} e = 1; map<string, {of}> m = 2; }}");
    for (syntax, text, count) in [
        ("syntax = \"proto2\";", &proto2 as &dyn Fn(&str) -> String, 3),
        ("edition = \"2023\";", &edition, 2),
        ("edition = \"2023\"; option features.enum_type = CLOSED;", &edition, 2),
    ] {
        let [old, new] = texts(syntax, [&text("E"), &text("N.F")]);
        let found = found("WIRE", [&old, &new]);
        let says = |text: &String| text.ends_with("sends as `REJECTED` is read as `ACCEPTED`, and likewise for 2");
        assert!(found.len() == count && found.iter().all(|(id, text)| *id == TYPE && says(text)), "{found:#?}");
    }
}

#[test]
fn a_renamed_map_says_what_its_values_lose() {
    let old = "enum E { X = 0; A = 1; B = 2; } message M { map<int32, E> k = 1; }";
    let new = "enum F { X = 0; B = 1; A = 2; } message M { map<int32, F> l = 1; }";
    ends("WIRE", [old, new], TYPE, "sends as `A` is read as `B`, and likewise for 2");
}

const KEY: &str = "FIELD_SAME_JSON_NAME";

#[test]
fn a_name_in_json_does_not_go_to_another_field() {
    let with = |text: &str| format!("message A {{ int32 a1 = 1 [json_name = \"x\"]; {text} }}");
    let old = &with("");
    let declared = &with("int32 c = 2 [json_name = \"a1\"];");
    for category in ["FILE", "PACKAGE", "WIRE_JSON", "CSR", "API"] {
        assert_eq!(ids(category, [old, declared]), [KEY], "{category}");
    }
    assert_eq!(ids("WIRE", [old, declared]), [""; 0]);
    ends("WIRE_JSON", [old, declared], KEY, "is read as field 2 by parsers that look for `json_name` first");
    let other_type = &with("repeated string c = 2 [json_name = \"a1\"];");
    ends("WIRE_JSON", [old, other_type], KEY, "is read as field 2 by parsers that look for `json_name` first");
    let written = &with("int32 x = 2 [json_name = \"y\"];");
    ends("WIRE_JSON", [old, written], KEY, "is read as field 2 by parsers that look for declared names first");
    let other_names = &with("oneof o { int32 b = 2; } map<string, string> m = 3 [json_name = \"n\"];");
    assert_eq!(ids("WIRE_JSON", [old, other_names]), [""; 0]);
    assert_eq!(ids("WIRE_JSON", [declared, &with("int32 c = 2 [json_name = \"a1\"]; int32 d = 3;")]), [""; 0]);

    let renamed = "message A { int32 b = 1 [json_name = \"x\"]; int32 a1 = 2; }";
    assert_eq!(ids("WIRE_JSON", [old, renamed]), ["FIELD_SAME_NAME", KEY]);
    // The finding about the field itself names the other one.
    let left = "message A { int32 a1 = 1 [json_name = \"z\"]; int32 x = 2 [json_name = \"y\"]; }";
    ends("WIRE_JSON", [old, left], KEY, "`x` ends up in field 2, and they do not find `x` in what they get");
    let deleted = "message A { reserved 1; reserved \"a1\"; int32 c = 2 [json_name = \"a1\"]; }";
    assert_eq!(ids("WIRE_JSON", [old, deleted]), ["FIELD_NO_DELETE_UNLESS_NAME_RESERVED"]);
}

#[test]
fn the_witness_of_a_taken_name_is_json_with_it() {
    let [old, new] = texts(
        "syntax = \"proto3\";",
        [
            "message A { int32 a1 = 1 [json_name = \"x\"]; }",
            "message A { int32 a1 = 1 [json_name = \"x\"]; int32 c = 2 [json_name = \"a1\"]; }",
        ],
    );
    let change = Change::of_texts(&[("a.proto", &old)], &[("a.proto", &new)]);
    let findings = change.check(&ComparisonSettings::named(["WIRE_JSON"]).unwrap());
    let json = Witnesses::new(&change.old, &change.new).of(&findings[0]).unwrap().json.unwrap();
    assert_eq!(json.payload, br#"{"a1":42}"#);
    assert_eq!(
        (json.written, json.read),
        (vec!["a1 = 42".to_owned()], vec!["a1 = 0, as if it was not sent".to_owned(), "c = 42".to_owned()])
    );
}

const RESERVED: &str = "RESERVED_MESSAGE_NO_DELETE";

#[test]
fn a_reserved_name_is_not_taken_in_json() {
    let with = |text: &str| format!("message A {{ reserved 1; reserved \"user_id\", \"a\"; int32 z = 9; {text} }}");
    let old = &with("");
    let both = &with("string userId = 2; map<string, int32> b = 3 [json_name = \"a\"];");
    for category in ["FILE", "PACKAGE", "WIRE_JSON", "CSR", RESERVED] {
        assert_eq!(ids(category, [old, both]), [RESERVED; 2], "{category}");
    }
    // Bytes have no names.
    assert_eq!(ids("WIRE", [old, both]), [""; 0]);
    ends(
        "WIRE_JSON",
        [old, &with("string userId = 2;")],
        RESERVED,
        "`userId` in JSON, the JSON name of reserved `user_id`: JSON written with what `user_id` meant before is read as number 2",
    );
    assert_eq!(ids("WIRE_JSON", [&with("string userId = 2;"), both]), [RESERVED], "`userId` was taken before");
    let existing = &old.replace("z = 9;", "z = 9 [json_name = \"user_id\"];");
    assert_eq!(ids("WIRE_JSON", [old, existing]), [KEY, RESERVED]);
    // The name came free: one finding, which names the field that has it in JSON.
    let freed = &with("string userId = 2;").replace("\"user_id\", ", "");
    ends("WIRE_JSON", [old, freed], RESERVED, "JSON written with what the name meant before is read as number 2");
}

#[test]
fn buf_does_not_compare_taken_names() {
    let versions = [
        "message A { reserved \"b\"; int32 a = 1 [json_name = \"x\"]; }",
        "message A { reserved \"b\"; int32 a = 1 [json_name = \"x\"]; int32 c = 2 [json_name = \"a\"]; int32 d = 3 [json_name = \"b\"]; }",
    ];
    let [old, new] = texts("syntax = \"proto3\";", versions);
    assert!(Change::of_texts(&[("a.proto", &old)], &[("a.proto", &new)]).check(&everything()).is_empty());
}

#[test]
fn a_deleted_alias_is_no_rename() {
    let values = |values: &str| {
        format!("enum E {{ option allow_alias = true; X = 0; X0 = 0; {values} }} message M {{ E e = 1; }}")
    };
    let cases = [
        ("Y = 1; Z = 1;", "Y = 1;", "the name `Z` of value 1 of `p.E`, an alias of `Y`, was deleted"),
        ("Y = 1; Z = 1;", "Z = 1;", "the name `Y` of value 1 of `p.E`, an alias of `Z`, was deleted"),
        ("A = 1; B = 1; C = 1;", "B = 1;", "the names `A`, `C` of value 1 of `p.E`, aliases of `B`, were deleted"),
        ("A = 1; B = 1; C = 1;", "A = 1; D = 1; G = 1;", "value 1 of `p.E` was renamed from `B`, `C` to `D`, `G`"),
    ];
    for (old, new, start) in cases {
        let [old, new] = texts("syntax = \"proto3\";", [&values(old), &values(new)]);
        let found = found("WIRE_JSON", [&old, &new]);
        let says = |(id, text): &(&str, String)| *id == "ENUM_VALUE_SAME_NAME" && text.starts_with(start);
        assert!(!found.is_empty() && found.iter().all(says), "{found:#?}");
    }
}
