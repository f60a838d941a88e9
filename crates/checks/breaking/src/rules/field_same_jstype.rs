//! The JavaScript type of 64-bit integers, which the option `jstype` decides.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::{FieldId, FieldType, Scalar, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_JSTYPE",
    "64-bit fields keep their type in JavaScript",
    &[FILE, PACKAGE],
    include_str!("field_same_jstype.md"),
    Check::Field(check),
)
.source_only("the type changes in generated JavaScript; what is sent does not")];

/// The path of `options.jstype` in a descriptor.
const JSTYPE: &[i32] = &[8, 6];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let (Some(old), Some(new)) = (jstype(cx.old, pair.old), jstype(cx.new, pair.new)) else { return };
    if old == new {
        return;
    }
    let [old, new] = [old, new].map(name);
    let problem = Problem {
        message: format!(
            "{} is `{new}` in JavaScript and was `{old}`: code that uses it as `{old}` gets another type",
            subject::field(cx.new, pair.new)
        ),
        now: format!("`{new}` now"),
        was: format!("`{old}` before"),
        help: match old {
            "JS_NORMAL" => "remove the option".to_owned(),
            old => format!("keep `[jstype = {old}]`"),
        },
    };
    findings.push(cx.now(pair.new, JSTYPE), cx.was(pair.old, JSTYPE), problem).fix(SchemaEdit::option("jstype", pair));
}

/// Returns the option of a field whose type `jstype` affects.
fn jstype(schema: &Schema, id: FieldId) -> Option<i32> {
    let FieldType::Scalar(scalar) = schema[id].ty else { return None };
    let has_choice =
        matches!(scalar, Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64);
    has_choice.then(|| schema[id].options.jstype().unwrap_or(0))
}

fn name(jstype: i32) -> &'static str {
    match jstype {
        1 => "JS_STRING",
        2 => "JS_NUMBER",
        _ => "JS_NORMAL",
    }
}
