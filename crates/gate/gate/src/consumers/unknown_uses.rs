//! Names in a usage file that the compared version lacks: they were renamed since, or deleted.
//!
//! Without the consumer's version, it is unknown which. If a member is unknown, every member of its type counts as used. If a type is
//! unknown, every type with the named members does.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::usage::{Usage, UsedName};
use crate::deciding_names::{is_inside, is_value_below_enum};
use crate::judge::names;
use protoward_schema::{Element, Schema};

/// The types that a consumer may use under names that are not known.
#[derive(Debug, Default)]
pub(crate) struct UnknownUses {
    types: HashSet<Element>,
    /// The names that are not known.
    pub(crate) names: BTreeSet<String>,
}

impl UnknownUses {
    pub(crate) fn new(usage: &Usage, schema: &Schema) -> Self {
        let mut found = Self::default();
        let mut gone: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let known: HashSet<String> = names(schema).collect();
        let is_known = |name: &str| known.contains(name) || is_value_below_enum(schema, name);
        for UsedName { name, is_whole, .. } in usage.all().filter(|used| !is_known(used.name)) {
            found.names.insert(name.to_owned());
            match name.rsplit_once('.').filter(|_| !is_whole) {
                Some((parent, _)) if let Some(ty) = type_of(schema, parent) => _ = found.types.insert(ty),
                Some((parent, member)) if !is_package(schema, parent) => {
                    _ = gone.entry(parent).or_default().insert(member)
                }
                Some(_) | None => _ = gone.entry(name).or_default(),
            }
        }
        let types: Vec<(Element, BTreeSet<&str>)> =
            if gone.is_empty() { Vec::new() } else { candidates(usage, schema) };
        for members in gone.values() {
            found.types.extend(types.iter().filter(|(_, own)| members.is_subset(own)).map(|(ty, _)| *ty));
        }
        found
    }

    /// Returns `true` if a consumer may use an element of a schema under another name.
    pub(crate) fn may_have(&self, schema: &Schema, element: Element) -> bool {
        let ty = match element {
            Element::Field(id) => schema[id].containing().into(),
            Element::Oneof(id) => schema[id].message.into(),
            Element::EnumValue(id) => schema[id].parent.into(),
            Element::Method(id) => schema[id].service.into(),
            Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => element,
        };
        self.types.contains(&ty)
    }
}

fn type_of(schema: &Schema, name: &str) -> Option<Element> {
    schema.find(name).filter(|found| matches!(found, Element::Message(_) | Element::Enum(_) | Element::Service(_)))
}

fn is_package(schema: &Schema, name: &str) -> bool {
    schema.files.ids().any(|file| is_inside(schema.package(file), name))
}

/// Returns the types of the schema that the usage file does not name, with the names of their members.
fn candidates<'s>(usage: &Usage, schema: &'s Schema) -> Vec<(Element, BTreeSet<&'s str>)> {
    let members = |element: Element| -> Option<BTreeSet<&'s str>> {
        Some(match element {
            Element::Message(id) => schema[id].fields.iter().map(|&field| schema.name(field.into())).collect(),
            Element::Enum(id) => schema[id].values.iter().map(|&value| schema.name(value.into())).collect(),
            Element::Service(id) => schema[id].methods.iter().map(|&method| schema.name(method.into())).collect(),
            _ => return None,
        })
    };
    let own = schema.declarations().filter(|&it| !schema[schema.file_of(it)].is_import);
    let unnamed = own.filter(|&it| !usage.uses(&schema.full_name(it)));
    unnamed.filter_map(|element| Some((element, members(element)?))).collect()
}
