//! Ignore comments: which comments are recognized, and which declarations they apply to.

use protoward_compiler::Compiler;
use protoward_gate::comment_ignores;
use protoward_policy::{CommentIgnore, CoveredScope, MistakenEnd};
use protoward_source::{MemoryTree, Sources};

const MARK: &str = "protoward:breaking:ignore";

/// Returns one line per comment: `declaration: rules (until) reason`.
fn parsed(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let tree = MemoryTree::new([("a.proto", text)]);
    let compiled = Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).compilation();
    assert!(!compiled.report.has_errors(), "{:?}", compiled.report);
    let shown = |found: CommentIgnore| {
        let scope = |scope: &CoveredScope| scope.element.clone().or_else(|| scope.path.clone()).unwrap_or_default();
        let scopes: Vec<String> = found.scopes.iter().map(scope).collect();
        let until = found.until.map(|until| format!(" ({until})")).unwrap_or_default();
        let reason = found.reason.map(|reason| format!(" {reason}")).unwrap_or_default();
        let mistaken = match found.mistaken_end {
            None => String::new(),
            Some(MistakenEnd::Misplaced(end)) => format!(" (misplaced: {end})"),
            Some(MistakenEnd::Misspelled(word)) => format!(" (misspelled: {word})"),
        };
        format!("{}: {}{until}{reason}{mistaken}", scopes.join(" "), found.rules.join(" "))
    };
    comment_ignores(&compiled.schema, &sources, MARK).into_iter().map(shown).collect()
}

#[test]
fn applies_a_comment_to_the_declaration_it_leads_trails_or_is_in() {
    let text = r#"// protoward:breaking:ignore R0 file
syntax = "proto2"; // protoward:breaking:ignore R1
package p;
// protoward:breaking:ignore R2
// and more words

// protoward:breaking:ignore R3
// and more words
message M { // protoward:breaking:ignore R4
  // protoward:breaking:ignore R5
  optional int32 a = 1; // protoward:breaking:ignore R6
  optional int32 b = /* protoward:breaking:ignore R7 */ 2;
  /* protoward:breaking:ignore R8 */ optional int32 c = 3 [
    // protoward:breaking:ignore R9
    deprecated = true
  ];
  // protoward:breaking:ignore R10
  reserved 9;
  // protoward:breaking:ignore R11
  optional group G = 4 {
    /* several lines
     * protoward:breaking:ignore R12 why
     * protoward:breaking:ignore R13 */
    optional string s = 1 [default = "// protoward:breaking:ignore R14"];
  }
  oneof o { // protoward:breaking:ignore R15
    int32 d = 5;
  }

  // protoward:breaking:ignore R16

  map<string, string> e = 6; // protoward:breaking:ignore R17
  // protoward:breaking:ignore R18
} // protoward:breaking:ignore R19
enum E {
  // protoward:breaking:ignore R20
  ZERO = 0;
}
extend M { /* protoward:breaking:ignore R21 */ }
service S {
  rpc A(M) returns (M) { // protoward:breaking:ignore R22
  }
}
// protoward:breaking:ignore R23"#;
    let text = text.replace("package p;", "package p;\n").replace("reserved 9;", "reserved 9; extensions 100;");
    let text = text.replace("extend M { /*", "extend M { optional int32 x = 100; /*");
    assert_eq!(
        parsed(&text),
        [
            "a.proto: R0 file",
            "a.proto: R1",
            "a.proto: R2",
            "p.M: R3",
            "p.M: R4",
            "p.M.a: R5",
            "p.M.a: R6",
            "p.M.b: R7",
            "p.M.c: R8",
            "p.M.c: R9",
            "p.M: R10",
            "p.M.G p.M.g: R11",
            "p.M.G.s: R12 why",
            "p.M.G.s: R13",
            "p.M.o: R15",
            "p.M: R16",
            "p.M.e: R17",
            "p.M: R18",
            "p.M: R19",
            "p.E.ZERO: R20",
            "p.x: R21",
            "p.S.A: R22",
            "a.proto: R23",
        ]
    );
}

