//! Compatible changes, and the version bump that they need.

use protoward_breaking::{Bump, changes};

use super::Change;

/// Returns each change as "bump kind: message".
fn described(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
    let change = Change::of_texts(old, new);
    let described =
        |it: &protoward_breaking::Change| format!("{} {}: {}", it.kind.bump().id(), it.kind.id(), it.message);
    changes(&change.old, &change.new).iter().map(described).collect()
}

/// Returns the changes of a proto2 file in package `a`.
fn in_file(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new].map(|text| format!("syntax = \"proto2\"; package a; {text}"));
    described(&[("a.proto", &old)], &[("a.proto", &new)])
}

#[test]
fn reports_additions_of_every_kind() {
    let old = "message M { optional int32 a = 1; extensions 100 to 199; } enum E { Z = 0; } service S {}";
    let new = "message M { optional int32 a = 1; map<string, N> b = 2; message In { message Deep {} } extensions 100 to 299; } \
               enum E { option allow_alias = true; Z = 0; NULL = 0; ONE = 1; } service S { rpc R(M) returns (M); } \
               message N { enum Inside { I = 0; } } service T {} enum F { Y = 0; } extend M { optional int32 x = 100; }";
    insta::assert_snapshot!(in_file(old, new).join("\n"), @r"
    minor added: message `a.M` can be extended with 200 to 299
    minor added: field `b` (2) of `a.M` was added
    minor added: message `a.M.In` was added
    patch option: the options of enum `a.E` changed
    minor added: value `NULL` (0) of `a.E` was added
    minor added: value `ONE` (1) of `a.E` was added
    minor added: method `R` of `a.S` was added
    minor added: message `a.N` was added
    minor added: service `a.T` was added
    minor added: enum `a.F` was added
    minor added: extension `a.x` (100) of `a.M` was added
    ");
}

#[test]
fn reports_a_new_package_or_file_once() {
    let old = [("a.proto", "syntax = \"proto3\"; package a; message A {}")];
    let new = [
        old[0],
        ("b/1.proto", "syntax = \"proto3\"; package b; message B {}"),
        ("b/2.proto", "syntax = \"proto3\"; package b; message C {}"),
        ("c.proto", "syntax = \"proto3\"; package a; message D { message E {} }"),
        ("d.proto", "syntax = \"proto3\"; package a;"),
    ];
    insta::assert_snapshot!(described(&old, &new).join("\n"), @r"
    minor added: package `b` was added
    minor added: message `a.D` was added
    minor added: file `d.proto` was added
    ");
}

#[test]
fn does_not_report_a_renamed_declaration_as_new() {
    let old = "message A { optional int32 x = 1; optional int32 y = 2; } enum E { Z = 0; ONE = 1; } \
               service S { rpc R(A) returns (A); }";
    let new = "message B { optional int32 x = 1; optional int32 y = 2; } enum E { Z = 0; FIRST = 1; } \
               service S { rpc Q(B) returns (B); }";
    assert_eq!(in_file(old, new), [""; 0]);
}

#[test]
fn reports_deprecations_of_every_kind() {
    let text = |deprecated: bool| {
        let [statement, option] =
            if deprecated { ["option deprecated = true;", "[deprecated = true]"] } else { ["", ""] };
        format!(
            "{statement} message M {{ {statement} optional int32 a = 1 {option}; }} \
             enum E {{ {statement} Z = 0 {option}; }} service S {{ {statement} rpc R(M) returns (M) {{ {statement} }} }}"
        )
    };
    let with = in_file(&text(false), &text(true));
    let without = in_file(&text(true), &text(false));
    insta::assert_snapshot!(with.join("\n"), @r"
    minor deprecated: file `a.proto` is deprecated
    minor deprecated: message `a.M` is deprecated
    minor deprecated: field `a` (1) of `a.M` is deprecated
    minor deprecated: enum `a.E` is deprecated
    minor deprecated: value `Z` (0) of `a.E` is deprecated
    minor deprecated: service `a.S` is deprecated
    minor deprecated: method `R` of `a.S` is deprecated
    ");
    assert_eq!(without.len(), with.len());
    assert!(without.iter().all(|it| it.starts_with("patch undeprecated: ")), "{without:?}");
}

#[test]
fn reports_changed_comments_but_not_white_space() {
    let old = "\n// Says one.\nmessage M {\n  // A.\n  optional int32 a = 1; // behind\n}\n";
    let same = "\n//   Says one.\nmessage M   {\n\n  // A.\n  optional int32 a=1; // behind\n\n}\n\n";
    assert_eq!(in_file(old, same), [""; 0]);
    let new = "\n// Says two.\nmessage M {\n  // A.\n  optional int32 a = 1; // before\n}\n";
    insta::assert_snapshot!(in_file(old, new).join("\n"), @r"
    patch documentation: the documentation of message `a.M` changed
    patch documentation: the documentation of field `a` (1) of `a.M` changed
    ");
}

#[test]
fn options_reservations_and_imports_are_patch_changes() {
    let old = [
        (
            "a.proto",
            "syntax = \"proto2\"; package a; import \"b.proto\"; import public \"c.proto\"; message M { optional B b = 1; optional C c = 2; } enum E { Z = 0; }",
        ),
        ("b.proto", "syntax = \"proto2\"; package a; message B {}"),
        ("c.proto", "syntax = \"proto2\"; package a; message C {}"),
        ("d.proto", "syntax = \"proto2\"; package a; message D {}"),
    ];
    let mut new = old;
    new[0].1 = "syntax = \"proto2\"; package a; import public \"b.proto\"; import \"c.proto\"; import \"d.proto\"; \
                message M { optional B b = 1 [lazy = true]; optional C c = 2; reserved 5 to 7, 9; reserved \"x\", \"y\"; } \
                enum E { reserved 4 to max; Z = 0; } message U { optional D d = 1; }";
    insta::assert_snapshot!(described(&old, &new).join("\n"), @r"
    minor added: `a.proto` passes on `b.proto`
    patch import: `a.proto` imports `d.proto`
    patch reserved: message `a.M` reserves 5 to 7, 9
    patch reserved: message `a.M` reserves `x`, `y`
    patch option: the options of field `b` (1) of `a.M` changed
    patch reserved: enum `a.E` reserves 4 to max
    minor added: message `a.U` was added
    ");
}

#[test]
fn equal_schemas_have_no_changes() {
    let text = "message M { optional int32 a = 1; map<string, M> b = 2; } enum E { Z = 0; } service S { rpc R(M) returns (M); }";
    assert_eq!(in_file(text, text), [""; 0]);
    assert!(Bump::None < Bump::Patch && Bump::Patch < Bump::Minor && Bump::Minor < Bump::Major);
}
