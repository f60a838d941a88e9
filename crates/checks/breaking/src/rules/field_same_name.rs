//! Names of fields with the same number. JSON and code use the names; a number whose field has another name and another type
//! counts as reused.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::wire::is_taken;
use crate::witness::plan::{Media, Recipe, SAME_KEYS};
use protoward_schema::{Cardinality, Field, FieldId, FieldOwner, FieldType, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_NAME",
    "fields keep their names",
    &[FILE, PACKAGE, WIRE_JSON, CSR],
    include_str!("field_same_name.md"),
    Check::Field(check),
)
.shown_in(Media::Names, Recipe::Values, SAME_KEYS)];

/// The path of `name` in a descriptor.
const NAME: &[i32] = &[1];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let old = &cx.old[pair.old];
    let new = &cx.new[pair.new];
    // A fast path for the most common case.
    if !old.is_extension() && !new.is_extension() && cx.old.text(old.name) == cx.new.text(new.name) {
        return;
    }
    let old_is_extension = old.is_extension();
    let new_is_extension = new.is_extension();
    let old = subject::name(cx.old, pair.old);
    let new = subject::name(cx.new, pair.new);
    if old != new {
        // A field that reuses a number needs a number of its own; its name is intentional.
        let (problem, part) = if is_reused(cx, pair) {
            (reused(cx, pair, &old, &new), ElementPart::Number)
        } else if let Some(other) = continued(cx, pair) {
            (exchanged(cx, pair, other), ElementPart::Name)
        } else {
            (renamed(cx, pair, &old, &new), ElementPart::Name)
        };
        let fix = (old_is_extension == new_is_extension).then(|| SchemaEdit::restore(part, pair));
        let heir = cx.heir(pair, &cx.old.json_name(pair.old)).map(|heir| cx.new[heir].number);
        findings.push(cx.now(pair.new, NAME), cx.was(pair.old, NAME), problem).details(heir).fix(fix);
    }
}

/// Returns `true` if a number was reused: a field whose name and type both changed is not a rename.
fn is_reused(cx: &Comparison<'_>, pair: Pair<FieldId>) -> bool {
    let old = &cx.old[pair.old];
    let new = &cx.new[pair.new];
    let is_many = |cardinality| cardinality == Cardinality::Repeated;
    let other_type = cx.old.type_name(old.ty) != cx.new.type_name(new.ty);
    // Map entries and group messages are named after their fields.
    let is_named_after = |schema: &Schema, field: &Field| {
        matches!(field.ty, FieldType::Group(_))
            || field.ty.message().is_some_and(|message| schema.is_map_entry(message))
    };
    is_many(old.cardinality) != is_many(new.cardinality)
        || other_type && !(is_named_after(cx.old, old) && is_named_after(cx.new, new))
}

/// Returns the other old field whose name the new one of a field continues.
fn continued(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Option<FieldId> {
    let (FieldOwner::Message(old), FieldOwner::Message(new)) = (cx.old[pair.old].owner, cx.new[pair.new].owner) else {
        return None;
    };
    cx.exchanged_fields(Pair { old, new }).get(&pair.new).copied()
}

/// Describes a field with the number of one old field and a name that continues that of another one.
fn exchanged(cx: &Comparison<'_>, pair: Pair<FieldId>, other: FieldId) -> Problem {
    let number = cx.old[pair.old].number;
    let message = subject::message(cx.old, cx.old[pair.old].containing());
    let old = cx.old.name(pair.old.into());
    let new = cx.new.name(pair.new.into());
    let continued = cx.old.name(other.into());
    let was = cx.old[other].number;
    let json = if cx.old.json_name(pair.old) == cx.new.json_name(pair.new) { "" } else { " and JSON" };
    Problem {
        message: format!(
            "field {number} of `{message}` was `{old}` and is `{new}` now, a name like that of `{continued}`, which was {was}: what a \
             client built before this change sends as `{old}` is read as `{new}`, and code{json} with `{old}` no longer works"
        ),
        now: format!("{number} is `{new}` now"),
        was: format!("{number} was `{old}`"),
        help: format!(
            "give `{new}` number {was} if it means the same as `{continued}`; {number} keeps the name `{old}`"
        ),
    }
}

fn reused(cx: &Comparison<'_>, pair: Pair<FieldId>, old: &str, new: &str) -> Problem {
    let number = cx.old[pair.old].number;
    let message = subject::message(cx.old, cx.old[pair.old].containing());
    let gone = match cx.proposals(pair) {
        None => format!("keep the extension `{old}`"),
        Some(proposals) => format!("keep `{old}`, or leave `{}` in its place", proposals.missing(number.0, old)),
    };
    let old_field = (cx.old, pair.old);
    let new_field = (cx.new, pair.new);
    let effect = match (is_taken(old_field, new_field), is_taken(new_field, old_field)) {
        (true, true) => format!("data sent or stored as `{old}` is read as `{new}`, and the other way round"),
        (true, false) => {
            format!("data sent or stored as `{old}` is read as `{new}`, and older readers ignore what is sent in it")
        }
        (false, true) => {
            format!("data sent or stored as `{old}` is ignored, and older readers read `{new}` as `{old}`")
        }
        (false, false) => format!("data sent or stored as `{old}` is ignored, and older readers ignore `{new}`"),
    };
    Problem {
        message: format!("number {number} of `{message}` was `{old}` and is `{new}` now: {effect}"),
        now: format!("{number} is `{new}` now"),
        was: format!("{number} was `{old}`"),
        help: format!("give `{new}` a number of its own{}; {gone}", cx.such_as(pair)),
    }
}

fn renamed(cx: &Comparison<'_>, pair: Pair<FieldId>, old: &str, new: &str) -> Problem {
    let subject = subject::field(cx.old, pair.old);
    let json = cx.old.json_name(pair.old);
    let is_extension = cx.new[pair.new].is_extension();
    if cx.old[pair.old].is_extension() && !is_extension {
        return promoted(&subject, old, new);
    }
    let effect = if is_extension {
        format!("code and JSON that use `{old}` no longer find it")
    } else if json == cx.new.json_name(pair.new) {
        format!("code that uses `{old}` stops compiling; JSON keeps `{json}`")
    } else if let Some(heir) = cx.heir(pair, &json) {
        format!(
            "bytes sent as `{old}` are read as `{new}`, while JSON sent with `{json}` ends up in field {}",
            cx.new[heir].number
        )
    } else {
        format!("code that uses `{old}` stops compiling, and JSON with `{json}` is no longer understood")
    };
    Problem {
        message: format!("{subject} was renamed to `{new}`: {effect}"),
        now: format!("it is `{new}` now"),
        was: format!("it was `{old}`"),
        help: if is_extension {
            format!("keep the name `{old}`, in its package and scope")
        } else {
            format!("keep the name; or add a new field `{new}` and mark `{old}` as `[deprecated = true]`")
        },
    }
}

/// Describes an extension that became a field.
fn promoted(subject: &str, old: &str, new: &str) -> Problem {
    Problem {
        message: format!(
            "{subject} became field `{new}`: code that uses the extension stops compiling, and JSON with `[{old}]` is no \
             longer understood"
        ),
        now: format!("it is a field, `{new}`, now"),
        was: format!("it was the extension `{old}`"),
        help: format!("keep the extension, and give `{new}` a number of its own"),
    }
}
