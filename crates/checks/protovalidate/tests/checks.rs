//! Checks constraints in small files: what has problems, what has none, and what is hostile.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_protovalidate::{Checked, Checker};
use protoward_source::{Extent, MemoryTree, Sources};
use std::time::{Duration, Instant};

const HEAD: &str = r#"
    edition = "2023";
    package a;
    import "buf/validate/validate.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    message Inner { string s = 1; Inner next = 2; }
"#;

/// Checks the fields of a message. Returns the result, and the texts at the places of problems.
fn check(fields: &str) -> (Checked, Vec<String>) {
    let text = format!("{HEAD} message M {{ {fields} }}");
    let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", text.as_str())])).built_in(CommonProtos);
    let mut sources = Sources::default();
    let loaded = compiler.load(["a.proto"], &mut sources);
    let linked = loaded.link(&sources);
    let errors: Vec<_> = linked.report().iter().map(|it| it.message.clone()).collect();
    assert!(!linked.report().has_errors(), "{fields}: {errors:?}");
    let schema = linked.schema();
    let checked = Checker::new(&schema, &sources).check(schema.requested[0]);
    let at = checked.problems.iter().map(|problem| match problem.place.extent {
        Some(Extent::Bytes(span)) => text[span.start as usize..span.end as usize].to_owned(),
        _ => "?".to_owned(),
    });
    let at = at.collect();
    (checked, at)
}

#[test]
fn problems_are_at_the_part_that_is_wrong() {
    let cases: [(&str, &[&str]); 15] = [
        ("string a = 1 [(buf.validate.field).string = {min_len: 3, max_len: 1}];", &["min_len: 3", "max_len: 1"]),
        ("string a = 1 [(buf.validate.field).string.pattern = '('];", &["(buf.validate.field).string.pattern = '('"]),
        ("int32 a = 1 [(buf.validate.field) = {string: {len: 1}}];", &["len: 1"]),
        (
            "string a = 1 [(buf.validate.field).string = {len: 2, example: ['ab', 'c'], example: 'd'}];",
            &["example: 'd'", "(buf.validate.field).string = {len: 2, example: ['ab', 'c'], example: 'd'}"],
        ),
        (
            "google.protobuf.Duration a = 1 [(buf.validate.field).duration = {gt {seconds: 1} /* } */ lt: {seconds: 1}}];",
            &["seconds: 1", "seconds: 1"],
        ),
        (
            "repeated string a = 1 [(buf.validate.field).repeated.items = {cel: {id: 'x' expression: 'this + 1'}}];",
            &["cel: {id: 'x' expression: 'this + 1'}"],
        ),
        (
            "map<string, Inner> a = 1 [(buf.validate.field).map.values.cel_expression = 'this.next.t == 1'];",
            &["(buf.validate.field).map.values.cel_expression = 'this.next.t == 1'"],
        ),
        ("oneof o { string a = 1 [(buf.validate.field).required = true]; }", &["(buf.validate.field).required = true"]),
        (
            "option (buf.validate.message).oneof = {fields: ['b']}; string a = 1;",
            &["option (buf.validate.message).oneof = {fields: ['b']};"],
        ),
        ("google.protobuf.Int32Value a = 1 [(buf.validate.field).int32 = {gt: 3, example: 1}];", &["example: 1"]),
        (
            "string a = 1 [(buf.validate.field).cel_expression = 'this == \"x\" ? 1 : 2'];",
            &["(buf.validate.field).cel_expression = 'this == \"x\" ? 1 : 2'"],
        ),
        (
            "google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp = {within {seconds: -1}}];",
            &["seconds: -1"],
        ),
        (
            "google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp = {example {seconds: 1}}, \
             (buf.validate.field).cel = {id: 'x' expression: 'this == timestamp(\"9999-12-31T23:59:59Z\")'}];",
            &["example {seconds: 1}"],
        ),
        (
            "google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp = {example {seconds: 253402300799}}, \
             (buf.validate.field).cel = {id: 'x' expression: 'this + duration(\"1s\") > this'}];",
            &["example {seconds: 253402300799}"],
        ),
        (
            "int32 a = 1 [(buf.validate.field).int32 = {example: -30}, \
             (buf.validate.field).cel = {id: 'x' expression: '\"%x %e\".format([this, 3.14]) == \"-1e 3.140000e+00\" ? \"shown\" : \"\"'}];",
            &["example: -30"],
        ),
    ];
    for (fields, expected) in cases {
        let (checked, mut at) = check(fields);
        let mut expected: Vec<_> = expected.to_vec();
        at.sort_unstable();
        expected.sort_unstable();
        assert_eq!(at, expected, "{fields}: {:?}", checked.problems);
        assert_eq!(checked.unjudged, [], "{fields}");
    }
}

