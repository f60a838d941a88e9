//! Deleted extensions whose numbers are not reserved, so that a later extension could use them for something else.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::extension_ranges::Declarations;
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::moves::is_same_field;
use crate::names::{WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::{declared, subject};
use protoward_schema::{Element, FieldId, MessageId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "EXTENSION_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "extensions are not deleted unless their numbers are reserved",
    &[WIRE_JSON, WIRE],
    include_str!("extension_no_delete_unless_number_reserved.md"),
    Check::Schema(check),
)
.own()];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let mut lost = declared::extensions(cx.old).filter(|&(element, _)| cx.has_old(cx.old.file_of(element))).peekable();
    if lost.peek().is_none() {
        return;
    }
    let files = |id: &FieldId| cx.has_new(cx.new[*id].file);
    let kept: HashSet<_> = cx.new.fields.ids().filter(files).filter_map(|id| cx.new.extended(id)).collect();
    for (element, parent) in lost {
        let Element::Field(old) = element else { continue };
        let is_kept = cx.old.extended(old).is_some_and(|extended| kept.contains(&extended));
        // A renumbered extension has its own rule.
        let is_there = matches!(cx.in_new(&cx.old.full_name(element)), Some(Element::Field(_)));
        let heir = heir(cx, old);
        if is_kept || is_there || !is_missed(cx, old) {
            continue;
        }
        match heir {
            // The field reads the data; rules about fields compare the rest of the two.
            Some(new) if cx.moves.is_on() || is_same_field(cx, cx.moves.elements(), Pair { old, new }) => {}
            Some(new) => {
                let problem = heir_problem(cx, Pair { old, new });
                findings.push(cx.now(new, &[]), cx.was(element, &[]), problem);
            }
            None => {
                let handle = findings.push(cx.around(parent), cx.was(element, &[]), problem(cx, old));
                handle.fix(SchemaEdit::Declare(element));
            }
        }
    }
}

/// Returns the field of the extended message that took the number of an extension.
fn heir(cx: &Comparison<'_>, old: FieldId) -> Option<FieldId> {
    let extendee = cx.old[old].containing();
    let Some(Element::Message(message)) = cx.in_new(cx.old.text(cx.old[extendee].full_name)) else { return None };
    cx.new[message].fields.iter().copied().find(|&field| cx.new[field].number == cx.old[old].number)
}

/// Returns `true` if the extended message still exists and the number may be reused.
fn is_missed(cx: &Comparison<'_>, old: FieldId) -> bool {
    let extendee = cx.old[old].containing();
    match cx.new.find(cx.old.text(cx.old[extendee].full_name)) {
        Some(Element::Message(found)) => !is_reserved(cx, found, cx.old[old].number.0),
        // A deleted extendee of this schema has its own finding. One of another schema is only no longer imported.
        _ => cx.old[cx.old[extendee].file].is_import,
    }
}

fn is_reserved(cx: &Comparison<'_>, extendee: MessageId, number: i32) -> bool {
    let message = &cx.new[extendee];
    let declared = message.extension_ranges.iter().filter(|range| range.numbers.contains(number));
    message.reserved_ranges.iter().any(|range| range.contains(number))
        || declared.flat_map(|range| Declarations::new(&range.options).find(number)).any(|it| it.is_reserved)
}

fn heir_problem(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Problem {
    let number = cx.old[pair.old].number;
    let name = cx.new.name(pair.new.into());
    Problem {
        message: format!(
            "{} was deleted, and `{name}` of another type has its number: data of older programs is read as `{name}`",
            subject::field(cx.old, pair.old)
        ),
        now: format!("`{name}` has the number {number}"),
        was: "it was declared here".to_owned(),
        help: format!("give `{name}` the type of the extension, or another number"),
    }
}

fn problem(cx: &Comparison<'_>, old: FieldId) -> Problem {
    let number = cx.old[old].number;
    Problem {
        message: format!(
            "{} was deleted, and its number is not reserved: data of older programs is no longer read, and a later \
             extension with number {number} misreads it",
            subject::field(cx.old, old)
        ),
        now: "the extension is gone from here".to_owned(),
        was: "it was declared here".to_owned(),
        help: format!(
            "keep the extension, and mark it deprecated; or declare {number} with `reserved: true` in the extension range"
        ),
    }
}
