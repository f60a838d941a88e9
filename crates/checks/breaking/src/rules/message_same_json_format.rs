//! Messages whose JSON form is no longer promised: with `LEGACY_BEST_EFFORT`, two fields may have one key.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::{JsonFormat, MessageId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "MESSAGE_SAME_JSON_FORMAT",
    "messages keep a JSON form that is promised",
    &[FILE, PACKAGE, WIRE_JSON, CSR],
    include_str!("message_same_json_format.md"),
    Check::Message(check),
)
.source_only("the compiler stops promising a JSON form; what is written and read does not change by itself")];

/// The paths of `options.features.json_format` in a descriptor, or of its parent option.
const JSON_FORMAT: &[&[i32]] = &[&[7, 12, 6], &[7, 12]];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let old = cx.old[pair.old].features.json_format;
    let new = cx.new[pair.new].features.json_format;
    // The reverse change adds a guarantee.
    if (old, new) != (JsonFormat::Allow, JsonFormat::LegacyBestEffort) {
        return;
    }
    let problem = Problem {
        message: format!(
            "the JSON form of {} is no longer guaranteed, as `json_format` changed from `ALLOW` to `LEGACY_BEST_EFFORT`: \
             the compiler accepts two fields with one key, and JSON clients lose one of them",
            subject::message_or_map(cx.new, pair.new)
        ),
        now: "`json_format` is `LEGACY_BEST_EFFORT` now".to_owned(),
        was: "`json_format` was `ALLOW`".to_owned(),
        help: "keep `json_format` as `ALLOW`, which is what proto3 and the editions have".to_owned(),
    };
    let part = ElementPart::Option { name: "features.json_format", otherwise: Some("ALLOW") };
    findings
        .push(cx.now_any(pair.new, JSON_FORMAT), cx.was_any(pair.old, JSON_FORMAT), problem)
        .fix(SchemaEdit::restore(part, pair));
}
