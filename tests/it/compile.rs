//! `compile`: the diagnostics of broken files.

use std::fmt::Write as _;

use protoward_compiler::{Compilation, Compiler, Encode};
use protoward_schema::{Element, Presence, Schema, Shape};
use protoward_source::{MemoryTree, Report, Sources};

/// Compiles all files and returns the diagnostics, one per line, with one-based positions.
fn check(files: &[(&str, &[u8])]) -> String {
    let mut sources = Sources::default();
    let Compilation { report, .. } = compile_all(files, &mut sources);
    shown(&report, &sources)
}

fn compile_all(files: &[(&str, &[u8])], sources: &mut Sources) -> Compilation {
    let tree = MemoryTree::new(files.iter().map(|(path, text)| (*path, text.to_vec())));
    Compiler::new().resolver(tree).load(files.iter().map(|(path, _)| *path), sources).link(sources).compilation()
}

fn schema(text: &str) -> Schema {
    let mut sources = Sources::default();
    let Compilation { schema, report, .. } = compile_all(&[("a.proto", text.as_bytes())], &mut sources);
    assert!(report.is_empty(), "{}", shown(&report, &sources));
    schema
}

fn shown(report: &Report, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in report {
        for (index, label) in diagnostic.labels.iter().enumerate() {
            let file = &sources.get(label.place.source).display;
            let at =
                sources.start(label.place).map_or(String::new(), |at| format!(":{}:{}", at.line + 1, at.column + 1));
            let text = if index == 0 { &diagnostic.message } else { &label.text };
            writeln!(out, "{}{file}{at}: {text}", if index == 0 { "" } else { "  " }).unwrap();
        }
        if diagnostic.labels.is_empty() {
            writeln!(out, "{}", diagnostic.message).unwrap();
        }
        if let Some(help) = &diagnostic.help {
            writeln!(out, "  help: {help}").unwrap();
        }
    }
    out
}

#[test]
fn suggests_a_file_for_a_missing_import() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nimport \"user.proto\";\nimport \"nowhere.proto\";\n"),
        ("user/v1/user.proto", b"syntax = \"proto3\";\n"),
    ]), @r#"
    a.proto:2:8: cannot find the imported file `user.proto`
      help: did you mean `user/v1/user.proto`?
    a.proto:3:8: cannot find the imported file `nowhere.proto`
      help: searched in this folder; imports are relative to it, as in `import "dir/file.proto"`
    "#);
}

#[test]
fn suggests_an_import_or_a_spelling_for_an_unknown_name() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\npackage a;\nmessage Basket { b.Order o = 1; Baskt p = 2; Kind.ONE q = 3; }\nenum Kind { ONE = 0; }\n"),
        ("b.proto", b"syntax = \"proto3\";\npackage b;\nmessage Order {}\nservice S { rpc Get(Order) returns (Kind); }\nenum Kind { TWO = 0; }\n"),
    ]), @r#"
    a.proto:3:18: `b.Order` is declared in `b.proto`, which is not imported
      help: add `import "b.proto";`
    a.proto:3:33: cannot find `Baskt`
      help: did you mean `Basket`?
    a.proto:3:46: cannot find `Kind.ONE`
      help: `a.Kind` is an enum, and its members are not types: write `Kind`
    b.proto:4:37: `Kind` is an enum, not a message
      help: requests and responses are messages: declare a message with the value as a field
    "#);
}

#[test]
fn reports_a_duplicate_name_once() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nmessage Order { string id = 1; message Line {} }\nenum Kind { Order2 = 0; }\n"),
        ("b.proto", b"syntax = \"proto3\";\nmessage Order { string id = 1; message Line {} }\nmessage Order2 {}\n"),
    ]), @r"
    b.proto:2:9: `Order` is declared twice
      a.proto:2:9: first declared here
      help: rename one of them
    b.proto:3:9: `Order2` is declared twice
      a.proto:3:13: declared here as a value of an enum
      help: rename one of them
    ");
}

