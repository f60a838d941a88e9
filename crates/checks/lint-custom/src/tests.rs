//! The meaning of conditions: their values, the mistakes that are found in them, and the limits at which they stop.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::{Condition, MessageTemplate, Target, WrittenRule, check, load};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_policy::Catalog;
use protoward_schema::Schema;
use protoward_source::{LocatedText, Sources};
use std::time::{Duration, Instant};

const OPTIONS: &str = r#"
    syntax = "proto2";
    package acme;
    import "google/protobuf/descriptor.proto";
    enum Level { LEVEL_NONE = 0; LEVEL_ADMIN = 3; }
    message Auth {
      optional Level level = 1;
      repeated string scopes = 2;
      map<string, int32> quotas = 3;
      optional Auth next = 4;
      optional uint32 weight = 5 [default = 7];
    }
    extend google.protobuf.MethodOptions { optional Auth auth = 50001; }
    extend google.protobuf.FieldOptions { optional bool pii = 50002; repeated string tags = 50003; }
"#;

const USER: &str = r#"
    syntax = "proto3";
    package user.v1;
    import "acme.proto";
    import public "google/protobuf/timestamp.proto";
    option java_package = "com.user";
    option optimize_for = LITE_RUNTIME;

    // A user.
    message User {
      string name = 1; // Full name.
      string email = 2 [(acme.pii) = true, (acme.tags) = "a", (acme.tags) = "b", deprecated = true];
      google.protobuf.Timestamp created_at = 3;
      repeated int32 scores = 4;
      map<string, User> friends = 5;
      oneof contact { string phone = 6; Kind kind = 7; }
      optional int32 age = 8;
      enum Kind { option allow_alias = true; KIND_UNSPECIFIED = 0; KIND_A = 1; KIND_B = 1; }
      reserved "old";
    }
    service Users {
      rpc Get(User) returns (User) {
        option (acme.auth) = { level: LEVEL_ADMIN scopes: "read" scopes: "write" quotas: { key: "day" value: 5 } };
        option idempotency_level = NO_SIDE_EFFECTS;
      }
      rpc Watch(stream User) returns (stream User);
    }
"#;

fn schema() -> (Schema, Sources) {
    let mut sources = Sources::default();
    let tree = MemoryTree::new([("acme.proto", OPTIONS), ("user.proto", USER)]);
    let schema = Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema();
    (schema, sources)
}

fn rule(target: Target, condition: &str, message: &str) -> WrittenRule {
    let word = LocatedText::unplaced;
    WrittenRule {
        id: word("RULE"),
        message: word(message),
        target: word(target.name()),
        condition: word(condition),
        help: None,
        categories: vec![],
        severity: None,
    }
}

/// Returns the names of the declarations that do not meet a condition, and the problems.
fn found(target: Target, condition: &str) -> (Vec<String>, Vec<String>) {
    let (schema, sources) = schema();
    let rules = load(&[rule(target, condition, "{name}")], &Catalog::new("lint", [], &[]), &sources);
    let rules = rules.unwrap_or_else(|report| panic!("{}", protoward_source::text_with_help(&report, &sources)));
    let checked = check(&schema, &sources, &schema.requested, &rules);
    let problems = checked.problems.iter().map(|problem| problem.message.clone()).collect();
    (checked.violations.into_iter().map(|violation| violation.message).collect(), problems)
}

/// Asserts that a condition holds for exactly these of all declarations of a kind.
#[track_caller]
fn holds(target: Target, condition: &str, names: &[&str]) {
    let (violations, problems) = found(target, condition);
    assert_eq!(problems, Vec::<String>::new(), "{condition}");
    let (all, _) = found(target, "false");
    let met: Vec<_> = all.iter().filter(|name| !violations.contains(name)).collect();
    assert_eq!(met, names, "{condition}");
}

