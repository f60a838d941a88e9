//! Elements that a file declared and does not declare any more. A move to another file counts, because generated code
//! is imported file by file; a new package does not, because the names inside the file stay.

use crate::breaking::Category::{Csr, File};
use crate::breaking::ConfigVersion::{V1, V1Beta1};
use crate::breaking::comparison::Comparison;
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::{Element, FieldOwner, Parent};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "MESSAGE_NO_DELETE",
        "messages are not deleted from a file",
        &[File, Csr],
        include_str!("message_no_delete.md"),
        Check::Schema(|cx, findings| {
            let messages = cx.old.messages.iter().map(|(id, message)| (id.into(), message.parent));
            check(cx, messages, findings);
        }),
    ),
    Rule::new(
        "EXTENSION_NO_DELETE",
        "extensions are not deleted from a file",
        &[File],
        include_str!("extension_no_delete.md"),
        Check::Schema(|cx, findings| {
            let extensions = cx.old.fields.iter().filter_map(|(id, field)| match field.owner {
                FieldOwner::Extension { scope, .. } => Some((id.into(), scope)),
                FieldOwner::Message(_) => None,
            });
            check(cx, extensions, findings);
        }),
    )
    .older(&[(V1Beta1, &[]), (V1, &[])]),
];

fn check(cx: &Comparison<'_>, old: impl Iterator<Item = (Element, Parent)>, findings: &mut Findings) {
    for (element, parent) in old {
        let file = cx.old.file_of(element);
        // Nothing more is said about what a deleted file took along.
        if !cx.has_old(file) || cx.new_file(file).is_none() {
            continue;
        }
        let same_kind = |found: &Element| std::mem::discriminant(found) == std::mem::discriminant(&element);
        if cx.in_same_file(element).filter(same_kind).is_none() {
            findings.push(cx.around(parent), cx.was(element, &[]), problem(cx, element));
        }
    }
}

fn problem(cx: &Comparison<'_>, element: Element) -> Problem {
    let (kind, name) = (subject::kind(element), cx.old.full_name(element));
    let subject = match element {
        Element::Message(id) => subject::message_or_map(cx.old, id),
        _ => format!("{kind} `{name}`"),
    };
    let moved = cx.in_new(&name).filter(|&found| subject::kind(found) == kind);
    let Some(moved) = moved else {
        return Problem {
            message: format!("{subject} was deleted: code that names it stops compiling"),
            now: format!("the {kind} is gone from here"),
            was: "it was declared here".to_owned(),
            help: format!("keep the {kind}, and mark it deprecated until nobody uses it"),
        };
    };
    let file = cx.new.name(cx.new.file_of(moved).into());
    Problem {
        message: format!("{subject} moved to `{file}`: code that imports it from the old file stops compiling"),
        now: format!("the {kind} is gone from here"),
        was: "it was declared here".to_owned(),
        help: format!("move the {kind} back; rules of category PACKAGE allow the move"),
    }
}
