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
    proposed_near(&[], marked)
}

/// Returns the proposals at the `|` of a text with other files in its workspace, which has options.
fn proposed_near(files: &[(&str, &str)], marked: &str) -> Vec<String> {
    let mut analysis = Analysis::default();
    for (name, text) in files {
        analysis.set(name, *text);
    }
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
    expect("|\noption features.enum_type = OPEN;", &["edition"], &["syntax"]);
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
    expect(&format!("{P3}message M {{ int32 a = 2; reserved 5, |; }}"), &["1"], &["to"]);
    expect(&format!("{P3}message M {{ int32 a = 2; reserved \"b\", |; }}"), &[], &["1", "3"]);
    expect(&format!("{E23}message M {{ int32 a = 2; reserved b, |; }}"), &[], &["1", "3"]);
    expect(&format!("{P3}enum E {{ A = 0; B = 2147483647; C = |; }}"), &["1"], &["2147483648"]);
    expect(&format!("{P3}enum E {{ option allow_alias = | A = 0; B = 0; }}"), &["true"], &["false"]);
}

#[test]
fn what_follows_shows_what_comes_first() {
    let first = |text: &str| proposed_beside(&[], text).into_iter().take(3).collect::<Vec<_>>();
    let types = "message A { string s = 1; A a = 2; A b = 3; }";
    assert!(
        first(&format!("{P3}{types} message M {{ repeated | packed_fixed64 = 1; }}")).contains(&"fixed64".to_owned())
    );
    assert!(first(&format!("{P3}{types} message M {{ | a.A parts = 1; }}")).contains(&"repeated".to_owned()));
    assert!(first(&format!("{E24}{types} message M {{ | enum E {{ A = 0; }} }}")).contains(&"local".to_owned()));
    let options = proposed_beside(&[], &format!("{P2}message M {{ optional int32 a = 1 [| = {{ x: 1 }}]; }}"));
    assert!(!options.iter().any(|it| it == "default" || it == "json_name"), "{options:?}");
    let group = format!("{P2}message M {{ oneof o {{ int32 a = 1; | Choice = 2 {{ }} }} }}");
    assert!(proposed_beside(&[], &group).contains(&"group".to_owned()));
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
        (P3, "string a = 1 [j", &["json_name"], &["jstype"]),
        (P3, "int64 a = 1 [", &["jstype"], &["ctype", "lazy", "packed"]),
        (P3, "string a = 1 [c", &["ctype"], &[]),
        (P3, "N a = 1 [", &["lazy"], &["jstype", "ctype", "packed"]),
        (P3, "map<string, N> a = 1 [", &["lazy"], &["jstype", "ctype", "packed"]),
        (P3, "repeated string a = 1 [p", &[], &["packed"]),
        (P3, "repeated N a = 1 [p", &[], &["packed"]),
        (P3, "repeated K a = 1 [p", &["packed"], &[]),
        (E23, "repeated int32 a = 1 [", &["features.repeated_field_encoding"], &["features.field_presence"]),
        (E23, "N a = 1 [", &["features.message_encoding"], &["features.utf8_validation"]),
        (E23, "N a = 1 [features.field_presence = ", &["LEGACY_REQUIRED"], &["IMPLICIT", "FIELD_PRESENCE_UNKNOWN"]),
        (E23, "repeated string a = 1 [features.repeated_field_encoding = ", &["EXPANDED"], &["PACKED"]),
        (E23, "repeated string a = 1 [features = { repeated_field_encoding: ", &["EXPANDED"], &["PACKED"]),
        (E23, "N a = 1 [features = { field_presence: ", &["LEGACY_REQUIRED"], &["IMPLICIT", "FIELD_PRESENCE_UNKNOWN"]),
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
        (E23, "string a = 1 [f", &["features.field_presence", "features.utf8_validation"], &[]),
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
        &[],
        &["jstype", "json_name"],
    );
}

/// Returns the proposals at the `|` of a text with the name `use.proto`, beside other files.
fn proposed_beside(files: &[(&str, &str)], marked: &str) -> Vec<String> {
    let mut analysis = Analysis::default();
    for (name, text) in files {
        analysis.set(name, *text);
    }
    let offset = marked.find('|').unwrap_or_default();
    let file = analysis.set("use.proto", marked.replacen('|', "", 1));
    analysis.complete(file, offset).items.into_iter().map(|item| item.text).collect()
}

