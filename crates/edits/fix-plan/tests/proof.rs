//! The proof that lint fixes change nothing else finds a difference in each property of each kind of element.

use protoward_compiler::{Compiler, MemoryTree};
use protoward_fix_plan::undeclared_changes;
use protoward_source::Sources;

/// An old text, and a part of it with what replaces it.
const CHANGES: &[(&str, &str)] = &[
    ("extend First", "extend Second"),
    ("edition = \"2023\"", "edition = \"2024\""),
    ("package shop;", "package store;"),
    ("option java_package = \"shop\"", "option java_package = \"store\""),
    ("option features.enum_type = OPEN", "option features.enum_type = CLOSED"),
    ("extensions 100 to 199", "extensions 100 to 200"),
    ("reserved 50", "reserved 51"),
    ("reserved old", "reserved older"),
    ("string name = 1", "bytes name = 1"),
    ("string name = 1", "string name = 9"),
    ("string name = 1", "string names = 1"),
    ("string name = 1", "repeated string name = 1"),
    ("json_name = \"called\"", "json_name = \"named\""),
    ("default = 7", "default = 8"),
    ("Color color = 3", "Shade color = 3"),
    ("First nested = 4", "Second nested = 4"),
    ("string choice = 5; }", "} string choice = 5;"),
    ("map<string, First> by_key", "map<string, Second> by_key"),
    ("features.message_encoding = DELIMITED", "features.message_encoding = LENGTH_PREFIXED"),
    ("BLUE = 1", "BLUE = 2"),
    ("BLUE = 1", "NAVY = 1"),
    ("BLUE = 1", "BLUE = 1 [deprecated = true]"),
    ("reserved 9", "reserved 10"),
    ("rpc Get(First)", "rpc Get(Second)"),
    ("rpc Get(First)", "rpc Get(stream First)"),
    ("returns (Second)", "returns (First)"),
    ("idempotency_level = IDEMPOTENT", "idempotency_level = NO_SIDE_EFFECTS"),
];

const TEXT: &str = "\
edition = \"2023\";
package shop;
option java_package = \"shop\";
option features.enum_type = OPEN;
message First {
  extensions 100 to 199 [verification = UNVERIFIED];
  reserved 50;
  reserved old;
  string name = 1 [json_name = \"called\"];
  int32 count = 2 [default = 7];
  Color color = 3;
  First nested = 4;
  oneof kind { string other = 6; string choice = 5; }
  map<string, First> by_key = 7;
  First framed = 8 [features.message_encoding = DELIMITED];
}
message Second {
  extensions 100 to 199 [verification = UNVERIFIED];
}
extend First {
  string note = 100;
}
enum Color {
  RED = 0;
  BLUE = 1;
  reserved 9;
}
enum Shade {
  DARK = 0;
}
service Shop {
  rpc Get(First) returns (Second) {
    option idempotency_level = IDEMPOTENT;
  }
}
";

fn is_refused(old: &str, new: &str) -> bool {
    let compiled = |text: &str| {
        let tree = MemoryTree::new([("shop.proto", text)]);
        Compiler::new().resolver(tree).compile(["shop.proto"]).unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    !undeclared_changes(compiled(old).schema(), compiled(new).schema(), &[], &Sources::default()).is_empty()
}

#[test]
fn finds_each_change() {
    assert!(!is_refused(TEXT, TEXT));
    let accepted: Vec<_> = CHANGES
        .iter()
        .filter(|(part, other)| {
            assert!(TEXT.contains(part), "{part}");
            !is_refused(TEXT, &TEXT.replacen(part, other, 1))
        })
        .collect();
    assert_eq!(accepted, [] as [&(&str, &str); 0]);
}