#[test]
fn evaluates_attributes() {
    use Target::{Enum, Field, File, Message, Method, Oneof, Service, Value};
    holds(Field, "field.number < 3", &["name", "email"]);
    holds(Field, "this.type == 'google.protobuf.Timestamp'", &["created_at"]);
    holds(Field, "field.type == 'map<string, user.v1.User>' && field.is_map && !field.is_message", &["friends"]);
    holds(Field, "field.is_repeated", &["scores"]);
    holds(Field, "field.oneof == 'contact'", &["phone", "kind"]);
    holds(Field, "field.is_enum", &["kind"]);
    holds(Field, "field.presence == 'explicit'", &["created_at", "phone", "kind", "age"]);
    holds(Field, "field.features.field_presence == 'EXPLICIT'", &["age"]);
    holds(Field, "field.comments.trailing.contains('Full')", &["name"]);
    holds(Field, "field.deprecated && field.options.deprecated && has(field.options.deprecated)", &["email"]);
    holds(Field, "field.json_name == 'createdAt' && field.json_name != field.name", &["created_at"]);
    holds(Field, "field == field.parent.fields[0] && message.name == 'User' && parent == message", &["name"]);
    holds(Message, "message.comment.startsWith(' A user.') && size(message.oneofs) == 1", &["User"]);
    holds(Message, "message.messages.size() == 0 && message.enums.size() == 1 && parent == file", &["User"]);
    holds(Message, "message.reserved_names == ['old'] && !message.is_nested && parent.kind == 'file'", &["User"]);
    holds(Oneof, "oneof.fields.map(f, f.name) == ['phone', 'kind']", &["contact"]);
    holds(Enum, "enum.options.allow_alias && enum.is_nested && enum.values.exists_one(v, v.number == 0)", &["Kind"]);
    holds(Value, "value.number == 1 && parent.name == enum.name", &["KIND_A", "KIND_B"]);
    holds(Value, "value.full_name == 'user.v1.User.KIND_A'", &["KIND_A"]);
    holds(File, "file.package == 'user.v1' && file.path == 'user.proto' && file.syntax == 'proto3'", &["user.proto"]);
    holds(File, "file.options.java_package == 'com.user' && file.options.go_package == ''", &["user.proto"]);
    holds(File, "has(file.options.java_package) && !has(file.options.go_package)", &["user.proto"]);
    holds(File, "file.options.optimize_for == 'LITE_RUNTIME' && file.edition == ''", &["user.proto"]);
    holds(File, "file.imports.filter(i, i.is_public).map(i, i.path)[0].endsWith('timestamp.proto')", &["user.proto"]);
    holds(Service, "service.methods.all(m, m.input.full_name == 'user.v1.User')", &["Users"]);
    holds(Method, "method.client_streaming && method.server_streaming && service.name == 'Users'", &["Watch"]);
    holds(Method, "method.options.idempotency_level == 'NO_SIDE_EFFECTS'", &["Get"]);
}

#[test]
fn evaluates_custom_options() {
    use Target::{Field, Message, Method};
    holds(Method, "has_option('acme.auth')", &["Get"]);
    holds(Method, "'acme.auth' in method.options", &["Get"]);
    holds(Method, "method.options['acme.auth'].level == 'LEVEL_ADMIN'", &["Get"]);
    holds(Method, "method.options['acme.auth'].level == 'LEVEL_NONE'", &["Watch"]);
    holds(Method, "'write' in method.options['acme.auth'].scopes", &["Get"]);
    holds(Method, "has(method.options['acme.auth'].quotas.day)", &["Get"]);
    holds(Method, "has_option('acme.auth') && method.options['acme.auth'].quotas['day'] == 5", &["Get"]);
    holds(Method, "has(method.options['acme.auth'].next)", &[]);
    holds(Method, "method.options['acme.auth'].weight == 7u", &["Get", "Watch"]);
    holds(Field, "field.options['acme.pii'] == true", &["email"]);
    holds(Field, "field.options['acme.pii']", &["email"]);
    holds(Field, "field.options['acme.tags'] == ['a', 'b']", &["email"]);
    holds(Message, "message.fields.exists(f, f.has_option('acme.pii'))", &["User"]);
}

