//! Extension numbers that the message now uses for its own fields.

use std::collections::HashMap;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::moves::is_same_field;
use crate::names::{WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::{declared, subject};
use protoward_schema::ranges::Coverage;
use protoward_schema::{Element, FieldId, FieldNumber, MessageId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "EXTENSION_RANGE_NOT_REUSED",
    "numbers that were open for extensions are not given to fields",
    &[WIRE_JSON, WIRE],
    include_str!("extension_range_not_reused.md"),
    Check::Message(check),
)
.unjudged("who has extended the message there is not part of the schema")
.own()];

/// The paths of `number` in a field's descriptor and `extension_range` in a message's descriptor.
const NUMBER: &[i32] = &[3];
const EXTENSION_RANGE: i32 = 5;

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let ranges = &cx.old[pair.old].extension_ranges;
    if ranges.is_empty() {
        return;
    }
    let open = Coverage::new(ranges.iter().map(|range| range.numbers));
    let before = FieldsByNumber::new(cx.old, pair.old);
    // The number of a declared extension is no one else's.
    let declared: HashMap<_, _> = declared::extensions(cx.old)
        .filter_map(|(element, _)| if let Element::Field(id) = element { Some(id) } else { None })
        .filter(|&id| cx.old[id].containing() == pair.old)
        .map(|id| (cx.old[id].number, id))
        .collect();
    let is_declared = |number: &FieldNumber, new: FieldId| {
        // Rules about fields compare the extension with the field if they follow moves.
        let is_same = |&old: &FieldId| cx.moves.is_on() || is_same_field(cx, cx.moves.elements(), Pair { old, new });
        declared.get(number).is_some_and(is_same)
    };
    for &field in &cx.new[pair.new].fields {
        let number = cx.new[field].number;
        if !open.contains(number.0) || before.find(number).is_some() || is_declared(&number, field) {
            continue;
        }
        let index = ranges.iter().position(|range| range.numbers.contains(number.0)).unwrap_or_default();
        let problem = Problem {
            message: format!(
                "{} has a number that was open for extensions: what others have written there is read as this field",
                subject::field(cx.new, field)
            ),
            now: format!("{number} is a field now"),
            was: format!("{number} was open for extensions"),
            help: format!("give the field a number outside of the extension ranges, and keep {number} open"),
        };
        let was = cx.was(pair.old, &[EXTENSION_RANGE, i32::try_from(index).unwrap_or(i32::MAX)]);
        findings.push(cx.now(field, NUMBER), was, problem);
    }
}
