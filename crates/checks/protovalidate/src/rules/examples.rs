//! Examples: each must satisfy the rules beside it.

use super::predefined;
use super::{ALWAYS, IF_ZERO_VALUE, Part, Subject};
use crate::file_checker::FileChecker;
use protoward_cel::{Evaluation, Expr};
use protoward_constraints::View;
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::evaluation::{LIMITS, Patterns, Subject as Evaluated};
use protoward_constraints::cel::value::Value;
use protoward_constraints::cel::wording::{Reason, reason};
use protoward_constraints::cel::{self, field_types};
use protoward_constraints::{MESSAGE, PREDEFINED};
use protoward_schema::{FieldId, FieldOwner, FieldType, Presence, Shape};

/// The steps of an evaluation besides those of its expression.
const STEPS_OF_EVALUATION: u64 = 50;

/// The rules of values, with the examples beside them.
#[derive(Clone, Debug)]
pub(super) struct Example<'m, 'a> {
    /// The rules of the values.
    pub(super) rules: View<'m, 'a>,
    /// The rules for their type, with the examples.
    pub(super) of_type: View<'m, 'a>,
    pub(super) subject: Subject,
}

/// A rule that examples must satisfy.
struct Rule {
    id: String,
    expression: Expr,
    /// The values of `rules` and `rule`.
    variables: Vec<(&'static str, Value)>,
}

/// Checks that examples satisfy the rules beside them, if there are any.
pub(super) fn check(cx: &mut FileChecker<'_>, examples: &[Example<'_, '_>]) {
    let with_values = examples.iter().filter(|it| it.of_type.has("example"));
    for example in with_values {
        let has_rules = example.rules.has("cel") || example.of_type.message.iter().count() > 1;
        if has_rules && example.rules.number("ignore") != ALWAYS {
            check_values(cx, example);
        }
    }
}

fn check_values(cx: &mut FileChecker<'_>, example: &Example<'_, '_>) {
    let view = &example.of_type;
    let rules = match rules(example) {
        Ok(Some(rules)) => rules,
        // A program would refuse the message, and so would not come to the examples.
        Ok(None) => return,
        Err(message) => {
            cx.unjudged(&view.path_of("example"), message);
            return;
        }
    };
    let Some(Value::List(values)) = view.get("example") else { return };
    let patterns = Patterns::default();
    for (at, value) in values.iter().enumerate() {
        let path = view.path_at("example", at);
        if is_absent(example, value) {
            if example.rules.is_true("required") && example.subject.part == Part::Whole {
                let name = example.rules.name_of("required");
                let message = format!(
                    "this example is the zero of a field without presence, and `{name}` refuses it: change one of them"
                );
                cx.problem(&path, message);
                continue;
            }
            let ignore = example.rules.number("ignore");
            if ignore == IF_ZERO_VALUE || ignore == 0 && is_in_oneof(example) {
                continue;
            }
        }
        if is_undefined(example, value) {
            let name = view.name_of("defined_only");
            cx.problem(&path, format!("this example does not satisfy `{name}`: change it or the rule"));
        }
        for rule in &rules {
            if !cx.take_steps(STEPS_OF_EVALUATION) {
                cx.unjudged(&path, "the file has too many examples");
                return;
            }
            evaluate(cx, view, &path, rule, value, &patterns);
        }
    }
}

fn evaluate(
    cx: &mut FileChecker<'_>,
    view: &View<'_, '_>,
    path: &[i32],
    rule: &Rule,
    value: &Value,
    patterns: &Patterns,
) {
    let mut variables = rule.variables.clone();
    variables.extend([("this", value.clone()), ("now", now())]);
    let host = Evaluated { reading: view.reading, variables, patterns };
    let mut evaluation = Evaluation::new(&host, LIMITS);
    let id = &rule.id;
    let result = evaluation.evaluate(&rule.expression);
    cx.take_steps(evaluation.steps());
    match result {
        Ok(Value::Bool(true)) => {}
        Ok(Value::Text(text)) if text.is_empty() => {}
        Ok(Value::Bool(false)) => {
            cx.problem(path, format!("this example does not satisfy the rule `{id}`: change it or the rule"));
        }
        Ok(Value::Text(text)) => {
            let message = format!("this example does not satisfy the rule `{id}` ({text}): change it or the rule");
            cx.problem(path, message);
        }
        Ok(other) => {
            let ty = other.type_name();
            let message =
                format!("the rule `{id}` has a value of type `{ty}` for this example: correct the expression");
            cx.problem(path, message);
        }
        Err(failure) => match reason(failure.kind) {
            Reason::Error(error) => {
                let message = format!("the rule `{id}` fails for this example, because {error}: change one of them");
                cx.problem(path, message);
            }
            Reason::Unknown(reason) => {
                cx.unjudged(path, format!("this example cannot be checked by the rule `{id}`: {reason}"));
            }
        },
    }
}

/// Returns the current time.
fn now() -> Value {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Value::Timestamp(since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX)))
}