#[test]
fn evaluates_operators_and_functions() {
    let truths = [
        "1 + 2 * 3 == 7 && 7 % 3 == 1 && 7 / 2 == 3 && -7 + 7 == 0 && 2u + 3u == 5u && 1.5 * 2.0 == 3.0",
        "1 == 1.0 && 1 == 1u && dyn(1) == 1u && 1 < 1.5 && 2u > 1 && !(dyn('1') == 1)",
        "'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && b'a' + b'b' == b'ab' && 'a' < 'b' && true > false",
        "2 in [1, 2] && !(3 in [1, 2]) && 'k' in {'k': 1} && {'a': 1, 'b': 2} == {'b': 2, 'a': 1}",
        "{'k': [1, 2]}['k'][1] == 2 && {'k': 1}.k == 1 && has({'k': 1}.k) && !has({'k': 1}.z)",
        "true ? true : 1 / 0 == 1",
        "1 / 0 == 1 || true",
        "!(1 / 0 == 1 && false)",
        "[0, 1].exists(x, 1 / x == 1) && !([0, 2].all(x, 1 / x == 1))",
        "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6] && [1, 2].filter(x, x > 1) == [2]",
        "[1, 2].existsOne(x, x == 1) && !([1, 1].exists_one(x, x == 1)) && {'a': 1}.all(k, k == 'a')",
        "[1].all(x, [2].all(x, x == 2) && x == 1)",
        "size('aé') == 2 && 'aé'.size() == 2 && size(b'ab') == 2 && size({1: 2}) == 1 && [].size() == 0",
        "'foo_bar'.matches('^[a-z_]+$') && matches('x1', '[0-9]') && 'a'.matches('A|' + 'a')",
        "'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'aXa'.replace('a', 'bb') == 'bbXbb'",
        "'Ab'.lowerAscii() == 'ab' && 'Ab'.upperAscii() == 'AB' && ' a '.trim() == 'a' && 'abc'.split('').size() == 3",
        "lower_snake_case('FooBar') == 'foo_bar' && pascal_case('foo_bar') == 'FooBar'",
        "int('12') == 12 && int(2.9) == 2 && uint(3) == 3u && double('1.5') == 1.5 && string(12) == '12' && bool('true')",
        "null == null && dyn(null) != 1 && 0.0 / 0.0 != 0.0 / 0.0 && !(0.0 / 0.0 < 1.0)",
        "'''a'b''' == \"a'b\" && r'\\d' == '\\\\d' && 0x10 == 16",
        "file.name == 'user.proto' // a comment",
    ];
    for truth in truths {
        holds(Target::File, truth, &["user.proto"]);
    }
}

#[test]
fn reports_failures_of_evaluations() {
    let failures = [
        ("1 / (file.messages.size() - 1) == 1", "this divides by zero"),
        ("9223372036854775807 + file.messages.size() > 0", "the result is too large for its type"),
        ("file.messages[5].name == ''", "the list has 1 element, and no index 5"),
        ("{'a': 1}[file.name] == 1", "the map does not have this key"),
        ("dyn(1) && true", "this must be a bool, and it is an int"),
        ("dyn('a') + 1 == 1", "`+` cannot be used with a string and an int"),
        ("dyn('a').size() + dyn(1).size() == 1", "an int has no size"),
        ("int(file.name) == 1", "this string cannot be converted to int"),
        ("'a'.matches(file.name + '(')", "the regular expression is invalid: unclosed group"),
        (
            "has_option('acme.auth')",
            "`acme.auth` extends `google.protobuf.MethodOptions`: it is not an option of a file",
        ),
        ("{dyn([1]): 1}.size() == 1", "a list cannot be a key"),
        ("file.messages[0].options['acme.nothing'].x == 1", "no file declares the option `acme.nothing`"),
    ];
    for (condition, message) in failures {
        let (violations, problems) = found(Target::File, condition);
        assert_eq!((violations.len(), problems.first().map(String::as_str)), (0, Some(message)), "{condition}");
    }
}

/// Asserts the range and the text of the error in a condition.
#[track_caller]
fn refuses(target: Target, condition: &str, at: &str, message: &str) {
    let error = Condition::parse(condition, target).map(|_| ()).unwrap_err();
    assert_eq!((&condition[error.range.clone()], error.to_string().as_str()), (at, message), "{condition}");
}

