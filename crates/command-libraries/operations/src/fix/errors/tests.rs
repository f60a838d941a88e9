#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

/// Returns the texts of files with fixes of a safety, and what was done.
fn fixed<const N: usize>(files: [(&str, &str); N], safety: FixSafety) -> ([String; N], Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("protoward.toml"), "").unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    let input = Input::Folder(folder.path().to_owned());
    let run = ErrorFixRun::new(&input, &OpenOptions::default(), safety, true).unwrap();
    run.write().unwrap();
    let start = format!("{}/", folder.path().display());
    let applied = run.applied().iter().map(|line| line.replace(&start, "")).collect();
    (files.map(|(name, _)| std::fs::read_to_string(folder.path().join(name)).unwrap()), applied)
}

/// Returns a message with one statement, after safe fixes and after all.
fn statement(text: &str) -> [String; 2] {
    let around = |text: &str| format!("syntax = \"proto3\";\npackage p;\nmessage A {{\n  {text}\n}}\n");
    let inside = |text: &str| {
        let (_, rest) = text.split_once("A {\n  ").unwrap();
        rest.strip_suffix("\n}\n").unwrap_or(rest).to_owned()
    };
    [FixSafety::Safe, FixSafety::Unsafe].map(|safety| inside(&fixed([("a.proto", &around(text))], safety).0[0]))
}

#[test]
fn errors_are_fixed_one_after_the_other_and_only_if_it_helps() {
    let a = "syntax = \"proto3\"\npackage p;\nmessage A {\n  int32 a 1;\n  string b = 2 [default = \"x\"];\n}\n";
    let b = "syntax = \"proto3\";\npackage p;\noption optimize_for = \"SPEED\";\nmessage B { A a = 1; gogle.protobuf.Any any = 2; }\n";
    let c = "syntax = \"proto3\";\npackage p;\nmessage C { Nowhere a = 1; }\n";
    let files = [("a.proto", a), ("b.proto", b), ("c.proto", c)];
    let ([a, b, c], applied) = fixed(files, FixSafety::Safe);
    assert_eq!(
        a,
        "syntax = \"proto3\";\npackage p;\nmessage A {\n  int32 a = 1;\n  string b = 2 [default = \"x\"];\n}\n"
    );
    assert_eq!(
        b,
        "syntax = \"proto3\";\npackage p;\n\nimport \"a.proto\";\noption optimize_for = SPEED;\n\
         message B { A a = 1; gogle.protobuf.Any any = 2; }\n"
    );
    assert_eq!(c, files[2].1);
    assert_eq!(applied[0], "a.proto:1:18: added `;` (expected `;`, found `package`)");
    let ([a, b, c], _) = fixed(files, FixSafety::Unsafe);
    assert_eq!(a, "syntax = \"proto3\";\npackage p;\nmessage A {\n  int32 a = 1;\n  string b = 2;\n}\n");
    assert_eq!(
        b,
        "syntax = \"proto3\";\npackage p;\n\nimport \"a.proto\";\nimport \"google/protobuf/any.proto\";\noption optimize_for = SPEED;\n\
         message B { A a = 1; google.protobuf.Any any = 2; }\n"
    );
    assert_eq!(c, files[2].1);
}

#[test]
fn fixes_that_change_or_guess_a_meaning_are_unsafe() {
    for (text, guessed) in [
        ("string a = 1; int32 b = 1;", "string a = 1; int32 b = 2;"),
        ("reserved 1; string a = 1;", "reserved 1; string a = 2;"),
        ("string a = 1 [default = \"x\"];", "string a = 1;"),
        ("oneof o { repeated string a = 1; }", "oneof o { string a = 1; }"),
        ("strng a = 1;", "string a = 1;"),
        ("string a;", "string a = 1;"),
        ("reserved 9 to 4;", "reserved 4 to 9;"),
        ("enum E { A = 1; }", "enum E { E_UNSPECIFIED = 0; A = 1; }"),
    ] {
        assert_eq!(statement(text), [text, guessed]);
    }
    for (text, fixed) in [
        ("oneof o { optional string a = 1; }", "oneof o { string a = 1; }"),
        ("string a := 1;", "string a = 1;"),
        ("string a = 1 [deprecated];", "string a = 1 [deprecated = true];"),
        ("string a = 1 [json_name = “x”];", "string a = 1 [json_name = \"x\"];"),
        ("reserved 1, 2,;", "reserved 1, 2;"),
    ] {
        assert_eq!(statement(text), [fixed; 2]);
    }
}

