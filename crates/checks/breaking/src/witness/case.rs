//! The messages and fields that may demonstrate a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{NO_CARRIER, Plan};
use super::{NoWitness, Version, Witnesses};
use crate::Finding;
use crate::misread_values::misread_values;
use crate::versions::Pair;
use protoward_schema::{
    Element, EnumId, Field, FieldId, FieldNumber, FieldOwner, FieldType, MessageId, MethodId, NumberRange, OneofId,
    Schema,
};

/// Maximum number of fields with an enum to try.
const MAX_CARRIERS: usize = 256;

/// A message in both versions and its relevant fields.
#[derive(Clone, Debug)]
pub(super) struct MessageCase {
    pub(super) old: MessageId,
    pub(super) new: MessageId,
    pub(super) numbers: Vec<FieldNumber>,
    /// The enum values to try; empty if any value will do.
    pub(super) enum_values: Vec<i32>,
    /// `true` if another enum has these values by exchanged names, so that equal numbers have other meanings.
    pub(super) is_exchanged: bool,
    /// `true` if another field took a name of the first field, which old clients may have sent by either of its names.
    pub(super) is_taken: bool,
    /// The relevant half of map entries: 1 for keys, 2 for values.
    pub(super) half: Option<FieldNumber>,
    /// The message to put into an `Any`, by its old full name; only the old version can write it.
    pub(super) packed: Option<MessageId>,
}

type Cases = Result<Vec<MessageCase>, NoWitness>;

const NO_READER: &str = "the other side has no such message; nothing reads its bytes by that name";
const NO_METHOD: &str = "it is not about a message";

/// Fields of one version by enum type and by extendee, in schema order.
#[derive(Debug, Default)]
pub(super) struct CarrierFields {
    /// The fields of an enum type; for a map value, the map field.
    enums: BTreeMap<EnumId, Vec<FieldId>>,
    /// The extension numbers of a message.
    extensions: BTreeMap<MessageId, Vec<FieldNumber>>,
    /// The fields of type `google.protobuf.Any`; for a map value, the map field.
    anys: Vec<FieldId>,
}

impl CarrierFields {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut carriers = Self::default();
        let any = schema.find_message("google.protobuf.Any");
        for (id, field) in schema.fields.iter() {
            if let FieldType::Enum(of) = field.ty {
                carriers.enums.entry(of).or_default().push(lifted(schema, id));
            }
            if any.is_some() && field.ty.message() == any {
                carriers.anys.push(lifted(schema, id));
            }
            if field.is_extension() {
                carriers.extensions.entry(field.containing()).or_default().push(field.number);
            }
        }
        carriers
    }

    /// Returns the extension numbers of a message.
    pub(super) fn extensions(&self, message: MessageId) -> &[FieldNumber] {
        self.extensions.get(&message).map_or(&[], Vec::as_slice)
    }

    pub(super) fn anys(&self) -> &[FieldId] {
        &self.anys
    }
}

/// Returns the map field for the key or value of a map entry, and any other field unchanged.
fn lifted(schema: &Schema, id: FieldId) -> FieldId {
    match schema[id].owner {
        FieldOwner::Message(message) => schema[message].map_field.unwrap_or(id),
        FieldOwner::Extension { .. } => id,
    }
}

