//! Proposals by the grammar, the language of the file and the kind of element.

use crate::workspace::Analysis;

const DESCRIPTOR: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../language/compiler/third_party/protobuf/google/protobuf/descriptor.proto"
);
const P2: &str = "syntax = \"proto2\";\n";
const P3: &str = "syntax = \"proto3\";\n";
const E23: &str = "edition = \"2023\";\n";
const E24: &str = "edition = \"2024\";\n";

/// Returns the proposals at the `|` of a text.
fn proposed(marked: &str) -> Vec<String> {
    let mut analysis = Analysis::default();
    let descriptor = std::fs::read_to_string(DESCRIPTOR).expect("the file is in the repository");
    analysis.set("google/protobuf/descriptor.proto", descriptor);
    analysis.set(
        "a/rules.proto",
        "syntax = \"proto2\"; package a; import \"google/protobuf/descriptor.proto\";
         message Rule { optional int32 min = 1; optional Inner inner = 2; optional Level level = 3; optional bool on = 4;
           repeated Inner list = 5; }
         message Inner { optional string name = 1; }
         enum Level { LOW = 0; HIGH = 1; }
         extend google.protobuf.FieldOptions { optional Rule rule = 50001 [targets = TARGET_TYPE_FIELD]; }
         extend google.protobuf.MethodOptions { optional Rule of_method = 50001; }",
    );
    let offset = marked.find('|').unwrap_or_default();
    let file = analysis.set("shop/v1/a.proto", marked.replacen('|', "", 1));
    analysis.complete(file, offset).items.into_iter().map(|item| item.text).collect()
}

/// Expects some proposals among the first ten, and others nowhere.
fn expect(marked: &str, wanted: &[&str], never: &[&str]) {
    let found = proposed(marked);
    for name in wanted {
        assert!(found.iter().take(10).any(|it| it == name), "no `{name}` in {marked}: {found:?}");
    }
    for name in never {
        assert!(!found.iter().any(|it| it == name), "`{name}` in {marked}: {found:?}");
    }
}

#[test]
fn the_language_decides_about_keywords() {
    let message = |language: &str, word: &str| format!("{language}message M {{\n  {word}|\n}}\n");
    for (language, word, wanted, never) in [
        (P2, "re", &["required", "repeated", "reserved"][..], &[][..]),
        (P3, "re", &["repeated", "reserved"], &["required"]),
        (E23, "re", &["repeated"], &["required"]),
        (P2, "opt", &["optional"], &[]),
        (P3, "opt", &["optional"], &[]),
        (E23, "opt", &["option"], &["optional"]),
        (P2, "ext", &["extensions", "extend"], &[]),
        (P3, "ext", &["extend"], &["extensions"]),
        (E23, "ext", &["extensions", "extend"], &[]),
        (P2, "optional gr", &["group"], &[]),
        (P3, "optional gr", &[], &["group"]),
        (E23, "ex", &[], &["export"]),
        (E24, "ex", &["export"], &[]),
        (E24, "export ", &["message", "enum"], &[]),
    ] {
        expect(&message(language, word), wanted, never);
    }
    expect("|", &["message", "enum"], &["export"]);
    expect("s|", &["syntax", "service"], &[]);
    expect(&format!("{P3}|"), &["package", "import"], &["syntax", "edition"]);
    expect(&format!("{P3}package a;\np|"), &[], &["package"]);
}

#[test]
fn statements_of_files() {
    expect(&format!("{P3}package |"), &["shop.v1", "a"], &["google.protobuf.shop"]);
    expect(&format!("{P3}package shop.|"), &["shop.v1"], &["a"]);
    expect(&format!("{P3}import |"), &["public", "weak"], &["option"]);
    expect(&format!("{E24}import |"), &["public", "option"], &["weak"]);
    expect(&format!("{P3}import \"|"), &["a/rules.proto"], &[]);
    expect("syntax = |", &["\"proto3\"", "\"proto2\""], &["\"2023\""]);
    expect("syntax = \"|", &["proto3"], &[]);
    expect("edition = |", &["\"2024\""], &["\"proto3\""]);
    expect(&format!("{P2}message M {{ extensions 100 |"), &["to"], &["max"]);
    expect(&format!("{P3}message M {{ reserved 100 to |"), &["max"], &["to"]);
    expect(&format!("{P3}enum E {{ reserved 100 |"), &["to"], &["max"]);
}

