//! Rules of lists, maps and field masks.

use super::fields::{self, Outcome, Part, Subject};
use super::types;
use crate::checker::FileChecker;
use crate::view::View;
use protoward_schema::FieldId;

/// Checks the rules `repeated`.
pub(super) fn repeated<'m, 'a>(
    cx: &mut FileChecker<'_>,
    view: &View<'m, 'a>,
    subject: Subject,
    outcome: &mut Outcome<'m, 'a>,
) {
    counts(cx, view, "min_items", "max_items");
    if view.is_true("unique") && !types::is_scalar(view.reading.schema, subject.field) {
        let written = types::written(view.reading.schema, subject.field);
        let name = view.name_of("unique");
        let message =
            format!("`{name}` does not compare messages such as `{written}`: remove it, or write a rule in `cel`");
        cx.problem(&view.path_of("unique"), message);
        outcome.is_broken = true;
    }
    if let Some(items) = view.inner("items") {
        fields::rules(cx, &items, Subject { field: subject.field, part: Part::Item }, outcome);
    }
}

/// Checks the rules `map`.
pub(super) fn map<'m, 'a>(
    cx: &mut FileChecker<'_>,
    view: &View<'m, 'a>,
    [key, value]: [FieldId; 2],
    outcome: &mut Outcome<'m, 'a>,
) {
    counts(cx, view, "min_pairs", "max_pairs");
    if let Some(keys) = view.inner("keys") {
        fields::rules(cx, &keys, Subject { field: key, part: Part::Key }, outcome);
    }
    if let Some(values) = view.inner("values") {
        fields::rules(cx, &values, Subject { field: value, part: Part::Value }, outcome);
    }
}

/// Checks a least and a greatest number.
pub(super) fn counts(cx: &mut FileChecker<'_>, view: &View<'_, '_>, least: &str, most: &str) {
    let (Some(low), Some(high)) = (view.uint(least), view.uint(most)) else { return };
    if low > high {
        let message = format!(
            "`{}` is {low} and `{}` is {high}, so no value is valid: lower the first or raise the second",
            view.name_of(least),
            view.name_of(most)
        );
        cx.problem(&view.path_of(least), message.clone());
        cx.problem(&view.path_of(most), message);
    }
}

/// Checks that no path is both allowed and forbidden.
pub(super) fn field_mask(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let forbidden: std::collections::HashSet<String> = view.texts("not_in").into_iter().collect();
    for path in view.texts("in") {
        if forbidden.contains(&path) {
            let message = format!(
                "the path `{path}` is in both `{}` and `{}`: remove it from one of them",
                view.name_of("in"),
                view.name_of("not_in")
            );
            cx.problem(&view.path_of("in"), message);
        }
    }
}
