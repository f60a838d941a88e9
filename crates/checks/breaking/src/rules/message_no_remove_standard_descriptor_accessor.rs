//! The accessor `descriptor()` in generated C++, which an option of a message removes.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{CSR, FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::GENERATED;
use protoward_schema::{MessageId, MessageOptions};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
    "messages keep their `descriptor` accessor",
    &[FILE, PACKAGE, CSR],
    include_str!("message_no_remove_standard_descriptor_accessor.md"),
    Check::Message(check),
)
.source_only(GENERATED)];

/// The path of `options.no_standard_descriptor_accessor` in a descriptor.
const ACCESSOR: &[i32] = &[7, 2];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let removes = |options: &MessageOptions| options.no_standard_descriptor_accessor() == Some(true);
    if removes(&cx.old[pair.old].options) || !removes(&cx.new[pair.new].options) {
        return;
    }
    let problem = Problem {
        message: format!(
            "message `{}` lost its `descriptor` accessor, as `no_standard_descriptor_accessor` changed from false to true: \
             code that calls it stops compiling",
            subject::message(cx.new, pair.new)
        ),
        now: "taken away here".to_owned(),
        was: "it had the accessor".to_owned(),
        help: "remove the option; where a field named `descriptor` needs it, give that field another name".to_owned(),
    };
    findings
        .push(cx.now(pair.new, ACCESSOR), cx.was(pair.old, ACCESSOR), problem)
        .fix(SchemaEdit::option("no_standard_descriptor_accessor", pair));
}
