//! Changes of constraints in small files: what is stricter, with the message that shows it, and what is not.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_constraints::{Evidence, MessagePair, Validator, stricter};
use protoward_schema::Schema;
use protoward_source::{MemoryTree, Sources};

const HEAD: &str = r#"
    import "buf/validate/validate.proto";
    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/field_mask.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    message Inner { string s = 1; int32 i = 2 [(buf.validate.field).int32.gte = 3]; }
"#;

fn schema(text: &str) -> Schema {
    let head = if text.contains("edition") { String::new() } else { "syntax = \"proto3\";".to_owned() };
    let (edition, text) =
        text.split_once(';').filter(|_| head.is_empty()).map_or(("", text), |(edition, rest)| (edition, rest));
    let edition = if head.is_empty() { format!("{edition};") } else { head };
    let text = format!("{edition} package p; {HEAD} {text}");
    let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", text.as_str())])).built_in(CommonProtos);
    let mut sources = Sources::default();
    let loaded = compiler.load(["a.proto"], &mut sources);
    let linked = loaded.link(&sources);
    let errors: Vec<_> = linked.report().iter().map(|it| it.message.clone()).collect();
    assert!(!linked.report().has_errors(), "{text}: {errors:?}");
    linked.schema()
}

/// Compares the message `M` of two versions. Returns the rules that became stricter with the message that shows it, or `?`.
fn compared(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new].map(schema);
    let pair = MessagePair { old: old.find_message("p.M").unwrap(), new: new.find_message("p.M").unwrap() };
    let found = stricter(&Validator::new(&old), &Validator::new(&new), [pair]);
    let shown = |evidence: &Evidence| match evidence {
        Evidence::Message(json) => json.clone(),
        Evidence::Unknown => "?".to_owned(),
    };
    found.iter().map(|it| format!("{} {}", it.rule, shown(&it.evidence))).collect()
}

/// Compares two versions of a field in `M`.
fn fields(old: &str, new: &str) -> Vec<String> {
    compared(
        &format!("enum E {{ Z = 0; Y = 1; }} message M {{ {old} }}"),
        &format!("enum E {{ Z = 0; Y = 1; }} message M {{ {new} }}"),
    )
}

/// Compares the rules of a field of type string, such as `min_len: 1`.
fn strings(old: &str, new: &str) -> Vec<String> {
    let of = |rules: &str| format!("string a = 1 [(buf.validate.field).string = {{{rules}}}];");
    fields(&of(old), &of(new))
}

#[test]
fn old_clients_do_not_send_new_fields() {
    let cases = [
        ("int32 b = 2 [(buf.validate.field).int32.gt = 0];", "int32.gt {}"),
        ("repeated string b = 2 [(buf.validate.field).repeated.min_items = 1];", "repeated.min_items {}"),
        ("map<string, string> b = 2 [(buf.validate.field).map.min_pairs = 1];", "map.min_pairs {}"),
        ("E b = 2 [(buf.validate.field).enum.not_in = 0];", "enum.not_in {}"),
        ("string b = 2 [(buf.validate.field).string.email = true];", "string.email {}"),
        ("string b = 2 [(buf.validate.field).cel = {id: \"x\" expression: \"this != ''\"}];", "cel {}"),
        ("bool b = 2 [(buf.validate.field).bool.const = true];", "bool.const {}"),
        ("string b = 2 [(buf.validate.field).required = true];", "required {}"),
        ("optional string b = 2 [(buf.validate.field).required = true];", "required {}"),
    ];
    for (new, expected) in cases {
        assert_eq!(fields("string a = 1;", &format!("string a = 1; {new}")), [expected], "{new}");
    }
    let harmless = [
        "int32 b = 2 [(buf.validate.field).int32.gte = 0];",
        "optional int32 b = 2 [(buf.validate.field).int32.gt = 0];",
        "string b = 2 [(buf.validate.field).string.email = true, (buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE];",
        "string b = 2 [(buf.validate.field).required = true, (buf.validate.field).ignore = IGNORE_ALWAYS];",
        "repeated string b = 2 [(buf.validate.field).repeated.items.string.min_len = 1];",
        "google.protobuf.Int32Value b = 2 [(buf.validate.field).int32.gt = 0];",
        "oneof o { string b = 2 [(buf.validate.field).string.min_len = 1]; }",
    ];
    for new in harmless {
        assert_eq!(fields("string a = 1;", &format!("string a = 1; {new}")), [""; 0], "{new}");
    }
}