#[test]
fn types_that_do_not_compile_at_the_place_are_not_proposed() {
    let closed = ("closed.proto", "syntax = \"proto2\"; package c; enum Closed { A = 1; } message Fine {}");
    let cycle = ("cycle.proto", "syntax = \"proto3\"; package c; import \"use.proto\"; message Cycle {}");
    let local = (
        "local.proto",
        "edition = \"2024\"; package c; local message Local {} message Outer { message Inner {} export message Shown {} }",
    );
    let again = ("again.proto", "syntax = \"proto3\"; package own; message Own {} message Again {}");
    let by_features = (
        "features.proto",
        "edition = \"2023\"; package c; enum Shut { option features.enum_type = CLOSED; A2 = 0; } enum Open { A3 = 0; }",
    );
    let files = [closed, cycle, local, again, by_features];
    let implicit = "edition = \"2023\"; option features.field_presence = IMPLICIT;";
    for (text, wanted, never) in [
        ("syntax = \"proto3\"; message M { C| c = 1; }", &["c.Open", "c.Fine"][..], &["c.Closed", "c.Shut"][..]),
        ("syntax = \"proto3\"; message M { repeated C| c = 1; }", &["c.Open"], &["c.Closed", "c.Shut"]),
        ("syntax = \"proto2\"; message M { optional C| c = 1; }", &["c.Closed", "c.Shut"], &[]),
        ("syntax = \"proto2\"; message M { map<string, C| c = 1; }", &["c.Shut"], &["c.Closed"]),
        (&format!("{implicit} message M {{ c.| c = 1; }}"), &["c.Open"], &["c.Closed", "c.Shut"]),
        (&format!("{implicit} message M {{ repeated c.| c = 1; }}"), &["c.Open", "c.Closed", "c.Shut"], &[]),
        ("syntax = \"proto3\"; message M { c.| c = 1; }", &["c.Outer", "c.Outer.Shown"], &["c.Cycle"]),
        ("syntax = \"proto3\"; message M { c.| c = 1; }", &[], &["c.Local", "c.Outer.Inner"]),
        ("syntax = \"proto3\"; package own; message Own { A| c = 1; }", &[], &["Again"]),
        ("syntax = \"proto2\"; message M { optional c.| c = 1 [default = A]; }", &["c.Closed"], &["c.Fine", "c.Open"]),
        (
            "syntax = \"proto2\"; message M { repeated | c = 1 [packed = true]; }",
            &["int32", "bool"],
            &["string", "c.Fine"],
        ),
        ("syntax = \"proto3\"; import \"|", &["closed.proto"], &["cycle.proto"]),
    ] {
        let text = text.replace("C|", "c.|");
        let found = proposed_beside(&files, &text);
        for name in wanted {
            assert!(found.iter().any(|it| it == name), "no `{name}` in {text}: {found:?}");
        }
        for name in never {
            assert!(!found.iter().any(|it| it == name), "`{name}` in {text}: {found:?}");
        }
    }
}

