//! The resources of `google.api.resource` and `google.api.resource_definition`: their types, and the forms of their names.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::{Element, FileId, Schema};

const RESOURCE: Annotation = Annotation { name: "google.api.resource", number: 1053 };
const DEFINITION: Annotation = Annotation { name: "google.api.resource_definition", number: 1053 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const PATTERN: OptionField = OptionField { name: "pattern", number: 2 };
const NAME_FIELD: OptionField = OptionField { name: "name_field", number: 3 };

/// A resource and its declaring element.
pub(super) struct Resource {
    pub(super) element: Element,
    pub(super) patterns: Vec<String>,
    pub(super) name_field: String,
}

/// The resources of a schema, by type.
pub(super) struct Resources(BTreeMap<String, Resource>);

impl Resources {
    /// Reads all resources, of messages and of files that declare resources without a message. Of several with the same type, the
    /// first one of a file that takes part counts.
    pub(super) fn new(schema: &Schema, takes_part: impl Fn(FileId) -> bool) -> Self {
        let mut all = BTreeMap::new();
        for is_part in [true, false] {
            let mut add = |element: Element, held: &OptionMessage<'_>| {
                let patterns = held.texts(PATTERN);
                let name_field = held.text(NAME_FIELD);
                all.entry(held.text(TYPE)).or_insert(Resource { element, patterns, name_field });
            };
            let has_options = |(_, message): &(_, &protoward_schema::Message)| message.options.bytes().is_some();
            let messages = schema.messages.iter().filter(|(_, message)| takes_part(message.file) == is_part);
            for (id, _) in messages.filter(has_options) {
                RESOURCE.messages(schema, id.into()).iter().for_each(|held| add(id.into(), held));
            }
            for file in schema.files.ids().filter(|&file| takes_part(file) == is_part) {
                DEFINITION.messages(schema, file.into()).iter().for_each(|held| add(file.into(), held));
            }
        }
        Self(all)
    }

    pub(super) fn get(&self, ty: &str) -> Option<&Resource> {
        self.0.get(ty)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Resource)> {
        self.0.iter()
    }

    /// Returns the forms of the names of a type; `None` if they are not known.
    pub(super) fn forms(&self, ty: &str) -> Option<BTreeSet<String>> {
        let patterns = &self.get(ty)?.patterns;
        (!patterns.is_empty()).then(|| patterns.iter().map(|pattern| form(pattern)).collect())
    }

    /// Returns the forms of the names of the parents of a type; `None` if they are not known.
    pub(super) fn parent_forms(&self, ty: &str) -> Option<BTreeSet<String>> {
        self.forms(ty)?.iter().map(|form| parent(form)).collect()
    }
}

/// Returns the path of the option in the descriptor of an element.
pub(super) fn path(schema: &Schema, element: Element) -> Vec<i32> {
    match element {
        Element::File(_) => [DEFINITION.path(schema, element), vec![0]].concat(),
        element => RESOURCE.path(schema, element),
    }
}

/// Returns the form of the names of a pattern: `shops/*/orders/*` of `shops/{shop}/orders/{order}`.
pub(super) fn form(pattern: &str) -> String {
    let mut form = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        form.push_str(before);
        form.push_str(if variable.ends_with("=**") { "**" } else { "*" });
        rest = after;
    }
    form + rest
}

/// Returns the form of the names of the parents: `shops/*` of `shops/*/orders/*` and of `shops/*/settings`.
fn parent(form: &str) -> Option<String> {
    let (before, last) = form.rsplit_once('/')?;
    let parent = if last.contains('*') { before.rsplit_once('/')?.0 } else { before };
    Some(parent.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_no_names_of_variables() {
        assert_eq!(form("shops/{shop}/orders/{order=**}"), "shops/*/orders/**");
        assert_eq!(form("shops/{shop}/settings"), "shops/*/settings");
        assert_eq!(form("pairs/{one}~{other}"), "pairs/*~*");
        assert_eq!(form("*"), "*");
    }

    #[test]
    fn parents_are_collections_above() {
        assert_eq!(parent("shops/*/orders/*").as_deref(), Some("shops/*"));
        assert_eq!(parent("shops/*/settings").as_deref(), Some("shops/*"));
        assert_eq!(parent("shops/*"), None);
        assert_eq!(parent("*"), None);
    }
}
