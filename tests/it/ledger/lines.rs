//! Ledgers whose lines are reordered, merged or broken.

use std::fmt::Write as _;

use protoward_ledger::{EventTime, Fact, Ledger, MAX_LINE, MAX_SIZE, admit, facts, read};
use protoward_schema::Schema;
use protoward_source::{MemoryTree, Report, Sources};

/// Returns the ledger of a text, or its errors.
fn outcome(text: &str) -> Result<Ledger, String> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("a.ledger", "a.ledger", Some(text.into()));
    read(source, &sources, &mut report).ok_or_else(|| {
        let mut words = String::new();
        for problem in &report {
            let line = problem.place().and_then(|place| sources.start(place)).map_or(0, |at| at.line + 1);
            writeln!(words, "{line}: {}", problem.message).unwrap();
        }
        words
    })
}

fn schema(text: &str) -> Schema {
    let compiled =
        protoward_compiler::Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"]);
    compiled.unwrap().into_parts().0
}

const HEADER: &str = "# protoward ledger v1\n";

#[test]
fn lines_may_be_reordered_and_repeated() {
    let lines = ["a.M field 1 x int32 optional came v1", "a.M field 1 x int32 optional left v2", "a.M message came v1"];
    let written = format!("{HEADER}{}\n", lines.join("\n"));
    let ledger = outcome(&written).unwrap();
    assert_eq!(ledger.to_string(), written);
    let shuffled =
        format!("\u{feff}{}\r\n\r\n{HEADER}{}\t \n{HEADER}# a note\n{}\n{}", lines[2], lines[1], lines[0], lines[1]);
    assert_eq!(outcome(&shuffled).unwrap(), ledger);
    assert_eq!(outcome(HEADER).unwrap(), Ledger::default());
}

#[test]
fn keeps_the_facts_of_both_branches_in_a_union() {
    let base = "a.M field 1 x int32 optional came v1\na.M field 2 y int32 optional came v1\na.M message came v1\n";
    let base = outcome(&format!("{HEADER}{base}")).unwrap();
    let [one, other] = ["int32 x = 1;", "int32 y = 2; string z = 3;"].map(|fields| {
        let mut ledger = base.clone();
        let text = format!("syntax = \"proto3\"; package a; message M {{ {fields} }}");
        ledger.observe(facts(&schema(&text)), &EventTime::commit("0123456789abcdef", "2024-03-01T10:00:00Z"));
        ledger
    });
    let union = outcome(&format!("{one}{other}")).unwrap();
    assert_eq!(union, outcome(&format!("{other}{one}")).unwrap());
    let present: Vec<String> = union.present().map(Fact::to_string).collect();
    assert_eq!(present, ["a.M message", "a.M field 3 z string optional"]);
    assert!(one.iter().chain(other.iter()).all(|(fact, _)| union.iter().any(|(known, _)| known == fact)));
}

#[test]
fn records_a_restored_fact_as_a_separate_period() {
    let with = facts(&schema("syntax = \"proto3\"; message M { int32 x = 1; }"));
    let without = facts(&schema("syntax = \"proto3\"; message M {}"));
    let mut ledger = Ledger::default();
    for (index, now) in [&with, &without, &with, &without, &without, &with].into_iter().enumerate() {
        ledger.observe(now.clone(), &EventTime::labelled(&format!("v{index}")));
    }
    let text = ledger.to_string();
    assert_eq!(
        text,
        format!(
            "{HEADER}M field 1 x int32 optional came v0\nM field 1 x int32 optional came:2 v2\nM field 1 x int32 optional \
             came:3 v5\nM field 1 x int32 optional left v1\nM field 1 x int32 optional left:2 v3\nM message came v0\n"
        )
    );
    assert_eq!(outcome(&text).unwrap(), ledger);
    assert!(text.lines().skip(1).is_sorted());
}