#[test]
fn extended_messages_have_numbers_for_it() {
    let text = "message M {} message X { extensions 100 to 199; } message Y { extensions 5, 10 to max; }";
    expect(&format!("{P2}{text} extend |"), &["X", "Y"], &["M"]);
    expect(&format!("{P2}{text} extend | {{ optional int32 a = 150; }}"), &["X", "Y"], &["M"]);
    expect(&format!("{P2}{text} extend | {{ optional int32 a = 5; }}"), &["Y"], &["X", "M"]);
    expect(&format!("{P2}message M {{ extensions 100 to |"), &["199", "max"], &["100"]);
    expect(&format!("{P2}message M {{ extensions | to 79; }}"), &["70"], &["79"]);
    expect(&format!("{P2}message M {{ reserved 50 to |, 100 to max; }}"), &["99", "59", "60"], &["100", "max"]);
    // A number has one extension, and message sets have only messages.
    let used = format!("{P2}{text} extend X {{ optional int32 b = 150; }}");
    expect(&format!("{used} extend | {{ optional int32 a = 150; }}"), &["Y"], &["X"]);
    expect(&format!("{used} extend | {{ optional int32 a = 151; }}"), &["X", "Y"], &[]);
    let set = "message S { option message_set_wire_format = true; extensions 4 to max; }";
    expect(&format!("{P2}{text} {set} extend | {{ optional int32 a = 150; }}"), &["X", "Y"], &["S"]);
    expect(&format!("{P2}{text} {set} extend | {{ optional X a = 150; }}"), &["X", "S"], &[]);
    expect(&format!("{P3}{text} extend |"), &["google.protobuf.FieldOptions"], &["X", "Y"]);
    expect(&format!("{P2}{text} extend X {{ |"), &["optional", "repeated"], &["required"]);
    expect(&format!("{P2}{text} extend Y {{ optional int32 a = |"), &["5", "10", "11"], &["6", "1"]);
    expect(&format!("{P2}{text} extend X {{ optional int32 a = 150; optional int32 b = |"), &["151", "100"], &["150"]);
}

#[test]
fn numbers_that_are_free() {
    let message = "message M { int32 a = 1; int32 b = 2; int32 c = 5; int32 d = |; int32 e = 9; reserved 20 to 29; }";
    expect(&format!("{P3}{message}"), &["6", "30", "3", "4", "7"], &["5", "9", "20"]);
    expect(&format!("{P3}message M {{ int32 a = 18999; int32 b = |; }}"), &["20000", "1"], &["19000"]);
    expect(&format!("{P3}message M {{ int32 a = 1; int32 b = 4; reserved |; }}"), &["2", "3", "5"], &["1", "4"]);
    expect(&format!("{P3}message M {{ int32 a = 1; int32 b = 40; reserved 5 to |; }}"), &["39"], &["40", "max"]);
    expect(&format!("{P3}message M {{ int32 a = 1; reserved 5 to |; }}"), &["max"], &[]);
    expect(&format!("{P3}message M {{ int32 a = 1; int32 b = 4; reserved | to 9; }}"), &["5", "6"], &["2", "4", "10"]);
    expect(&format!("{P2}message M {{ optional int32 b = 4; extensions |; }}"), &["5", "100", "1000"], &["4"]);
    expect(&format!("{P3}enum E {{ A = |; B = 1; }}"), &["0"], &["2"]);
    expect(&format!("{P3}enum E {{ A = 0; B = |; C = 4; }}"), &["1", "5", "2", "3"], &["0", "4"]);
}

#[test]
fn keywords_of_types_are_among_the_first() {
    let types: String = (0..20).map(|at| format!("message T{at} {{}}\n")).collect();
    expect(&format!("{P3}{types}service S {{ rpc Get(|"), &["stream"], &[]);
    expect(&format!("{P2}{types}message M {{ optional |"), &["group", "string", "int32"], &[]);
    expect(&format!("{P2}{types}message M {{ optional | Choice = 1 {{}} }}"), &["group"], &[]);
    expect(&format!("{P2}{types}message M {{ optional | choice = 1; }}"), &["string"], &["group"]);
    expect(&format!("{P3}{types}message M {{ |"), &["repeated", "string", "int32", "T0"], &[]);
}

