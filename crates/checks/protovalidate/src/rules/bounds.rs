//! Bounds and constants of numbers, durations and timestamps: values that a program cannot read, and rules that no value meets
//! together.

use crate::file_checker::FileChecker;
use protoward_cel::times::SECONDS_OF_TIMESTAMP;
use protoward_constraints::View;
use protoward_constraints::cel::field_types;
use protoward_constraints::cel::value::Value;
use protoward_dynamic::Content;
use std::cmp::Ordering;

/// The nanoseconds of a duration that Go can represent, without the last fractions: those of protovalidate.
const MAX_DURATION: i128 = 9_223_372_036_854_775_428;

/// Checks bounds and constants. Returns `true` if a rule cannot run.
pub(super) fn check(cx: &mut FileChecker<'_>, view: &View<'_, '_>) -> bool {
    constant(cx, view);
    let mut is_right = true;
    for name in ["const", "lt", "lte", "gt", "gte"] {
        is_right &= value(cx, view, name);
    }
    for name in ["in", "not_in"] {
        let Some(Value::List(values)) = view.get(name) else { continue };
        for (at, _) in values.iter().enumerate().filter(|(_, value)| is_nan(value)) {
            let message = format!("`{}` has NaN, which equals no value: remove it", view.name_of(name));
            cx.problem(&view.path_at(name, at), message);
        }
    }
    if is_right {
        contradiction(cx, view);
    }
    if view.inner("within").is_some() {
        within(cx, view);
    }
    if view.is_true("lt_now") && view.is_true("gt_now") {
        let message = format!(
            "`{}` and `{}` contradict each other: remove one of them",
            view.name_of("lt_now"),
            view.name_of("gt_now")
        );
        cx.problem(&view.path_of("lt_now"), message.clone());
        cx.problem(&view.path_of("gt_now"), message);
    }
    let all = ["const", "lt", "lte", "gt", "gte", "in", "not_in"].into_iter().filter_map(|name| view.get(name));
    all.into_iter().any(|value| is_out_of_range(&value))
}

/// Returns `true` for a duration or timestamp that protovalidate cannot represent.
fn is_out_of_range(value: &Value) -> bool {
    match value {
        Value::Duration(nanos) => matches!(*nanos, i64::MIN | i64::MAX),
        Value::Timestamp(nanos) => {
            let seconds = i64::try_from(nanos.div_euclid(1_000_000_000));
            !seconds.is_ok_and(|seconds| SECONDS_OF_TIMESTAMP.contains(&seconds))
        }
        Value::List(values) => values.iter().any(is_out_of_range),
        _ => false,
    }
}

/// Checks that a constant is the only rule.
pub(super) fn constant(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    if view.has("const") && view.set().len() > 1 {
        let name = view.name_of("const");
        cx.problem(&view.path_of("const"), format!("`{name}` makes the rules beside it useless: remove it or them"));
    }
}

fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Double(value) if value.is_nan())
}

/// Checks one bound or constant. Returns `false` if bounds cannot be compared.
fn value(cx: &mut FileChecker<'_>, view: &View<'_, '_>, name: &str) -> bool {
    if view.get(name).is_some_and(|value| is_nan(&value)) {
        let message = format!("`{}` is NaN, so no value is valid: write a number", view.name_of(name));
        cx.problem(&view.path_of(name), message);
        // A constant says nothing about the bounds beside it.
        return name == "const";
    }
    let problem = match view.get(name) {
        Some(Value::Duration(_)) => duration_problem(parts(view, name)),
        Some(Value::Timestamp(_)) => timestamp_problem(parts(view, name)),
        _ => None,
    };
    if let Some(problem) = problem {
        cx.problem(&view.path_of(name), format!("`{}` {problem}", view.name_of(name)));
    }
    problem.is_none()
}

/// Returns the seconds and nanoseconds of a duration or timestamp.
fn parts(view: &View<'_, '_>, name: &str) -> (i64, i64) {
    let schema = view.reading.schema;
    let field = field_types::field(schema, view.message.ty, name);
    let content = field.and_then(|field| view.message.get(schema[field].number));
    let Some(Content::One(protoward_dynamic::DynamicValue::Message(message))) = content else { return (0, 0) };
    let number = |name: &str| {
        let field = field_types::field(schema, message.ty, name)?;
        match message.get(schema[field].number) {
            Some(Content::One(protoward_dynamic::DynamicValue::Int(value))) => Some(*value),
            _ => None,
        }
    };
    (number("seconds").unwrap_or(0), number("nanos").unwrap_or(0))
}

fn duration_problem((seconds, nanos): (i64, i64)) -> Option<&'static str> {
    let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    if nanos.abs() > 999_999_999 {
        Some("is not a duration: write `nanos` below one second")
    } else if seconds > 0 && nanos < 0 || seconds < 0 && nanos > 0 {
        Some("is not a duration: `seconds` and `nanos` need the same sign")
    } else if total.abs() > MAX_DURATION {
        Some("is longer than 292 years, which not every program can represent: write a shorter duration")
    } else {
        None
    }
}

fn timestamp_problem((seconds, nanos): (i64, i64)) -> Option<&'static str> {
    if !(0..=999_999_999).contains(&nanos) {
        Some("is not a timestamp: write `nanos` from 0 to 999999999")
    } else if !SECONDS_OF_TIMESTAMP.contains(&seconds) {
        Some("is not a timestamp: write a time in the years 1 to 9999")
    } else {
        None
    }
}

/// Checks that a lower and an upper bound are different. A lower bound above the upper one excludes a range.
fn contradiction(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let bound = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, view.get(name)?)));
    let (Some((low, least)), Some((high, most))) = (bound(["gt", "gte"]), bound(["lt", "lte"])) else { return };
    if least.compare(&most) != Some(Ordering::Equal) {
        return;
    }
    let low_name = view.name_of(low);
    let high_name = view.name_of(high);
    let message = if (low, high) == ("gte", "lte") {
        format!("`{low_name}` and `{high_name}` are equal: write `{}` instead", view.name_of("const"))
    } else {
        format!("`{low_name}` and `{high_name}` are equal, so no value is valid: change one of them")
    };
    cx.problem(&view.path_of(low), message.clone());
    cx.problem(&view.path_of(high), message);
}

fn within(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let (seconds, nanos) = parts(view, "within");
    let problem = match duration_problem((seconds, nanos)) {
        None if (seconds, nanos) <= (0, 0) => Some("is not positive: write how far from now a timestamp may be"),
        problem => problem,
    };
    if let Some(problem) = problem {
        cx.problem(&view.path_of("within"), format!("`{}` {problem}", view.name_of("within")));
    }
}