impl Witnesses<'_> {
    pub(super) fn cases(&self, finding: &Finding, plan: Plan) -> Cases {
        let old = self.old.schema();
        let new = self.new.schema();
        match (finding.old_element, finding.element) {
            (Some(Element::Field(was)), Some(Element::Field(now))) => {
                let cases = self.of_fields(Some(was), Some(now))?.into_iter();
                let enum_values = exchanged_values(finding, Pair { old, new }, Pair { old: was, new: now });
                let is_exchanged = !enum_values.is_empty();
                let is_taken = finding.rule.id() == "FIELD_SAME_JSON_NAME" && old[was].number != new[now].number;
                let case = |case| MessageCase { enum_values: enum_values.clone(), is_exchanged, is_taken, ..case };
                Ok(cases.map(case).collect())
            }
            (Some(Element::Field(was)), Some(Element::EnumValue(now))) => self.of_added_value(was, new[now].number),
            (Some(Element::Field(was)), _) => self.of_fields(Some(was), None),
            (_, Some(Element::Field(now))) => self.of_fields(None, Some(now)),
            (Some(Element::EnumValue(was)), _) => self.of_enum(old[was].parent, vec![old[was].number]),
            (_, Some(Element::EnumValue(now))) => match self.counterparts().old_enum(new[now].parent) {
                Some(was) => self.of_enum(was, vec![new[now].number]),
                None => Err(NoWitness::Unjudged(NO_CARRIER)),
            },
            (Some(Element::Enum(was)), Some(Element::Enum(now))) => {
                self.of_enum(was, vec![nameless(old, was, new, now)])
            }
            (Some(Element::Oneof(was)), _) => self.of_oneof(was),
            (Some(Element::Message(was)), Some(Element::Message(now))) => {
                let is_set =
                    |schema: &Schema, id: MessageId| schema[id].options.message_set_wire_format() == Some(true);
                let numbers = match is_set(old, was) == is_set(new, now) {
                    true => self.closed_extensions(was, now),
                    // All extensions are encoded differently in this case.
                    false => self.carriers().extensions(was).to_vec(),
                };
                match numbers.is_empty() {
                    // Other schemas may declare extensions.
                    true => Err(NoWitness::Unjudged(plan.otherwise)),
                    false => Ok(vec![MessageCase::new(was, now, numbers)]),
                }
            }
            (Some(Element::Method(was)), Some(Element::Method(now))) => self.of_methods(finding.rule.id(), was, now),
            _ => Err(NoWitness::NotHere(NO_METHOD)),
        }
    }

    /// Returns the cases for a field of one or both versions.
    fn of_fields(&self, was: Option<FieldId>, now: Option<FieldId>) -> Cases {
        let old = self.old.schema();
        let new = self.new.schema();
        let half = was.filter(|&id| lifted(old, id) != id).map(|id| old[id].number);
        let was = was.map(|id| &old[lifted(old, id)]);
        let now = now.map(|id| &new[lifted(new, id)]);
        if let (Some(was), Some(now)) = (was, now)
            && (was.is_extension() || now.is_extension())
            && self.counterparts().new_message(was.containing()) != Some(now.containing())
        {
            return self.of_moved_extension(was, now);
        }
        let old_message = was.map(|field| field.containing());
        let new_message = now.map(|field| field.containing());
        let old_message = old_message.or_else(|| self.counterparts().old_message(new_message?));
        let new_message = new_message.or_else(|| self.counterparts().new_message(old_message?));
        let (Some(old_message), Some(new_message)) = (old_message, new_message) else {
            return Err(NoWitness::NotHere(NO_READER));
        };
        let numbers: BTreeSet<_> = was.iter().chain(&now).map(|field| field.number).collect();
        Ok(vec![MessageCase { half, ..MessageCase::new(old_message, new_message, numbers.into_iter().collect()) }])
    }

    /// Returns the cases for a number of an enum that only the new version of a field has.
    fn of_added_value(&self, was: FieldId, number: i32) -> Cases {
        let cases = self.of_fields(Some(was), None)?;
        Ok(cases.into_iter().map(|case| MessageCase { half: None, enum_values: vec![number], ..case }).collect())
    }

    /// Returns the cases for an extension with a new extendee. No reader decodes the one extendee as the other.
    fn of_moved_extension(&self, was: &Field, now: &Field) -> Cases {
        let case = match self.counterparts().new_message(was.containing()) {
            Some(message) => Some(MessageCase::new(was.containing(), message, vec![was.number])),
            None => (self.counterparts().old_message(now.containing()))
                .map(|message| MessageCase::new(message, now.containing(), vec![now.number])),
        };
        case.map(|case| vec![case]).ok_or(NoWitness::NotHere(NO_READER))
    }

    fn of_enum(&self, was: EnumId, values: Vec<i32>) -> Cases {
        let old = self.old.schema();
        let new = self.new.schema();
        let Some(now) = self.counterparts().new_enum(was) else { return Err(NoWitness::Unjudged(NO_CARRIER)) };
        let mut cases = Vec::new();
        for &carrier in self.carriers().enums.get(&was).into_iter().flatten() {
            let field = &old[carrier];
            let Some(message) = self.counterparts().new_message(field.containing()) else { continue };
            let Some(counterpart) = self.new.field(message, field.number) else { continue };
            if holds(new, counterpart) == Some(now) {
                let case = MessageCase::new(field.containing(), message, vec![field.number]);
                cases.push(MessageCase { enum_values: values.clone(), ..case });
            }
            if cases.len() >= MAX_CARRIERS {
                break;
            }
        }
        if cases.is_empty() { Err(NoWitness::Unjudged(NO_CARRIER)) } else { Ok(cases) }
    }

    fn of_oneof(&self, was: OneofId) -> Cases {
        let old = self.old.schema();
        let message = old[was].message;
        let now = self.counterparts().new_message(message).ok_or(NoWitness::NotHere(NO_READER))?;
        let numbers = old[was].fields.iter().map(|&field| old[field].number).collect();
        Ok(vec![MessageCase::new(message, now, numbers)])
    }

    /// Returns extensions of the old message outside of the extension ranges of the new one.
    fn closed_extensions(&self, was: MessageId, now: MessageId) -> Vec<FieldNumber> {
        let open: Vec<_> = self.new.schema()[now].extension_ranges.iter().map(|range| range.numbers).collect();
        let extensions = self.carriers().extensions(was).iter().copied();
        let closed: BTreeSet<_> = extensions.filter(|number| !is_in(&open, number.0)).collect();
        closed.into_iter().collect()
    }

    /// Returns the cases for the request or the response, depending on the rule.
    fn of_methods(&self, rule: &str, was: MethodId, now: MethodId) -> Cases {
        let old = self.old.schema();
        let new = self.new.schema();
        let (was, now) = match rule {
            "RPC_SAME_REQUEST_TYPE" => (old[was].input, new[now].input),
            "RPC_SAME_RESPONSE_TYPE" => (old[was].output, new[now].output),
            _ => return Err(NoWitness::NotHere(NO_METHOD)),
        };
        let numbers = |schema: &Schema, message: MessageId| {
            schema[message].fields.iter().map(|&field| schema[field].number).collect::<BTreeSet<_>>()
        };
        let mut numbers = &numbers(old, was) | &numbers(new, now);
        numbers.extend(self.carriers_of(Version::Old).extensions(was));
        numbers.extend(self.carriers_of(Version::New).extensions(now));
        let numbers = numbers.into_iter().collect();
        Ok(vec![MessageCase::new(was, now, numbers)])
    }
}