#[test]
fn words_that_are_written_twice_are_removed() {
    for (text, fixed) in [
        ("oneof choice choice { string a = 1; }", "oneof choice { string a = 1; }"),
        ("enum enum Kind { K = 0; }", "enum Kind { K = 0; }"),
        ("message message B {}", "message B {}"),
        ("oneof oneof o { string a = 1; }", "oneof o { string a = 1; }"),
        ("string string a = 1;", "string a = 1;"),
        ("string a a = 1;", "string a = 1;"),
        ("optional optional string a = 1;", "optional string a = 1;"),
        ("reserved 1 to to 5;", "reserved 1 to 5;"),
        ("reserved reserved 1;", "reserved 1;"),
    ] {
        assert_eq!(statement(text), [fixed; 2]);
    }
    assert_eq!(statement("string string := 1;"), ["string string = 1;"; 2]);
    assert_eq!(statement("string a b = 1;"), ["string a b = 1;"; 2]);
}

#[test]
fn quotes_are_added_and_removed_where_one_is_wrong() {
    for (text, fixed) in [
        ("string a = 1 [json_name = x\"];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = \"x];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = \"x'];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = \"x”];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = “x\"];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = ‘x’];", "string a = 1 [json_name = 'x'];"),
        ("string a = 1 [json_name = «x»];", "string a = 1 [json_name = \"x\"];"),
        ("string a = 1 [json_name = `x`];", "string a = 1 [json_name = \"x\"];"),
        ("reserved old, \"gone\";", "reserved \"old\", \"gone\";"),
        ("reserved \"old\", gone\";", "reserved \"old\", \"gone\";"),
        ("string a = 1 [json_name = x”];", "string a = 1 [json_name = \"x\"];"),
        (
            "string a = 1 [deprecated = true; json_name = \"x\"];",
            "string a = 1 [deprecated = true, json_name = \"x\"];",
        ),
        ("string a = 1 [deprecated = true;];", "string a = 1 [deprecated = true];"),
        (
            "string a = 1 [deprecated = true;\n  string b = 2 [deprecated = true];",
            "string a = 1 [deprecated = true];\n  string b = 2 [deprecated = true];",
        ),
        ("map<string; string> a = 1;", "map<string, string> a = 1;"),
    ] {
        assert_eq!(statement(text), [fixed; 2]);
    }
    for (text, guessed) in [
        (
            "string a = 1 [json_name = \"x\"“, deprecated = true];",
            "string a = 1 [json_name = \"x\", deprecated = true];",
        ),
        ("optional “ string a = 1;", "optional string a = 1;"),
        ("string “a” = 1;", "string a = 1;"),
        ("reserved \"old, \"gone\";", "reserved \"old\", \"gone\";"),
        ("string a = 1 [json_name = “x];", "string a = 1 [json_name = \"x\"];"),
    ] {
        assert_eq!(statement(text), [text, guessed]);
    }
}

#[test]
fn a_block_of_a_method_is_not_closed_too_early() {
    let text = "syntax = \"proto3\";\nmessage A {}\nservice S {\n  rpc G(A) returns (A)\n    option deprecated = true;\n  }\n}\n";
    let right = text.replace("returns (A)", "returns (A) {");
    let [safe, guess] = [FixSafety::Safe, FixSafety::Unsafe].map(|safety| fixed([("a.proto", text)], safety).0);
    assert_eq!([safe, guess], [[text.to_owned()], [right]]);
}

