//! Expressions about values of fields, and those of predefined rules.

use std::fmt::Write as _;

use protoward_cel::Type;
use protoward_constraints::Predefined;
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::field_types;
use protoward_constraints::cel::value::Reading;
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_rust::Generator;
use protoward_rust::additions::validate::expression::{Names, Scope, This, ThisKind, compile};

use crate::{GeneratedNames, SUBJECT, subject, subjects};

/// The message of rules, whose field `small` has the expressions of predefined rules.
const RULES: &str = r#"{"small": 2, "number": "3", "texts": ["abc", "^b"], "text": "^a", "duration": "1s", "byText": {"a": 1}, "inner": {"flag": true}}"#;

/// An expression about a field: its name, `true` for the list or the map as a whole, the Rust code of a reference to the value, and the
/// value of the expression for the second subject.
const PLACES: &[(&str, bool, &str, &str, &str)] = &[
    ("small", false, "(&this.small)", "this == 2", "true"),
    ("text", false, "(&this.text)", "this.size() == 3 ? this : ''", "abc"),
    ("raw", false, "(&this.raw)", "this == b'abc'", "true"),
    ("kind", false, "(&this.kind)", "this == 7", "true"),
    ("wrapped", false, "(&5)", "this == 5 && this > 4", "true"),
    ("duration", false, "this.duration.as_ref().unwrap()", "this > duration('1s')", "true"),
    ("inner", false, "this.inner.as_deref().unwrap()", "has(this.text) ? this.text : ''", "in"),
    ("chosen_text", false, "(&\"x\".to_owned())", "this + '!'", "x!"),
    ("numbers", true, "(&this.numbers)", "this.all(n, n > 0) && this.size() == 3", "true"),
    ("numbers", false, "(&this.numbers[1])", "this == 2", "true"),
    ("by_text", true, "(&this.by_text)", "this.all(k, this[k] > 0)", "true"),
    ("subjects", false, "(&this.subjects[0])", "this.small == 2", "true"),
    // Predefined rules.
    ("small", false, "(&this.small)", "this == rule && this < rules.number", "true"),
    ("text", false, "(&this.text)", "this in rules.texts ? rules.texts[0] : 'no'", "abc"),
    ("text", false, "(&this.text)", "this.matches(rules.text) && !this.matches(rules.texts[1])", "true"),
    ("text", false, "(&this.text)", "has(rules.maybe) || has(rules.inner) && rules.inner.flag", "true"),
    ("duration", false, "this.duration.as_ref().unwrap()", "this > rules.duration", "true"),
    ("text", false, "(&this.text)", "rules.by_text['a'] == 1 && rules.numbers.size() == 0", "true"),
    ("text", false, "(&this.text)", "rules.kind == 0 && rules.chosen_text == ''", "true"),
];

/// Returns the code of the expressions.
pub(crate) fn functions(reading: Reading<'_>, generator: &Generator<'_>) -> String {
    let Reading { schema, codec } = reading;
    let names = GeneratedNames(generator);
    let message = SUBJECT.subject(schema);
    let field = |name: &str| field_types::field(schema, message, name).expect("the field is declared");
    let rules = codec.from_json(message, RULES, UnknownKeys::Refuse).expect("it is a message");
    let rule = reading.field(&rules, field("small"));
    let rules = reading.message(&rules);
    let predefined = Predefined { field: field("small"), rule, rules, shown: String::new() };
    let mut functions = String::from("\npub const PLACES: &[fn(&Subject) -> Outcome] = &[\n");
    for (name, is_all, text, expression, _) in PLACES {
        let id = field(name);
        let member = names.member(id).expect("it is generated");
        let kind = if *is_all { ThisKind::All(id) } else { ThisKind::Value(id, &member.ty) };
        let of = if *is_all { field_types::of_field } else { field_types::of_element };
        let this = of(schema, id);
        let environment =
            Environment::of_value(schema, this).with_rule(Type::Int, Type::Message("subject.Subject".into()));
        let tree = protoward_constraints::cel::compile(expression, &environment)
            .unwrap_or_else(|error| panic!("{expression}: {error:?}"));
        let this = This { text, kind };
        let scope = Scope { reading, names: &names, this, predefined: Some(&predefined), has_regions: false };
        let code = compile(&tree, scope).unwrap_or_else(|error| panic!("{expression}: {error:?}"));
        let _ = writeln!(functions, "    // {expression}\n    |this| {code}.map(|it| it.to_string()),");
    }
    functions.push_str("];\n");
    functions
}

#[test]
fn expressions_of_fields_and_of_predefined_rules_have_values() {
    let plain = &subjects::all()[1];
    assert_eq!(subject::PLACES.len(), PLACES.len());
    for ((_, _, _, expression, expected), function) in PLACES.iter().zip(subject::PLACES) {
        assert_eq!(function(plain).as_deref(), Ok(*expected), "{expression}");
    }
}

/// Returns why an expression about a subject is not compiled, with the part of it.
fn unsupported(expression: &str) -> String {
    let compiled = SUBJECT.compiled();
    let schema = compiled.schema();
    let settings = protoward_rust::RustSettings::default();
    let files: Vec<_> = schema.files.ids().filter(|&id| schema.package(id) == "subject").collect();
    let generator = Generator::new(schema, &files, &settings).expect("there are no extern paths");
    let codec = Codec::new(schema);
    let scope = Scope {
        reading: Reading { schema, codec: &codec },
        names: &GeneratedNames(&generator),
        this: This { text: "this", kind: ThisKind::Message(SUBJECT.subject(schema)) },
        predefined: None,
        has_regions: false,
    };
    let error = compile(&SUBJECT.checked(schema, expression), scope).expect_err("it cannot be compiled");
    format!("{}: {}", &expression[error.range], error.what)
}

#[test]
fn what_cannot_be_compiled_is_an_error_with_its_place() {
    for (expression, expected) in [
        ("this.time.getHours('Europe/Paris') == 1", "getHours: the named time zone `Europe/Paris`"),
        ("this.inner == subject.Subject{small: 1}", "subject.Subject: a message of the type `subject.Subject`"),
        (
            "[1, 'a'][0] + 1 == 2 || dyn([1, 'a'])[0] + 1 == 2",
            "+: `+` of values whose types are known at run time only",
        ),
        ("[this, 1].size() == 2", "[: messages and other values as one"),
        ("getField(this, this.text) == 1", "getField: `getField` of a name that is known at run time only"),
        ("type(this) == type(this)", "type: the type of a message or a wrapper"),
        ("this.text.matches('(a{1000}){2}')", "matches: an invalid pattern: `{2}` repeats more than 1000 times"),
        ("'%s'.format([dyn(this)]) == ''", "format: a message as a value of any type"),
    ] {
        assert_eq!(unsupported(expression), expected, "{expression}");
    }
}
