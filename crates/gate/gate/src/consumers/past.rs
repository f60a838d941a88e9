//! Findings about numbers and names that were used before the baseline: they are no longer reserved, or used again.
//!
//! A comparison of a consumer's version with the new one has no such finding, because that version may still use them.

use std::collections::BTreeSet;

use crate::reservations::reservations;
use protoward_breaking::{Finding, json_names};
use protoward_schema::ranges::Coverage;
use protoward_schema::{Element, FieldId, NumberRange, Schema};

/// Returns `true` for a finding about declarations from before the baseline.
pub(crate) fn is_about_past(finding: &Finding) -> bool {
    finding.rule.needs_ledger() || finding.rule.id().starts_with("RESERVED_")
}

/// The numbers and names of a type that a finding is about.
#[derive(Debug, Default)]
struct Reused {
    numbers: Vec<NumberRange>,
    names: BTreeSet<String>,
}

/// Returns `true` if the version of a consumer uses the number or the name of a finding for something else than the new version does.
/// `types` are the consumer's forms of the type that the finding is about.
pub(crate) fn has_past(consumer: &Schema, types: &[Element], finding: &Finding, [old, new]: [&Schema; 2]) -> bool {
    let Some(reused) = Reused::of(finding, [old, new]) else {
        // A method or a type, which only a name identifies.
        let name = finding.element.map(|element| new.full_name(element));
        return name.is_some_and(|name| consumer.declarations().any(|element| consumer.full_name(element) == name));
    };
    let now = type_of(finding, new);
    types.iter().any(|&element| match element {
        Element::Message(message) => {
            let extensions = consumer.fields.iter().filter(|(_, it)| it.is_extension() && it.containing() == message);
            let mut fields = consumer[message].fields.iter().copied().chain(extensions.map(|(id, _)| id));
            fields.any(|field| {
                let has_name = || json_names(consumer, field).iter().any(|name| reused.names.contains(name));
                (reused.has_number(consumer[field].number.0) || has_name()) && !has_field(new, now, consumer, field)
            })
        }
        Element::Enum(parent) => consumer[parent].values.iter().any(|&value| {
            let (number, name) = (consumer[value].number, consumer.text(consumer[value].name));
            (reused.has_number(number) || reused.names.contains(name)) && !has_value(new, now, number, name)
        }),
        _ => false,
    })
}

/// Returns the type in which a finding is about numbers or names, in the new version.
pub(crate) fn type_of(finding: &Finding, new: &Schema) -> Option<Element> {
    match finding.element? {
        Element::Field(id) => Some(new[id].containing().into()),
        Element::EnumValue(id) => Some(new[id].parent.into()),
        element @ (Element::Message(_) | Element::Enum(_)) => Some(element),
        Element::File(_) | Element::Oneof(_) | Element::Service(_) | Element::Method(_) => None,
    }
}

impl Reused {
    /// Returns what a finding is about; `None` for a method or a type.
    fn of(finding: &Finding, [old, new]: [&Schema; 2]) -> Option<Self> {
        match (finding.element?, finding.old_element) {
            (Element::Field(id), _) => {
                let number = new[id].number.0;
                let names = json_names(new, id).into_iter().collect();
                Some(Self { numbers: vec![NumberRange { start: number, end: number }], names })
            }
            (Element::EnumValue(id), _) => {
                let number = new[id].number;
                let names = BTreeSet::from([new.text(new[id].name).to_owned()]);
                Some(Self { numbers: vec![NumberRange { start: number, end: number }], names })
            }
            (is, Some(was)) => {
                let (was, is) = (reservations(old, was)?, reservations(new, is)?);
                let kept: BTreeSet<&str> = is.1.iter().map(|&name| new.text(name)).collect();
                let names = was.1.iter().map(|&name| old.text(name)).filter(|name| !kept.contains(name));
                let covered = Coverage::new(is.0.iter().copied());
                let numbers = was.0.iter().flat_map(|&range| covered.missing(range)).collect();
                Some(Self { numbers, names: names.map(str::to_owned).collect() })
            }
            _ => None,
        }
    }

    fn has_number(&self, number: i32) -> bool {
        self.numbers.iter().any(|range| range.contains(number))
    }
}

/// Returns `true` if a type of the new version has a field of a consumer: with the same number, name and type.
fn has_field(new: &Schema, ty: Option<Element>, consumer: &Schema, field: FieldId) -> bool {
    let text = |schema: &Schema, field: FieldId| {
        let ty = schema.type_name(schema[field].ty).to_owned();
        (schema[field].number, schema.text(schema[field].name).to_owned(), ty)
    };
    let Some(Element::Message(message)) = ty else { return false };
    new[message].fields.iter().any(|&now| text(new, now) == text(consumer, field))
}

/// Returns `true` if a type of the new version has a value with this number and name.
fn has_value(new: &Schema, ty: Option<Element>, number: i32, name: &str) -> bool {
    let Some(Element::Enum(parent)) = ty else { return false };
    new[parent].values.iter().any(|&now| new[now].number == number && new.text(new[now].name) == name)
}