#[test]
fn options_of_fields() {
    let field = |language: &str, field: &str| {
        format!("{language}message M {{\n  {field}|];\n  enum K {{ A = 0; B = 1; }}\n  message N {{}}\n}}\n")
    };
    for (language, text, wanted, never) in [
        (P2, "optional K k = 2 [default = ", &["A", "B"][..], &["true"][..]),
        (P2, "optional M.K k = 2 [default = ", &["A", "B"], &[]),
        (P2, "optional bool k = 2 [default = ", &["true", "false"], &["A"]),
        (P2, "optional double k = 2 [default = ", &["inf", "nan"], &["true"]),
        (P2, "optional string k = 2 [default = ", &[], &["true", "inf", "A"]),
        (P3, "string a = 1 [j", &["json_name", "jstype"], &[]),
        (P2, "optional string a = 1 [def", &["default"], &[]),
        (E23, "string a = 1 [def", &["default"], &[]),
        (P3, "string a = 1 [def", &[], &["default"]),
        (P2, "repeated string a = 1 [def", &[], &["default"]),
        (P2, "optional N a = 1 [def", &[], &["default"]),
        (P2, "optional group A = 1 [def", &[], &["default"]),
        (P3, "map<string, string> a = 1 [j", &["json_name"], &[]),
        (P3, "repeated int32 a = 1 [pa", &["packed"], &[]),
        (E23, "repeated int32 a = 1 [pa", &[], &["packed"]),
        (P3, "string a = 1 [f", &[], &["features"]),
        (E23, "string a = 1 [f", &["features"], &[]),
        (P3, "string a = 1 [", &["deprecated"], &["uninterpreted_option"]),
        (E23, "string s = 1 [features.", &["features.field_presence"], &["features.enum_type", "features.json_format"]),
        (E23, "string s = 1 [features.field_presence = ", &["EXPLICIT", "IMPLICIT"], &["true"]),
        (P3, "string s = 1 [deprecated = ", &["true", "false"], &[]),
        (P3, "string s = 1 [(", &["a.rule"], &["a.of_method"]),
        (P3, "string s = 1 [(a.rule).", &[".min", ".level"], &[]),
        (P3, "string s = 1 [(a.rule).level = ", &["LOW", "HIGH"], &["true"]),
        (P3, "string s = 1 [(a.rule).on = ", &["true"], &["LOW"]),
        (P3, "string s = 1 [(a.rule).min = ", &[], &["true", "LOW"]),
    ] {
        expect(&field(language, text), wanted, never);
    }
    expect(
        &format!("{P2}extend N {{\n optional string s = 100 [j|];\n}}\nmessage N {{}}\n"),
        &["jstype"],
        &["json_name"],
    );
}

#[test]
fn options_of_other_elements() {
    expect(&format!("{P3}option java_|"), &["java_package"], &["java_generic_service"]);
    expect(&format!("{P3}option java_package = |"), &[], &["true"]);
    expect(&format!("{P3}option optimize_for = |"), &["SPEED"], &["true"]);
    expect(&format!("{E23}option features.|"), &["features.enum_type", "features.json_format"], &[]);
    expect(&format!("{E23}enum E {{ option features.|"), &["features.enum_type"], &["features.field_presence"]);
    expect(&format!("{E23}message M {{ option features.|"), &["features.json_format"], &["features.enum_type"]);
    expect(&format!("{E23}option features.|"), &[], &["features.enforce_naming_style"]);
    expect(&format!("{E24}option features.|"), &["features.enforce_naming_style"], &[]);
    expect(&format!("{P3}message M {{ option m|"), &[], &["map_entry", "message_set_wire_format"]);
    expect(&format!("{P2}message M {{ option m|"), &["message_set_wire_format"], &["map_entry"]);
    expect(&format!("{P3}enum E {{ A = 0 [d|"), &["deprecated", "debug_redact"], &["default"]);
    expect(&format!("{P3}service S {{ rpc A(B) returns (C) {{ option (|"), &["a.of_method"], &["a.rule"]);
}

#[test]
fn messages_in_options() {
    let import = format!("{P3}import \"a/rules.proto\";\n");
    for text in [
        "message M { string s = 1 [(a.rule) = { |",
        "message M { string s = 1 [(a.rule) = { | }]; }",
        "message M { string s = 1 [(a.rule) = { min: 1 | }]; }",
        "message M { string s = 1 [(a.rule) = {\n min: 1,\n inner: { name: 'a' },\n | }]; }",
        "message M { string s = 1 [deprecated = true, (a.rule) = { | }]; }",
        "service S { rpc A(M) returns (M) { option (a.of_method) = { | }; } }",
        "service S { rpc A(M) returns (M) { option (a.of_method) = { min: 1 | }; } }",
    ] {
        expect(&format!("{import}{text}"), &["min", "inner", "level"], &["name"]);
    }
    for text in [
        "message M { string s = 1 [(a.rule) = { inner { | } }]; }",
        "message M { string s = 1 [(a.rule) = { min: 1 inner: { | } }]; }",
        "message M { string s = 1 [(a.rule) = { list: [{ | }] }]; }",
        "message M { string s = 1 [(a.rule) = { list: [{ name: 'a' }, { | }] }]; }",
        "message M { string s = 1 [(a.rule).inner = { | }]; }",
    ] {
        expect(&format!("{import}{text}"), &["name"], &["min", "level"]);
    }
    for (value, wanted) in [("level: ", &["LOW", "HIGH"][..]), ("on: ", &["true"]), ("min: ", &[])] {
        let never: &[&str] = if value == "on: " { &["LOW"] } else { &["true", "min"] };
        expect(&format!("{import}message M {{ string s = 1 [(a.rule) = {{ {value}| }}]; }}"), wanted, never);
    }
}
