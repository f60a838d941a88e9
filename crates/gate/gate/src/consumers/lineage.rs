//! Renames between two versions: a consumer may know an element by an earlier name.

use std::collections::BTreeMap;

use protoward_breaking::renamed_elements;
use protoward_schema::{Element, Schema};

/// The full names of messages, enums, services and extensions that a later version has under another name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lineage {
    names: BTreeMap<String, String>,
}

impl Lineage {
    /// Finds the renames between two versions.
    pub(crate) fn between(was: &Schema, is: &Schema) -> Self {
        Self { names: renamed_elements(was, is) }
    }

    /// Returns the renames of both steps together, old to new.
    fn then(&self, next: &Self) -> BTreeMap<String, String> {
        let own = self.names.iter().map(|(was, is)| (was.clone(), next.name(is).to_owned()));
        let later = next.names.iter().filter(|(was, _)| !self.names.contains_key(*was));
        own.chain(later.map(|(was, is)| (was.clone(), is.clone()))).filter(|(was, is)| was != is).collect()
    }

    /// Returns the renames by way of several versions, old to new: each of `steps` has those before a version and those since. The first
    /// version that tells counts.
    pub(crate) fn by_way_of<'l>(steps: impl Iterator<Item = (&'l Self, &'l Self)>) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        for (was, is) in steps.flat_map(|(before, since)| before.then(since)) {
            all.entry(was).or_insert(is);
        }
        all
    }

    /// Returns the later name of a type or an extension.
    fn name<'n>(&'n self, name: &'n str) -> &'n str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// Returns the element of a later version that an element is there: fields and values by their numbers, other members by their
    /// names.
    pub(crate) fn later(&self, was: &Schema, element: Element, is: &Schema) -> Option<Element> {
        let find = |parent: Element| is.find(self.name(&was.full_name(parent)));
        let has_name = |member: Element| is.name(member) == was.name(element);
        match element {
            Element::Field(id) if !was[id].is_extension() => {
                let Element::Message(message) = find(was[id].containing().into())? else { return None };
                let mut fields = is[message].fields.iter().copied();
                fields.find(|&field| is[field].number == was[id].number).map(Element::from)
            }
            Element::EnumValue(id) => {
                let Element::Enum(parent) = find(was[id].parent.into())? else { return None };
                let mut values = is[parent].values.iter().copied();
                values.find(|&value| is[value].number == was[id].number).map(Element::from)
            }
            Element::Oneof(id) => {
                let Element::Message(message) = find(was[id].message.into())? else { return None };
                is[message].oneofs.iter().map(|&oneof| oneof.into()).find(|&it| has_name(it))
            }
            Element::Method(id) => {
                let Element::Service(service) = find(was[id].service.into())? else { return None };
                is[service].methods.iter().map(|&method| method.into()).find(|&it| has_name(it))
            }
            Element::Field(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => find(element),
            Element::File(_) => None,
        }
    }
}
