//! The uses of messages and enums: fields of these types, methods, and extensions.

use std::collections::BTreeMap;

use super::outline::Package;
use protoward_schema::{Element, FieldOwner, FieldType, FileId, Schema};

/// The documented uses of each message and enum, in the order of the schema.
#[derive(Debug, Default)]
pub(crate) struct References(BTreeMap<Element, Vec<Element>>);

impl References {
    /// Finds all uses in the documented packages.
    pub(crate) fn find(schema: &Schema, packages: &[Package<'_>]) -> Self {
        let mut documented = vec![false; schema.files.len()];
        packages.iter().flat_map(|package| &package.files).for_each(|file| documented[file.index()] = true);
        let is_documented = |file: FileId| documented[file.index()];
        let mut uses: BTreeMap<Element, Vec<Element>> = BTreeMap::new();
        for (id, method) in schema.methods.iter().filter(|(_, method)| is_documented(schema[method.service].file)) {
            for message in [method.input, method.output] {
                let methods = uses.entry(message.into()).or_default();
                if methods.last() != Some(&id.into()) {
                    methods.push(id.into());
                }
            }
        }
        for (id, field) in schema.fields.iter().filter(|(_, field)| is_documented(field.file)) {
            if field.is_extension() {
                uses.entry(field.containing().into()).or_default().push(id.into());
            }
            let of = match field.ty {
                FieldType::Scalar(_) => continue,
                FieldType::Enum(id) => Element::Enum(id),
                FieldType::Message(id) | FieldType::Group(id) if schema.is_map_entry(id) => continue,
                FieldType::Message(id) | FieldType::Group(id) => Element::Message(id),
            };
            // The value of a map entry represents its map.
            let user = match field.owner {
                FieldOwner::Message(message) => schema[message].map_field.unwrap_or(id),
                FieldOwner::Extension { .. } => id,
            };
            uses.entry(of).or_default().push(user.into());
        }
        Self(uses)
    }

    /// Returns the uses of a message or enum.
    pub(crate) fn of(&self, element: Element) -> &[Element] {
        self.0.get(&element).map_or(&[], Vec::as_slice)
    }
}
