//! Deleted oneofs. Their fields may remain, but code uses the name of the oneof.

use std::collections::HashSet;

use crate::comparison::{Comparison, FieldsByNumber, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{MessageId, OneofId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ONEOF_NO_DELETE",
    "oneofs are not deleted from a message",
    &[FILE, PACKAGE, CSR],
    include_str!("oneof_no_delete.md"),
    Check::Message(check),
)
.shown_in(
    Media::Both,
    Recipe::Together,
    "its fields cannot be set together on either side; the name is gone from code",
)];

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    // A synthetic oneof of an `optional` field keeps the name in use.
    let new: HashSet<&str> = named(cx.new, pair.new).map(|(_, name)| name).collect();
    let is_lost = |&(oneof, name): &(OneofId, &str)| !cx.old[oneof].synthetic && !new.contains(name);
    let lost: Vec<_> = named(cx.old, pair.old).filter(is_lost).collect();
    if lost.is_empty() {
        return;
    }
    let old: HashSet<&str> = named(cx.old, pair.old).map(|(_, name)| name).collect();
    let fields = FieldsByNumber::new(cx.new, pair.new);
    for (oneof, name) in lost {
        let renamed = renamed(cx, oneof, &fields).map(|new| (new, cx.new.text(cx.new[new].name)));
        let renamed = renamed.filter(|(_, name)| !old.contains(name));
        let fix = match renamed {
            Some((new, _)) => SchemaEdit::restore(ElementPart::Name, Pair { old: oneof, new }),
            None => SchemaEdit::Declare(oneof.into()),
        };
        let problem = problem(cx, pair, name, renamed.map(|(_, name)| name));
        let new_name = renamed.map(|(_, name)| name);
        findings.push(cx.now(pair.new, &[]), cx.was(oneof, &[]), problem).details(new_name).fix(fix);
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<MessageId>, name: &str, new_name: Option<&str>) -> Problem {
    let message = subject::message(cx.old, pair.old);
    let happened = match new_name {
        Some(new) => format!("was renamed to `{new}`"),
        None => "was deleted".to_owned(),
    };
    Problem {
        message: format!(
            "oneof `{name}` of `{message}` {happened}: code that asks which of its fields is set stops compiling"
        ),
        now: format!("the oneof `{name}` no longer exists"),
        was: "it was declared here".to_owned(),
        help: "keep the oneof and its name, and mark unused fields as `[deprecated = true]`".to_owned(),
    }
}

/// Returns the new oneof that contains all remaining fields of an old one.
fn renamed(cx: &Comparison<'_>, old: OneofId, fields: &FieldsByNumber) -> Option<OneofId> {
    let kept = cx.old[old].fields.iter().filter_map(|&field| fields.find(cx.old[field].number));
    let mut oneofs = kept.map(|field| cx.new[field].oneof.filter(|&oneof| !cx.new[oneof].synthetic));
    let first = oneofs.next()??;
    oneofs.all(|oneof| oneof == Some(first)).then_some(first)
}

/// Returns all oneofs of a message, including synthetic ones.
fn named(schema: &Schema, message: MessageId) -> impl Iterator<Item = (OneofId, &str)> {
    schema[message].oneofs.iter().map(|&id| (id, schema.text(schema[id].name)))
}