#[test]
fn unchanged_rules_apply_to_more() {
    let rule = "[(buf.validate.field).string.min_len = 1]";
    let zero = format!("string a = 1 {rule};");
    assert_eq!(fields(&format!("optional string a = 1 {rule};"), &zero), ["string.min_len {}"]);
    assert_eq!(fields(&format!("oneof o {{ string a = 1 {rule}; }}"), &zero), ["string.min_len {}"]);
    assert_eq!(fields(&zero, &format!("optional string a = 1 {rule};")), [""; 0]);
    let required = |label: &str| format!("{label} string a = 1 [(buf.validate.field).required = true];");
    assert_eq!(fields(&required("optional"), &required("")), ["required {\"a\":\"\"}"]);
    assert_eq!(fields(&required(""), &required("optional")), [""; 0]);
    let items = "repeated string a = 1 [(buf.validate.field).repeated.items.string.min_len = 1];";
    assert_eq!(fields(&zero, items), [""; 0]);
    assert_eq!(fields("string a = 1;", items), [""; 0], "an empty string is not sent");
    assert_eq!(fields("optional string a = 1;", items), ["repeated.items.string.min_len {\"a\":\"\"}"]);
    let least = "repeated string a = 1 [(buf.validate.field).repeated.min_items = 1];";
    assert_eq!(fields("string a = 1;", least), ["repeated.min_items {}"]);
    assert_eq!(fields(&zero, least), [""; 0]);
    let ignored = "[(buf.validate.field) = {ignore: IGNORE_IF_ZERO_VALUE, string: {min_len: 1}}]";
    assert_eq!(fields(&format!("string a = 1 {ignored};"), &zero), ["string.min_len {}"]);
}

#[test]
fn other_types_read_the_same_values() {
    let of = |ty: &str, rules: &str| format!("{ty} a = 1 [(buf.validate.field).{rules}];");
    assert_eq!(fields(&of("int32", "int32.gt = 0"), &of("int64", "int64.gt = 0")), [""; 0]);
    assert_eq!(fields(&of("int32", "int32.gt = 0"), &of("int64", "int64.gt = 1")), ["int64.gt {\"a\":1}"]);
    assert_eq!(fields(&of("string", "string.max_len = 2"), &of("bytes", "bytes.max_len = 8")), [""; 0]);
    assert_eq!(fields(&of("string", "string.max_len = 1"), &of("bytes", "bytes.max_len = 3")).len(), 1);
    // A program refuses rules for another type, and so each message.
    assert_eq!(fields("int32 a = 1;", &of("int64", "int32.gt = 0")), ["int32 {}"]);
}

#[test]
fn numbers_are_compared_as_sets() {
    let of = |rules: &str| format!("int32 a = 1 [(buf.validate.field).int32 = {{{rules}}}];");
    let equal = [
        ("gt: 5, lt: 3", "gt: 5, lt: 4"),
        ("gt: 4", "gte: 5"),
        ("in: [4]", "const: 4"),
        ("gte: 4, lte: 5", "in: [4, 5]"),
        ("gt: 5, lt: 3", "not_in: [4]"),
        ("gt: 2, lt: 1", "not_in: [2]"),
        ("not_in: [2147483647]", "lt: 2147483647"),
        ("gt: 7", "gt: 2, lt: 1"),
    ];
    for (old, new) in equal {
        assert_eq!(fields(&of(old), &of(new)), [""; 0], "{old} {new}");
    }
    assert_eq!(fields(&of("gt: 5, lt: 4"), &of("gt: 5, lt: 3")), ["int32.gt {\"a\":3}"]);
    assert_eq!(fields(&of("gt: 0"), &of("gt: 1")), ["int32.gt {\"a\":1}"]);
    assert_eq!(fields(&of(""), &of("gte: 0, lte: 9")), ["int32.gte {\"a\":-1}", "int32.lte {\"a\":10}"]);
    let of = |rules: &str| format!("double a = 1 [(buf.validate.field).double = {{{rules}}}];");
    assert_eq!(fields(&of(""), &of("lte: inf")), ["double.lte {\"a\":\"NaN\"}"]);
    assert_eq!(fields(&of("lt: inf"), &of("finite: true")), ["double.finite {\"a\":\"-Infinity\"}"]);
    assert_eq!(fields(&of("lt: 5, gt: 1"), &of("finite: true")), [""; 0]);
    assert_eq!(fields(&of("const: nan"), &of("const: 1")), [""; 0], "nothing passed before");
}

