//! JSON names of fields, which are keys in what clients send and receive.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{API, CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_KEYS};
use protoward_schema::FieldId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_JSON_NAME",
    "fields keep their names in JSON",
    &[FILE, PACKAGE, WIRE_JSON, CSR, API],
    include_str!("field_same_json_name.md"),
    Check::Field(check),
)
.shown_in(Media::Names, Recipe::Values, SAME_KEYS)];

/// The path of `json_name` in a descriptor.
const JSON_NAME: &[i32] = &[10];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    // JSON uses the full name of an extension, regardless of `json_name`.
    if cx.old[pair.old].is_extension() || cx.new[pair.new].is_extension() {
        return;
    }
    let old = cx.old.json_name(pair.old);
    let new = cx.new.json_name(pair.new);
    if old != new {
        let heir = cx.heir(pair, &old).map(|heir| cx.new[heir].number);
        let fate = match heir {
            Some(heir) => format!("ends up in field {heir}"),
            // Parsers accept the declared name too.
            None if cx.new.text(cx.new[pair.new].name) == old => "is understood still".to_owned(),
            None => "is rejected or lost".to_owned(),
        };
        let problem = Problem {
            message: format!(
                "{} is `{new}` in JSON and was `{old}`: what old clients send as `{old}` {fate}, and they do not find \
                 `{old}` in what they get",
                subject::field(cx.new, pair.new)
            ),
            now: format!("`{new}` in JSON"),
            was: format!("`{old}` in JSON"),
            help: format!("pin the old name with `[json_name = \"{old}\"]`"),
        };
        findings
            .push(cx.now(pair.new, JSON_NAME), cx.was(pair.old, JSON_NAME), problem)
            .details(heir)
            .fix(SchemaEdit::restore(ElementPart::JsonName, pair));
    }
}