#[test]
fn unknown_names_have_a_place_and_the_nearest_name() {
    use Target::{Field, Message};
    let refuses =
        |target, condition, (at, message), help| refuses(target, condition, at, &format!("{message}; {help}"));
    refuses(Field, "feild.name == ''", ("feild", "unknown variable `feild`"), "did you mean `field`?");
    let variables = "there are `this`, `field`, `message`, `parent`, `file`";
    refuses(Field, "service.name == ''", ("service", "unknown variable `service`"), variables);
    refuses(Field, "field.nam == ''", ("nam", "`field` has no attribute `nam`"), "did you mean `name`?");
    let attribute = ("nmae", "`field` has no attribute `nmae`");
    refuses(Message, "message.fields.all(f, f.nmae != '')", attribute, "did you mean `name`?");
    let near = "did you mean `deprecated`?";
    refuses(Field, "field.options.deprecatd", ("deprecatd", "unknown standard option `deprecatd` here"), near);
    let custom = "a custom option is written with its full name, as in `options[\"acme.auth\"]`";
    refuses(Field, "field.options.pii", ("pii", "unknown standard option `pii` here"), custom);
    let features = "`enum_type`, `field_presence`, `json_format`, `message_encoding`, `repeated_field_encoding`";
    let features = format!("there are {features}, `utf8_validation`");
    refuses(Field, "field.features.x == ''", ("x", "`features` has no attribute `x`"), &features);
    let start = ("startWith", "unknown function `value.startWith(…)`");
    refuses(Field, "field.name.startWith('a')", start, "did you mean `startsWith`?");
    let start = ("startsWith", "unknown function `startsWith(…)`");
    refuses(Field, "startsWith(field.name, 'a')", start, "write `value.startsWith(…)`");
    let scope = Condition::parse("parent.pth == ''", Message).unwrap_err();
    assert_eq!((scope.range, scope.message.as_str()), (7..10, "`file or message` has no attribute `pth`"));
}

#[test]
fn wrong_types_have_a_place() {
    use Target::{Field, Message};
    refuses(
        Field,
        "field.name.has_option('a')",
        "field.name",
        "`has_option` is a function of a declaration, and this is a string",
    );
    refuses(Field, "field.name.startsWith(1)", "1", "`startsWith` needs a string here, and this is an int");
    refuses(Field, "field.name.startsWith('a', 'b')", "startsWith", "`startsWith` takes 1 argument, not 2");
    refuses(Field, "field.name == 1", "field.name == 1", "`==` cannot be used with a string and an int");
    refuses(Field, "field.number < 'a'", "field.number < 'a'", "`<` cannot be used with an int and a string");
    refuses(Field, "field.number + 1u == 2u", "field.number + 1u", "`+` cannot be used with an int and a uint");
    refuses(Field, "field.name && true", "field.name", "`&&` needs a bool, and this is a string");
    refuses(Field, "!field.name", "field.name", "`!` needs a bool, and this is a string");
    refuses(Field, "field.name", "field.name", "a condition is true or false, and this is a string");
    refuses(Field, "1 in field.name", "1 in field.name", "`in` cannot be used with an int and a string");
    refuses(Field, "field.name[0] == 'a'", "field.name", "`[ ]` cannot be used with a string");
    refuses(Field, "field.name.x == 'a'", "x", "a string has no attribute `x`");
    refuses(Field, "field.name.all(x, true)", "field.name", "this needs a list or a map, and it is a string");
    refuses(Message, "message.fields.all(f, f.name)", "f.name", "`all` needs a bool, and this is a string");
    refuses(Field, "{[1]: 1} == {}", "[1", "a list(int) cannot be a key");
}