#[test]
fn texts_are_compared_as_sets() {
    let equal = [
        ("", "email: false"),
        ("len: 5", "min_len: 5, max_len: 5"),
        ("const: \"abc\"", "pattern: \"^[a-c]+$\""),
        ("pattern: \"^[a-f]{2,4}$\"", "pattern: \"^[a-z]+$\""),
        ("pattern: \"^[a-f]{2,4}$\"", "min_len: 2, max_bytes: 4"),
        ("pattern: \"^a+$\"", "prefix: \"a\", suffix: \"a\", not_contains: \"b\""),
        ("prefix: \"abc\"", "contains: \"b\", min_len: 3"),
        ("max_bytes: 4", "max_len: 4"),
        ("max_len: 2", "max_bytes: 8"),
        ("ipv4: true", "ip: true"),
        ("ip: true", "address: true"),
        ("uuid: true", "len: 36"),
        ("uuid: true", "pattern: \"-\""),
        ("email: true", "contains: \"@\""),
        ("in: [\"a\", \"b\"]", "pattern: \"^.$\""),
        ("not_contains: \"a\"", "not_contains: \"ab\""),
        ("pattern: \"^x\"", "not_in: [\"a\"]"),
        ("pattern: \"^(ab|cd)$\"", "in: [\"ab\", \"cd\"]"),
    ];
    for (old, new) in equal {
        assert_eq!(strings(old, new), [""; 0], "{old} {new}");
    }
    let stricter = [
        ("pattern: \"^[a-z]+$\"", "pattern: \"^[a-f]+$\"", "string.pattern {\"a\":\"g\"}"),
        ("max_len: 4", "max_bytes: 4", "string.max_bytes {\"a\":\"éééé\"}"),
        ("address: true", "ip: true", "string.ip {\"a\":\"a\"}"),
        ("min_len: 3", "min_len: 4", "string.min_len {\"a\":\"aaa\"}"),
        ("not_contains: \"ab\"", "not_contains: \"a\"", "string.not_contains {\"a\":\"a\"}"),
        ("uuid: true", "pattern: \"^[0-9a-f-]+$\"", "string.pattern {\"a\":\"00000000-0000-4000-8000-00000000000A\"}"),
    ];
    for (old, new, expected) in stricter {
        assert_eq!(strings(old, new), [expected], "{old} {new}");
    }
}

#[test]
fn values_of_enums_count() {
    let of = |values: &str, rules: &str| {
        format!("enum E {{ Z = 0; {values} }} message M {{ E a = 1 [(buf.validate.field).enum = {{{rules}}}]; }}")
    };
    let compare = |old: (&str, &str), new: (&str, &str)| compared(&of(old.0, old.1), &of(new.0, new.1));
    assert_eq!(compare(("Y = 1;", "in: [0, 1]"), ("Y = 1;", "defined_only: true")), [""; 0]);
    assert_eq!(compare(("Y = 1;", "defined_only: true"), ("Y = 1;", "in: [0, 1]")), [""; 0]);
    assert_eq!(
        compare(("Y = 1;", "defined_only: true"), ("", "defined_only: true")),
        ["enum.defined_only {\"a\":\"Y\"}"]
    );
    assert_eq!(compare(("Y = 1;", ""), ("", "defined_only: true")).len(), 1);
    assert_eq!(compare(("Y = 1;", "defined_only: true"), ("Y = 1; X = 2;", "defined_only: true")), [""; 0]);
    // A reader of a closed enum does not see a number that it does not know.
    let closed = |values: &str, label: &str| {
        format!(
            "edition = \"2023\"; enum E {{ option features.enum_type = CLOSED; Z = 1; {values} }}
             message M {{ E a = 1 [(buf.validate.field){label}]; }}"
        )
    };
    assert_eq!(
        compared(&closed("Y = 2;", ".required = true"), &closed("", ".required = true")),
        ["required {\"a\":\"Y\"}"]
    );
    assert_eq!(
        compared(&closed("Y = 2;", ".enum.defined_only = true"), &closed("", ".enum.defined_only = true")),
        [""; 0]
    );
}

