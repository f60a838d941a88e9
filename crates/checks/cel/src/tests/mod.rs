//! The meaning of expressions: types, values, failures and limits. The expected values are those of the [language definition] and of
//! the documentation of the extension for strings.
//!
//! [language definition]: https://github.com/google/cel-spec/blob/master/doc/langdef.md

mod failures;
mod limits;
mod types;
mod values;

use std::sync::Arc;

use regex::Regex;

use crate::{
    Budget, Called, Dialect, Environment, Evaluation, Expr, Host, Limits, Literal, Macro, Name, Object, Overload,
    Problem, STANDARD, Type, TypeError, Value,
};

const DIALECT: Dialect = Dialect { max_text: 10_000, max_nesting: 24, max_depth: 200, macros: Macro::named };
const LIMITS: Limits = Limits { steps: 100_000, bytes: 1 << 20, text: 1 << 12 };

/// A world with a message `m`, an object `o`, the field `unknown` without a known value, and some names.
struct World;

#[derive(Clone, Debug, PartialEq)]
struct Thing(&'static str);

impl Object for Thing {
    fn type_name(&self) -> &str {
        self.0
    }
}

impl Environment for World {
    fn name(&self, name: &str) -> Option<Name> {
        Some(match name {
            "m" => Name::Variable(Type::Message("a.M".into())),
            "o" => Name::Variable(Type::Object("object")),
            "w" => Name::Variable(Type::Wrapper(Box::new(Type::Int))),
            "absent" => Name::Variable(Type::Int),
            "a.RED" => Name::Constant(Literal::Int(7)),
            "int" => Name::Type(Type::Int),
            "a.M" => Name::Type(Type::Message("a.M".into())),
            "b.N" => Name::Undeclared,
            _ => return None,
        })
    }

    fn field(&self, of: &str, field: &str) -> Option<Type> {
        match (of, field) {
            ("a.M" | "object", "text") => Some(Type::Text),
            ("a.M", "unknown") => Some(Type::Bool),
            _ => None,
        }
    }

    fn message(&self, name: &str) -> Option<Type> {
        (name == "a.M").then(|| Type::Message("a.M".into()))
    }

    fn functions(&self) -> impl Iterator<Item = &'static Overload> {
        STANDARD.iter()
    }

    fn operator(&self, symbol: &str, operands: &[Type]) -> Option<Type> {
        matches!((symbol, operands), ("[]", [Type::Object(_), Type::Text])).then_some(Type::Text)
    }
}

impl Host for World {
    type Object = Thing;

    fn variable(&self, name: &str) -> Option<Value<Thing>> {
        match name {
            "m" => Some(Value::Object(Thing("a.M"))),
            "o" => Some(Value::Object(Thing("object"))),
            "w" => Some(Value::Null),
            _ => None,
        }
    }

    fn field(&self, object: &Thing, name: &str) -> Called<Thing> {
        match name {
            "text" => Ok("t".into()),
            "unknown" => Err(Problem::Unknown("no value".to_owned())),
            name => Err(Problem::NoField(object.0.to_owned(), name.to_owned())),
        }
    }

    fn has(&self, _object: &Thing, name: &str) -> Result<bool, Problem> {
        Ok(name == "text")
    }

    fn index(&self, object: &Thing, key: &Value<Thing>) -> Option<Called<Thing>> {
        (object.0 == "object").then(|| Ok(key.clone()))
    }

    fn call(&self, _budget: &mut Budget, _name: &str, _values: &[Value<Thing>]) -> Option<Called<Thing>> {
        None
    }

    fn pattern(&self, budget: &mut Budget, pattern: &str) -> Result<Arc<Regex>, Problem> {
        budget.step(10)?;
        Regex::new(pattern).map(Arc::new).map_err(|_| Problem::Pattern("invalid".to_owned()))
    }
}

fn checked(text: &str) -> Result<Expr, TypeError> {
    let root = crate::parse(text, &DIALECT).unwrap_or_else(|error| panic!("{text}: {error}"));
    crate::check(&root, &World)
}

/// Returns the value of an expression as text, or the reason why it has none with its place.
fn evaluated(text: &str) -> Result<String, String> {
    let root = checked(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let value = Evaluation::new(&World, LIMITS).evaluate(&root);
    value.map(|value| shown(&value)).map_err(|failure| format!("{:?} at {}", failure.kind, &text[failure.range]))
}

fn shown(value: &Value<Thing>) -> String {
    let all = |values: Vec<String>| values.join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => format!("{value}u"),
        Value::Double(value) => format!("{value:?}"),
        Value::Text(text) => format!("'{text}'"),
        Value::Bytes(bytes) => format!("b'{}'", bytes.escape_ascii()),
        Value::Duration(nanos) => crate::times::show_duration(*nanos),
        Value::Timestamp(nanos) => crate::times::show_timestamp(*nanos),
        Value::List(values) => format!("[{}]", all(values.iter().map(shown).collect())),
        Value::Map(entries) => {
            let entry = |(key, value): &(Value<Thing>, Value<Thing>)| format!("{}: {}", shown(key), shown(value));
            format!("{{{}}}", all(entries.iter().map(entry).collect()))
        }
        Value::Type(name) => name.to_string(),
        Value::Object(Thing(name)) => format!("<{name}>"),
    }
}

/// Asserts values: pairs of an expression and its value.
#[track_caller]
fn assert_values(cases: &[(&str, &str)]) {
    let is_wrong = |(text, value): &(&str, &str)| evaluated(text).as_deref() != Ok(*value);
    let wrong: Vec<_> = cases.iter().copied().filter(is_wrong).map(|(text, _)| (text, evaluated(text))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Asserts failures: an expression, and the problem with its place.
#[track_caller]
fn assert_failures(cases: &[(&str, &str)]) {
    let is_wrong = |(text, failure): &(&str, &str)| evaluated(text) != Err((*failure).to_owned());
    let wrong: Vec<_> = cases.iter().copied().filter(is_wrong).map(|(text, _)| (text, evaluated(text))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
