//! Examples of resource names, from the patterns of `google.api.resource`.

use std::collections::BTreeMap;

use super::object::{JsonValue, Object};
use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::{FieldId, FieldOwner, FieldType, Scalar, Schema};

const RESOURCE: Annotation = Annotation { name: "google.api.resource", number: 1053 };
const DEFINITION: Annotation = Annotation { name: "google.api.resource_definition", number: 1053 };
const REFERENCE: Annotation = Annotation { name: "google.api.resource_reference", number: 1055 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const PATTERN: OptionField = OptionField { name: "pattern", number: 2 };
const NAME_FIELD: OptionField = OptionField { name: "name_field", number: 3 };

/// Keywords that an example could violate.
const CONSTRAINTS: [&str; 9] =
    ["pattern", "format", "minLength", "maxLength", "enum", "const", "not", "anyOf", "examples"];

/// The types of resources with an example of a name.
pub(super) struct Resources {
    examples: BTreeMap<String, String>,
}

impl Resources {
    /// Reads the resources of a schema.
    pub(super) fn new(schema: &Schema) -> Self {
        let of_messages = schema.messages.ids().flat_map(|id| RESOURCE.messages(schema, id.into()));
        let of_files = schema.files.ids().flat_map(|id| DEFINITION.messages(schema, id.into()));
        let entry = |held: OptionMessage<'_>| Some((held.text(TYPE), example(held.texts(PATTERN).first()?)?));
        Self { examples: of_messages.chain(of_files).filter_map(entry).collect() }
    }

    /// Adds an example to the schema of a field that has the name of a resource, unless the field is constrained.
    pub(super) fn add(&self, schema: &Schema, field: FieldId, property: &mut Object<'_>) {
        let is_text = schema[field].ty == FieldType::Scalar(Scalar::String);
        let is_plain = property.get("type").and_then(JsonValue::text) == Some("string");
        if self.examples.is_empty() || !is_text || !is_plain {
            return;
        }
        if CONSTRAINTS.iter().any(|keyword| property.get(keyword).is_some()) {
            return;
        }
        let example = named(schema, field).or_else(|| referenced(schema, field));
        if let Some(example) = example.and_then(|ty| self.examples.get(&ty)) {
            property.set("examples", JsonValue::list([example.clone()]));
        }
    }
}

/// Returns the type of the resource that a field names, if the field is the name in a resource.
fn named(schema: &Schema, field: FieldId) -> Option<String> {
    let FieldOwner::Message(message) = schema[field].owner else { return None };
    let held = RESOURCE.message(schema, message.into())?;
    let name_field = Some(held.text(NAME_FIELD)).filter(|name| !name.is_empty());
    let is_name = schema.text(schema[field].name) == name_field.as_deref().unwrap_or("name");
    is_name.then(|| held.text(TYPE))
}

/// Returns the type of the resource that a field refers to.
fn referenced(schema: &Schema, field: FieldId) -> Option<String> {
    Some(REFERENCE.message(schema, field.into())?.text(TYPE))
}

/// Returns a name for a pattern: `shelves/my-shelf` for `shelves/{shelf}`. `*` stands for any pattern.
fn example(pattern: &str) -> Option<String> {
    if pattern == "*" {
        return None;
    }
    let mut name = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        let (variable, after) = behind.split_once('}')?;
        let variable = variable.split('=').next().unwrap_or_default();
        name.push_str(before);
        name.push_str("my-");
        name.push_str(&variable.replace('_', "-"));
        rest = after;
    }
    name.push_str(rest);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_their_patterns() {
        for (pattern, expected) in [
            ("shelves/{shelf}/books/{book_copy}", Some("shelves/my-shelf/books/my-book-copy")),
            ("things/{thing=**}", Some("things/my-thing")),
            ("settings", Some("settings")),
            ("*", None),
            ("shelves/{shelf", None),
        ] {
            assert_eq!(example(pattern).as_deref(), expected);
        }
    }
}