#[test]
fn reports_each_broken_file_but_not_its_importers() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nimport \"b.proto\";\nmessage A { B b = 1; }\n"),
        ("b.proto", b"syntax = \"proto3\";\nmessage B { int32 x = ; }\n"),
        ("c.proto", b"syntax = \"proto3\";\nmessage C {\n\tD d = 1;\n}\n"),
    ]), @r#"
    b.proto:2:23: expected the number of the field, found `;`
      help: write a whole number from 1 to 536870911
    c.proto:3:9: cannot find `D`
      help: check the spelling, or import the file that declares it
    "#);
}

#[test]
fn reports_a_cycle_of_imports_once() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nimport \"b.proto\";\n"),
        ("b.proto", b"syntax = \"proto3\";\nimport \"a.proto\";\n"),
    ]), @r#"
    b.proto:2:1: import cycle: `a.proto` → `b.proto` → `a.proto`
      help: move the shared declarations into a file of their own
    "#);
}

#[test]
fn reports_a_file_imported_twice() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nimport \"b.proto\";\nimport \"b.proto\";\n"),
        ("b.proto", b"syntax = \"proto3\";\n"),
    ]), @r#"
    a.proto:3:1: `b.proto` is imported twice
      a.proto:2:1: first imported here
      help: remove one of the imports
    "#);
}

