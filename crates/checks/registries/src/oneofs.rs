//! Differences of oneofs and of their members.

use std::collections::{BTreeMap, BTreeSet};

use crate::Change;
use crate::differences::Comparison;
use crate::fields::by_number;
use protoward_schema::{Element, FieldId, MessageId, OneofId, Schema};

impl Comparison<'_> {
    pub(crate) fn oneofs(&mut self, old: MessageId, new: MessageId) {
        let writer = self.writer;
        let reader = self.reader;
        let was = by_number(writer, old);
        let is = by_number(reader, new);
        let old_names = names(writer, old);
        let new_names = names(reader, new);
        for &id in real(writer, old).iter().filter(|id| !new_names.contains(name(writer, **id))) {
            self.add(Change::OneofRemoved, Some(id.into()), None);
        }
        for &id in real(reader, new).iter().filter(|id| !old_names.contains(name(reader, **id))) {
            self.add(Change::OneofAdded, None, Some(id.into()));
        }
        for (number, &before) in &was {
            let Some(oneof) = oneof_of(writer, before) else { continue };
            let remains = new_names.contains(name(writer, oneof));
            let element = Some(Element::Field(before));
            let Some(&after) = is.get(number) else {
                let members = writer[oneof].fields.iter().map(|id| writer[*id].number.0);
                let survives = members.clone().any(|number| is.contains_key(&number));
                let change = match (remains, survives) {
                    (true, _) => Change::OneofFieldRemoved,
                    (false, true) => Change::RemovedWithPartOfOneof,
                    (false, false) => Change::RemovedWithOneof,
                };
                self.add(change, element, None);
                continue;
            };
            let change = match oneof_of(reader, after) {
                None if remains => Change::MovedOutOfOneof,
                None => Change::MovedOutOfRemovedOneof,
                Some(other) if name(reader, other) != name(writer, oneof) => Change::MovedToOtherOneof,
                Some(_) => continue,
            };
            self.add(change, element, Some(after.into()));
        }
        for &oneof in &real(reader, new) {
            self.members(oneof, &was);
        }
    }

    /// Finds fields that became exclusive: members of one oneof that were not members of one oneof before.
    fn members(&mut self, oneof: OneofId, was: &BTreeMap<i32, FieldId>) {
        let writer = self.writer;
        let reader = self.reader;
        let mut moved = Vec::new();
        let mut origins = BTreeSet::new();
        let mut members = Vec::new();
        for &after in &reader[oneof].fields {
            let Some(&before) = was.get(&reader[after].number.0) else {
                self.add(Change::OneofFieldAdded, None, Some(after.into()));
                continue;
            };
            match oneof_of(writer, before) {
                Some(origin) => {
                    origins.insert(origin);
                    members.push((before, after));
                }
                None => moved.push((before, after)),
            }
        }
        let (change, concerned) = match (moved.len(), origins.len()) {
            (0, 0 | 1) => return,
            (0, _) => (Change::OneofsMerged, members),
            (1, 0) => (Change::FieldMovedToNewOneof, moved),
            (1, _) => (Change::FieldMovedToExistingOneof, moved),
            (_, _) => (Change::MultipleFieldsMovedToOneof, moved),
        };
        for (before, after) in concerned {
            self.add(change, Some(before.into()), Some(after.into()));
        }
    }
}

/// Returns the oneofs that are written, without those of `optional` fields.
fn real(schema: &Schema, message: MessageId) -> Vec<OneofId> {
    schema[message].oneofs.iter().copied().filter(|id| !schema[*id].synthetic).collect()
}

fn names(schema: &Schema, message: MessageId) -> BTreeSet<&str> {
    real(schema, message).into_iter().map(|id| name(schema, id)).collect()
}

fn name(schema: &Schema, id: OneofId) -> &str {
    schema.text(schema[id].name)
}

fn oneof_of(schema: &Schema, id: FieldId) -> Option<OneofId> {
    schema[id].oneof.filter(|oneof| !schema[*oneof].synthetic)
}
