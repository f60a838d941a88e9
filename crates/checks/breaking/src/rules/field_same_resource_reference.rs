//! `google.api.resource_reference`: the type of resource whose names a field has. Old clients parse and write names of the old
//! type.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::{Annotation, OptionField};
use protoward_schema::{FieldId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_RESOURCE_REFERENCE",
    "fields go on to name the same kind of resource",
    &[API],
    include_str!("field_same_resource_reference.md"),
    Check::Field(check),
)
.source_only(PROMISE)];

const REFERENCE: Annotation = Annotation { name: "google.api.resource_reference", number: 1055 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const CHILD_TYPE: OptionField = OptionField { name: "child_type", number: 2 };

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let Some(before) = reference(cx.old, pair.old) else { return };
    let after = reference(cx.new, pair.new);
    // A field that accepts any resource name accepts the previous ones.
    if after.as_ref().is_some_and(|after| *after == before || after == "any resource") {
        return;
    }
    let after = after.unwrap_or_else(|| "no resource".to_owned());
    let problem = Problem {
        message: format!(
            "{} named {before} and names {after}: names that older clients put into it, or expect in it, are of the wrong kind",
            subject::field(cx.new, pair.new)
        ),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: format!("go on to name {before}; for {after}, add another field"),
    };
    let now = REFERENCE.path(cx.new, pair.new.into());
    let was = REFERENCE.path(cx.old, pair.old.into());
    let with_type = |path: &[i32]| [path, &[1]].concat();
    let spots = (cx.now_any(pair.new, &[&now, &with_type(&now)]), cx.was_any(pair.old, &[&was, &with_type(&was)]));
    findings.push(spots.0, spots.1, problem);
}

/// Returns the reference in words; `None` if there is none.
fn reference(schema: &Schema, id: FieldId) -> Option<String> {
    let held = REFERENCE.message(schema, id.into())?;
    Some(match (held.text(TYPE).as_str(), held.text(CHILD_TYPE).as_str()) {
        ("*", _) => "any resource".to_owned(),
        ("", "") => return None,
        ("", child) => format!("the parent of `{child}`"),
        (ty, _) => format!("`{ty}`"),
    })
}
