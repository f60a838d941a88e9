//! Lines of a ledger with random mutations.

use std::sync::Arc;

use protoward_breaking::{ComparisonSettings, catalog, check};
use protoward_compiler::Compiler;
use protoward_ledger::{EventTime, Ledger, facts, import_protolock, read};
use protoward_policy::ConfigVersion;
use protoward_schema::Schema;
use protoward_source::{MemoryTree, Report, Sources, text_with_help};

/// Returns the ledger of a schema whose facts were all added, all removed, and half of them added again.
pub(super) fn of_text(name: &str, text: &[u8]) -> Vec<u8> {
    let schema = schema(name, text);
    let all = facts(&schema);
    let half = all.iter().step_by(2).cloned().collect();
    let mut ledger = Ledger::default();
    ledger.observe(all, &EventTime::commit("3f2a1c9b7d21", "2024-03-01T10:00:00Z"));
    ledger.observe(std::collections::BTreeSet::new(), &EventTime::commit("88e1c0ffee12", "2024-05-02T09:00:00Z"));
    ledger.observe(half, &EventTime::labelled("v1.0.0"));
    ledger.to_string().into_bytes()
}

fn schema(name: &str, text: &[u8]) -> Schema {
    let compiler = Compiler::new().resolver(MemoryTree::new([(name.to_owned(), text.to_vec())]));
    let mut sources = Sources::default();
    compiler.threads(1).load([name], &mut sources).link(&sources).schema()
}

/// Checks that a valid ledger is the same after it is written and read again, also with its lines reversed and duplicated. Also
/// runs the rules and the import on it.
pub(super) fn run(text: &str) {
    let (ledger, words) = read_text(text);
    assert_eq!(ledger.is_none(), !words.is_empty(), "a ledger and errors, or neither");
    let mut sources = Sources::default();
    let source = sources.add("proto.lock", "proto.lock", Some(text.into()));
    let _ = import_protolock(source, &sources);
    let Some(ledger) = ledger else { return };
    let written = ledger.to_string();
    let again = |text: &str| read_text(text).0.map(|ledger| ledger.to_string());
    assert_eq!(again(&written).as_ref(), Some(&written), "written again, it is something else");
    let backwards: Vec<&str> = written.lines().rev().chain(written.lines()).collect();
    assert_eq!(again(&backwards.join("\n")).as_ref(), Some(&written), "another order makes another ledger");
    judge(ledger);
}

fn read_text(text: &str) -> (Option<Ledger>, String) {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("a.ledger", "a.ledger", Some(text.into()));
    let ledger = read(source, &sources, &mut report);
    (ledger, text_with_help(&report, &sources))
}

/// Runs the rules that use the ledger, on a schema with the most frequent names of the inputs.
fn judge(ledger: Ledger) {
    let text = b"syntax = \"proto3\"; message A { int32 a = 1; string b = 2; } enum E { X = 0; } service S { rpc A(A) returns (A); }";
    let old = schema("old.proto", b"syntax = \"proto3\";");
    let new = schema("a.proto", text);
    let rules = catalog().named(ConfigVersion::V2, "HISTORY");
    let settings = ComparisonSettings { rules, ledger: Some(Arc::new(ledger)), ..ComparisonSettings::default() };
    let _ = check(&old, &new, &settings);
}
