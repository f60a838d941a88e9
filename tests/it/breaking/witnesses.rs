//! Witnesses: messages that demonstrate the effect of findings.

use std::collections::BTreeSet;

use protoward_breaking::witness::{Exchange, OLDER, Version, Witness, Witnesses, evidence, source_only, unjudged};
use protoward_fixtures::Case;
use protoward_policy::Rule;
use protoward_report::{Format, Style, render};
use protoward_source::{Diagnostic, Report};

use super::fixtures::files;
use super::{Change, all_rules, differences, everything, is_change, rule, rules};

const PLAIN: Style = Style { color: false, unicode: true, width: 100 };

/// The rules with witnesses whose fixtures have no message for a witness. Tests below cover them.
const NOT_IN_FIXTURE: &[&str] = &[
    "ENUM_SAME_DEFAULT",
    "ENUM_SAME_TYPE",
    "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
    "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "ENUM_VALUE_SAME_NAME",
    "EXTENSION_MESSAGE_NO_DELETE",
    "FILE_NO_DELETE",
    "FILE_SAME_PACKAGE",
    "MESSAGE_NO_DELETE",
    "PACKAGE_MESSAGE_NO_DELETE",
    "PACKAGE_NO_DELETE",
    "RESERVED_ENUM_NO_DELETE",
    "RESERVED_MESSAGE_NO_DELETE",
];

/// Returns the finding as printed, without its places.
fn described(change: &Change, diagnostic: &Diagnostic) -> String {
    let bare = Diagnostic { labels: Vec::new(), was: None, help: None, ..diagnostic.clone() };
    render(&Report::from_iter([bare]), &change.sources, Format::Human(PLAIN))
}

#[test]
fn each_rule_has_a_witness_or_a_reason() {
    let mut without = BTreeSet::new();
    let mut report = String::new();
    for (path, topic, file) in files() {
        let rule = rule(&topic);
        // Findings that need a ledger have other witnesses, and the witnesses of a move are those of the findings that it
        // replaces.
        if rule.is_some_and(|rule| rule.needs_ledger() || !rule.stands_for().is_empty()) {
            continue;
        }
        let is_of_buf = rule.is_none_or(Rule::is_known_to_buf);
        let settings = if is_of_buf { everything() } else { all_rules() };
        let mut seen = 0;
        let mut shown = |case: &Case| {
            let change = Change::of_case(case);
            let witnesses = Witnesses::new(&change.old, &change.new);
            let mut shown = String::new();
            for finding in change.check(&settings) {
                let found = witnesses.of(&finding);
                if rule.is_some_and(|rule| rule != finding.rule) {
                    continue;
                }
                seen += usize::from(found.is_ok());
                let mut diagnostic = finding.diagnostic.clone();
                diagnostic.evidence = Some(Box::new(evidence(&found)));
                shown += &described(&change, &diagnostic);
            }
            shown
        };
        if rule.is_some_and(|rule| source_only(rule.id()).is_none()) {
            report += &differences(&path, &file, "witness", shown);
        } else {
            file.cases.iter().filter(|case| is_change(case)).for_each(|case| drop(shown(case)));
        }
        if rule.is_some() && seen == 0 {
            without.insert(topic);
        }
    }
    assert!(report.is_empty(), "{report}");
    let known = rules().into_iter().map(Rule::id).filter(|id| source_only(id).or(unjudged(id)).is_some());
    let known: BTreeSet<_> = known.chain(NOT_IN_FIXTURE.iter().copied()).map(str::to_owned).collect();
    assert_eq!(without, known, "rules without a witness in their fixture, and those that are known to have none there");
}

#[test]
fn rules_without_witnesses_are_documented() {
    let page = std::fs::read_to_string("docs/findings.md").unwrap();
    let rows: BTreeSet<_> = page.lines().filter(|line| line.starts_with("| `")).collect();
    for (rule, reason) in rules().into_iter().filter_map(|rule| Some((rule.id(), source_only(rule.id())?))) {
        assert!(rows.contains(format!("| `{rule}` | {reason} |").as_str()), "{rule}: {reason}");
    }
    for (rule, reason) in rules().into_iter().filter_map(|rule| Some((rule.id(), unjudged(rule.id())?))) {
        assert!(rows.contains(format!("| `{rule}` | {reason} |").as_str()), "{rule}: {reason}");
    }
}

