//! `google.api.resource` and `google.api.resource_definition`: resource types and the patterns of resource names.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::resources::{form, path};
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::witness::plan::PROMISE;
use protoward_schema::Element;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "RESOURCE_PATTERN_NO_DELETE",
    "resources keep their types and the patterns of their names",
    &[API],
    include_str!("resource_pattern_no_delete.md"),
    Check::Schema(check),
)
.source_only(PROMISE)];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let Pair { old: before, new: after } = cx.resources();
    for (ty, old) in before.iter().filter(|(_, old)| cx.has_old(cx.old.file_of(old.element))) {
        let was = cx.was_any(old.element, &[&path(cx.old, old.element)]);
        match after.get(ty).filter(|new| cx.has_new(cx.new.file_of(new.element))) {
            Some(new) => {
                let now = cx.now_any(new.element, &[&path(cx.new, new.element)]);
                for pattern in old.patterns.iter().filter(|pattern| !new.patterns.contains(pattern)) {
                    let problem = match new.patterns.iter().find(|new| form(new) == form(pattern)) {
                        Some(new) => variables_renamed(ty, pattern, new),
                        None => pattern_gone(ty, pattern, &new.patterns),
                    };
                    findings.push(now, was, problem);
                }
                if old.name_field != new.name_field {
                    findings.push(now, was, name_field_changed(ty, &old.name_field, &new.name_field));
                }
            }
            None => {
                // Other rules report deleted elements.
                if let Some(now) = still_there(cx, old.element) {
                    findings.push(now, was, type_gone(ty));
                }
            }
        }
    }
}

fn still_there(cx: &Comparison<'_>, old: Element) -> Option<ElementPlace> {
    match old {
        Element::File(file) => cx.new_file(file).map(|file| cx.now(file, &[])),
        old => cx.in_new(&cx.old.full_name(old)).map(|new| cx.now(new, &[])),
    }
}

fn pattern_gone(ty: &str, pattern: &str, now: &[String]) -> Problem {
    let now = match now {
        [] => "no pattern".to_owned(),
        all => all.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(", ") + " now",
    };
    Problem {
        message: format!(
            "resource `{ty}` no longer has names like `{pattern}`: stored names do not parse, and \
             code generated for the pattern is gone"
        ),
        now,
        was: format!("`{pattern}` was here"),
        help: format!("keep `{pattern}`, and add new patterns behind it"),
    }
}

/// Describes a pattern with other names of its variables, which matches the same names.
fn variables_renamed(ty: &str, old: &str, new: &str) -> Problem {
    Problem {
        message: format!(
            "the pattern `{old}` of resource `{ty}` became `{new}`: names keep their form, and generated code that takes them apart \
             gets other names for their parts"
        ),
        now: format!("`{new}` now"),
        was: format!("`{old}` was here"),
        help: format!("keep `{old}`"),
    }
}

fn name_field_changed(ty: &str, old: &str, new: &str) -> Problem {
    let shown = |name: &str| if name.is_empty() { "`name`".to_owned() } else { format!("`{name}`") };
    let old = shown(old);
    let new = shown(new);
    Problem {
        message: format!(
            "resource `{ty}` has its name in {new} and had it in {old}: generic clients look for it in {old}"
        ),
        now: format!("{new} now"),
        was: format!("{old} before"),
        help: format!("keep the name in {old}"),
    }
}

fn type_gone(ty: &str) -> Problem {
    Problem {
        message: format!(
            "resource type `{ty}` is gone: what refers to it, in this API and in others, refers to nothing"
        ),
        now: format!("it is no longer `{ty}`"),
        was: format!("it was `{ty}`"),
        help: format!("keep the type `{ty}`"),
    }
}