#[test]
fn wrong_syntax_has_a_place() {
    use Target::{Field, File, Message};
    let form = "`all` takes a name and an expression; write `list.all(element, …)`, with a name for the element and an expression";
    refuses(Message, "message.fields.all(f.x, true)", "all", form);
    refuses(Field, "has(field)", "has", "`has` takes an attribute, as in `has(options.deprecated)`");
    refuses(Field, "field.name.matches('[a')", "'[a'", "the regular expression is invalid: unclosed character class");
    refuses(Field, "field.name.matches('(a{500}){500}')", "'(a{500}){500}'", "the regular expression is too large");
    refuses(File, "google.protobuf.Any{} == file", "google.protobuf.Any", "a condition cannot make messages");
    refuses(Field, "field.name = 'a'", "=", "unexpected `=`; comparison is written `==`");
    refuses(Field, "field.name == 'ä' & true", "&", "unexpected `&`; write `&&`");
    refuses(Field, "field.name ==\n  'ä' 'b'", "'", "unexpected `'`");
    refuses(Field, "field.name == 'a", "'", "this string is not closed, or has an invalid escape");
    refuses(Field, "field.name == ", "", "the expression ends too early");
    refuses(Field, "(field.name == 'a'", "", "the expression ends too early");
    refuses(Field, "field.number == 99999999999999999999", "99999999999999999999", "this number is too large");
    refuses(Field, " ", " ", "the expression is empty");
    let chain = format!("file{} == file", ".file".repeat(100));
    let error = Condition::parse(&chain, Target::Field).unwrap_err();
    assert_eq!(error.message, "the expression is nested too deeply; the limit is 64 levels");
}

#[test]
fn messages_have_checked_expressions() {
    let parse = |text: &str| MessageTemplate::parse(text, Target::Field).map(|_| ());
    for right in ["", "a `{name}` of `{field.parent.name}`", "{parent.name}", "{{x}}", "{number}{size(this.name)}"] {
        parse(right).unwrap();
    }
    let wrong = [
        ("a {nme}", "nme", "`field` has no attribute `nme`; did you mean `name`?"),
        ("a {field.nme}", "nme", "`field` has no attribute `nme`; did you mean `name`?"),
        ("a {options}", "options", "a value of type options cannot be part of a message"),
        ("a { b", "{", "this brace has no other half; a brace in a message is written twice"),
        ("a } b", "}", "this brace has no other half; a brace in a message is written twice"),
        ("a {} b", "", "the expression is empty"),
    ];
    for (text, at, message) in wrong {
        let error = parse(text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text}");
        assert!(text[error.range.clone()].contains(at), "{text}: {:?}", error.range);
    }
    let (schema, sources) = schema();
    let written =
        rule(Target::Field, "field.number != 2", "{{{name}}} of {parent.name}: {number}, {options['acme.pii']}");
    let rules = load(&[written], &Catalog::new("lint", [], &[]), &sources).unwrap();
    let checked = check(&schema, &sources, &schema.requested, &rules);
    assert_eq!(checked.violations[0].message, "{email} of User: 2, true");
}

