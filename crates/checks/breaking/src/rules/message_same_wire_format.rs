//! `message_set_wire_format`, with which extensions are encoded as the items of a message set.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{MessageId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "MESSAGE_SAME_WIRE_FORMAT",
    "messages keep their `message_set_wire_format`",
    &[FILE, PACKAGE, WIRE_JSON, WIRE],
    include_str!("message_same_wire_format.md"),
    Check::Message(check),
)
.shown_in(Media::Wire, Recipe::Values, "the schema declares no extension of the message")
.own()];

/// The path of `options.message_set_wire_format` in a descriptor.
const MESSAGE_SET: &[i32] = &[7, 1];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let is_set = |schema: &Schema, id: MessageId| schema[id].options.message_set_wire_format() == Some(true);
    let old = is_set(cx.old, pair.old);
    let new = is_set(cx.new, pair.new);
    if old == new {
        return;
    }
    let name = |is_set| if is_set { "a message set" } else { "an ordinary message" };
    let was = name(old);
    let now = name(new);
    let problem = Problem {
        message: format!(
            "message `{}` was {was} and is {now}: its extensions are written in another form, which programs built before \
             this change cannot read",
            subject::message(cx.new, pair.new)
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: if old {
            "put `option message_set_wire_format = true;` back".to_owned()
        } else {
            "take `message_set_wire_format` out again".to_owned()
        },
    };
    findings
        .push(cx.now(pair.new, MESSAGE_SET), cx.was(pair.old, MESSAGE_SET), problem)
        .fix(SchemaEdit::option("message_set_wire_format", pair));
}