#[test]
fn imports_of_what_is_used_are_the_first() {
    let files: Vec<(String, String)> =
        (0..30).map(|at| (format!("f{at:02}.proto"), format!("syntax = \"proto3\"; message T{at} {{}}"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let found = proposed_beside(&files, "syntax = \"proto3\"; import \"|\"; message M { T17 a = 1; }");
    assert_eq!(found[0], "f17.proto");
}

#[test]
fn options_have_what_follows() {
    let text = "string s = 1 [(|).level = LOW]; ";
    expect(&format!("{P3}import \"a/rules.proto\"; message M {{ {text} }}"), &["a.rule"], &[]);
    let text = "string s = 1 [(|).other = LOW]; ";
    expect(&format!("{P3}import \"a/rules.proto\"; message M {{ {text} }}"), &[], &["a.rule"]);
    expect(&format!("{P3}option java_package = \"a\"; option |"), &["go_package"], &["java_package"]);
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
    expect(&format!("{P2}message M {{ option m|; optional int32 a = 1; }}"), &[], &["message_set_wire_format"]);
    expect(&format!("{E23}option features.field_presence = |"), &["IMPLICIT"], &["LEGACY_REQUIRED"]);
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
        // A field is set once.
        let (wanted, never): (&[_], &[_]) = if text.contains("min: 1") {
            (&["level"], &["min", "name"])
        } else {
            (&["min", "inner", "level"], &["name"])
        };
        expect(&format!("{import}{text}"), wanted, never);
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

#[test]
fn extensions_of_message_sets_are_single_messages() {
    let set =
        "message Set { option message_set_wire_format = true; extensions 4 to max; } message M {} enum E { A = 0; }";
    let never = ["repeated", "group", "string", "E"];
    expect(&format!("{P2}{set} extend Set {{ | }}"), &["optional"], &never);
    expect(&format!("{P2}{set} extend Set {{ optional | }}"), &["M"], &never);
    expect(&format!("{P2}{set} message N {{ extend Set {{ optional |"), &["M"], &never);
    expect(&format!("{P2}{set} message O {{ extensions 1; }} extend O {{ optional | }}"), &["M", "string", "E"], &[]);
}

#[test]
fn ranges_with_declarations_are_verified() {
    let range = |options: &str| format!("{P2}message M {{ extensions 4 to 9 [{options}]; }}");
    let declaration = "declaration = { number: 4, full_name: \".a.b\", type: \"string\" }";
    expect(&range(&format!("{declaration}, verification = |")), &["DECLARATION"], &["UNVERIFIED"]);
    expect(&range(&format!("verification = |, {declaration}")), &["DECLARATION"], &["UNVERIFIED"]);
    expect(&range("verification = |"), &["DECLARATION", "UNVERIFIED"], &[]);
}

#[test]
fn the_rest_of_the_line_decides_about_the_statement() {
    let message = |rest: &str| format!("{P2}message A {{ extensions 4; }}\nmessage M {{\n  | {rest}\n}}\n");
    for (rest, words) in [
        ("<string, A> a = 1;", &["map"][..]),
        ("\"a\", \"b\";", &["reserved"]),
        ("4 to 7;", &["reserved", "extensions"]),
        ("choice {", &["oneof", "message", "enum", "extend"]),
        ("Choice {", &["message", "enum", "extend", "oneof"]),
        ("a.A {", &["extend"]),
        ("(a.of_message) = 1;", &["option"]),
        ("deprecated = true;", &["option"]),
        ("A a = 1;", &["optional", "repeated", "required"]),
        ("a.A b = 1 [default = 1];", &["optional", "required"]),
        ("int32 b = 1 [packed = true];", &["repeated"]),
        // Fields of proto2 have labels, which come before the missing type.
        ("a = 1;", &["repeated", "optional", "required"]),
    ] {
        assert_eq!(proposed(&message(rest)), words, "{rest}");
    }
    let extension = format!("{P2}message A {{ extensions 4; }}\nextend A {{\n  |\n}}\n");
    assert_eq!(proposed(&extension), ["optional", "repeated"]);
    // The next line is another statement.
    expect(&format!("{P3}message M {{\n  |\n  string a = 1;\n}}\n"), &["repeated", "string", "oneof"], &[]);
    expect(&format!("{E23}message M {{\n  | a, b;\n}}\n"), &["reserved"], &["string"]);
}

#[test]
fn what_the_files_nearby_use_comes_first() {
    let used = "syntax = \"proto3\"; import \"a/rules.proto\"; option swift_prefix = \"A\"; \
                message U { string a = 1 [(a.rule) = { on: true }]; string b = 2 [(a.rule).on = true]; }";
    let first = |text: &str| proposed_near(&[("shop/v1/used.proto", used)], text).into_iter().next();
    assert_eq!(first(&format!("{P3}option |")).as_deref(), Some("swift_prefix"));
    assert_eq!(first(&format!("{P3}message M {{ string a = 1 [|]; }}")).as_deref(), Some("(a.rule)"));
    assert_eq!(first(&format!("{P3}message M {{ string a = 1 [(a.rule) = {{ | }}]; }}")).as_deref(), Some("on"));
    assert_eq!(first(&format!("{P3}message M {{ string a = 1 [(a.rule).on = |]; }}")).as_deref(), Some("true"));
}

#[test]
fn the_value_decides_about_the_option() {
    let import = format!("{P3}import \"a/rules.proto\";\n");
    let field = |rest: &str| format!("{import}message M {{ string s = 1 [{rest}]; }}");
    expect(&field("| = true"), &["deprecated"], &["json_name", "ctype", "(a.rule)"]);
    expect(&field("| = CORD"), &["ctype"], &["json_name", "deprecated"]);
    expect(&field("| = \"a\""), &["json_name"], &["ctype", "deprecated"]);
    expect(&field("| = { min: 1 }"), &["(a.rule)"], &["deprecated", "json_name"]);
    expect(&field("|.min = 1"), &["(a.rule)"], &["deprecated", "json_name"]);
    expect(&field("(a.rule).| = HIGH"), &[".level"], &[".min", ".on"]);
    expect(&field("(a.rule) = { |: HIGH }"), &["level"], &["min", "inner"]);
    expect(&field("(a.rule) = { | { name: 'a' } }"), &["inner", "list"], &["level"]);
    expect(&field("(a.rule) = { |: [{ name: 'a' }] }"), &["list"], &["inner"]);
    expect(&format!("{P2}message M {{ optional float f = 1 [default = -|]; }}"), &["inf", "nan"], &[]);
    expect(&format!("{P2}message M {{ optional bool b = 1 [default = -|]; }}"), &[], &["true"]);
}

#[test]
fn options_are_set_once() {
    let import = format!("{P3}import \"a/rules.proto\";\n");
    let field = |rest: &str| format!("{import}message M {{ string s = 1 [{rest}]; }}");
    expect(&field("deprecated = true, |"), &["json_name"], &["deprecated"]);
    expect(&field("|, (a.rule) = { min: 1 }"), &["deprecated"], &["(a.rule)"]);
    expect(&field("(a.rule).min = 1, |"), &["(a.rule)"], &[]);
    expect(&field("(a.rule).min = 1, (a.rule).|"), &[".level"], &[".min"]);
    expect(&field("(a.rule) = { list: [{ name: 'a' }] min: 1 | }"), &["list", "on"], &["min"]);
    // Also in front of the statement with the option.
    expect(&format!("{P3}option |\noption go_package = \"a\";\n"), &["java_package"], &["go_package"]);
    expect(&format!("{E23}option features = {{ enum_type: OPEN }};\noption |"), &[], &["features.json_format"]);
    let features = ["features.enum_type", "features"];
    expect(&format!("{E23}option features.enum_type = OPEN;\noption |"), &["features.field_presence"], &features);
    expect(&format!("{P3}enum E {{ option |; A = 0; B = 1; }}"), &["deprecated"], &["allow_alias"]);
    expect(&format!("{P3}enum E {{ option |; A = 0; B = 0; }}"), &["allow_alias"], &[]);
    let two = format!("{P3}message R {{ oneof o {{ int32 a = 1; int32 b = 2; }} int32 c = 3; }}\n");
    let extend = "import \"google/protobuf/descriptor.proto\"; extend google.protobuf.FieldOptions { R r = 50002; }";
    expect(&format!("{two}{extend} message M {{ string s = 1 [(r) = {{ a: 1, | }}]; }}"), &["c"], &["a", "b"]);
}

#[test]
fn options_that_editions_do_not_have() {
    expect(&format!("{E24}message M {{ string s = 1 [|]; }}"), &["deprecated"], &["ctype"]);
    let delimited = "option features.message_encoding = DELIMITED; message M { M m = 1 [|]; }";
    expect(&format!("{E23}{delimited}"), &["deprecated"], &["lazy", "unverified_lazy"]);
    expect(&format!("{P2}message M {{ optional group G = 1 [|] {{}} }}"), &["deprecated"], &["lazy"]);
    let implicit = "option features.field_presence = IMPLICIT; message M { string s = 1 [|]; }";
    expect(&format!("{E23}{implicit}"), &["json_name"], &["default"]);
    expect(&format!("{E23}message M {{ string s = 1 [features.field_presence = IMPLICIT, |]; }}"), &[], &["default"]);
    expect("edition = |; option java_multiple_files = true;", &["\"2023\""], &["\"2024\""]);
}

#[test]
fn numbers_of_declared_extensions() {
    let message = "message X { extensions 100 to 199 [declaration = { number: 120, full_name: \".p.a\", type: \"int32\" }]; \
                   extensions 500; }";
    let text = format!("{P2}package p; {message} extend X {{ optional int32 a = |; }}");
    assert_eq!(proposed(&text), ["120", "500"]);
    for extension in ["optional int32 b", "repeated int32 a", "optional string a"] {
        let text = format!("{P2}package p; {message} extend X {{ {extension} = |; }}");
        assert_eq!(proposed(&text), ["500"], "{extension}");
    }
}

#[test]
fn types_and_labels_of_declared_extensions() {
    let x = "message X { extensions 100 to 199 [declaration = { number: 120, full_name: \".p.a\", type: \"int32\" }, \
             declaration = { number: 121, full_name: \".p.N.b\", type: \".p.N\", repeated: true }, \
             declaration = { number: 122, reserved: true }]; }";
    let text = format!("{P2}package p; {x} message Y {{ extensions 100 to 199; }} message N {{}}");
    let never = ["N", "X", "Y", "string", "group"];
    expect(&format!("{text} extend X {{ optional | a = 120; }}"), &["int32"], &never);
    expect(&format!("{text} extend X {{ | a = 120; }}"), &["optional"], &["repeated"]);
    expect(&format!("{text} extend X {{\n | int32 a = 120;\n}}"), &["optional"], &["repeated"]);
    expect(&format!("{P2}package p; {x} message N {{ extend X {{ repeated | b = 121; }} }}"), &["N"], &["X", "int32"]);
    expect(&format!("{P2}package p; {x} message N {{ extend X {{ | b = 121; }} }}"), &["repeated"], &["optional"]);
    for (extension, fits) in [
        ("optional int32 a = 120", true),
        ("optional p.N a = 120", false),
        ("repeated int32 a = 120", false),
        ("optional int32 c = 120", false),
        ("optional int32 c = 122", false),
        ("optional int32 c = 150", false),
    ] {
        let (also, never): (&[&str], &[&str]) = if fits { (&["X"], &[]) } else { (&[], &["X"]) };
        let wanted: Vec<&str> = ["Y"].iter().chain(also).copied().collect();
        expect(&format!("{text} extend | {{ {extension}; }}"), &wanted, never);
    }
}

#[test]
fn extensions_of_several_messages_have_one_number() {
    let [x, y] = ["X", "Y"].map(|name| format!("message {name} {{ extensions 1000 to max; }} "));
    let text = format!("{P2}{x}{y} extend X {{ optional int32 a = 72295727; }} extend Y {{ optional int32 b = |; }}");
    expect(&text, &["72295727", "72295728", "1000"], &[]);
}

#[test]
fn packages_are_like_those_of_other_files() {
    let files = [("shop/v1/one.proto", "package options.one;"), ("shop/v1/two.proto", "package options.two;")];
    assert!(proposed_near(&files, "package |")[..3].contains(&"options.a".to_owned()));
    let files = [("shop/v2/one.proto", "package acme.v2;")];
    assert!(proposed_near(&files, "package |")[..3].contains(&"acme.v1".to_owned()));
}

#[test]
fn features_of_languages() {
    let go = "edition = \"2023\"; package pb; import \"google/protobuf/descriptor.proto\"; \
              extend google.protobuf.FeatureSet { GoFeatures go = 1002; } message GoFeatures { bool legacy = 1; }";
    let found = proposed_near(&[("go.proto", go)], &format!("{E23}import \"go.proto\"; option |"));
    assert!(found.contains(&"features.(pb.go)".to_owned()), "{found:?}");
    let found = proposed_near(&[("go.proto", go)], &format!("{E23}import \"go.proto\"; option features.|"));
    assert!(found.contains(&"features.(pb.go)".to_owned()), "{found:?}");
}