#[test]
fn hostile_conditions_end_within_the_limits() {
    let nested = |open: &str, middle: &str, close: &str, times: usize| {
        format!("{}{middle}{}", open.repeat(times), close.repeat(times))
    };
    let digits = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]";
    let shares = ".map(s, [s, s, s, s, s, s, s, s])";
    let texts = [
        nested("(", "true", ")", 2000),
        nested("!", "true", "", 4000),
        nested("[", "", "]", 2000),
        nested("size(", "'a'", ")", 600),
        nested("true ? ", "true", " : false", 200),
        format!("1{} == 1", " + 1".repeat(1000)),
        format!("1{} == 1", "+1".repeat(2040)),
        format!("file{}", ".parent".repeat(500)),
        format!("true{}", " && true".repeat(400)),
        nested("{1:", "1", "}", 1000),
        "{ ".repeat(340),
        "{)".repeat(2000),
        "a?".repeat(2000),
        "a?b:".repeat(1000),
        "a?{b:".repeat(800),
        "'\n{".repeat(1000),
        "- ".repeat(2000) + "1",
        "a.b(".repeat(1000),
        "?:".repeat(2000),
        "'".repeat(4000),
        "a".repeat(5000),
        format!("[1{}].size() == 1", ", 1".repeat(1300)),
        // Ten to the power of twelve steps.
        nested(&format!("{digits}.all(x, "), "true", ")", 12),
        nested(&format!("{digits}.map(x, "), "1", ")", 12) + ".size() == 1",
        format!("['0123456789']{}.size() == 1", ".map(s, s + s)".repeat(60)),
        // Each list contains the one before many times: few bytes, and very many elements.
        format!("[1]{}.size() == 1", shares.repeat(50)),
        format!("[[1]]{0} == [[1]]{0}", shares.repeat(50)),
        format!("1 in [[1]]{}", shares.repeat(50)),
        format!("['a'.split('')]{}.size() == 1", ".map(s, s + s)".repeat(60)),
        format!("'{}'.matches('(a*)*b')", "a".repeat(3000)),
        "'a'.matches('(a{100}){100}')".to_owned(),
        "[1, 2, 3].all(x, 'a'.matches('(((a{30}){30}){30})' + string(x)))".to_owned(),
        format!("'{}'.replace('a', '{}').replace('b', '{1}').size() == 1", "a".repeat(500), "b".repeat(500)),
        format!("'{}'.split('').join('{}').size() == 1", "a".repeat(1500), "b".repeat(1500)),
    ];
    let started = Instant::now();
    for text in texts {
        let started = Instant::now();
        if Condition::parse(&text, Target::File).is_ok() {
            found(Target::File, &text);
        }
        let short: String = text.chars().take(60).collect();
        assert!(started.elapsed() < Duration::from_secs(20), "{short}: {:?}", started.elapsed());
    }
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn limits_are_errors_that_nothing_absorbs() {
    let digits = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]";
    let steps = format!("{}true{} || true", format!("{digits}.all(x, ").repeat(7), ")".repeat(7));
    let (violations, problems) = found(Target::File, &steps);
    assert_eq!(violations.len(), 0);
    assert!(problems[0].starts_with("the condition takes more than 1"), "{problems:?}");
    let text = format!("['0123456789']{}.size() == 1 || true", ".map(s, s + s)".repeat(20));
    assert_eq!(found(Target::File, &text).1, ["the condition makes a string of more than 64 KiB"]);
    let list = format!("[['']]{}.size() == 1 || true", ".map(s, s + s)".repeat(30));
    assert_eq!(found(Target::File, &list).1, ["the condition takes more than 16 MiB of memory"]);
}

#[test]
fn reports_all_rules_that_cannot_be_loaded() {
    let sources = Sources::default();
    let mut all: Vec<_> = (0..5).map(|_| rule(Target::Field, "true", "m")).collect();
    all[0].id = LocatedText::unplaced("lower");
    all[2].target = LocatedText::unplaced("filed");
    all[3].condition = LocatedText::unplaced("field.nam == ''");
    all[4].message = LocatedText::unplaced("{");
    let report = load(&all, &Catalog::new("lint", [], &[]), &sources).unwrap_err();
    let text = protoward_source::text_with_help(&report, &sources);
    let id = ["`lower` cannot be the id", "already a rule or category `RULE`"];
    for part in id.into_iter().chain(["did you mean `field`?", "no attribute `nam`", "no other half"]) {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn suggests_the_nearest_name_for_a_misspelled_option() {
    let (schema, sources) = schema();
    let written = rule(Target::Method, "has_option('acme.auht')", "m");
    let rules = load(&[written], &Catalog::new("lint", [], &[]), &sources).unwrap();
    let problems = check(&schema, &sources, &schema.requested, &rules).problems;
    assert!(problems.has_errors());
    assert_eq!(problems.iter().next().unwrap().help.as_deref(), Some("did you mean `acme.auth`?"));
}

#[test]
fn knows_conditions_that_read_comments() {
    let reads = |text: &str| Condition::parse(text, Target::Field).unwrap().reads_comments();
    assert!(reads("field.comment != ''"));
    assert!(reads("parent.fields.all(other, size(other.comments.detached) == 0)"));
    assert!(!reads("field.name == 'comment'"));
}