#[test]
fn every_kind_of_fact_round_trips() {
    let text = r#"edition = "2023";
        package größe;
        message M {
            int32 a = 1 [features.field_presence = LEGACY_REQUIRED, json_name = "a b\n%"];
            M b = 2 [features.message_encoding = DELIMITED];
            map<string, E> c = 3;
            oneof d { string e = 4; bytes f = 5; }
            repeated E g = 6;
            extensions 100 to max;
            enum E { option allow_alias = true; Z = 0; Y = -5; X = -5; }
            extend M { M h = 100; }
        }
        service S { rpc A(M) returns (stream M); rpc B(stream M) returns (M); rpc C(stream M) returns (stream M); }
    "#
    .replace("größe", "x.y");
    let mut ledger = Ledger::default();
    ledger.observe(facts(&schema(&text)), &EventTime::labelled("a label: 100 % <odd>"));
    let written = ledger.to_string();
    assert_eq!(outcome(&written).unwrap(), ledger);
    let lines: Vec<&str> = written.lines().map(|line| line.split(" came ").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "# protoward ledger v1",
            "x.y.M extension 100 x.y.M.h message:x.y.M optional",
            "x.y.M field 1 a int32 required json:a%20b%0A%25",
            "x.y.M field 2 b group:x.y.M optional",
            "x.y.M field 3 c map<string,enum:x.y.M.E> repeated",
            "x.y.M field 4 e string optional oneof:d",
            "x.y.M field 5 f bytes optional oneof:d",
            "x.y.M field 6 g enum:x.y.M.E repeated",
            "x.y.M message",
            "x.y.M.E enum",
            "x.y.M.E value -5 X",
            "x.y.M.E value -5 Y",
            "x.y.M.E value 0 Z",
            "x.y.S method A server x.y.M x.y.M",
            "x.y.S method B client x.y.M x.y.M",
            "x.y.S method C bidi x.y.M x.y.M",
            "x.y.S service",
        ]
    );
    assert!(written.contains(" came a%20label%3A%20100%20%25%20%3Codd%3E\n"));
}

#[test]
fn reports_errors_with_their_line() {
    let of = |lines: &str| outcome(&format!("{HEADER}{lines}")).unwrap_err();
    assert_eq!(of("a.M message came v1\na.M massage came v1\n"), "3: unexpected `massage`\n");
    assert_eq!(of("a.M message came"), "2: unexpected end of the line\n");
    assert_eq!(of("a.M message came v1 2024-03-01"), "2: unexpected `2024-03-01`\n");
    assert_eq!(of("a.M message came:1 v1"), "2: unexpected `came:1`\n");
    assert_eq!(of("a.M message came:99999999999 v1"), "2: unexpected `came:99999999999`\n");
    assert_eq!(of("a.M field 4294967296 a int32 optional came v1"), "2: unexpected `4294967296`\n");
    assert_eq!(
        of("a.M field 1 a map<string,map<string,int32>> optional came v1"),
        "2: unexpected `map<string,map<string,int32>>`\n"
    );
    assert_eq!(of("a.M field 1 a int32 optional oneof: came v1"), "2: unexpected `oneof:`\n");
    assert_eq!(of("# protoward ledger v2\n"), "2: unknown version `v2` of a ledger\n");
    assert_eq!(of(">>>>>>> theirs\n"), "2: unresolved merge conflict in the ledger\n");
    assert_eq!(outcome("").unwrap_err(), "1: missing header `# protoward ledger v1` of a ledger\n");
    assert_eq!(outcome("{\n}\n").unwrap_err(), "1: missing header `# protoward ledger v1` of a ledger\n");
    assert_eq!(of(&"x\n".repeat(1_000)).lines().count(), 10, "nobody reads a thousand of them");
}

#[test]
fn refuses_oversized_ledgers() {
    let long = "a".repeat(MAX_LINE + 1);
    let messages = outcome(&format!("{HEADER}{long} message came v1")).unwrap_err();
    assert!(messages.starts_with("2: line of the ledger is too long: 1048593 bytes"), "{messages}");
    let mut sources = Sources::default();
    let mut report = Report::default();
    assert!(admit("a.ledger", vec![b'a'; MAX_SIZE + 1], &mut sources, &mut report).is_none());
    assert!(admit("a.ledger", vec![b'a', 0xff], &mut sources, &mut report).is_none());
    let messages: Vec<&str> = report.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the ledger is too large: 268435457 bytes, and the limit is 256 MiB",
            "the ledger is not UTF-8 from byte 1 on"
        ]
    );
}