#[test]
fn only_guesses_that_help_are_promised() {
    let summary = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.proto"), text).unwrap();
        let input = Input::Folder(folder.path().to_owned());
        let run = ErrorFixRun::new(&input, &OpenOptions::default(), FixSafety::Safe, true).unwrap();
        run.summary("fixed")
    };
    assert_eq!(summary("syntax = \"proto3\";\nmessage A { strng a = 1 1; }\n"), None);
    let promised = summary("syntax = \"proto3\";\nmessage A { strng a = 1; }\n");
    assert!(promised.is_some_and(|it| it.contains("`--unsafe` may fix 1 error ")));
}

#[test]
fn heads_of_files_are_read_in_one_way() {
    for (text, fixed_text) in [
        (
            "import import \"google/protobuf/any.proto\";\nmessage A { google.protobuf.Any a = 1; }\n",
            "import \"google/protobuf/any.proto\";\nmessage A { google.protobuf.Any a = 1; }\n",
        ),
        ("option java_package = com.acme\";\n", "option java_package = \"com.acme\";\n"),
        ("import google/protobuf/any.proto\";\n", "import \"google/protobuf/any.proto\";\n"),
        ("import `google/protobuf/any.proto`;\n", "import \"google/protobuf/any.proto\";\n"),
        ("package package p;\n", "package p;\n"),
        (
            "message A {}\nservice S { rpc rpc G(A) returns returns (A); }\n",
            "message A {}\nservice S { rpc G(A) returns (A); }\n",
        ),
    ] {
        let [text, right] = [text, fixed_text].map(|it| format!("syntax = \"proto3\";\n{it}"));
        assert_eq!(fixed([("a.proto", &text)], FixSafety::Safe).0, [right]);
    }
    assert_eq!(fixed([("a.proto", "syntax = proto3\";\n")], FixSafety::Safe).0, ["syntax = \"proto3\";\n"]);
}

#[test]
fn nothing_is_written_that_leaves_as_many_errors() {
    let text = "string a = 1 1;";
    assert_eq!(statement(text), [text; 2]);
}

#[test]
fn what_may_be_something_else_stays() {
    for text in [
        "syntax = \"proto3\";\nimport pub;lic \"google/protobuf/any.proto\";\n",
        "syntax = \"proto3\";\nmessage A {\n  string a = 1 [json_name 1\"x\"];\n}\n",
        "syntax = \"proto3\";\nmessage A {\n  \u{201d}string a = 1;\n}\n",
        "syntax = \"proto3\";\nmessage A {\n  str\u{ab}ing a = 1;\n}\n",
        "syntax = \"proto3\";\nmessage A {\n  option deprecated = true}\n  string a = 1;\n}\n",
        "syntax = \"proto3\";\nmessage A {}\nservice S {\n  rpc Getstream A) returns (A);\n}\n",
        "syntax = \"proto3\";\nenum E {\n  option allow_alias = tue;\n  A = 0;\n  B = 0;\n}\n",
        "syntax = \"proto3\";\nmessage Or\nder {\n}\n",
        "syntax = \"proto3\";\nmessag}e A {\n}\n",
        "syntax = \"proto3\";\noption java_package = \"com.acme\nshop\";\n",
    ] {
        assert_eq!(fixed([("a.proto", text)], FixSafety::Safe).0, [text]);
    }
    for (text, right) in [
        ("import pblic \"google/protobuf/any.proto\";\n", "import public \"google/protobuf/any.proto\";\n"),
        ("message A {}\nservice S { rpc G A) returns A); }\n", "message A {}\nservice S { rpc G(A) returns (A); }\n"),
    ] {
        let [text, right] = [text, right].map(|it| format!("syntax = \"proto3\";\n{it}"));
        assert_eq!(fixed([("a.proto", &text)], FixSafety::Safe).0, [right]);
    }
}
