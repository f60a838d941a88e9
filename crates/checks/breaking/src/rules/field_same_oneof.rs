//! The oneof of a field. Only one member of a oneof is kept, so a field that enters or leaves one changes which fields are set
//! together.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe};
use protoward_schema::{FieldId, FieldNumber, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_ONEOF",
    "fields stay in their oneofs, or outside of all",
    &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
    include_str!("field_same_oneof.md"),
    Check::Field(check),
)
.shown_in(Media::Both, Recipe::Together, "no other field of the oneof can be set together with it on either side")];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let old = oneof(cx.old, pair.old);
    let new = oneof(cx.new, pair.new);
    // Bytes and JSON do not have the name of the oneof.
    if old != new && !(cx.only_data && has_same_rivals(cx, pair)) {
        findings
            .push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem(cx, pair, old, new))
            .fix(SchemaEdit::restore(ElementPart::Oneof, pair));
    }
}

/// Returns the name of the explicit oneof of a field.
fn oneof(schema: &Schema, id: FieldId) -> Option<&str> {
    let oneof = &schema[schema[id].oneof?];
    (!oneof.synthetic).then(|| schema.text(oneof.name))
}

/// Returns `true` if nothing can be lost: the field is alone in both versions, or it excludes the same fields of those that both
/// have. A field that joins others may be set by older programs beside them.
fn has_same_rivals(cx: &Comparison<'_>, pair: Pair<FieldId>) -> bool {
    let old: BTreeSet<_> = rivals(cx.old, pair.old).collect();
    let new: BTreeSet<_> = rivals(cx.new, pair.new).collect();
    if old.is_empty() || new.is_empty() {
        return old.is_empty() && new.is_empty();
    }
    let has = |schema: &Schema, id: FieldId, number: FieldNumber| {
        let message = schema[id].containing();
        schema[message].fields.iter().any(|&field| schema[field].number == number)
    };
    let old = old.into_iter().filter(|&number| has(cx.new, pair.new, number));
    let new = new.into_iter().filter(|&number| has(cx.old, pair.old, number));
    old.eq(new)
}

/// Returns the numbers of the other fields in the oneof of a field.
fn rivals(schema: &Schema, id: FieldId) -> impl Iterator<Item = FieldNumber> {
    let fields = schema[id].oneof.into_iter().flat_map(|oneof| schema[oneof].fields.iter().copied());
    fields.filter(move |&field| field != id).map(|field| schema[field].number)
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, old: Option<&str>, new: Option<&str>) -> Problem {
    let phrase = |oneof: Option<&str>| match oneof {
        Some(name) => format!("in oneof `{name}`"),
        None => "in no oneof".to_owned(),
    };
    let (effect, help) = match (old, new) {
        (_, None) => (
            "when it is set together with a field of the oneof, a client built before this change keeps only the last",
            "leave the field in its oneof",
        ),
        (None, Some(_)) => (
            "a client built before this change may set it together with the others, and all but the last are lost",
            "leave the field outside, and give the oneof a new field with another number",
        ),
        (Some(_), Some(_)) => (
            "code that uses it in the old oneof stops compiling, and each side keeps it together with other fields",
            "leave the field in its oneof, and the oneof its name",
        ),
    };
    Problem {
        message: format!("{} was {} and is {}: {effect}", subject::field(cx.new, pair.new), phrase(old), phrase(new)),
        now: phrase(new),
        was: phrase(old),
        help: help.to_owned(),
    }
}
