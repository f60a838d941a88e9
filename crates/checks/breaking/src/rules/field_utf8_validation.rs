//! UTF-8 validation of string fields. The side that validates rejects what the other one writes.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_schema::language_features::{self as language, JAVA};
use protoward_schema::{FieldId, FieldType, Scalar, Schema, Syntax, Utf8Validation};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "FIELD_SAME_UTF8_VALIDATION",
        "strings stay checked for UTF-8, or unchecked",
        &[FILE, PACKAGE],
        include_str!("field_same_utf8_validation.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, &EVERYWHERE, findings)),
    )
    .shown_in(Media::Wire, Recipe::NotUtf8, SAME_SO_FAR),
    BreakingRule::new(
        "FIELD_SAME_JAVA_UTF8_VALIDATION",
        "strings stay checked for UTF-8 in Java, or unchecked",
        &[FILE, PACKAGE],
        include_str!("field_same_java_utf8_validation.md"),
        Check::Field(|cx, pair, findings| check(cx, pair, &IN_JAVA, findings)),
    )
    .unjudged("generated Java alone reads it differently, and is not run here"),
];

/// A parser implementation that validates UTF-8.
struct Checker {
    /// The paths in a field descriptor that control the validation.
    places: &'static [&'static [i32]],
    /// The features of a field that control the validation.
    features: &'static [&'static str],
    /// The path of a file option that controls the validation.
    file_option: Option<&'static [i32]>,
    reader: &'static str,
    is_checked: fn(&Schema, FieldId) -> bool,
}

const EVERYWHERE: Checker = Checker {
    places: &[&[8, 21, 4], &[8, 21]],
    features: &["features.utf8_validation"],
    file_option: None,
    reader: "a reader",
    is_checked: is_checked_everywhere,
};
const IN_JAVA: Checker = Checker {
    places: &[&[8, 21, JAVA as i32, 2], &[8, 21]],
    features: &["features.(pb.java).utf8_validation", "features.utf8_validation"],
    file_option: Some(&[8, 27]),
    reader: "a Java reader",
    is_checked: is_checked_in_java,
};

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, checker: &Checker, findings: &mut Findings) {
    let is_text = |schema: &Schema, id: FieldId| schema[id].ty == FieldType::Scalar(Scalar::String);
    if !is_text(cx.old, pair.old) || !is_text(cx.new, pair.new) {
        return;
    }
    let old = (checker.is_checked)(cx.old, pair.old);
    let new = (checker.is_checked)(cx.new, pair.new);
    if old != new {
        let problem = problem(cx, pair, checker, new);
        findings
            .push(place(cx.new, pair.new, checker), place(cx.old, pair.old, checker), problem)
            .fix_with(checker.features.iter().map(|name| SchemaEdit::option(name, pair)));
    }
}

/// Returns the place that controls the validation: a feature of the field, else a file option, else the field.
fn place(schema: &Schema, id: FieldId, checker: &Checker) -> ElementPlace {
    let is_said = |tail: &&[i32]| schema.location(id, tail).is_some();
    let file = schema[id].file;
    match checker.file_option {
        Some(option) if !checker.places.iter().any(is_said) && schema.location(file, option).is_some() => {
            ElementPlace::of(schema, file, option)
        }
        _ => ElementPlace::of_any(schema, id, checker.places),
    }
}

fn is_checked_everywhere(schema: &Schema, id: FieldId) -> bool {
    schema[id].features.utf8_validation == Utf8Validation::Verify
}

fn is_checked_in_java(schema: &Schema, id: FieldId) -> bool {
    /// The number of `JavaFeatures.utf8_validation`, and its value that is stricter than that of other languages.
    const FEATURE: u32 = 2;
    const VERIFY: u64 = 2;
    let file = &schema[schema[id].file];
    let by_option = file.syntax == Syntax::Proto2 && file.options.java_string_check_utf8() == Some(true);
    is_checked_everywhere(schema, id) || by_option || language::feature(schema, id, JAVA, FEATURE) == Some(VERIFY)
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, checker: &Checker, is_checked: bool) -> Problem {
    let subject = subject::field(cx.new, pair.new);
    let reader = checker.reader;
    let (now, was) = if is_checked { ("checked", "unchecked") } else { ("unchecked", "checked") };
    let message = if is_checked {
        format!(
            "{subject} is now checked for UTF-8 (from NONE to VERIFY): {reader} refuses messages of old clients that it \
             took before"
        )
    } else {
        format!(
            "{subject} is no longer checked for UTF-8 (from VERIFY to NONE): {reader} of the old schema refuses what \
             is let through"
        )
    };
    Problem {
        message,
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!("keep the field {was}, as its file or a feature on it says"),
    }
}
