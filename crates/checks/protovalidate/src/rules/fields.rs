//! The rules of a field, of its items, and of its keys and values.

use super::examples::Example;
use super::{ALWAYS, IF_ZERO_VALUE, Part, Subject};
use super::{bounds, cel, containers, examples, strings};
use crate::file_checker::FileChecker;
use protoward_cel::Type;
use protoward_constraints::View;
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::field_types;
use protoward_constraints::types;
use protoward_schema::{FieldId, Presence, Shape};

/// The result of the check of all rules of a field.
#[derive(Debug, Default)]
struct Outcome<'m, 'a> {
    /// `true` if a rule cannot run. Then no example is checked, because a program would refuse the message.
    is_broken: bool,
    examples: Vec<Example<'m, 'a>>,
}

/// Checks the option `(buf.validate.field)`.
pub(crate) fn field(cx: &mut FileChecker<'_>, view: &View<'_, '_>, field: FieldId) {
    let mut outcome = Outcome::default();
    rules(cx, view, Subject { field, part: Part::Whole }, &mut outcome);
    if !outcome.is_broken {
        examples::check(cx, &outcome.examples);
    }
}

/// Checks rules about some values.
fn rules<'m, 'a>(cx: &mut FileChecker<'_>, view: &View<'m, 'a>, subject: Subject, outcome: &mut Outcome<'m, 'a>) {
    let mut inner = Outcome::default();
    checked(cx, view, subject, &mut inner);
    // Rules that are never applied are never prepared.
    if view.number("ignore") != ALWAYS {
        outcome.is_broken |= inner.is_broken;
        outcome.examples.append(&mut inner.examples);
    }
}

fn checked<'m, 'a>(cx: &mut FileChecker<'_>, view: &View<'m, 'a>, subject: Subject, outcome: &mut Outcome<'m, 'a>) {
    flags(cx, view, subject);
    let ty = type_of(view, subject);
    let environment = Environment::of_value(view.reading.schema, ty);
    outcome.is_broken |= cel::check(cx, view, &environment);
    let schema = view.reading.schema;
    let is_type = |name: &&str| !matches!(*name, "cel" | "cel_expression" | "required" | "ignore");
    for name in view.set().into_iter().filter(is_type) {
        let Some(inner) = view.inner(name) else { continue };
        let shape = schema.shape(subject.field);
        match name {
            "repeated" => match shape {
                Shape::Repeated { .. } => list(cx, &inner, subject, outcome),
                Shape::Single(_) | Shape::Map { .. } => mismatch(cx, &inner, subject, outcome),
            },
            "map" => match shape {
                Shape::Map { key, value } if subject.part == Part::Whole => {
                    map(cx, &inner, [key, value], outcome);
                }
                Shape::Map { .. } | Shape::Single(_) | Shape::Repeated { .. } => mismatch(cx, &inner, subject, outcome),
            },
            name => {
                let is_single = subject.part != Part::Whole || matches!(shape, Shape::Single(_));
                if is_single && types::rules_of(schema, subject.field) == Some(name) {
                    of_type(cx, view, &inner, subject, outcome);
                } else {
                    mismatch(cx, &inner, subject, outcome);
                }
            }
        }
    }
}

/// Checks the rules `repeated`, and those of the items.
fn list<'m, 'a>(cx: &mut FileChecker<'_>, view: &View<'m, 'a>, subject: Subject, outcome: &mut Outcome<'m, 'a>) {
    outcome.is_broken |= containers::repeated(cx, view, subject);
    if let Some(items) = view.inner("items") {
        rules(cx, &items, Subject { field: subject.field, part: Part::Item }, outcome);
    }
}

/// Checks the rules `map`, and those of the keys and values.
fn map<'m, 'a>(
    cx: &mut FileChecker<'_>,
    view: &View<'m, 'a>,
    [key, value]: [FieldId; 2],
    outcome: &mut Outcome<'m, 'a>,
) {
    containers::counts(cx, view, "min_pairs", "max_pairs");
    if let Some(keys) = view.inner("keys") {
        rules(cx, &keys, Subject { field: key, part: Part::Key }, outcome);
    }
    if let Some(values) = view.inner("values") {
        rules(cx, &values, Subject { field: value, part: Part::Value }, outcome);
    }
}