/// Finding the conflicts of a field number with a hundred thousand meanings takes no longer than reading them.
#[test]
fn searches_many_meanings_of_one_number_fast() {
    let mut lines = String::from(HEADER);
    for index in 0..100_000 {
        writeln!(lines, "M field 1 x{index} int32 optional came c{index}").unwrap();
        writeln!(lines, "M field 1 x{index} int32 optional left c{}", index + 1).unwrap();
    }
    let ledger = outcome(&lines).unwrap();
    let past = protoward_ledger::LedgerIndex::new(&ledger);
    let stays = past.of("M");
    let conflicts = protoward_ledger::LedgerIndex::conflicts(&stays, |_, _| false);
    assert_eq!((stays.len(), conflicts.len()), (100_000, 1));
}

#[test]
fn keeps_duplicate_events_of_branches() {
    let lines =
        "a.M message came 0123456789ab 2024-03-01T10:00:00Z\na.M message came ba9876543210 2024-04-01T10:00:00Z\n";
    let text = format!("{HEADER}{lines}");
    let ledger = outcome(&text).unwrap();
    assert_eq!(ledger.to_string(), text);
    let (_, life) = ledger.iter().next().unwrap();
    assert_eq!((life.events().len(), life.gap().is_none()), (1, true));
    assert_eq!(life.events()[0].when.day(), Some("2024-03-01"), "the earlier one counts");
}

#[test]
fn reports_lost_lines() {
    let lost = |earlier: &str, now: &str| -> Vec<(String, Option<String>)> {
        let [earlier, now] = [earlier, now].map(|lines| outcome(&format!("{HEADER}{lines}")).unwrap());
        now.lost(&earlier).iter().map(|lost| (lost.line(), lost.line_now())).collect()
    };
    let came = "a.M field 1 x int32 optional came v1";
    assert_eq!(lost(came, &format!("{came}\na.M field 1 x int32 optional left v2")), []);
    assert_eq!(lost(&format!("{came}\n{came}"), came), []);
    assert_eq!(lost(came, ""), [(came.to_owned(), None)]);
    for now in ["a.M field 1 x int32 optional came v2", "a.M field 1 y int32 optional came v1"] {
        assert_eq!(lost(came, now), [(came.to_owned(), Some(now.to_owned()))]);
    }
    assert_eq!(lost(came, "a.M field 2 x int32 optional came v1"), [(came.to_owned(), None)]);
    // A line may only be dropped if its unknown type is known now.
    let unknown = "a.M field 1 x named:N optional came -";
    assert_eq!(lost(unknown, "a.M field 1 x message:a.N optional came -"), []);
    assert_eq!(lost(unknown, "a.M field 1 x message:a.O optional came -").len(), 1);
    assert_eq!(lost(unknown, "a.M field 1 x message:a.N optional came v1").len(), 1);
}

#[test]
fn keeps_the_history_of_a_resolved_unknown_type() {
    let unknown = "a.M field 1 x named:N optional came v3\n";
    let known = "a.M field 1 x message:a.N optional came v1\na.M field 1 x message:a.N optional left v2\n";
    let types = "a.M message came v1\na.N message came v1\n";
    let earlier = outcome(&format!("{HEADER}{unknown}{known}{types}")).unwrap();
    let mut now = earlier.clone();
    let text = "syntax = \"proto3\"; package a; message M { N x = 1; } message N {}";
    now.observe(facts(&schema(text)), &EventTime::labelled("v4"));
    assert!(now.lost(&earlier).is_empty(), "{now}");
    assert!(now.compare(&facts(&schema(text)), |_| true).is_empty());
}
