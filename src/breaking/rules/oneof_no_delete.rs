use std::collections::HashSet;

use crate::breaking::Category::{Csr, File, Package};
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::{MessageId, OneofId, Schema};

pub(super) const RULES: &[Rule] = &[Rule::new(
    "ONEOF_NO_DELETE",
    "oneofs are not deleted from a message",
    &[File, Package, Csr],
    include_str!("oneof_no_delete.md"),
    Check::Message(check),
)];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    // A name that lives on behind an `optional` field is not missed, although the author wrote no such oneof.
    let new: HashSet<&str> = named(cx.new, pair.new).map(|(_, name)| name).collect();
    for (oneof, name) in named(cx.old, pair.old) {
        if !cx.old[oneof].synthetic && !new.contains(name) {
            let problem = Problem {
                message: format!(
                    "oneof `{name}` of `{}` was deleted: code that asks which of its fields is set stops compiling",
                    subject::message(cx.old, pair.old)
                ),
                now: format!("there is no oneof `{name}` any more"),
                was: "it was declared here".to_owned(),
                help: "keep the oneof and its name, and mark fields that nobody should use as `[deprecated = true]`"
                    .to_owned(),
            };
            findings.push(cx.now(pair.new, &[]), cx.was(oneof, &[]), problem);
        }
    }
}

/// All oneofs of a message, those behind `optional` fields included.
fn named(schema: &Schema, message: MessageId) -> impl Iterator<Item = (OneofId, &str)> {
    schema[message].oneofs.iter().map(|&id| (id, schema.text(schema[id].name)))
}
