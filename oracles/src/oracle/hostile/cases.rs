//! The table of hostile inputs.

use super::graphs::{chain, cycle, diamonds, wide};
use super::texts::{Files, PROTO3, message, nested, numbered, proto2, proto3, with_option};

/// Maps the size of an input to the size used in this run, which is smaller with `--scale`.
pub(super) type ScaleSize<'a> = &'a dyn Fn(usize) -> usize;

/// One input.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Builds the files, with sizes mapped by the scale.
    pub(super) files: fn(ScaleSize<'_>) -> Files,
    /// The documented limit that permits a rejection although protoc accepts the input.
    pub(super) limit: Option<&'static str>,
}

const fn case(name: &'static str, files: fn(ScaleSize<'_>) -> Files) -> Case {
    Case { name, files, limit: None }
}

const fn limited(name: &'static str, limit: &'static str, files: fn(ScaleSize<'_>) -> Files) -> Case {
    Case { name, files, limit: Some(limit) }
}

/// A limit documented in `docs/configuration.md`.
const ONLY_UTF8: &str = "files are UTF-8 as a whole";

/// A limit documented in `docs/configuration.md`.
const FULL_NAMES: &str = "full names take at most 64 times the size of their file";

const MILLION: usize = 1_000_000;
const MANY: usize = 100_000;
/// A length in bytes.
const LONG: usize = 10 << 20;

fn one(text: impl Into<Vec<u8>>) -> Files {
    vec![("a.proto".to_owned(), text.into())]
}

fn bytes(start: &str, middle: &[u8], end: &str) -> Files {
    one([start.as_bytes(), middle, end.as_bytes()].concat())
}

pub(super) const CASES: &[Case] = &[
    // Depth.
    case("nested messages", |n| one(proto3(&nested("message M {", "", "}", n(MANY))))),
    case("nested messages, unclosed", |n| one(proto3(&"message M {".repeat(n(MANY))))),
    case("nested groups", |n| {
        one(proto2(&format!("message M {{{}}}", nested("optional group G = 1 {", "", "}", n(MANY)))))
    }),
    case("nested aggregates", |n| one(with_option(&format!("option (o) = {};", nested("{o ", "{}", "}", n(MANY)))))),
    case("nested aggregates, angles", |n| {
        one(with_option(&format!("option (o) = {{o {}}};", nested("<o ", "<>", ">", n(MANY)))))
    }),
    case("nested aggregates, unclosed", |n| one(with_option(&format!("option (o) = {};", "{o ".repeat(n(MANY)))))),
    case("nested lists", |n| one(with_option(&format!("option (o) = {{r: {}}};", nested("[", "1", "]", n(MANY)))))),
    case("option of many parts", |n| one(with_option(&format!("option (o){}.n = 1;", ".o".repeat(n(MANY)))))),
    case("option of many unknown parts", |n| one(proto3(&format!("option a{} = 1;", ".a".repeat(n(MANY)))))),
    case("package of many parts", |n| one(proto3(&format!("package a{};", ".a".repeat(n(MANY)))))),
    case("package of a hundred parts", |_| one(proto3(&format!("package a{};\nmessage M {{}}", ".a".repeat(99))))),
    case("type of many parts", |n| one(message(&format!("a{} x = 1;\n", ".a".repeat(n(MANY)))))),
    case("maps in maps", |n| one(message(&format!("{} x = 1;\n", nested("map<string, ", "int32", ">", n(MANY)))))),
    case("brackets", |n| one(proto3(&"[".repeat(n(MILLION))))),
    case("parentheses", |n| one(proto3(&format!("option {}", "(".repeat(n(MILLION)))))),
    case("braces", |n| one(proto3(&"{".repeat(n(MILLION))))),
    case("closing braces", |n| one(proto3(&"}".repeat(n(MILLION))))),
    case("streams of braces in an rpc", |n| {
        one(proto3(&format!("service S {{ rpc A(B) returns (C) {}", "{".repeat(n(MANY)))))
    }),
    // Size.
    case("10 MB in one line", |n| one(proto3(&format!("message M {{ {}}}", numbered("int32 f# = #; ", n(536_000)))))),
    case("10 MB of semicolons", |n| one(proto3(&";".repeat(n(LONG))))),
    case("10 MB of blanks", |n| one(proto3(&" ".repeat(n(LONG))))),
    case("10 MB of line breaks", |n| one(proto3(&"\n".repeat(n(LONG))))),
    case("10 MB in a block comment", |n| one(proto3(&format!("/*{}*/ message M {{}}", "x ".repeat(n(LONG) / 2))))),
    case("10 MB of stars in a comment", |n| {
        one(proto3(&format!("/*{}*/ message M {{}}", "\n * * *".repeat(n(LONG) / 7))))
    }),
    case("10 MB in a line comment", |n| one(proto3(&format!("//{}\nmessage M {{}}", "x".repeat(n(LONG)))))),
    case("10 MB of line comments", |n| one(proto3(&format!("{}message M {{}}", "// x\n".repeat(n(LONG) / 5))))),
    case("10 MB of detached comments", |n| one(proto3(&format!("{}message M {{}}", "// x\n\n".repeat(n(LONG) / 6))))),
    case("10 MB in a name", |n| one(proto3(&format!("message {} {{}}", "M".repeat(n(LONG)))))),
    case("10 MB in a string", |n| one(proto3(&format!("option java_package = \"{}\";", "x".repeat(n(LONG)))))),
    case("10 MB of escapes", |n| one(proto3(&format!("option java_package = \"{}\";", "\\n".repeat(n(LONG) / 2))))),
    case("million pieces of a string", |n| {
        one(proto3(&format!("option java_package = {};", "\"x\" ".repeat(n(MILLION)))))
    }),
    case("million fields", |n| one(message(&numbered("  int32 f# = #;\n", n(MILLION))))),
    case("million fields with comments", |n| {
        one(message(&numbered("  // A comment.\n  int32 f# = #;  // More.\n", n(MILLION) / 2)))
    }),
    case("million messages", |n| one(proto3(&numbered("message M# {}\n", n(MILLION))))),
    case("many nested messages", |n| one(message(&numbered("message M# { M# m = 1; }\n", n(MANY))))),
    case("million enum values", |n| one(proto3(&format!("enum E {{ Z = 0;\n{}}}", numbered("V# = #;\n", n(MILLION)))))),
    case("million enum aliases", |n| {
        one(proto3(&format!("enum E {{ option allow_alias = true; Z = 0;\n{}}}", numbered("V# = 0;\n", n(MILLION)))))
    }),
    case("many enums", |n| one(proto3(&numbered("enum E# { Z# = 0; }\n", n(MANY))))),
    case("million reserved ranges", |n| one(message(&format!("reserved {}1;\n", range_list(n(MILLION)))))),
    case("million reserved statements", |n| one(message(&numbered("reserved #;\n", n(MILLION))))),
    case("million reserved names", |n| one(message(&format!("reserved {}\"x\";\n", numbered("\"r#\", ", n(MILLION)))))),
    case("many ranges that overlap", |n| one(message(&numbered("reserved # to 500000;\n", n(MANY))))),
    case("many reserved fields", |n| {
        one(message(&format!("reserved 1 to max;\n{}", numbered("int32 f# = #;\n", n(MANY)))))
    }),
    case("many fields, many ranges", |n| {
        one(message(&format!("{}{}", numbered("reserved #00;\n", n(MANY)), numbered("int32 f# = #01;\n", n(MANY)))))
    }),
    case("million extension ranges", |n| {
        one(proto2(&format!("message M {{\n{}}}", numbered("extensions #;\n", n(MILLION)))))
    }),
    case("many extensions", |n| {
        one(proto2(&format!(
            "message M {{ extensions 1 to max; }}\nextend M {{\n{}}}",
            numbered("optional int32 e# = #;\n", n(MANY))
        )))
    }),
    case("many extension declarations", |n| {
        one(proto2(&format!(
            "message M {{ extensions 1 to 500000 [{}verification = DECLARATION]; }}",
            numbered("declaration = {number: # full_name: \".e#\" type: \"int32\"}, ", n(MANY) / 10)
        )))
    }),
    case("many oneofs", |n| one(message(&numbered("oneof o# { int32 f# = #; }\n", n(MANY))))),
    case("million fields of a oneof", |n| {
        one(message(&format!("oneof o {{\n{}}}\n", numbered("int32 f# = #;\n", n(MILLION)))))
    }),
    case("many optional fields", |n| one(message(&numbered("optional int32 f# = #;\n", n(MANY))))),
    case("many maps", |n| one(message(&numbered("map<int32, string> m# = #;\n", n(MANY))))),
    case("many groups", |n| {
        one(proto2(&format!("message M {{\n{}}}", numbered("optional group G# = # {}\n", n(MANY)))))
    }),
    case("many methods", |n| {
        one(proto3(&format!("message M {{}}\nservice S {{\n{}}}", numbered("rpc R#(M) returns (M);\n", n(MANY)))))
    }),
    case("many services", |n| one(proto3(&numbered("service S# {}\n", n(MANY))))),
    case("many options of a field", |n| {
        one(message(&format!("int32 f = 1 [{}deprecated = true];\n", "deprecated = true, ".repeat(n(MANY)))))
    }),
    case("many options of a file", |n| one(with_option(&"option (l) = {n: 1};\n".repeat(n(MANY))))),
    case("many parts of one option", |n| one(with_option(&"option (o).r = 1;\n".repeat(n(MANY))))),
    case("many unknown options", |n| one(proto3(&numbered("option o# = 1;\n", n(MANY))))),
    case("many fields of an aggregate", |n| {
        one(with_option(&format!("option (o) = {{ {} }};", "r: 1 ".repeat(n(MILLION)))))
    }),
    case("many elements of a list", |n| {
        one(with_option(&format!("option (o) = {{ r: [{}1] }};", "1,".repeat(n(MILLION)))))
    }),
    // Numbers.
    case("integer of a million digits", |n| one(message(&format!("int32 f = {};\n", "9".repeat(n(MILLION)))))),
    case("zeros of an octal number", |n| one(message(&format!("int32 f = {}1;\n", "0".repeat(n(MILLION)))))),
    case("float of a million digits", |n| {
        one(proto2(&format!("message M {{ optional double d = 1 [default = 0.{}]; }}", "3".repeat(n(MILLION)))))
    }),
    case("huge exponent", |n| {
        one(proto2(&format!("message M {{ optional double d = 1 [default = 1e{}]; }}", "9".repeat(n(MANY)))))
    }),
    case("huge enum value", |n| one(proto3(&format!("enum E {{ Z = 0; A = -{}; }}", "9".repeat(n(MANY)))))),
    case("huge range", |_| one(message("reserved 99999999999999999999 to 999999999999999999999999;\n"))),
    case("dots", |n| one(message(&format!("int32 f = {};\n", ".".repeat(n(MILLION)))))),
    case("minus signs", |n| {
        one(proto2(&format!("message M {{ optional int32 d = 1 [default = {}1]; }}", "-".repeat(n(MILLION)))))
    }),
    // Imports.
    case("file that imports itself", |_| cycle(1)),
    case("two files that import each other", |_| cycle(2)),
    case("cycle of imports", |n| cycle(n(5_000).max(3))),
    case("chain of imports", |n| chain(n(5_000), "")),
    case("chain of public imports", |n| chain(n(5_000), "public ")),
    case("diamonds", |n| diamonds(n(200), 5, "")),
    case("diamonds of public imports", |n| diamonds(n(200), 5, "public ")),
    case("wide imports", |n| wide(n(10_000), "")),
    case("wide public imports", |n| wide(n(10_000), "public ")),
    case("million missing imports", |n| one(proto3(&numbered("import \"missing#.proto\";\n", n(MILLION))))),
    case("million times the same import", |n| {
        one(proto3(&"import \"google/protobuf/any.proto\";\n".repeat(n(MILLION))))
    }),
    case("import of a long name", |n| one(proto3(&format!("import \"{}.proto\";\n", "x".repeat(n(MILLION)))))),
    case("import of a NUL", |_| one(proto3("import \"a\\0b.proto\";\n"))),
    case("import of a folder", |_| one(proto3("import \"..\";\nimport \"/\";\nimport \"\";\nimport \".\";\n"))),
    // Bytes.
    case("empty file", |_| one("")),
    case("NUL", |_| bytes(PROTO3, b"\0", "message M {}\n")),
    case("NUL in a string", |_| bytes("syntax = \"proto3\"; option java_package = \"", b"\0", "\";\n")),
    case("NUL in a comment", |_| bytes("syntax = \"proto3\"; // ", b"\0", "\nmessage M {}\n")),
    case("million NULs", |n| one(vec![0; n(MILLION)])),
    case("invalid UTF-8 in a name", |_| bytes("syntax = \"proto3\"; message M", b"\xff\xfe", " {}\n")),
    limited("long name around many messages", FULL_NAMES, |n| {
        let long = "x".repeat(60_000);
        one(proto3(&format!("message {long} {{ {} }}", numbered("message M# {}\n", n(MANY)))))
    }),
    limited("invalid UTF-8 in a string", ONLY_UTF8, |_| {
        bytes("syntax = \"proto3\"; option java_package = \"", b"\xff", "\";\n")
    }),
    limited("invalid UTF-8 in a comment", ONLY_UTF8, |_| {
        bytes("syntax = \"proto3\"; // ", b"\xe9\xff", "\nmessage M {}\n")
    }),
    case("million bytes 0xff", |n| one(vec![0xff; n(MILLION)])),
    case("surrogate in an escape", |_| one(proto3("option java_package = \"\\ud800\";\n"))),
    case("byte order mark", |_| bytes("", b"\xef\xbb\xbf", &proto3("message M {}\n"))),
    case("two byte order marks", |_| bytes("", b"\xef\xbb\xbf\xef\xbb\xbf", &proto3("message M {}\n"))),
    case("half a byte order mark", |_| bytes("", b"\xef\xbb", &proto3("message M {}\n"))),
    case("byte order mark alone", |_| bytes("", b"\xef\xbb\xbf", "")),
    case("UTF-16", |_| one(proto3("message M {}\n").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())),
    case("carriage returns", |_| one(message("  // A.\n  int32 f = 1;  // B.\n").replace('\n', "\r\n"))),
    case("carriage returns alone", |_| one(message("  // A.\n  int32 f = 1;\n").replace('\n', "\r"))),
    case("form feeds and vertical tabs", |_| one(message("\x0c\x0b int32\x0bf = 1;\t\n"))),
    case("control characters", |n| one(proto3(&"\x01\x02\x7f".repeat(n(MANY))))),
    case("letters of other scripts", |n| one(proto3(&"é漢😀".repeat(n(MANY))))),
    // Input that ends too early.
    case("unclosed comment", |n| one(proto3(&format!("/*{}", "/*".repeat(n(LONG) / 2))))),
    case("unclosed string", |n| one(proto3(&format!("option java_package = \"{}", "x".repeat(n(LONG)))))),
    case("million unclosed strings", |n| one(proto3(&"option java_package = \"\n".repeat(n(MANY))))),
    case("unclosed list of options", |n| one(message(&numbered("int32 f# = # [\n", n(MANY))))),
    case("unclosed parentheses", |n| one(proto3(&numbered("option (a# = 1;\n", n(MANY))))),
    case("ends in a message", |_| one(proto3("message M { int32 a = 1"))),
    case("ends behind an escape", |_| one("syntax = \"proto3\"; option java_package = \"\\")),
    case("ends in a comment sign", |_| one("syntax = \"proto3\"; /")),
    // Very many errors.
    case("one name, many times", |n| one(proto3(&"message M {}\n".repeat(n(MANY))))),
    case("one number, many times", |n| one(message(&numbered("int32 f# = 1;\n", n(MANY))))),
    case("one JSON name, many times", |n| one(message(&numbered("int32 f_#_ = #; int32 f_# = 5#;\n", n(MANY) / 10)))),
    case("many missing types", |n| one(message(&numbered("Missing# f# = #;\n", n(MANY))))),
    case("many missing types, deep", |n| {
        one(proto3(&nested("message M { ", &numbered("Missing# f# = #;\n", n(MANY)), "}", 30)))
    }),
    case("many missing semicolons", |n| one(message(&numbered("int32 f# = #\n", n(MANY))))),
    case("many fields without a number", |n| one(message(&numbered("int32 f#;\n", n(MANY))))),
    case("many words", |n| one(proto3(&"lorem ipsum ".repeat(n(MILLION))))),
    case("many enums without zero", |n| one(proto3(&numbered("enum E# { A# = 1; }\n", n(MANY))))),
    case("many required fields in proto3", |n| one(message(&numbered("required int32 f# = #;\n", n(MANY))))),
    case("many bad defaults", |n| {
        one(proto2(&format!("message M {{\n{}}}", numbered("optional int32 f# = # [default = \"x\"];\n", n(MANY)))))
    }),
    case("many values that clash", |n| one(proto3(&numbered("enum E# { Z = 0; }\n", n(MANY))))),
    case("many syntax lines", |n| one("syntax = \"proto3\";\n".repeat(n(MANY)))),
    case("many packages", |n| one(proto3(&numbered("package p#;\n", n(MANY))))),
];

/// Returns `2 to 2, 4 to 4, …`, to which the caller adds the last number. No two ranges are adjacent.
fn range_list(count: usize) -> String {
    (1..=count).map(|it| format!("{0} to {0}, ", it * 2)).collect()
}
