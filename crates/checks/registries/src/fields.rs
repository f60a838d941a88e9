//! Differences of fields with equal numbers: their names, labels and defaults. `types.rs` has those of their types.

use std::collections::BTreeMap;

use crate::Change;
use crate::differences::Comparison;
use crate::types::{TypeKind, kind_of};
use protoward_schema::{Cardinality, Element, FieldId, MessageId, Presence, Schema, Shape, Syntax};

/// The fields of a message by number.
pub(crate) fn by_number(schema: &Schema, message: MessageId) -> BTreeMap<i32, FieldId> {
    schema[message].fields.iter().map(|id| (schema[*id].number.0, *id)).collect()
}

impl Comparison<'_> {
    pub(crate) fn fields(&mut self, old: MessageId, new: MessageId) {
        let writer = self.writer;
        let reader = self.reader;
        let was = by_number(writer, old);
        let is = by_number(reader, new);
        for (number, &before) in &was {
            match is.get(number) {
                None => self.removed_field(before, new),
                Some(&after) => self.field(before, after),
            }
            let name = writer.text(writer[before].name);
            let same = reader[new].fields.iter().copied().find(|id| reader.text(reader[*id].name) == name);
            if let Some(same) = same.filter(|id| reader[*id].number.0 != *number) {
                self.add(Change::FieldNumberChanged, Some(before.into()), Some(same.into()));
            }
        }
        for (_, &after) in is.iter().filter(|(number, _)| !was.contains_key(number)) {
            let change = match requirement(reader, after) {
                Requirement::No => Change::FieldAdded,
                Requirement::Keyword if self.is_from_proto2() => Change::RequiredFieldAdded,
                Requirement::Keyword => Change::RequiredFieldAddedToOtherSyntax,
                Requirement::Feature => Change::LegacyRequiredFieldAdded,
            };
            self.add(change, None, Some(after.into()));
        }
    }

    fn removed_field(&mut self, before: FieldId, new: MessageId) {
        let writer = self.writer;
        let reader = self.reader;
        let field = &writer[before];
        let name = writer.text(field.name);
        let message = &reader[new];
        let is_reserved = message.reserved_ranges.iter().any(|range| range.contains(field.number.0))
            && message.reserved_names.iter().any(|reserved| reader.text(*reserved) == name);
        let element = Some(Element::Field(before));
        let change = if is_reserved { Change::FieldRemovedAndReserved } else { Change::FieldRemoved };
        self.add(change, element, None);
        match requirement(writer, before) {
            Requirement::No => {}
            Requirement::Keyword => self.add(Change::RequiredFieldRemoved, element, None),
            Requirement::Feature => self.add(Change::LegacyRequiredFieldRemoved, element, None),
        }
        if matches!(writer.shape(before), Shape::Map { .. }) {
            self.add(Change::MapFieldRemoved, element, None);
        }
    }

    fn field(&mut self, before: FieldId, after: FieldId) {
        let writer = self.writer;
        let reader = self.reader;
        let both = (Some(Element::Field(before)), Some(Element::Field(after)));
        let is_map = matches!(writer.shape(before), Shape::Map { .. });
        if writer.text(writer[before].name) != reader.text(reader[after].name) {
            self.add(Change::FieldRenamed, both.0, both.1);
            if is_map && matches!(reader.shape(after), Shape::Map { .. }) {
                self.add(Change::MapFieldRenamed, both.0, both.1);
            }
        } else if writer.json_name(before) != reader.json_name(after) {
            self.add(Change::JsonNameChanged, both.0, both.1);
        }
        if !self.field_types(before, after) || is_map {
            return;
        }
        self.labels(before, after);
        if writer[before].default != reader[after].default {
            self.add(Change::DefaultChanged, both.0, both.1);
        }
        if let (Shape::Repeated { packed: was }, Shape::Repeated { packed: is }) =
            (writer.shape(before), reader.shape(after))
            && was != is
        {
            self.add(Change::PackedChanged, both.0, both.1);
        }
    }

    fn labels(&mut self, before: FieldId, after: FieldId) {
        let writer = self.writer;
        let reader = self.reader;
        let both = (Some(Element::Field(before)), Some(Element::Field(after)));
        let kind = kind_of(writer, before);
        let is_repeated = |schema: &Schema, id: FieldId| schema[id].cardinality == Cardinality::Repeated;
        let are_written = written_label(writer, before).is_some() && written_label(reader, after).is_some();
        if is_repeated(writer, before) != is_repeated(reader, after) {
            let change = match kind {
                TypeKind::Message | TypeKind::Map => Change::MessageRepeatedChanged,
                TypeKind::Text => Change::TextRepeatedChanged,
                TypeKind::Number if are_written => Change::NumericLabelChanged,
                TypeKind::Number => Change::NumericUnlabelledChanged,
            };
            self.add(change, both.0, both.1);
        }
        let is_number = kind == TypeKind::Number && are_written;
        match (requirement(writer, before), requirement(reader, after)) {
            (Requirement::No, Requirement::Keyword) if is_number => {
                self.add(Change::NumericBecameRequired, both.0, both.1);
            }
            (Requirement::No, Requirement::Keyword) => self.add(Change::OtherBecameRequired, both.0, both.1),
            (Requirement::Keyword, Requirement::No) if is_number => {
                self.add(Change::NumericNoLongerRequired, both.0, both.1);
            }
            (Requirement::Keyword, Requirement::No) => self.add(Change::OtherNoLongerRequired, both.0, both.1),
            (Requirement::No, Requirement::Feature) => self.add(Change::BecameLegacyRequired, both.0, both.1),
            _ => {
                let singular = |schema: &Schema, id: FieldId| match schema.shape(id) {
                    Shape::Single(presence) if schema[id].oneof.is_none_or(|it| schema[it].synthetic) => Some(presence),
                    _ => None,
                };
                if let (Some(was), Some(is)) = (singular(writer, before), singular(reader, after))
                    && was != is
                {
                    self.add(Change::PresenceChanged, both.0, both.1);
                }
            }
        }
    }
}

/// The reason why a field is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Requirement {
    No,
    /// The label `required` of proto2.
    Keyword,
    /// `LEGACY_REQUIRED` of an edition, which has no label.
    Feature,
}

fn requirement(schema: &Schema, id: FieldId) -> Requirement {
    let field = &schema[id];
    match field.cardinality {
        Cardinality::Required => Requirement::Keyword,
        Cardinality::Optional if field.presence() == Presence::Required => Requirement::Feature,
        Cardinality::Optional | Cardinality::Repeated => Requirement::No,
    }
}

/// Returns the label as it is written. Registries that parse texts know no other.
fn written_label(schema: &Schema, id: FieldId) -> Option<Cardinality> {
    let field = &schema[id];
    let is_member = field.oneof.is_some_and(|oneof| !schema[oneof].synthetic);
    match (field.cardinality, schema[field.file].syntax) {
        (Cardinality::Repeated, _) => Some(Cardinality::Repeated),
        (label, Syntax::Proto2) if !is_member => Some(label),
        (label, Syntax::Proto3) if field.proto3_optional => Some(label),
        _ => None,
    }
}
