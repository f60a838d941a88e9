//! Enums whose JSON form is no longer promised: with `LEGACY_BEST_EFFORT`, two values may have one JSON name.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::{EnumId, JsonFormat};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_SAME_JSON_FORMAT",
    "enums that work in JSON go on to do so",
    &[FILE, PACKAGE, WIRE_JSON, CSR],
    include_str!("enum_same_json_format.md"),
    Check::Enum(check),
)
.source_only("the compiler stops promising a JSON form; what is written and read does not change by itself")];

/// The path of `options.features.json_format` in an enum's descriptor.
const JSON_FORMAT: &[i32] = &[3, 7, 6];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    let old = cx.old[pair.old].features.json_format;
    let new = cx.new[pair.new].features.json_format;
    if (old, new) == (JsonFormat::Allow, JsonFormat::LegacyBestEffort) {
        let part = ElementPart::Option { name: "features.json_format", otherwise: Some("ALLOW") };
        findings
            .push(cx.now(pair.new, JSON_FORMAT), cx.was(pair.old, JSON_FORMAT), problem(cx, pair.new))
            .fix(SchemaEdit::restore(part, pair));
    }
}

fn problem(cx: &Comparison<'_>, id: EnumId) -> Problem {
    Problem {
        message: format!(
            "the JSON form of enum `{}` is no longer guaranteed, as `json_format` changed from `ALLOW` to \
             `LEGACY_BEST_EFFORT`: the compiler accepts names that JSON clients cannot tell apart",
            subject::enumeration(cx.new, id)
        ),
        now: "best effort here".into(),
        was: "JSON was promised".into(),
        help: "stay with proto3; in an edition, leave `features.json_format` at `ALLOW`".into(),
    }
}