#[test]
fn lists_and_maps_are_filled() {
    let list = |rules: &str| format!("repeated int32 a = 1 [(buf.validate.field).repeated = {{{rules}}}];");
    let stricter = [
        ("", "unique: true", "repeated.unique {\"a\":[0,0]}"),
        ("unique: true, min_items: 2", "min_items: 3", "repeated.min_items {\"a\":[0,1]}"),
        ("min_items: 2, items: {int32: {gt: 0}}", "items: {int32: {gt: 1}}", "repeated.items.int32.gt {\"a\":[1,2]}"),
    ];
    for (old, new, expected) in stricter {
        assert_eq!(fields(&list(old), &list(new)), [expected], "{old} {new}");
    }
    assert_eq!(fields(&list("max_items: 1"), &list("unique: true")), [""; 0]);
    assert_eq!(fields(&list("max_items: 0"), &list("items: {int32: {gt: 1}}")), [""; 0]);
    let map = |rules: &str| format!("map<string, Inner> a = 1 [(buf.validate.field).map = {{{rules}}}];");
    assert_eq!(
        fields(&map(""), &map("keys: {string: {min_len: 1}}")),
        ["map.keys.string.min_len {\"a\":{\"\":{\"i\":3}}}"]
    );
    assert_eq!(fields(&map("min_pairs: 1"), &map("max_pairs: 1")).len(), 1);
}

#[test]
fn other_fields_make_the_message_valid() {
    let others =
        "string b = 2 [(buf.validate.field).string.email = true]; Inner c = 3 [(buf.validate.field).required = true];";
    let old = format!("string a = 1; {others}");
    let new = format!("string a = 1 [(buf.validate.field).string.max_len = 3]; {others}");
    assert_eq!(fields(&old, &new), ["string.max_len {\"a\":\"aaaa\",\"b\":\"a@b.c\",\"c\":{\"i\":3}}"]);
}

#[test]
fn a_pattern_may_look_like_the_name_of_a_format() {
    let of = |most: u32| {
        format!(
            "string a = 1 [(buf.validate.field).string = {{pattern: \"format Uuid\", max_len: {most}}}];
             string b = 2 [(buf.validate.field).string.uuid = true];"
        )
    };
    let id = "00000000-0000-0000-0000-000000000000";
    let shown = format!("string.max_len {{\"a\":\"aformat Uuid\",\"b\":\"{id}\"}}");
    assert_eq!(fields(&of(12), &of(11)), [shown]);
}

