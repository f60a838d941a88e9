//! Names that moved to another number: readers find the data of one name under another.

use std::collections::HashMap;

use crate::comparison::{Comparison, Pair};
use crate::exchanges;
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::values::{self, ValuesByNumber};
use crate::wire::TypeKind;
use crate::witness::plan::{Media, OTHER_NAME, Recipe};
use crate::{declared, subject};
use protoward_schema::{Element, EnumId, EnumValueId, FieldId, FieldOwner, MessageId, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_VALUE_SAME_NUMBER",
        "names of enum values do not go to the numbers of other values",
        &[WIRE],
        include_str!("enum_value_same_number.md"),
        Check::Enum(check_enum),
    )
    .shown_in(Media::Names, Recipe::Values, OTHER_NAME)
    .own(),
    BreakingRule::new(
        "EXTENSION_SAME_EXTENDEE",
        "extensions go on to extend the same message",
        &[FILE, PACKAGE, WIRE_JSON, WIRE],
        include_str!("extension_same_extendee.md"),
        Check::Schema(|cx, findings| check_extensions(cx, ChangedPart::Extendee, findings)),
    )
    .shown_in(Media::Both, Recipe::Values, "the extended messages differ, and no reader is left for the old one")
    .own(),
    BreakingRule::new(
        "EXTENSION_SAME_NUMBER",
        "extensions keep their numbers",
        &[FILE, PACKAGE, WIRE_JSON, WIRE],
        include_str!("extension_same_number.md"),
        Check::Schema(|cx, findings| check_extensions(cx, ChangedPart::Number, findings)),
    )
    .own(),
    BreakingRule::new(
        "FIELD_SAME_NUMBER",
        "names of fields do not go to the numbers of other fields",
        &[WIRE],
        include_str!("field_same_number.md"),
        Check::Message(check_message),
    )
    .shown_in(Media::Names, Recipe::Values, OTHER_NAME)
    .own(),
];

/// The path of `number` in the descriptors of a field and of an enum value.
const FIELD_NUMBER: &[i32] = &[3];
const VALUE_NUMBER: &[i32] = &[2];
/// The path of `extendee` in a field's descriptor.
const EXTENDEE: &[i32] = &[2];

/// Checks the fields of a message. A field with the name of another old field is that field with a new number, and so is one
/// whose name continues that of another one. Any other field with an unused name is a rename, which the binary encoding does
/// not see.
fn check_message(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let fields = (&cx.old[pair.old].fields, &cx.new[pair.new].fields);
    let is_same = |(&old, &new): (&FieldId, &FieldId)| {
        let old = &cx.old[old];
        let new = &cx.new[new];
        old.number == new.number && cx.old.text(old.name) == cx.new.text(new.name)
    };
    // A fast path: most messages keep the order of their fields and append new ones.
    if fields.0.len() <= fields.1.len() && fields.0.iter().zip(fields.1).all(is_same) {
        return;
    }
    let is_renamed = |pair: &Pair<FieldId>| {
        let old = &cx.old[pair.old];
        let new = &cx.new[pair.new];
        cx.old.text(old.name) != cx.new.text(new.name)
    };
    let renamed: Vec<_> = cx.fields(pair).filter(is_renamed).collect();
    if renamed.is_empty() {
        return;
    }
    let before: HashMap<&str, FieldId> =
        cx.old[pair.old].fields.iter().map(|&field| (cx.old.text(cx.old[field].name), field)).collect();
    let exchanged = cx.exchanged_fields(pair);
    for pair in renamed {
        let namesake = before.get(cx.new.text(cx.new[pair.new].name));
        let Some(&other) = namesake.or_else(|| exchanged.get(&pair.new)) else { continue };
        // If the types differ too, the rule about types reports the number.
        if is_same_type(cx, pair) {
            findings
                .push(cx.now(pair.new, FIELD_NUMBER), cx.was(other, FIELD_NUMBER), field_problem(cx, pair, other))
                .details([cx.old.name(pair.old.into())]);
        }
    }
}