#[test]
fn parses_rules_expiry_and_reason_after_the_marker() {
    for (line, is) in [
        (" A", "a.proto: A"),
        (" A, B,C  why not", "a.proto: A B C why not"),
        (" A , B: why", "a.proto: A B why"),
        (" A until 2026-12-31: why", "a.proto: A (2026-12-31) why"),
        (" A - nobody, ever", "a.proto: A nobody, ever"),
        (" A Until: 2026-12-31 why", "a.proto: A (2026-12-31) why"),
        (" A until=2026-12-31", "a.proto: A (2026-12-31)"),
        (" A - until 2026-12-31) why", "a.proto: A (2026-12-31) why"),
        (" A until", "a.proto: A ()"),
        (" A untilled land", "a.proto: A untilled land"),
        (" A untill 2026-12-31 why", "a.proto: A untill 2026-12-31 why (misspelled: untill)"),
        (" A Util: v2 why", "a.proto: A Util: v2 why (misspelled: Util)"),
        (" A till=1.4", "a.proto: A till=1.4 (misspelled: till)"),
        (" A ends=2026-12-31", "a.proto: A ends=2026-12-31 (misspelled: ends)"),
        (" A why, untl: 2026-12-31.", "a.proto: A why, untl: 2026-12-31. (misspelled: untl)"),
        (" A until 2026-12-31 untill 2027-01-01", "a.proto: A (2026-12-31) untill 2027-01-01 (misspelled: untill)"),
        (" A until v2 until 2027-01-01", "a.proto: A (v2) until 2027-01-01 (misplaced: 2027-01-01)"),
        (" A ticket=20261", "a.proto: A ticket=20261"),
        (" A till we have v2", "a.proto: A till we have v2"),
        (" A since v1 nobody used it", "a.proto: A since v1 nobody used it"),
        (" A used until v2", "a.proto: A used until v2"),
        (" A why until 2026-12-31.", "a.proto: A why until 2026-12-31. (misplaced: 2026-12-31)"),
        (" A why (until 01.01.2026)", "a.proto: A why (until 01.01.2026) (misplaced: 01.01.2026)"),
        (" A kept until they have moved", "a.proto: A kept until they have moved"),
        (" A kept until v2 is out", "a.proto: A kept until v2 is out"),
        (" A,", "a.proto: A"),
        ("", "a.proto: "),
    ] {
        let text = format!("syntax = \"proto3\"; // {MARK}{line}\r\n");
        assert_eq!(parsed(&text), [is], "{line}");
    }
    assert_eq!(parsed(&format!("syntax = \"proto3\"; // {MARK}d A")), [] as [&str; 0]);
}

#[test]
fn recognizes_marks_only_at_the_start_of_a_comment_line() {
    for (comment, is) in [
        ("// MARK A", "a.proto: A"),
        ("//MARK A", "a.proto: A"),
        ("/// MARK A", "a.proto: A"),
        ("//! MARK A", "a.proto: A"),
        ("//\t MARK A", "a.proto: A"),
        ("/* MARK A */", "a.proto: A"),
        ("/** MARK A **/", "a.proto: A *"),
        ("/**MARK A*/", "a.proto: A"),
        ("/**\r\n   * MARK A\r\n   */", "a.proto: A"),
        ("/*\n\n MARK A why\n*/", "a.proto: A why"),
        ("/* why\n *MARK A*/", "a.proto: A"),
        ("// MARK A MARK B", "a.proto: A MARK B"),
    ] {
        let text = format!("syntax = \"proto3\"; {comment}\n").replace("MARK", MARK);
        assert_eq!(parsed(&text), [is.replace("MARK", MARK)], "{comment}");
    }
    for comment in [
        "// Do not write MARK A here.",
        "// `MARK A` ignores a deletion",
        "// // MARK A",
        "//// MARK A",
        "// /* MARK A */",
        "// - MARK A",
        "// * MARK A",
        "/* see MARK A */",
        "/* // MARK A */",
        "/*\n * ** MARK A\n * // MARK A\n * \"MARK A\"\n */",
        "/*/ /MARK A */",
    ] {
        let text = format!("syntax = \"proto3\"; {comment}\n").replace("MARK", MARK);
        assert_eq!(parsed(&text), [] as [&str; 0], "{comment}");
    }
    let two = format!("syntax = \"proto3\"; /* {MARK} A */ /* {MARK} B */ // {MARK} C\n");
    assert_eq!(parsed(&two), ["a.proto: A", "a.proto: B", "a.proto: C"]);
}
