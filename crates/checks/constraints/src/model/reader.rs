//! Reads the rules of fields and messages out of their options.

use super::rules::{Expression, FieldRules, Ignored, MessageRules, OneofRule, Predefined, Rule, Test};
use super::{PREDEFINED, standard, text};
use crate::cel::field_types;
use crate::cel::value::Value;
use crate::types;
use crate::view::View;
use protoward_dynamic::Content;
use protoward_schema::{FieldId, FieldType, MessageId, Shape};

/// The values that rules are about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    /// The value of a field.
    Field(FieldId),
    /// The items of a list, or the keys or values of a map, by the field that has their type.
    Element(FieldId),
}

impl Subject {
    const fn field(self) -> FieldId {
        match self {
            Self::Field(field) | Self::Element(field) => field,
        }
    }
}

/// Reads the rules of a field or of elements.
pub(super) fn field(view: &View<'_, '_>, subject: Subject) -> FieldRules {
    let schema = view.reading.schema;
    let mut rules = FieldRules {
        scope: view.name.clone(),
        is_required: view.is_true("required"),
        required_path: view.path_of("required"),
        ignored: ignored(view),
        ..FieldRules::default()
    };
    rules.rules.extend(expressions(view));
    for (number, id, content) in view.message.iter() {
        let name = schema.text(schema[id].name);
        if !is_of_type(name) {
            continue;
        }
        let Some(inner) = view.inner(name) else {
            rules.rules.push(unknown(view, name, number.0));
            continue;
        };
        debug_assert!(matches!(content, Content::One(_)), "rules of a type are one message");
        let inner_of = |part: &str, field: FieldId| {
            inner.inner(part).map(|inner| Box::new(self::field(&inner, Subject::Element(field))))
        };
        match (name, schema.shape(subject.field())) {
            ("repeated", Shape::Repeated { .. }) => rules.items = inner_of("items", subject.field()),
            ("map", Shape::Map { key, value }) => {
                rules.keys = inner_of("keys", key);
                rules.values = inner_of("values", value);
            }
            _ => {}
        }
        if fits(view, name, subject) {
            rules.rules.extend(of_type(&inner, name, subject));
        } else {
            rules.rules.push(Rule { test: Test::Misfit, ..unknown(view, name, number.0) });
        }
    }
    rules
}

/// Returns `true` for the fields of `FieldRules` that hold the rules for a type, such as `string`.
fn is_of_type(name: &str) -> bool {
    !matches!(name, "cel" | "cel_expression" | "required" | "ignore" | "skipped" | "ignore_empty")
}

/// Returns `true` if the rules for a type fit the type of the values.
fn fits(view: &View<'_, '_>, kind: &str, subject: Subject) -> bool {
    let schema = view.reading.schema;
    match (subject, schema.shape(subject.field())) {
        (Subject::Field(_), Shape::Repeated { .. }) => kind == "repeated",
        (Subject::Field(_), Shape::Map { .. }) => kind == "map",
        _ => types::rules_of(schema, subject.field()) == Some(kind),
    }
}

fn ignored(view: &View<'_, '_>) -> Ignored {
    match view.number("ignore") {
        _ if view.is_true("skipped") => Ignored::Always,
        0 if view.is_true("ignore_empty") => Ignored::Zero,
        1 => Ignored::Zero,
        2 => Ignored::EveryZero,
        3 => Ignored::Always,
        _ => Ignored::Unset,
    }
}

fn unknown(view: &View<'_, '_>, name: &str, number: i32) -> Rule {
    let path = view.path.iter().copied().chain([number]).collect();
    Rule { name: view.name_of(name), path, shown: String::new(), test: Test::Unknown }
}

/// Reads the rules `cel` and `cel_expression`.
fn expressions(view: &View<'_, '_>) -> Vec<Rule> {
    let rule = |name: &str, at: usize, expression: Expression| Rule {
        name: view.name_of(name),
        path: view.path_at(name, at),
        shown: format!("`{}`", expression.text),
        test: Test::Cel(expression),
    };
    let short = view.texts("cel_expression").into_iter().enumerate().map(|(at, text)| {
        let expression = Expression { id: text.clone(), text, message: String::new(), predefined: None };
        rule("cel_expression", at, expression)
    });
    let long = view.messages("cel").into_iter().enumerate().map(|(at, it)| {
        let [text, id, message] = ["expression", "id", "message"].map(|name| it.text(name).unwrap_or_default());
        rule("cel", at, Expression { text, id, message, predefined: None })
    });
    short.chain(long).collect()
}

