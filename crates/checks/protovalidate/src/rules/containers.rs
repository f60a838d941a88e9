//! Rules of lists, maps and field masks: sizes and paths that contradict each other, and `unique` where it does not work.

use super::Subject;
use crate::file_checker::FileChecker;
use protoward_constraints::View;
use protoward_constraints::types;

/// Checks the rules of a list, without those of its items. Returns `true` if a rule cannot run.
pub(super) fn repeated(cx: &mut FileChecker<'_>, view: &View<'_, '_>, subject: Subject) -> bool {
    counts(cx, view, "min_items", "max_items");
    let is_broken = view.is_true("unique") && !types::is_scalar(view.reading.schema, subject.field);
    if is_broken {
        let written = types::written(view.reading.schema, subject.field);
        let name = view.name_of("unique");
        let message =
            format!("`{name}` does not compare messages such as `{written}`: remove it, or write a rule in `cel`");
        cx.problem(&view.path_of("unique"), message);
    }
    is_broken
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
