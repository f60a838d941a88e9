//! Extension ranges that a message no longer has. Extensions in files of others need them to compile.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{CSR, FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe};
use protoward_schema::ranges::{Coverage, MAX_FIELD, list, out_of, written};
use protoward_schema::{MessageId, NumberRange, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "EXTENSION_MESSAGE_NO_DELETE",
    "extension ranges are not deleted from a message",
    &[FILE, PACKAGE, CSR],
    include_str!("extension_message_no_delete.md"),
    Check::Message(check),
)
.shown_in(Media::Both, Recipe::Values, "no extension that the schema declares lost its place")];

/// The path of `extension_range` in a descriptor.
const EXTENSION_RANGE: i32 = 5;

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let old = &cx.old[pair.old].extension_ranges;
    if old.is_empty() {
        return;
    }
    let open = Coverage::new(cx.new[pair.new].extension_ranges.iter().map(|range| range.numbers));
    for (index, range) in old.iter().enumerate() {
        let closed = open.missing(range.numbers);
        if closed.is_empty() {
            continue;
        }
        let add = match obstacle(cx.new, pair.new, &closed) {
            None => "add".to_owned(),
            Some(obstacle) => format!("{obstacle}, then add"),
        };
        let part = out_of(range.numbers, &closed, MAX_FIELD);
        let numbers = closed.clone();
        let closed = list(&closed, MAX_FIELD);
        let range = written(range.numbers, MAX_FIELD);
        let problem = Problem {
            message: format!(
                "message `{}` no longer allows extensions {closed}{part}: files that declare them stop compiling, and \
                 their data is lost",
                subject::message(cx.new, pair.new)
            ),
            now: format!("{closed} can no longer be extensions"),
            was: format!("{range} was open"),
            help: format!("{add} `extensions {closed};` to the message"),
        };
        let fix = SchemaEdit::Open { new: pair.new, old: pair.old, range: index, numbers };
        let index = i32::try_from(index).unwrap_or(i32::MAX);
        let was = cx.was(pair.old, &[EXTENSION_RANGE, index]);
        findings.push(cx.now(pair.new, &[]), was, problem).details([closed]).fix(fix);
    }
}

/// Returns what must be removed before the extension range can be restored.
fn obstacle(schema: &Schema, message: MessageId, closed: &[NumberRange]) -> Option<String> {
    let message = &schema[message];
    let closed = Coverage::new(closed.iter().copied());
    let field = message.fields.iter().map(|&id| &schema[id]).find(|field| closed.contains(field.number.0));
    if let Some(field) = field {
        return Some(format!("give field `{}` a number outside of them", schema.text(field.name)));
    }
    let reserved: Vec<_> = message.reserved_ranges.iter().copied().filter(|&range| closed.touches(range)).collect();
    (!reserved.is_empty()).then(|| format!("take {} out of `reserved`", list(&reserved, MAX_FIELD)))
}