/// Returns the witnesses of all findings of one rule.
#[track_caller]
fn of(rule: &str, old: &str, new: &str) -> Vec<Witness> {
    let change = Change::of_texts(&[("a.proto", old)], &[("a.proto", new)]);
    let witnesses = Witnesses::new(&change.old, &change.new);
    let findings = change.check(&everything());
    let found: Vec<_> = findings.iter().filter(|finding| finding.rule.id() == rule).collect();
    assert!(!found.is_empty(), "{rule} does not fire");
    found.into_iter().map(|finding| witnesses.of(finding).unwrap()).collect()
}

/// Returns the reason why the only finding of a rule has no witness.
#[track_caller]
fn none(rule: &str, old: &str, new: &str) -> &'static str {
    let change = Change::of_texts(&[("a.proto", old)], &[("a.proto", new)]);
    let witnesses = Witnesses::new(&change.old, &change.new);
    let findings = change.check(&everything());
    let found = findings.iter().find(|finding| finding.rule.id() == rule);
    witnesses.of(found.unwrap_or_else(|| panic!("{rule} does not fire"))).unwrap_err().reason()
}

#[track_caller]
fn wire(rule: &str, old: &str, new: &str) -> Exchange {
    of(rule, old, new).remove(0).wire.unwrap()
}

#[track_caller]
fn json(rule: &str, old: &str, new: &str) -> Exchange {
    of(rule, old, new).remove(0).json.unwrap()
}

const PROTO3: &str = "syntax = \"proto3\";\n";
const PROTO2: &str = "syntax = \"proto2\";\n";
const E2023: &str = "edition = \"2023\";\n";

#[track_caller]
fn check(exchange: &Exchange, payload: &[u8], written: &[&str], read: &[&str]) {
    assert_eq!(exchange.written, written);
    assert_eq!(exchange.read, read);
    assert_eq!(exchange.payload, payload, "{:x?}", exchange.payload);
    let pieces: Vec<u8> = exchange.pieces.iter().flat_map(|piece| piece.bytes.clone()).collect();
    assert!(exchange.pieces.is_empty() || pieces == payload, "the pieces are the payload");
}

#[test]
fn shows_a_truncated_wide_number() {
    let old = format!("{PROTO3}message A {{ int64 x = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 x = 1; }}");
    let found = wire("FIELD_SAME_TYPE", &old, &new);
    let read = "x = 0, as if it was not sent";
    check(&found, b"\x08\x80\x80\x80\x80\x80\x20", &["x = 1099511627776"], &[read]);
}

#[test]
fn lets_the_new_side_write_if_the_old_side_cannot() {
    let old = format!("{PROTO3}message A {{ int32 x = 1; }}");
    let new = format!("{PROTO3}message A {{ int64 x = 1; }}");
    let found = wire("FIELD_SAME_TYPE", &old, &new);
    assert_eq!(found.writer, Version::New);
    assert_eq!(found.read, ["x = 0, as if it was not sent"]);
}

#[test]
fn shows_a_zigzag_number_as_another_number() {
    let (old, new) =
        (format!("{PROTO3}message A {{ sint32 x = 1; }}"), format!("{PROTO3}message A {{ int32 x = 1; }}"));
    check(&wire("FIELD_SAME_TYPE", &old, &new), b"\x08\x54", &["x = 42"], &["x = 84"]);
}

#[test]
fn refuses_bytes_that_are_not_utf8() {
    let (old, new) =
        (format!("{PROTO3}message A {{ bytes x = 1; }}"), format!("{PROTO3}message A {{ string x = 1; }}"));
    let found = wire("FIELD_WIRE_COMPATIBLE_TYPE", &old, &new);
    check(&found, b"\x0a\x01\xff", &["x = \"\\xff\""], &["an error: the text in `x` is not UTF-8"]);
    assert!(found.is_refused);
}