/// Returns the rules of an example; `None` if one of them cannot run.
fn rules(example: &Example<'_, '_>) -> Result<Option<Vec<Rule>>, String> {
    let schema = example.rules.reading.schema;
    let this = match example.subject.part {
        Part::Whole => field_types::of_field(schema, example.subject.field),
        Part::Item | Part::Key | Part::Value => field_types::of_element(schema, example.subject.field),
    };
    let environment = Environment::of_value(schema, this);
    let mut rules = Vec::new();
    let own = example.rules.texts("cel_expression").into_iter().map(|text| (text.clone(), text));
    let named = example.rules.messages("cel").into_iter();
    let named = named.map(|rule| (rule.text("id").unwrap_or_default(), rule.text("expression").unwrap_or_default()));
    for (id, text) in own.chain(named) {
        let Ok(expression) = cel::compile(&text, &environment) else { return Ok(None) };
        rules.push(Rule { id, expression, variables: Vec::new() });
    }
    for (_, field, _) in example.of_type.message.iter() {
        let name = schema.text(schema[field].name);
        let is_extension = schema[field].is_extension();
        // These have no expression.
        if !is_extension && matches!(name, "example" | "defined_only" | "strict") {
            continue;
        }
        if !predefined_rules(example, field, &mut rules)? {
            return Ok(None);
        }
    }
    Ok(Some(rules))
}

/// Adds the rules of an extension or a standard rule. Returns `false` if one of them cannot run.
fn predefined_rules(example: &Example<'_, '_>, field: FieldId, rules: &mut Vec<Rule>) -> Result<bool, String> {
    let reading = example.of_type.reading;
    let schema = reading.schema;
    let name = schema.text(schema[field].name);
    let Some(environment) = predefined::environment(schema, field) else { return Ok(true) };
    let option = PREDEFINED.message(schema, field.into());
    let message = option.and_then(|option| reading.codec.decode_partial(option.ty?, &option.bytes).ok());
    let Some(message) = message else {
        if schema[field].is_extension() {
            return Ok(true);
        }
        return Err(format!("`{name}` has no expression in the `buf/validate/validate.proto` of this schema"));
    };
    let view = View { reading, message: &message, path: Vec::new(), name: String::new() };
    for rule in view.messages("cel") {
        let text = rule.text("expression").unwrap_or_default();
        match cel::compile(&text, &environment) {
            Ok(expression) => rules.push(Rule {
                id: rule.text("id").unwrap_or_default(),
                expression,
                variables: vec![
                    ("rules", reading.object(example.of_type.message)),
                    ("rule", reading.field(example.of_type.message, field)),
                ],
            }),
            Err(_) if schema[field].is_extension() => return Ok(false),
            Err(error) => return Err(format!("the expression of `{name}` is not understood: {error}")),
        }
    }
    Ok(true)
}

/// Returns `true` for the zero of a field without presence, of an item, or of a key or value.
fn is_absent(example: &Example<'_, '_>, value: &Value) -> bool {
    let schema = example.rules.reading.schema;
    let has_presence = match (example.subject.part, schema.shape(example.subject.field)) {
        (Part::Whole, Shape::Single(presence)) => presence != Presence::Implicit,
        _ => false,
    };
    let is_zero = match value {
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Double(value) => value.to_bits() == 0,
        Value::Text(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        _ => false,
    };
    is_zero && !has_presence
}

/// Returns `true` for a field that `oneof` of its message names: its zero is ignored, as with `IGNORE_IF_ZERO_VALUE`.
fn is_in_oneof(example: &Example<'_, '_>) -> bool {
    let reading = example.rules.reading;
    let field = &reading.schema[example.subject.field];
    let FieldOwner::Message(owner) = field.owner else { return false };
    let option = MESSAGE.message(reading.schema, owner.into());
    let message = option.and_then(|option| reading.codec.decode_partial(option.ty?, &option.bytes).ok());
    let Some(message) = message.filter(|_| example.subject.part == Part::Whole) else { return false };
    let view = View { reading, message: &message, path: Vec::new(), name: String::new() };
    let name = reading.schema.text(field.name);
    view.messages("oneof").iter().any(|oneof| oneof.texts("fields").iter().any(|known| known == name))
}

/// Returns `true` for a number that an enum with `defined_only` does not have.
fn is_undefined(example: &Example<'_, '_>, value: &Value) -> bool {
    let schema = example.rules.reading.schema;
    let (FieldType::Enum(id), Value::Int(number)) = (schema[example.subject.field].ty, value) else { return false };
    let is_defined = schema[id].values.iter().any(|&it| i64::from(schema[it].number) == *number);
    example.of_type.is_true("defined_only") && !is_defined
}
