//! Conditions of lint rules: valid expressions, mutated and nested.

use std::sync::LazyLock;

use protoward_compiler::{Compiler, MemoryTree};
use protoward_lint_custom::{Condition, MessageTemplate, Target, WrittenRule, check, load};
use protoward_policy::Catalog;
use protoward_schema::Schema;
use protoward_source::{LocatedText, Sources, text_with_help};

use super::mutation;
use crate::alternatives::one_of;
use protoward_kit::random::Random;

/// Valid expressions about several kinds of declarations.
const EXPRESSIONS: &[&str] = &[
    "has_option('acme.auth') || 'acme.pii' in this.options",
    "field.type != 'google.protobuf.Timestamp' || field.name.endsWith('_at')",
    "field.options['acme.pii'] == true ? field.comment != '' : !has(field.options.deprecated)",
    "message.fields.all(f, f.number < 100 && f.parent == message)",
    "[1, 2, 3].map(x, x > 1, [x, x * 2]).filter(x, x[0] == 2).size() == 1",
    "['a', 'b'].map(s, s + s).map(s, [s, s, s]).exists(l, l.join(',').split(',') == l)",
    "this.name.matches('^[a-z](_?[a-z0-9]+)*$') && matches(name, r'\\d{1,9}')",
    "{'k': 1u, 'l': 2u}['k'] + 3u == 4u && 'k' in {'k': null} && -1 - -9223372036854775807 > 0",
    "this.full_name.replace('.', '/').lowerAscii() == lower_snake_case(string(1.5)) + dyn('x')",
    "method.input.fields.exists_one(f, f.features.field_presence == 'EXPLICIT')",
    "b'\\x00\\377' == b'' || '''a\n\u{e9}''' == \"\\u00e9\" // a comment",
];

/// Fragments that make an expression deep, long or expensive when repeated.
const BOMBS: &str = "(|[|{1:|-|!|!(|a.|[0]|?|x ? y : | + 'a'| && true|size(|.map(s, s + s)\
    |.map(s, [s, s, s, s, s, s, s, s])|[1, 2, 3, 4, 5, 6, 7, 8, 9].all(x, |'|\"\"\"|\\|(a*)*|{9999}";

/// Returns an expression, mostly mutated.
pub(super) fn text(random: &mut Random) -> Vec<u8> {
    let expression = |random: &mut Random| random.pick(EXPRESSIONS).copied().unwrap_or_default();
    let one = expression(random);
    let other = expression(random);
    let mut text = if random.chance(8) { one.into() } else { mutation::text(one.as_bytes(), other.as_bytes(), random) };
    if random.chance(2) {
        let bomb = one_of(BOMBS, random).repeat(1 + random.below(60));
        let at = random.below(text.len() + 1);
        text.splice(at..at, bomb.into_bytes());
    }
    text
}

static SCHEMA: LazyLock<(Schema, Sources)> = LazyLock::new(|| {
    let options = "syntax = \"proto2\"; package acme; import \"google/protobuf/descriptor.proto\"; \
                   extend google.protobuf.MethodOptions { optional google.protobuf.FieldOptions auth = 50001; } \
                   extend google.protobuf.FieldOptions { optional bool pii = 50002; }";
    let user = "syntax = \"proto3\"; package user; import \"acme.proto\"; \
                message User { string name = 1 [(acme.pii) = true]; oneof o { int32 a = 2; } map<int32, User> m = 3; } \
                enum Kind { KIND_A = 0; } service Users { rpc Get(User) returns (User); }";
    let mut sources = Sources::default();
    let tree = MemoryTree::new([("acme.proto", options), ("user.proto", user)]);
    let schema = Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema();
    (schema, sources)
});

/// Uses the text as a condition and as a message of each kind of declarations. Errors must be in the text, and two
/// evaluations must have the same result.
pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (schema, sources) = &*SCHEMA;
    for target in Target::ALL {
        let condition = Condition::parse(&text, target).map(|_| ());
        let message = MessageTemplate::parse(&text, target).map(|_| ());
        for error in [condition.clone(), message].into_iter().filter_map(Result::err) {
            assert!(text.get(error.range.clone()).is_some(), "an error at {:?}, of {} bytes", error.range, text.len());
            assert!(!error.message.is_empty(), "an error without words");
        }
        let word = LocatedText::unplaced;
        let rule = WrittenRule {
            id: word("RULE"),
            message: word("{name}"),
            target: word(target.name()),
            condition: word(&text),
            help: None,
            categories: Vec::new(),
            severity: None,
        };
        let rules = load(&[rule], &Catalog::new("lint", [], &[]), sources);
        assert_eq!(rules.is_ok(), condition.is_ok(), "a condition is right alone, or in a rule");
        let Ok(rules) = rules else { continue };
        let [one, two] = [(); 2].map(|()| check(schema, sources, &schema.requested, &rules));
        assert_eq!(one.violations, two.violations, "two evaluations differ");
        assert!(text_with_help(&one.problems, sources).len() < 1 << 16, "more is said than anybody reads");
    }
}