#[test]
fn right_constraints_have_no_problems() {
    let cases = [
        "string a = 1 [(buf.validate.field).string = {email: true, example: 'a@b.c'}];",
        "string a = 1 [(buf.validate.field).cel = {id: 'x', expression: \"this.startsWith('a') ? '' : 'no'\"}];",
        "repeated int32 a = 1 [(buf.validate.field).repeated = {unique: true, items: {int32: {gt: 0, example: 1}}}];",
        "map<string, Inner> a = 1 [(buf.validate.field).cel_expression = 'this.all(k, this[k].next.s == k)'];",
        "option (buf.validate.message).cel_expression = 'this.a < now && this.b > duration(\"1s\")'; \
         google.protobuf.Timestamp a = 1; google.protobuf.Duration b = 2;",
        "option (buf.validate.message).cel_expression = '[] == [] && {}[\"a\"] == 1 && dyn(1) in [\"b\"]';",
        "int32 a = 1 [(buf.validate.field).int32 = {gte: 5, lt: 1, example: 7, example: 0}];",
        "string a = 1 [(buf.validate.field).cel_expression = '\"%s\".format([this]).size() == this.size()'];",
    ];
    for fields in cases {
        let (checked, _) = check(fields);
        assert_eq!(checked, Checked::default(), "{fields}");
    }
}

#[test]
fn hostile_constraints_take_little_time() {
    let field = |expression: &str| {
        format!(
            "string a = 1 [(buf.validate.field).string = {{example: 'a'}}, (buf.validate.field).cel = {{id: 'x' expression: '{expression}'}}];"
        )
    };
    let pattern = |pattern: &str| {
        format!(
            "string a = 1 [(buf.validate.field).string = {{example: '{}', pattern: '{pattern}'}}];",
            "a".repeat(5000)
        )
    };
    let nested: String = (0..60).fold("[1]".to_owned(), |text, _| format!("{text}.map(x, {{x: x}})"));
    let cases = [
        field(&"(".repeat(3000)),
        field(&"!".repeat(3000)),
        field(&"a.".repeat(2000)),
        field(&"[".repeat(3000)),
        field(&format!("{} == true", vec!["true"; 700].join(" == "))),
        field(&format!("{} == []", nested)),
        field(&format!("[1,2,3,4,5,6,7,8]{} == []", ".map(x, [1,2,3,4,5,6,7,8].map(y, [x, y]))".repeat(20))),
        field(&format!("size(\"aaaaaaaaaa\"{}) > 1", ".replace(\"a\", \"aaaaaaaaaa\")".repeat(30))),
        field(&format!("[[1]]{}.size() > 1", ".map(x, x + x)".repeat(40))),
        field(&"a".repeat(100_000)),
        pattern("(a*)*(a*)*(a*)*b"),
        pattern(&"(a{1000}){1}".repeat(200)),
        pattern(&"(".repeat(50_000)),
        pattern(&"[".repeat(50_000)),
    ];
    for fields in cases {
        let start = Instant::now();
        let (checked, _) = check(&fields);
        assert!(start.elapsed() < Duration::from_secs(20), "{}", &fields[..200.min(fields.len())]);
        assert!(!checked.problems.is_empty() || !checked.unjudged.is_empty(), "{}", &fields[..200]);
    }
}

#[test]
fn names_what_cannot_be_judged() {
    for expression in ["this.`a` == 1", "google.protobuf.Struct{} == {}"] {
        let (checked, _) =
            check(&format!("option (buf.validate.message).cel_expression = '{expression}'; string a = 1;"));
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!(checked.unjudged.len(), 1, "{expression}");
        assert!(!checked.unjudged.first().unwrap().message.is_empty());
    }
}

#[test]
fn suggests_each_function_once() {
    let (checked, _) = check("string a = 1 [(buf.validate.field).cel_expression = 'nothing(this)'];");
    let message = &checked.problems.first().unwrap().message;
    assert!(message.contains("there are `bool`, `bytes`, `double`, `duration`, `dyn`, `getField`, `int`"), "{message}");
}

/// The types have other names in versions before 1.0.
#[test]
fn places_are_found_with_the_names_of_older_versions() {
    let rules = r#"syntax = "proto2";
        package buf.validate;
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FieldOptions { optional FieldConstraints field = 1159; }
        message FieldConstraints { optional StringRules string = 14; }
        message StringRules { optional uint64 min_len = 2; optional uint64 max_len = 3; }"#;
    let text = r#"syntax = "proto3";
        import "buf/validate/validate.proto";
        message M { string a = 1 [(buf.validate.field).string = {min_len: 5, max_len: 3}]; }"#;
    let tree = MemoryTree::new([("a.proto", text), ("buf/validate/validate.proto", rules)]);
    let mut sources = Sources::default();
    let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut sources);
    let schema = loaded.link(&sources).schema();
    let checked = Checker::new(&schema, &sources).check(schema.requested[0]);
    let at = checked.problems.iter().map(|problem| match problem.place.extent {
        Some(Extent::Bytes(span)) => &text[span.start as usize..span.end as usize],
        _ => "?",
    });
    assert_eq!(at.collect::<Vec<_>>(), ["min_len: 5", "max_len: 3"]);
}