fn is_same_type(cx: &Comparison<'_>, pair: Pair<FieldId>) -> bool {
    TypeKind::of(cx.old, pair.old) == TypeKind::of(cx.new, pair.new)
        && cx.old.type_name(cx.old[pair.old].ty) == cx.new.type_name(cx.new[pair.new].ty)
}

fn field_problem(cx: &Comparison<'_>, pair: Pair<FieldId>, other: FieldId) -> Problem {
    let lost = cx.old.text(cx.old[pair.old].name);
    let name = cx.new.text(cx.new[pair.new].name);
    let now = cx.new[pair.new].number;
    let was = cx.old[other].number;
    let continued = cx.old.text(cx.old[other].name);
    let before = if continued == name {
        format!("had number {was}")
    } else {
        format!("has a name like that of `{continued}`, which had number {was}")
    };
    Problem {
        message: format!(
            "{} {before}, and {now} was `{lost}`: what a client built before this change sends as `{lost}` is read as `{name}`",
            subject::field(cx.new, pair.new)
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: if continued == name {
            format!("give `{name}` number {was} again; new fields get numbers that were never used")
        } else {
            format!(
                "give `{name}` number {was} if it means the same as `{continued}`; {now} keeps the meaning of `{lost}`"
            )
        },
    }
}

fn check_enum(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    if values::are_same(cx.old, cx.new, pair) {
        return;
    }
    let old = ValuesByNumber::new(cx.old, pair.old);
    let new = ValuesByNumber::new(cx.new, pair.new);
    let before: HashMap<&str, EnumValueId> =
        cx.old[pair.old].values.iter().map(|&value| (cx.old.text(cx.old[value].name), value)).collect();
    for (new, other) in exchanges::values(cx.schemas(), pair) {
        let number = cx.new[new].number;
        let lost = old.names(old.of(number));
        let first = [&lost, &vec![cx.old.name(other.into())]].map(|names| names.join(" "));
        let problem = exchange_problem(cx, Pair { old: other, new }, &lost);
        findings.push(cx.now(new, VALUE_NUMBER), cx.was(other, VALUE_NUMBER), problem).details(first);
    }
    for (number, values) in new.iter() {
        for (&value, name) in values.iter().zip(new.names(values)) {
            let Some(&other) = before.get(name).filter(|&&other| cx.old[other].number != number) else { continue };
            let was = cx.old[other].number;
            let taken = ReusedNumber {
                before: old.names(old.of(number)),
                after: new.names(values),
                left: new.names(new.of(was)),
            };
            let Some(what) = taken.described(name, number) else { continue };
            let problem = Problem {
                message: format!(
                    "value `{name}` of `{}` had number {was}{what}",
                    subject::enumeration(cx.new, pair.new)
                ),
                now: format!("{number} now"),
                was: format!("{was} before"),
                help: format!("give `{name}` number {was} again; new values get numbers that were never used"),
            };
            let first = [&taken.before, &taken.after, &taken.left].map(|names| names.join(" "));
            findings.push(cx.now(value, VALUE_NUMBER), cx.was(other, VALUE_NUMBER), problem).details(first);
        }
    }
}

/// Describes a value whose name continues that of another number.
fn exchange_problem(cx: &Comparison<'_>, pair: Pair<EnumValueId>, lost: &[&str]) -> Problem {
    let name = cx.new.name(pair.new.into());
    let continued = cx.old.name(pair.old.into());
    let now = cx.new[pair.new].number;
    let was = cx.old[pair.old].number;
    let lost = subject::listed(lost);
    Problem {
        message: format!(
            "value `{name}` of `{}` has {now}, which was {lost}, and a name like that of `{continued}`, which was {was}: what a \
             client built before this change sends as {lost} is read as `{name}`",
            subject::enumeration(cx.new, cx.new[pair.new].parent)
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!(
            "give `{name}` number {was} if it means the same as `{continued}`; {now} keeps the meaning of {lost}"
        ),
    }
}

/// The names around a value that changed its number.
struct ReusedNumber<'a> {
    /// The names of its new number, before and after the change.
    before: Vec<&'a str>,
    after: Vec<&'a str>,
    /// The names that its old number has now.
    left: Vec<&'a str>,
}

impl ReusedNumber<'_> {
    /// Returns what is misread; `None` if the old number is gone and the new one is new, which other rules report.
    fn described(&self, name: &str, number: i32) -> Option<String> {
        let lost = self.before.iter().find(|name| !self.after.contains(name));
        match (lost, self.before.first(), self.left.first()) {
            (Some(lost), ..) => Some(format!(
                " and has {number}, which was `{lost}`: what a client built before this change sends as `{lost}` is \
                 read as `{name}`"
            )),
            (None, Some(other), None) => Some(format!(
                " and has {number}, which is `{other}`: a client built before this change reads as `{other}` what is \
                 sent as `{name}`"
            )),
            (None, Some(other), Some(left)) => Some(format!(
                " and has {number}, which is `{other}`: what a client built before this change sends as `{name}` is \
                 read as `{left}`, and it reads as `{other}` what is sent as `{name}`"
            )),
            (None, None, Some(left)) => Some(format!(
                ", which is `{left}`, and has {number}: what a client built before this change sends as `{name}` is \
                 read as `{left}`"
            )),
            (None, None, None) => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ChangedPart {
    Number,
    Extendee,
}

fn check_extensions(cx: &Comparison<'_>, part: ChangedPart, findings: &mut Findings) {
    for (element, _) in declared::extensions(cx.old).filter(|&(element, _)| cx.has_old(cx.old.file_of(element))) {
        let Element::Field(old) = element else { continue };
        let Some(Element::Field(new)) = cx.in_new(&cx.old.full_name(element)) else { continue };
        let pair = Pair { old, new };
        let (Some(was), Some(now)) = (extendee(cx.old, old), extendee(cx.new, new)) else { continue };
        let is_same_name = subject::message(cx.old, was) == subject::message(cx.new, now);
        let is_same_extendee = is_same_name || cx.moves.new_of(was.into()) == Some(now.into());
        match part {
            // If the extendee was moved or renamed, that finding replaces this one.
            ChangedPart::Extendee if !is_same_name => {
                findings.push(cx.now(new, EXTENDEE), cx.was(old, EXTENDEE), extendee_problem(cx, pair));
            }
            ChangedPart::Number if is_same_extendee && cx.old[old].number != cx.new[new].number => {
                findings
                    .push(cx.now(new, FIELD_NUMBER), cx.was(old, FIELD_NUMBER), number_problem(cx, pair))
                    .fix(SchemaEdit::restore(ElementPart::Number, pair));
            }
            ChangedPart::Extendee | ChangedPart::Number => {}
        }
    }
}

fn extendee(schema: &Schema, id: FieldId) -> Option<MessageId> {
    match schema[id].owner {
        FieldOwner::Extension { extendee, .. } => Some(extendee),
        FieldOwner::Message(_) => None,
    }
}

fn number_problem(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Problem {
    let was = cx.old[pair.old].number;
    let now = cx.new[pair.new].number;
    let name = cx.new.full_name(pair.new.into());
    let extendee = subject::message(cx.new, cx.new[pair.new].containing());
    Problem {
        message: format!(
            "extension `{name}` of `{extendee}` had number {was} and has {now}: data that older programs \
             wrote under {was} is no longer read, and they do not read data under {now}"
        ),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!("give it number {was} again; for another number, add an extension with another name"),
    }
}

fn extendee_problem(cx: &Comparison<'_>, pair: Pair<FieldId>) -> Problem {
    let name = |schema: &Schema, id: FieldId| subject::message(schema, schema[id].containing()).to_owned();
    let was = name(cx.old, pair.old);
    let now = name(cx.new, pair.new);
    let name = cx.new.full_name(pair.new.into());
    Problem {
        message: format!(
            "extension `{name}` extended `{was}` and extends `{now}`: code that sets it on `{was}` stops compiling, and \
             existing values in `{was}` are no longer read"
        ),
        now: format!("it extends `{now}` now"),
        was: format!("it extended `{was}`"),
        help: format!("leave it on `{was}`; add an extension with another name for `{now}`"),
    }
}