/// Reads the rules for a type, such as those in `string`.
fn of_type(view: &View<'_, '_>, kind: &str, subject: Subject) -> Vec<Rule> {
    let schema = view.reading.schema;
    let mut rules = standard::ranges(view);
    for (number, id, content) in view.message.iter() {
        let name = schema.text(schema[id].name);
        let value = view.reading.field(view.message, id);
        if schema[id].is_extension() {
            rules.extend(predefined(view, id, &value, number.0));
            continue;
        }
        let shown = text::shown(view.reading, schema[id].ty, content);
        let rule = |test| Rule { name: view.name_of(name), path: view.path_of(name), shown: shown.clone(), test };
        match standard::test(view, kind, name, &value) {
            standard::Read::Nothing => {}
            // Messages cannot be compared.
            standard::Read::Test(Test::Unique) if !types::is_scalar(schema, subject.field()) => {
                rules.push(rule(Test::Misfit));
            }
            standard::Read::Test(test) => rules.push(rule(test)),
            standard::Read::Defined => {
                let FieldType::Enum(of) = schema[subject.field()].ty else { continue };
                let numbers = schema[of].values.iter().map(|&value| schema[value].number).collect();
                rules.push(rule(Test::Defined(numbers)));
            }
            // A rule of a later version may have its expression with it.
            standard::Read::Unknown => {
                let own = predefined(view, id, &value, number.0);
                let is_known = !own.is_empty();
                rules.extend(own);
                rules.extend((!is_known).then(|| rule(Test::Unknown)));
            }
        }
    }
    rules
}

/// Reads the expressions of a predefined rule.
fn predefined(view: &View<'_, '_>, id: FieldId, value: &Value, number: i32) -> Vec<Rule> {
    let reading = view.reading;
    let schema = reading.schema;
    let option = PREDEFINED.message(schema, id.into());
    let message = option.and_then(|option| reading.codec.decode_partial(option.ty?, &option.bytes).ok());
    let path: Vec<i32> = view.path.iter().copied().chain([number]).collect();
    let name = match schema[id].is_extension() {
        true => view.name_of(&format!("[{}]", schema.full_name(id.into()))),
        false => view.name_of(schema.text(schema[id].name)),
    };
    let Some(message) = message else {
        // Without an expression, an extension constrains nothing.
        return Vec::new();
    };
    let declared = View { reading, message: &message, path: Vec::new(), name: String::new() };
    let content = view.message.get(schema[id].number);
    let shown = content.map_or_else(String::new, |content| text::shown(reading, schema[id].ty, content));
    let rules = declared.messages("cel").into_iter().map(|rule| {
        let expression = rule.text("expression").unwrap_or_default();
        let all = || reading.codec.to_json(view.message).unwrap_or_default();
        Rule {
            name: name.clone(),
            path: path.clone(),
            shown: format!("{shown} (`{expression}`)"),
            test: Test::Cel(Expression {
                id: rule.text("id").unwrap_or_default(),
                message: rule.text("message").unwrap_or_default(),
                predefined: Some(Predefined {
                    field: id,
                    rule: value.clone(),
                    rules: reading.object(view.message),
                    shown: if expression.contains("rules") { all() } else { shown.clone() },
                }),
                text: expression,
            }),
        }
    });
    rules.collect()
}

/// Reads the rules of a message.
pub(super) fn message(view: &View<'_, '_>, id: MessageId) -> MessageRules {
    let schema = view.reading.schema;
    let oneofs = view.messages("oneof").into_iter().map(|oneof| {
        let names = oneof.texts("fields");
        let is_required = oneof.is_true("required");
        let ending = if is_required { " (required)" } else { "" };
        OneofRule {
            fields: names.iter().filter_map(|name| field_types::field(schema, id, name)).collect(),
            is_required,
            path: oneof.path.clone(),
            shown: format!("{}{ending}", names.join(", ")),
            names,
        }
    });
    MessageRules { is_disabled: view.is_true("disabled"), oneofs: oneofs.collect(), rules: expressions(view) }
}