#[test]
fn limits_full_names() {
    // A full name repeats the names of its scopes, so that those of the larger file would take 1.2 GB.
    let nested = |count: usize| {
        let inner: String = (0..count).map(|number| format!("message M{number} {{}}\n")).collect();
        format!("syntax = \"proto3\";\nmessage {} {{\n{inner}}}\n", "x".repeat(60_000))
    };
    assert_eq!(check(&[("a.proto", nested(50).as_bytes())]), "");
    let fields: String = (1..1_000).map(|number| format!("int32 f{number} = {number};\n")).collect();
    let fields = format!("syntax = \"proto3\";\nmessage {} {{\n{fields}}}\n", "x".repeat(60_000));
    insta::assert_snapshot!(check(&[("a.proto", fields.as_bytes())]), @r"
    a.proto:84:7: the full names in the file are too long
      help: shorten the names of the enclosing messages, which are part of each full name
    ");
    insta::assert_snapshot!(check(&[("a.proto", nested(20_000).as_bytes())]), @r"
    a.proto:438:9: the full names in the file are too long
      help: shorten the names of the enclosing messages, which are part of each full name
    ");
}

#[test]
fn reports_a_file_that_is_not_utf8() {
    insta::assert_snapshot!(check(&[("a.proto", b"syntax = \"proto3\";\nmessage \xff {}\n")]), @r#"
    a.proto:2:9: the file is not UTF-8
      help: save the file as UTF-8, and write other bytes in strings as escapes such as `\xff`
    "#);
}

#[test]
fn compiles_editions() {
    assert_eq!(check(&[("a.proto", b"edition = \"2023\";\nmessage A { B b = 1; }\nmessage B {}\n")]), "");
}

#[test]
fn reports_an_import_that_leaves_the_root() {
    insta::assert_snapshot!(check(&[("a.proto", b"syntax = \"proto3\";\nimport \"../b.proto\";\n")]), @r#"
    a.proto:2:8: import path with `.`, `..`, `//` or a backslash
      help: write the path relative to the root of the schema, as in `import "dir/file.proto"`
    "#);
}

#[test]
fn skips_a_byte_order_mark() {
    let found = check(&[("a.proto", b"\xef\xbb\xbfsyntax = \"proto3\";\nmessage A { B b = 1; }\n")]);
    insta::assert_snapshot!(found, @r"
    a.proto:2:13: cannot find `B`
      help: check the spelling, or import the file that declares it
    ");
}

#[test]
fn compiles_options_on_a_range_of_one_number() {
    let text =
        "syntax = \"proto2\";\nmessage A {\n  extensions 4 [verification = UNVERIFIED];\n  optional B b = 1;\n}\n";
    insta::assert_snapshot!(check(&[("a.proto", text.as_bytes())]), @r"
    a.proto:4:12: cannot find `B`
      help: check the spelling, or import the file that declares it
    ");
    let schema = schema(&text.replace("  optional B b = 1;\n", ""));
    let Some(Element::Message(id)) = schema.find("A") else { panic!("there is a message") };
    assert_eq!((schema[id].extension_ranges[0].numbers.start, schema[id].extension_ranges[0].numbers.end), (4, 4));
}

#[test]
fn hostile_input_ends_in_a_report() {
    let nested = |open: &str, close: &str, depth| {
        format!("syntax = \"proto2\";\n{}{}", open.repeat(depth), close.repeat(depth)).into_bytes()
    };
    let cases: Vec<Vec<u8>> = vec![
        nested("message M {", "}", 100_000),
        nested("message M { oneof o { group G = 1 {", "}}}", 10_000),
        [b"syntax = \"proto2\";\noption (a) = ".to_vec(), b"{ a ".repeat(100_000), b"}".repeat(100_000)].concat(),
        [b"syntax = \"proto2\";\noption (a) = { b: ".to_vec(), b"[".repeat(100_000)].concat(),
        b"syntax = \"proto3\"; message M { int32 a = 99999999999999999999999; }".to_vec(),
        b"\0".repeat(1000),
        b"/*".repeat(100_000),
        [b"syntax = \"proto3\"; message ".to_vec(), b"M".repeat(1 << 20)].concat(),
    ];
    for case in cases {
        let start = String::from_utf8_lossy(&case[..case.len().min(60)]).into_owned();
        assert!(!check(&[("a.proto", &case)]).is_empty(), "{start}");
    }
}

/// Files with several kinds of errors, and files that import them.
const BROKEN: [(&str, &[u8]); 5] = [
    ("syntax.proto", b"syntax = \"proto3\";\nmessage There { int32 a = 1 }\nmessage Lost { int32 = }}\n"),
    ("meaning.proto", b"syntax = \"proto3\";\nmessage Wrong { Nowhere a = 1; }\n"),
    (
        "importer.proto",
        b"syntax = \"proto3\";\nimport \"syntax.proto\";\nimport \"meaning.proto\";\nmessage A {\n  There a = 1;\n\
          Lost b = 2;\n  Hidden c = 3;\n  Wrong d = 4;\n  int32 e = 4;\n}\n",
    ),
    ("behind.proto", b"syntax = \"proto3\";\nimport \"importer.proto\";\nmessage B { A a = 1; Typo b = 2; }\n"),
    ("apart.proto", b"syntax = \"proto3\";\nmessage C { Typo a = 1; }\n"),
];

#[test]
fn checks_importers_of_a_broken_file() {
    insta::assert_snapshot!(check(&BROKEN), @r"
    syntax.proto:2:28: expected `;`, found `}`
      syntax.proto:2:29: unexpected
      help: end the statement with `;`
    syntax.proto:3:22: expected the name of a field, found `=`
      help: a field is written `type name = 1;`
    syntax.proto:3:25: unexpected closing `}`
      help: remove it, or find the block above that is closed too early
    meaning.proto:2:17: cannot find `Nowhere`
      help: check the spelling, or import the file that declares it
    importer.proto:9:13: number 4 of `e` is already used by `d`
      importer.proto:8:13: used by `d`
      help: use a free number, such as 5; fields are identified by their numbers in encoded data
    behind.proto:3:22: cannot find `Typo`
      help: did you mean `Type`?
    apart.proto:2:13: cannot find `Typo`
      help: did you mean `Type`?
    ");
}

#[test]
fn protoc_mode_reports_imports() {
    let mut sources = Sources::default();
    let tree = MemoryTree::new(BROKEN.map(|(path, text)| (path, text.to_vec())));
    let loaded = Compiler::new().resolver(tree).blame_imports(true).load(BROKEN.map(|(path, _)| path), &mut sources);
    let report = loaded.link(&sources).into_report();
    let lines = shown(&report, &sources);
    let blamed: Vec<&str> = lines.lines().filter(|line| line.ends_with("was not found or had errors")).collect();
    insta::assert_snapshot!(blamed.join("\n"), @r"
    importer.proto:2:8: `syntax.proto` was not found or had errors
    importer.proto:3:8: `meaning.proto` was not found or had errors
    behind.proto:2:8: `importer.proto` was not found or had errors
    ");
}

#[test]
fn reports_a_cycle_of_imports_and_checks_the_rest() {
    insta::assert_snapshot!(check(&[
        ("a.proto", b"syntax = \"proto3\";\nimport \"b.proto\";\nmessage A { B b = 1; }\n"),
        ("b.proto", b"syntax = \"proto3\";\nimport \"a.proto\";\nmessage B { A a = 1; int32 c = 1; }\n"),
    ]), @r"
    b.proto:2:1: import cycle: `a.proto` → `b.proto` → `a.proto`
      help: move the shared declarations into a file of their own
    b.proto:3:32: number 1 of `c` is already used by `a`
      b.proto:3:19: used by `a`
      help: use a free number, such as 2; fields are identified by their numbers in encoded data
    ");
}

#[test]
fn follows_long_chains_of_public_imports() {
    const LENGTH: usize = 3000;
    let name = |index: usize| format!("f{index}.proto");
    let text = |index: usize| match index {
        0 => "syntax = \"proto3\";\npackage first;\nmessage First {}\n".to_owned(),
        _ => format!(
            "syntax = \"proto3\";\npackage p{index};\nimport public \"f{}.proto\";\nmessage M {{ first.First a = 1; }}\n",
            index - 1
        ),
    };
    let tree = MemoryTree::new((0..LENGTH).map(|index| (name(index), text(index))));
    let schema = Compiler::new().resolver(tree).compile([name(LENGTH - 1)]).unwrap().into_schema();
    assert_eq!(schema.files.len(), LENGTH);
}

#[test]
fn compiled_bytes_equal_the_encoded_schema() {
    let names = ["google/protobuf/compiler/plugin.proto", "google/protobuf/type.proto"];
    for (imports, source_info, retain_options) in [(true, true, false), (true, false, true), (false, true, true)] {
        let what = Encode { imports, source_info };
        for threads in [1, 3] {
            let compiler = Compiler::new().include("crates/language/compiler/third_party/protobuf").threads(threads);
            let mut sources = Sources::default();
            let loaded = compiler.retain_options(retain_options).load(names, &mut sources);
            let linked = loaded.link(&sources);
            assert!(linked.report().is_empty());
            assert_eq!(linked.encode(what), protoward_schema::descriptor::encode(&linked.schema(), what));
        }
    }
}

#[test]
fn gives_the_same_result_with_any_number_of_threads() {
    let names: Vec<String> = (0..40).map(|index| format!("f{index}.proto")).collect();
    let text = |index: usize| match index {
        0 => "syntax = \"proto3\";\nmessage M0 {}\n".to_owned(),
        _ => format!(
            "syntax = \"proto3\";\nimport \"f{}.proto\";\nmessage M{index} {{ M{} m = 1; }}\n",
            index / 2,
            index / 2
        ),
    };
    let bytes = |threads| {
        let tree = MemoryTree::new(names.iter().enumerate().map(|(index, name)| (name.clone(), text(index))));
        let compiled = Compiler::new().resolver(tree).threads(threads).compile(&names).unwrap();
        assert!(compiled.warnings().is_empty());
        compiled.encode()
    };
    assert_eq!(bytes(1), bytes(8));
}

#[test]
fn fields_have_presence_and_shape() {
    let schema = schema(
        "syntax = \"proto3\";\nmessage A {\n  int32 a = 1;\n  optional int32 b = 2;\n  A c = 3;\n  oneof o { int32 d = 4; }\n\
         repeated int32 e = 5;\n  repeated int32 f = 6 [packed = false];\n  repeated string g = 7;\n  map<string, A> h = 8;\n}\n",
    );
    let Some(Element::Message(id)) = schema.find("A") else { panic!("there is a message") };
    let shapes: Vec<Shape> = schema[id].fields.iter().map(|&field| schema.shape(field)).collect();
    assert_eq!(
        shapes[..7],
        [
            Shape::Single(Presence::Implicit),
            Shape::Single(Presence::Explicit),
            Shape::Single(Presence::Explicit),
            Shape::Single(Presence::Explicit),
            Shape::Repeated { packed: true },
            Shape::Repeated { packed: false },
            Shape::Repeated { packed: false },
        ]
    );
    assert!(matches!(shapes[7], Shape::Map { .. }));
    let synthetic: Vec<bool> = schema[id].oneofs.iter().map(|&oneof| schema[oneof].synthetic).collect();
    assert_eq!(synthetic, [false, true]);
}