impl MessageCase {
    pub(super) fn new(old: MessageId, new: MessageId, numbers: Vec<FieldNumber>) -> Self {
        Self {
            old,
            new,
            numbers,
            enum_values: Vec::new(),
            is_exchanged: false,
            is_taken: false,
            half: None,
            packed: None,
        }
    }
}

/// Returns the enum type of a field, or of the values of a map field.
pub(super) fn holds(schema: &Schema, id: FieldId) -> Option<EnumId> {
    match (schema[id].ty, schema.shape(id)) {
        (FieldType::Enum(of), _) => Some(of),
        (_, protoward_schema::Shape::Map { value, .. }) => match schema[value].ty {
            FieldType::Enum(of) => Some(of),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the numbers that mean other values in the enum of the new field than in that of the old one, for a finding about the type.
fn exchanged_values(finding: &Finding, schemas: Pair<&Schema>, pair: Pair<FieldId>) -> Vec<i32> {
    let is_about_type = matches!(
        finding.rule.id(),
        "FIELD_SAME_TYPE" | "FIELD_WIRE_COMPATIBLE_TYPE" | "FIELD_WIRE_JSON_COMPATIBLE_TYPE"
    );
    let enums = (holds(schemas.old, pair.old), holds(schemas.new, pair.new));
    let (true, (Some(old), Some(new))) = (is_about_type, enums) else { return Vec::new() };
    misread_values(schemas, Pair { old, new }).into_iter().map(|value| value.number).collect()
}

/// Returns a number without a name in either version.
fn nameless(old: &Schema, was: EnumId, new: &Schema, now: EnumId) -> i32 {
    let known = |schema: &Schema, id: EnumId| -> BTreeSet<i32> {
        schema[id].values.iter().map(|&value| schema[value].number).collect()
    };
    let old = known(old, was);
    let new = known(new, now);
    (1..).find(|number| !old.contains(number) && !new.contains(number)).unwrap_or(i32::MAX)
}

fn is_in(ranges: &[NumberRange], number: i32) -> bool {
    ranges.iter().any(|range| range.contains(number))
}
