//! The library as others use it: `examples/gate.rs`, which has nothing but the public API.

#[path = "../../examples/gate.rs"]
#[expect(dead_code, reason = "the program around it is not run")]
mod gate;

use super::support::{check, write};

const OLD: &str =
    "syntax = \"proto3\";\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n}\n";

#[test]
fn two_folders_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let new = OLD.replace("int64 total", "string sum");
    write(
        folder.path(),
        &[("old/order.proto", OLD), ("new/order.proto", &new), ("bad/order.proto", "message Order {")],
    );
    let path = |name: &str| folder.path().join(name).display().to_string();
    let gate = |old: &str, new: &str, rules: &[&str]| {
        let rules: Vec<String> = rules.iter().map(|&rule| rule.to_owned()).collect();
        let said = gate::gate(&path(old), &path(new), &rules);
        match said {
            Ok((found, text)) => format!("{found} found\n{text}\n"),
            Err(error) => format!("failed: {error}\n\n"),
        }
    };
    let said = [
        gate("old", "new", &[]),
        gate("old", "new", &["WIRE"]),
        gate("old", "old", &[]),
        gate("old", "new", &["WIER"]),
        gate("old", "bad", &[]),
    ];
    check("report", "outsider", &said.concat().replace(folder.path().to_str().unwrap(), "$"));
}