#[test]
fn deep_messages_are_made_although_others_were_too_deep() {
    let of = |rule: &str| {
        format!(
            "message E {{ string t = 1 [(buf.validate.field).required = true]; }}
             message D {{ E e = 1 [(buf.validate.field).required = true]; }}
             message C {{ D d = 1 [(buf.validate.field).required = true]; }}
             message B {{ C c = 1 [(buf.validate.field).required = true]; }}
             message A {{
               option (buf.validate.message).cel = {{id: \"x\", expression: \"has(this.b) || this.n > 0\"}};
               B b = 1;
               int32 n = 2;
             }}
             message M {{
               A a = 1 [(buf.validate.field).required = true];
               D d = 2 [(buf.validate.field).required = true];
               string s = 3 {rule};
             }}"
        )
    };
    let found = compared(&of(""), &of("[(buf.validate.field).string.max_len = 3]"));
    assert_eq!(found, ["string.max_len {\"a\":{\"n\":1},\"d\":{\"e\":{\"t\":\"a\"}},\"s\":\"aaaa\"}"]);
}

/// No runtime validates extensions: <https://github.com/bufbuild/protovalidate/issues/116>.
#[test]
fn constraints_of_extensions_reject_nothing() {
    let of = |rule: &str| {
        format!(
            "edition = \"2023\"; message M {{ extensions 5; }} extend M {{ string a = 5 [(buf.validate.field).{rule}]; }}"
        )
    };
    assert_eq!(compared(&of("string.max_len = 5"), &of("string.max_len = 4")), [""; 0]);
    assert_eq!(compared("message M {}", &of("required = true")), [""; 0]);
}

#[test]
fn messages_and_groups_are_compared() {
    let of = |option: &str| {
        format!("message M {{ option (buf.validate.message).{option}; string a = 1; string b = 2; int32 n = 3; }}")
    };
    let free = "message M { string a = 1; string b = 2; int32 n = 3; }";
    let cel = |text: &str| of(&format!("cel = {{id: \"x\", expression: \"{text}\"}}"));
    assert_eq!(compared(free, &cel("this.n < 5")), ["cel {\"n\":5}"]);
    assert_eq!(compared(&cel("this.n < 5"), &cel("this.n < 5")), [""; 0]);
    assert_eq!(compared(&cel("this.n < 5"), &cel("this.n < 3")), ["cel {\"n\":3}"]);
    assert_eq!(compared(free, &cel("has(this.a) || this.b == ''")), ["cel {\"b\":\"a\"}"]);
    assert_eq!(compared(&cel("this.n < 3"), &cel("this.n < 5")), ["cel ?"]);
    assert_eq!(compared(free, &of("oneof = {fields: [\"a\", \"b\"], required: true}")), ["oneof {}"]);
    assert_eq!(compared(free, &of("oneof = {fields: [\"a\", \"b\"]}")), ["oneof {\"a\":\"a\",\"b\":\"a\"}"]);
    assert_eq!(compared(&of("oneof = {fields: [\"a\", \"b\"]}"), free), [""; 0]);
    let both = [
        of("oneof = {fields: [\"a\", \"b\"], required: true}"),
        of("oneof = {fields: [\"a\", \"b\", \"n\"], required: true}"),
    ];
    assert_eq!(compared(&both[0], &both[1]), ["oneof {\"a\":\"a\",\"n\":1}"]);
    // A message without `a` and `b` was valid: it has `n`.
    assert_eq!(compared(&both[1], &both[0]), ["oneof {\"n\":1}"]);
}

#[test]
fn oneofs_become_required() {
    let of = |option: &str, members: &str| format!("message M {{ oneof o {{ {option} {members} }} }}");
    let required = "option (buf.validate.oneof).required = true;";
    let two = "string a = 1; string b = 2;";
    assert_eq!(compared(&of("", two), &of(required, two)), ["required {}"]);
    assert_eq!(compared(&of(required, two), &of(required, two)), [""; 0]);
    assert_eq!(compared(&of(required, two), &of(required, "string a = 1;")), ["required {\"b\":\"\"}"]);
    assert_eq!(compared("message M { int32 n = 3; }", &of(required, two)), ["required {}"]);
    let without = |a: &str| of(required, &format!("string a = 1 {a}; string b = 2;"));
    assert_eq!(compared(&without(""), &without("[(buf.validate.field).required = true]")), ["required {\"b\":\"\"}"]);
}

#[test]
fn expressions_of_predefined_rules_count() {
    let of = |expression: &str| {
        format!(
            "edition = \"2023\"; message M {{ string a = 1 [(buf.validate.field).string.(p.short) = 3]; }}
             extend buf.validate.StringRules {{
               int64 short = 50000 [(buf.validate.predefined).cel = {{id: \"s\", expression: \"{expression}\"}}];
             }}"
        )
    };
    assert_eq!(compared(&of("this.size() <= rule"), &of("this.size() <= rule")), [""; 0]);
    assert_eq!(compared(&of("this.size() <= rule"), &of("this.size() < rule")), ["string.[p.short] {\"a\":\"aaa\"}"]);
}

#[test]
fn times_masks_and_urls_are_compared() {
    let of = |ty: &str, rules: &str| format!("google.protobuf.{ty} a = 1 [(buf.validate.field).{rules}];");
    let duration = |rules: &str| of("Duration", &format!("duration = {{{rules}}}"));
    assert_eq!(fields(&duration("lt: {seconds: 3}"), &duration("lte: {seconds: 3}")), [""; 0]);
    assert_eq!(fields(&duration("lte: {seconds: 3}"), &duration("lt: {seconds: 3}")), ["duration.lt {\"a\":\"3s\"}"]);
    let mask = |rules: &str| of("FieldMask", &format!("field_mask = {{{rules}}}"));
    assert_eq!(fields(&mask("in: [\"a.b\"]"), &mask("in: [\"a\"]")), [""; 0]);
    assert_eq!(fields(&mask("in: [\"a\"]"), &mask("in: [\"a.b\"]")), ["field_mask.in {\"a\":\"a\"}"]);
    let any = |rules: &str| of("Any", &format!("any = {{{rules}}}"));
    assert_eq!(fields(&any("in: [\"t/a\"]"), &any("not_in: [\"t/b\"]")), [""; 0]);
    assert_eq!(fields(&of("Timestamp", "timestamp = {}"), &of("Timestamp", "timestamp.gt_now = true")).len(), 1);
    assert_eq!(
        fields(&of("Timestamp", "timestamp.lt_now = true"), &of("Timestamp", "timestamp.lt_now = true")),
        [""; 0]
    );
}