#[test]
fn shows_that_the_last_of_several_values_is_kept() {
    let old = format!("{PROTO2}message A {{ repeated int32 x = 1; }}");
    let new = format!("{PROTO2}message A {{ optional int32 x = 1; }}");
    let found = wire("FIELD_WIRE_COMPATIBLE_CARDINALITY", &old, &new);
    check(&found, b"\x08\x2a\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", &["x = [42, -1]"], &["x = -1"]);
}

#[test]
fn shows_a_packed_list_as_an_unknown_field_for_a_number() {
    let old = format!("{PROTO3}message A {{ repeated int32 x = 1; }}");
    let new = format!("{PROTO3}message A {{ optional int32 x = 1; }}");
    let found = wire("FIELD_WIRE_COMPATIBLE_CARDINALITY", &old, &new);
    check(&found, b"\x0a\x01\x2a", &["x = [42]"], &["x is not set", "field 1 is unknown: bytes 2a"]);
}

#[test]
fn shows_a_deleted_value_dropped_by_a_closed_enum() {
    let old = format!("{PROTO2}message A {{ optional E e = 1; }} enum E {{ X = 0; Y = 7; }}");
    let new = format!("{PROTO2}message A {{ optional E e = 1; }} enum E {{ X = 0; }}");
    let found = wire("ENUM_VALUE_NO_DELETE", &old, &new);
    check(&found, b"\x08\x07", &["e = Y (7)"], &["e is not set", "field 1 is unknown: varint 7"]);
    let found = json("ENUM_VALUE_NO_DELETE", &old, &new);
    check(&found, br#"{"e":"Y"}"#, &["e = Y (7)"], &["an error: enum `E` has no value `Y`"]);
}

#[test]
fn shows_an_unnamed_number_kept_by_an_open_enum() {
    let old = format!("{PROTO3}message A {{ map<string, E> e = 1; }} enum E {{ X = 0; Y = 7; }}");
    let new = format!("{PROTO3}message A {{ map<string, E> e = 1; }} enum E {{ X = 0; }}");
    let found = wire("ENUM_VALUE_NO_DELETE", &old, &new);
    check(
        &found,
        b"\x0a\x06\x0a\x02hi\x10\x07",
        &["e = {\"hi\": Y (7)}"],
        &["e = {\"hi\": 7, which `E` does not name}"],
    );
}

#[test]
fn shows_the_entry_lost_by_a_closed_enum_in_a_map() {
    let old = format!("{PROTO2}message A {{ map<string, E> e = 1; }} enum E {{ X = 0; Y = 7; }}");
    let new = format!("{PROTO2}message A {{ map<string, E> e = 1; }} enum E {{ X = 0; }}");
    let found = wire("ENUM_VALUE_NO_DELETE", &old, &new);
    assert_eq!(found.read, ["e is empty", "field 1 is unknown: bytes 0a 02 68 69 10 07"]);
}

#[test]
fn shows_an_enum_that_becomes_closed() {
    let old = format!("{E2023}message A {{ E e = 1; }} enum E {{ X = 0; }}");
    let new = format!("{E2023}message A {{ E e = 1; }} enum E {{ option features.enum_type = CLOSED; X = 0; }}");
    let found = wire("ENUM_SAME_TYPE", &old, &new);
    check(&found, b"\x08\x01", &["e = 1, which `E` does not name"], &["e is not set", "field 1 is unknown: varint 1"]);
}

#[test]
fn shows_a_missing_required_field() {
    let old = format!("{PROTO2}message A {{ required int32 x = 1; }}");
    let new = format!("{PROTO2}message A {{ required int32 x = 1; required int32 y = 2; }}");
    let found = wire("MESSAGE_SAME_REQUIRED_FIELDS", &old, &new);
    let written = ["x = 42", "field 2 is not sent"];
    check(&found, b"\x08\x2a", &written, &["an error: the required field `y` is missing"]);
    let found = wire("MESSAGE_SAME_REQUIRED_FIELDS", &new, &old);
    assert_eq!(found.writer, Version::New);
    assert_eq!(found.read, ["an error: the required field `y` is missing"]);
}

#[test]
fn members_of_a_oneof_exclude_each_other() {
    let old = format!("{PROTO3}message A {{ int32 x = 1; int32 y = 2; }}");
    let new = format!("{PROTO3}message A {{ oneof o {{ int32 x = 1; int32 y = 2; }} }}");
    let found = wire("FIELD_SAME_ONEOF", &old, &new);
    check(&found, b"\x08\x2a\x10\x2a", &["x = 42", "y = 42"], &["x is not set", "y = 42"]);
    let found = wire("ONEOF_NO_DELETE", &new, &old);
    assert_eq!(found.writer, Version::New);
    assert_eq!(found.read, ["x is not set", "y = 42"]);
    let found = json("FIELD_SAME_ONEOF", &old, &new);
    assert_eq!(found.read, ["an error: `x` and `y` are set, and only one of them may be"]);
}

#[test]
fn shows_the_other_tag_of_a_delimited_message() {
    let old = format!("{E2023}message A {{ B b = 1; }} message B {{}}");
    let new = format!("{E2023}message A {{ B b = 1 [features.message_encoding = DELIMITED]; }} message B {{}}");
    let found = wire("FIELD_WIRE_COMPATIBLE_TYPE", &old, &new);
    check(&found, b"\x0a\x00", &["b = {}"], &["b is not set", "field 1 is unknown: no bytes"]);
    let found = wire("FIELD_WIRE_COMPATIBLE_TYPE", &new, &old);
    check(&found, b"\x0b\x0c", &["b = {}"], &["b is not set", "field 1 is unknown: an empty group"]);
}

#[test]
fn shows_an_extension_as_a_field_of_its_extendee() {
    let old =
        format!("{PROTO2}package p; message A {{ extensions 100 to 200; }} extend A {{ optional string x = 100; }}");
    let new = format!("{PROTO2}package p; message A {{ extensions 100 to 200; }}");
    let found = of("EXTENSION_NO_DELETE", &old, &new).remove(0);
    let wire = found.wire.unwrap();
    let json = found.json.unwrap();
    check(&wire, b"\xa2\x06\x02hi", &["[p.x] = \"hi\""], &["field 100 is unknown: bytes \"hi\""]);
    check(&json, br#"{"[p.x]":"hi"}"#, &["[p.x] = \"hi\""], &["an error: `p.A` has no field `[p.x]`"]);
}

#[test]
fn shows_another_default_of_an_unset_field() {
    let old = format!("{PROTO2}message A {{ optional int32 x = 1 [default = 3]; }}");
    let new = format!("{PROTO2}message A {{ optional int32 x = 1 [default = 5]; }}");
    let found = wire("FIELD_SAME_DEFAULT", &old, &new);
    check(&found, b"", &["x is not set, and taken for 3"], &["x is not set, and taken for 5"]);
}

#[test]
fn utf8_validation_differs() {
    let old = format!("{E2023}message A {{ string x = 1 [features.utf8_validation = NONE]; }}");
    let new = format!("{E2023}message A {{ string x = 1; }}");
    let found = wire("FIELD_SAME_UTF8_VALIDATION", &old, &new);
    check(&found, b"\x0a\x01\xff", &["x = \"\\xff\""], &["an error: the text in `x` is not UTF-8"]);
}

#[test]
fn shows_no_witness_for_a_reused_reservation() {
    let old = format!("{PROTO3}message A {{ reserved 2; E e = 1; }} enum E {{ X = 0; reserved 5; }}");
    let new = format!("{PROTO3}message A {{ string x = 2; E e = 1; }} enum E {{ X = 0; Y = 5; }}");
    for rule in ["RESERVED_MESSAGE_NO_DELETE", "RESERVED_ENUM_NO_DELETE"] {
        assert_eq!(none(rule, &old, &new), OLDER);
    }
}

#[test]
fn shows_an_extension_lost_with_its_range() {
    let old = format!("{PROTO2}message A {{ extensions 100 to 200; }} extend A {{ repeated bool x = 100; }}");
    let new = format!("{PROTO2}message A {{ extensions 150 to 200; }}");
    let found = wire("EXTENSION_MESSAGE_NO_DELETE", &old, &new);
    check(&found, b"\xa0\x06\x01", &["[x] = [true]"], &["field 100 is unknown: varint 1"]);
}

#[test]
fn shows_a_renamed_value_unknown_in_json() {
    let old = format!("{PROTO3}message A {{ repeated E e = 1; }} enum E {{ X = 0; Y = 5; }}");
    let new = format!("{PROTO3}message A {{ repeated E e = 1; }} enum E {{ X = 0; Z = 5; }}");
    let found = json("ENUM_VALUE_SAME_NAME", &old, &new);
    check(&found, br#"{"e":["Y"]}"#, &["e = [Y (5)]"], &["an error: enum `E` has no value `Y`"]);
}

#[test]
fn shows_a_value_deleted_without_a_reservation() {
    let old = format!("{PROTO3}message A {{ E e = 1; }} enum E {{ X = 0; Y = 5; }}");
    let new = format!("{PROTO3}message A {{ E e = 1; }} enum E {{ X = 0; }}");
    let found = of("ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", &old, &new).remove(0);
    assert!(found.wire.is_none());
    assert_eq!(found.json.unwrap().read, ["an error: enum `E` has no value `Y`"]);
    let found = of("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", &old, &new).remove(0);
    assert!(found.json.is_none());
    assert_eq!(found.wire.unwrap().read, ["e = 5, which `E` does not name"]);
}

#[test]
fn requests_are_read_as_another_message() {
    let rest = "message P { int32 x = 1; } message Q { string x = 1; }";
    let old = format!("{PROTO3}service S {{ rpc M(P) returns (P); }} {rest}");
    let new = format!("{PROTO3}service S {{ rpc M(Q) returns (P); }} {rest}");
    let found = wire("RPC_SAME_REQUEST_TYPE", &old, &new);
    assert_eq!(found.message, "P");
    check(&found, b"\x08\x2a", &["x = 42"], &["x = \"\", as if it was not sent", "field 1 is unknown: varint 42"]);
}

#[test]
fn sets_enclosing_required_fields() {
    let rest = "required B b = 7; } message B { required B2 b = 1; } message B2 { required string s = 1; }";
    let old = format!("{PROTO2}message A {{ optional int32 x = 1; {rest}");
    let new = format!("{PROTO2}message A {{ {rest}");
    let found = wire("FIELD_NO_DELETE", &old, &new);
    let rest = "b = { b = { s = \"hi\" } }";
    let written = ["x = 42", rest];
    let read = ["field 1 is unknown: varint 42", rest];
    check(&found, b"\x08\x2a\x3a\x06\x0a\x04\x0a\x02hi", &written, &read);
}

#[test]
fn shows_no_witness_for_a_message_that_requires_itself() {
    let old = format!("{PROTO2}message A {{ required A a = 1; optional int32 x = 2; }}");
    let new = format!("{PROTO2}message A {{ required A a = 1; }}");
    let change = Change::of_texts(&[("a.proto", &old)], &[("a.proto", &new)]);
    let witnesses = Witnesses::new(&change.old, &change.new);
    for finding in change.check(&everything()) {
        assert!(witnesses.of(&finding).is_err());
    }
}

#[test]
fn numbers_of_seconds_are_a_readable_time() {
    let old = format!("{PROTO3}message A {{ int64 created_at = 4; }}");
    let new = format!("{PROTO3}message A {{ reserved 4; }}");
    let found = json("FIELD_NO_DELETE", &old, &new);
    let refusal = "an error: `A` has no field `createdAt`";
    check(&found, br#"{"createdAt":"1700000000"}"#, &["created_at = 1700000000"], &[refusal]);
}

#[test]
fn json_finds_a_field_of_another_number_by_its_name() {
    let old = format!("{PROTO3}message A {{ int32 a = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 a = 2; }}");
    let found = of("FIELD_NO_DELETE", &old, &new).remove(0);
    assert!(found.json.is_none());
    check(&found.wire.unwrap(), b"\x08\x2a", &["a = 42"], &["field 1 is unknown: varint 42"]);
    check(&found.json_alike.unwrap(), br#"{"a":42}"#, &["a = 42"], &["a = 42"]);
    assert_eq!(none("FIELD_NO_DELETE_UNLESS_NAME_RESERVED", &old, &new), "the name is still there, for another number");
}

#[test]
fn json_finds_a_field_of_another_number_and_another_type_by_its_name() {
    let old = format!("{PROTO3}message A {{ string a = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 a = 2; }}");
    let found = json("FIELD_NO_DELETE", &old, &new);
    check(&found, br#"{"a":"hi"}"#, &["a = \"hi\""], &["an error: `\"hi\"` is not a valid `int32`"]);
}

#[test]
fn swapped_names_are_swapped_in_bytes_and_kept_in_json() {
    let old = format!("{PROTO3}message A {{ int32 a = 1; int32 b = 2; }}");
    let new = format!("{PROTO3}message A {{ int32 a = 2; int32 b = 1; }}");
    let found = of("FIELD_SAME_NAME", &old, &new).remove(0);
    assert!(found.json.is_none());
    let payload = b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x10\x2a";
    check(&found.wire.unwrap(), payload, &["a = -1", "b = 42"], &["b = -1", "a = 42"]);
    check(&found.json_alike.unwrap(), br#"{"a":-1,"b":42}"#, &["a = -1", "b = 42"], &["b = 42", "a = -1"]);
}

#[test]
fn shows_a_moved_name_lost_in_bytes() {
    let old = format!("{PROTO3}message A {{ int32 a = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 b = 1; int32 a = 2; }}");
    let found = of("FIELD_SAME_NAME", &old, &new).remove(0);
    assert!(found.json.is_none());
    check(&found.wire.unwrap(), b"\x08\x2a", &["a = 42"], &["b = 42", "a = 0, as if it was not sent"]);
}

#[test]
fn swapped_names_with_kept_json_names_only_affect_code() {
    let old = format!("{PROTO3}message A {{ int32 a = 1; int32 b = 2; }}");
    let new = format!("{PROTO3}message A {{ int32 b = 1 [json_name = \"a\"]; int32 a = 2 [json_name = \"b\"]; }}");
    assert!(none("FIELD_SAME_NAME", &old, &new).starts_with("JSON keeps the key"));
}

#[test]
fn swapped_json_names_are_swapped_in_json_only() {
    let old = format!("{PROTO3}message A {{ int32 a = 1; int32 b = 2; }}");
    let new = format!("{PROTO3}message A {{ int32 a = 1 [json_name = \"b\"]; int32 b = 2 [json_name = \"a\"]; }}");
    let found = of("FIELD_SAME_JSON_NAME", &old, &new).remove(0);
    assert!(found.wire.is_none());
    check(&found.json.unwrap(), br#"{"a":42,"b":-1}"#, &["a = 42", "b = -1"], &["a = -1", "b = 42"]);
}

#[test]
fn json_accepts_the_declared_name() {
    let old = format!("{PROTO3}message A {{ int32 foo = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 foo = 1 [json_name = \"bar\"]; }}");
    let found = json("FIELD_SAME_JSON_NAME", &old, &new);
    assert_eq!(found.writer, Version::New, "the old key is understood still, the new one was not");
    check(&found, br#"{"bar":42}"#, &["foo = 42"], &["an error: `A` has no field `bar`"]);
}

#[test]
fn json_finds_a_renumbered_value_by_its_name() {
    let old = format!("{PROTO3}message A {{ E e = 1; }} enum E {{ X = 0; Y = 1; Z = 2; }}");
    let new = format!("{PROTO3}message A {{ E e = 1; }} enum E {{ X = 0; Z = 1; Y = 2; }}");
    let found = of("ENUM_VALUE_SAME_NAME", &old, &new).remove(0);
    assert!(found.json.is_none());
    check(&found.wire.unwrap(), b"\x08\x01", &["e = Y (1)"], &["e = Z (1)"]);
    check(&found.json_alike.unwrap(), br#"{"e":"Y"}"#, &["e = Y (1)"], &["e = Y (2)"]);
    let new = format!("{PROTO3}message A {{ E e = 1; }} enum E {{ X = 0; Y = 7; Z = 2; }}");
    let found = of("ENUM_VALUE_NO_DELETE", &old, &new).remove(0);
    assert!(found.json.is_none());
    check(&found.wire.unwrap(), b"\x08\x01", &["e = Y (1)"], &["e = 1, which `E` does not name"]);
}

#[test]
fn json_finds_a_renumbered_required_field_by_its_name() {
    let old = format!("{PROTO2}message A {{ required int32 x = 1; }}");
    let new = format!("{PROTO2}message A {{ required int32 x = 2; }}");
    for found in of("MESSAGE_SAME_REQUIRED_FIELDS", &old, &new) {
        assert!(found.json.is_none());
        assert!(found.wire.unwrap().is_refused);
    }
}

#[test]
fn shows_a_wrapper_as_its_number_in_json() {
    let head = format!("{PROTO3}import \"google/protobuf/wrappers.proto\";");
    let old = format!("{head} message A {{ google.protobuf.Int32Value x = 1; }}");
    let new = format!("{head} message A {{ int32 x = 1; }}");
    let found = of("FIELD_SAME_TYPE", &old, &new).remove(0);
    assert!(found.json.is_none(), "{:?}", found.json);
    assert!(found.wire.is_some());
}

#[test]
fn shows_utf8_validation_with_invalid_utf8_in_every_position() {
    let fields = "string a = 1; repeated string b = 2; map<string, int32> c = 3; map<int32, string> d = 4; \
                  oneof o { string e = 5; }";
    let head = "edition = \"2023\"; option features.field_presence = IMPLICIT;";
    let rest = "extensions 100 to 200;";
    let extension = "extend A { repeated string f = 100; }";
    let old = format!("{head} option features.utf8_validation = NONE; message A {{ {fields} {rest} }} {extension}");
    let new = format!("{head} message A {{ {fields} {rest} }} {extension}");
    for (old, new, writer) in [(&old, &new, Version::Old), (&new, &old, Version::New)] {
        let found = of("FIELD_SAME_UTF8_VALIDATION", old, new);
        assert_eq!(found.len(), 6);
        for found in found {
            let wire = found.wire.unwrap();
            assert_eq!((wire.writer, wire.is_refused), (writer, true));
            assert!(wire.written[0].contains("\\xff"), "{:?}", wire.written);
            assert!(wire.read[0].ends_with("is not UTF-8"), "{:?}", wire.read);
        }
    }
}

#[test]
fn utf8_and_presence_have_separate_witnesses() {
    let old = format!("{PROTO2}message A {{ optional string x = 1; }}");
    let new = format!("{PROTO3}message A {{ string x = 1; }}");
    let found = wire("FIELD_SAME_UTF8_VALIDATION", &old, &new);
    check(&found, b"\x0a\x01\xff", &["x = \"\\xff\""], &["an error: the text in `x` is not UTF-8"]);
    let found = wire("FIELD_SAME_CARDINALITY", &old, &new);
    check(&found, b"\x0a\x00", &["x = \"\""], &["x = \"\", as if it was not sent"]);
}

#[test]
fn shows_the_same_bytes_for_an_open_enum_that_becomes_a_number() {
    let old = format!("{PROTO3}message A {{ E x = 1; }} enum E {{ Z = 0; Y = 1; }}");
    let new = format!("{PROTO3}message A {{ int32 x = 1; }} enum E {{ Z = 0; Y = 1; }}");
    let found = of("FIELD_SAME_TYPE", &old, &new).remove(0);
    assert!(found.wire.is_none());
    check(&found.json.unwrap(), br#"{"x":"Y"}"#, &["x = Y (1)"], &["an error: `\"Y\"` is not a valid `int32`"]);
}

#[test]
fn does_not_read_an_extension_as_a_field_of_another_message() {
    let head =
        format!("{PROTO2}package p; message A {{ extensions 100 to 200; }} message B {{ extensions 100 to 200; }}");
    let old = format!("{head} extend A {{ optional string x = 100; }}");
    let new = format!("{head} extend B {{ optional string x = 100; }}");
    let change = Change::of_texts(&[("a.proto", &old)], &[("a.proto", &new)]);
    let witnesses = Witnesses::new(&change.old, &change.new);
    for finding in change.check(&everything()) {
        let Ok(found) = witnesses.of(&finding) else { continue };
        for exchange in [found.wire, found.json].into_iter().flatten() {
            assert_eq!(exchange.message, exchange.read_as);
        }
    }
}
