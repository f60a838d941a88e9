//! Default values of fields. They are not sent, so that each side reads its own.

use crate::comparison::{Comparison, Pair};
use crate::default::Default;
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_policy::ConfigVersion::{V1, V1Beta1};
use protoward_schema::FieldId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_DEFAULT",
    "fields keep their defaults",
    &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
    include_str!("field_same_default.md"),
    Check::Field(check),
)
.shown_in(Media::Wire, Recipe::Defaults, SAME_SO_FAR)
.older(&[(V1Beta1, &[]), (V1, &[])])];

/// The path of `default_value` in a descriptor.
const DEFAULT: &[i32] = &[7];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let (Some(old), Some(new)) = (Default::of(cx.old, pair.old), Default::of(cx.new, pair.new)) else { return };
    // buf does not tell the two zeros of floating-point numbers apart.
    if old.is_same(&new) || cx.as_buf && old.is_any_zero() && new.is_any_zero() {
        return;
    }
    let was = Default::written(cx.old, pair.old);
    let now = Default::written(cx.new, pair.new);
    let problem = Problem {
        message: format!(
            "the default of {} changed from {was} to {now}: where the field is not set, a client built before this \
             change reads {was} and the new side reads {now}",
            subject::field(cx.new, pair.new)
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!("keep the default {was}; where another one is wanted, add a field with another number"),
    };
    findings
        .push(cx.now(pair.new, DEFAULT), cx.was(pair.old, DEFAULT), problem)
        .details([format!("{was} > {now}")])
        .fix(SchemaEdit::option("default", pair));
}