/// Checks the rules for a type that they fit.
fn of_type<'m, 'a>(
    cx: &mut FileChecker<'_>,
    view: &View<'m, 'a>,
    inner: &View<'m, 'a>,
    subject: Subject,
    outcome: &mut Outcome<'m, 'a>,
) {
    match inner.name.rsplit('.').next().unwrap_or_default() {
        "string" => outcome.is_broken |= strings::string(cx, inner),
        "bytes" => outcome.is_broken |= strings::bytes(cx, inner),
        "bool" | "any" => {}
        "enum" => bounds::constant(cx, inner),
        "field_mask" => {
            bounds::constant(cx, inner);
            containers::field_mask(cx, inner);
        }
        _ => outcome.is_broken |= bounds::check(cx, inner),
    }
    outcome.examples.push(Example { rules: view.clone(), of_type: inner.clone(), subject });
}

fn mismatch(cx: &mut FileChecker<'_>, inner: &View<'_, '_>, subject: Subject, outcome: &mut Outcome<'_, '_>) {
    let schema = inner.reading.schema;
    let written = types::written(schema, subject.field);
    let name = &inner.name;
    let what = match (subject.part, schema.shape(subject.field)) {
        (Part::Whole, Shape::Repeated { .. }) => format!("a repeated `{written}`"),
        (Part::Whole, Shape::Map { .. }) => "a map".to_owned(),
        _ => format!("a `{written}`"),
    };
    let whole = subject.part == Part::Whole;
    let help = match (whole, schema.shape(subject.field), types::rules_of(schema, subject.field)) {
        (true, Shape::Repeated { .. }, Some(right)) => format!("write `repeated.items.{right}` or `repeated`"),
        (true, Shape::Repeated { .. }, None) => "write `repeated`".to_owned(),
        (true, Shape::Map { .. }, _) => "write `map.keys`, `map.values` or `map`".to_owned(),
        (_, _, Some(right)) => format!("write rules of `{right}`"),
        (_, _, None) => "write rules in `cel`, or rules of the fields in the message".to_owned(),
    };
    cx.problem(&inner.path, format!("the rules `{name}` do not fit {what}: {help}"));
    outcome.is_broken = true;
}

fn type_of(view: &View<'_, '_>, subject: Subject) -> Type {
    match subject.part {
        Part::Whole => field_types::of_field(view.reading.schema, subject.field),
        Part::Item | Part::Key | Part::Value => field_types::of_element(view.reading.schema, subject.field),
    }
}

/// Checks `required` and `ignore`, which have no effect on some fields.
fn flags(cx: &mut FileChecker<'_>, view: &View<'_, '_>, subject: Subject) {
    let schema = view.reading.schema;
    let field = &schema[subject.field];
    let is_required = view.is_true("required");
    let ignore = view.number("ignore");
    let required_path = view.path_of("required");
    let ignore_path = view.path_of("ignore");
    let required = view.name_of("required");
    let ignored = view.name_of("ignore");
    if is_required {
        let what = match subject.part {
            Part::Item => Some("a value of a list"),
            Part::Key => Some("a key of a map"),
            Part::Value => Some("a value of a map"),
            Part::Whole if field.is_extension() => Some("an extension"),
            Part::Whole if field.oneof.is_some_and(|oneof| !schema[oneof].synthetic) => Some("a field of a oneof"),
            Part::Whole => None,
        };
        if let Some(what) = what {
            let message = format!("`{required}` has no effect on {what}, because it cannot be enforced: remove it");
            cx.problem(&required_path, message);
        }
    }
    if ignore == ALWAYS && view.set().len() > 1 {
        let message =
            format!("`{ignored}` is `IGNORE_ALWAYS`, so the other rules are never applied: remove it or them");
        cx.problem(&ignore_path, message);
    }
    if ignore != IF_ZERO_VALUE {
        return;
    }
    if is_required {
        let message = format!(
            "`{required}` and `{ignored}` with `IGNORE_IF_ZERO_VALUE` contradict each other: remove one of them"
        );
        cx.problem(&required_path, message.clone());
        cx.problem(&ignore_path, message);
    }
    let tracks_presence = match (subject.part, schema.shape(subject.field)) {
        (Part::Item, _) | (_, Shape::Repeated { .. } | Shape::Map { .. }) => false,
        (_, Shape::Single(presence)) => presence != Presence::Implicit,
    };
    if tracks_presence {
        let message =
            format!("`{ignored}` with `IGNORE_IF_ZERO_VALUE` has no effect on a field with presence: remove it");
        cx.problem(&ignore_path, message);
    }
}
