//! Large schemas: the running time must be linear, not quadratic.

use std::fmt::Write as _;

use protoward_breaking::{ComparisonSettings, catalog};
use protoward_policy::ConfigVersion;

use super::{Change, everything};

const FIELDS: usize = 8_000;

/// Returns a message with every kind of field that needs a lookup: map fields, oneof members and plain fields.
fn message(value: &str, oneof: &str, has: impl Fn(usize) -> bool) -> String {
    let mut text = "syntax = \"proto3\"; message Large {\n".to_owned();
    for number in (1..=FIELDS).filter(|&number| has(number)) {
        match number % 3 {
            0 => writeln!(text, "map<int32, {value}> f{number} = {number};"),
            1 => writeln!(text, "oneof {oneof}{number} {{ {value} f{number} = {number}; }}"),
            _ => writeln!(text, "{value} f{number} = {number};"),
        }
        .unwrap();
    }
    text + "}\n"
}

#[test]
fn compares_a_message_with_many_changes_fast() {
    let old = message("int32", "old", |_| true);
    let new = message("string", "new", |number| number % 2 == 0);
    let change = Change::of_texts(&[("large.proto", &old)], &[("large.proto", &new)]);
    let found = |id: &str| {
        change
            .check(&ComparisonSettings {
                rules: catalog().named(ConfigVersion::V2, id),
                ..ComparisonSettings::default()
            })
            .len()
    };
    // With a quadratic algorithm, these would take minutes instead of less than a second.
    assert_eq!(found("FIELD_NO_DELETE"), FIELDS / 2);
    assert_eq!(found("FIELD_SAME_TYPE"), FIELDS / 2);
    assert_eq!(found("ONEOF_NO_DELETE"), FIELDS.div_ceil(3));
    assert!(change.check(&everything()).len() > 3 * FIELDS);
}

#[test]
fn finds_nothing_in_a_large_schema_against_itself() {
    let text = message("int32", "same", |_| true);
    let change = Change::of_texts(&[("large.proto", &text)], &[("large.proto", &text)]);
    assert_eq!(change.check(&everything()), []);
}
