//! The library from the outside: `examples/gate.rs` reports the findings of `protoward breaking`.

#[path = "../../examples/gate.rs"]
#[expect(dead_code, reason = "the program around it is not run")]
mod gate;

use std::path::Path;

use serde_json::Value;

use super::environment::protoward;
use super::support::{as_on_unix, write};

const OLD: &str = "syntax = \"proto3\";\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n  \
                   string note = 3;\n  string left = 4;\n}\nmessage Item { string name = 1; int32 count = 2; }\n";
const NEW: &str = "syntax = \"proto3\";\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  string sum = 2;\n\t/* 語 */ \
                   bytes note = 3;\n}\n// protoward:breaking:ignore FIELD_NO_DELETE it was never used\nmessage Item { string \
                   name = 1; }\n// protoward:breaking:ignore FIELD_SAME_TYPE until 2020-01-01 it has ended\nmessage Other {}\n";

/// Returns the findings of the example and those of the command, one per line.
fn found(folder: &Path) -> (Vec<String>, Vec<String>) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (text, fails) = gate::gate(&path("new"), &path("old")).unwrap();
    let output = protoward()
        .args(["breaking", &path("new"), "--against", &path("old"), "--error-format", "json"])
        .output()
        .expect("the program runs");
    let json = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(if fails { 100 } else { 0 }), "{}", String::from_utf8_lossy(&output.stderr));
    (text.lines().map(as_on_unix).collect(), json.lines().map(line).collect())
}

/// Converts a JSON object of the command to a line of the example.
fn line(object: &str) -> String {
    let object: Value = serde_json::from_str(object).unwrap();
    let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let severity = if object["severity"] == "warning" { "warning: " } else { "" };
    format!(
        "{}:{}:{}:{severity}{} [{}]",
        text("path"),
        object["start_line"],
        object["start_column"],
        text("message"),
        text("type")
    )
}

/// Compares the example with the command, and returns the rules of the findings.
fn rules(folder: &Path) -> Vec<String> {
    let (example, command) = found(folder);
    assert_eq!(example, command);
    let rule = |line: &String| line.rsplit_once('[').map(|(_, rule)| rule.trim_end_matches(']').to_owned()).unwrap();
    example.iter().map(rule).collect()
}

#[test]
fn compares_a_workspace_by_the_rules_of_its_protoward_toml() {
    let config = "version = \"1.4.0\"\n[breaking]\nuse = [\"FILE\", \"WIRE_JSON\"]\nexcept = [\"FIELD_SAME_JSON_NAME\"]\n\
                  severity = { FIELD_SAME_NAME = \"warning\", FIELD_RENAMED = \"off\" }\nrequire_ignore_reason = true\n\
                  [[breaking.ignore]]\nelement = \"shop.v1.Order.note\"\nrule = \"FIELD_SAME_TYPE\"\nreason = \"it was \
                  never sent\"\n[[breaking.ignore]]\nelement = \"shop.v1.Order.total\"\nreason = \"until then\"\nuntil = \
                  \"1.3\"\n[[breaking.ignore]]\nelement = \"shop.v1.Other\"\nreason = \"it is unused\"\n\
                  [[breaking.ignore]]\nelement = \"shop.v1.Item\"\n";
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("old/order.proto", OLD), ("new/order.proto", NEW), ("new/protoward.toml", config)]);
    assert_eq!(
        rules(folder.path()),
        [
            "FIELD_NO_DELETE",
            "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
            "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "FIELD_SAME_TYPE",
            "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
            "FIELD_SAME_NAME",
            "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
            "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
            "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "ignore-policy",
        ]
    );
}

#[test]
fn modules_of_a_buf_yaml_have_rules_of_their_own() {
    let config = "version: v2\nmodules:\n  - path: a\n    breaking: { use: [WIRE] }\n  - path: b\nbreaking:\n  use: [FILE]\n  \
                  ignore: [b/ignored]\n";
    let [in_b, ignored] = [("B", "b"), ("C", "c")].map(|(message, package)| {
        let text =
            |fields: &str| format!("syntax = \"proto3\";\npackage {package};\nmessage {message} {{ {fields} }}\n");
        (text("string x = 1; string y = 2;"), text("string x = 1;"))
    });
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("old/buf.yaml", config),
        ("new/buf.yaml", config),
        ("old/a/order.proto", OLD),
        ("new/a/order.proto", NEW),
        ("old/b/b.proto", in_b.0.as_str()),
        ("new/b/b.proto", in_b.1.as_str()),
        ("old/b/ignored/c.proto", ignored.0.as_str()),
        ("new/b/ignored/c.proto", ignored.1.as_str()),
    ];
    write(folder.path(), &files);
    assert_eq!(
        rules(folder.path()),
        [
            "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "FIELD_WIRE_COMPATIBLE_TYPE",
            "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "FIELD_NO_DELETE",
        ]
    );
}

#[test]
fn uses_the_ledger_of_the_configuration() {
    let config = "[breaking]\nuse = [\"WIRE\"]\nledger = \"protoward.ledger\"\n";
    let text = |fields: &str| format!("syntax = \"proto3\";\npackage a;\nmessage A {{ int32 x = 1; {fields} }}\n");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("new/a.proto", &text("string y = 2;")), ("new/protoward.toml", config)]);
    let made = protoward().args(["ledger", "init", "--at", "v1"]).arg(folder.path().join("new")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    write(folder.path(), &[("old/a.proto", &text("")), ("new/a.proto", &text("bool z = 2;"))]);
    assert_eq!(rules(folder.path()), ["FIELD_NUMBER_NOT_REUSED"]);
}

#[test]
fn reports_invalid_configurations() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[breaking]\nuse = [\"WIER\"]\n";
    let files =
        [("old/a.proto", OLD), ("bad/a.proto", "message A {"), ("odd/a.proto", OLD), ("odd/protoward.toml", config)];
    write(folder.path(), &files);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let error = |new: &str, old: &str| {
        let error = gate::gate(&path(new), &path(old)).unwrap_err().to_string();
        as_on_unix(&error.replace(&path(""), ""))
    };
    assert_eq!(error("bad", "old"), "bad/a.proto:1:11:unexpected end of the file inside a message [brace-missing]");
    assert_eq!(error("odd", "old"), "odd/protoward.toml:2:8:unknown rule or category `WIER` [unknown-rule]");
    // The change corrects the older version.
    let (corrected, fails) = gate::gate(&path("old"), &path("bad")).unwrap();
    let corrected = as_on_unix(&corrected);
    assert!(
        corrected.contains("bad/a.proto:1:11:warning:") && corrected.contains("BASELINE_UNREADABLE"),
        "{corrected}"
    );
    assert!(!fails);
    assert!(error("old", "nowhere").contains("nowhere"), "{}", error("old", "nowhere"));
}
