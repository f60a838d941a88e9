//! Schemas of messages and enums, as components of a document.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::object::{JsonValue, Object};
use super::resources::Resources;
use super::settings::{Naming, OpenApiSettings};
use super::types::{SIGNED, UNSIGNED, any, default, reference, scalar, status, typed, well_known, without_null};
use super::{annotations, comments, constraints, options};
use protoward_dynamic::Codec;
use protoward_schema::{
    Element, EnumId, EnumValueId, FieldId, FieldType, MessageId, OneofId, Presence, Scalar, Schema, Shape,
};

const ANY: &str = "google.protobuf.Any";
const STATUS: &str = "google.rpc.Status";

/// Maximum number of oneof members for which exclusions are listed, because the text grows quadratically.
const MOST_EXCLUSIONS: usize = 16;

/// The inputs that all documents of a call share.
#[derive(Clone, Copy)]
pub(super) struct OpenApiContext<'a> {
    pub(super) codec: &'a Codec<'a>,
    pub(super) settings: &'a OpenApiSettings,
    pub(super) resources: &'a Resources,
}

/// The components of a document, added when they are referenced.
pub(super) struct Schemas<'a> {
    pub(super) schema: &'a Schema,
    pub(super) codec: &'a Codec<'a>,
    pub(super) naming: Naming,
    pub(super) settings: &'a OpenApiSettings,
    resources: &'a Resources,
    /// The messages whose schemas allow no other members.
    closed: HashSet<MessageId>,
    /// The completed components by name.
    made: BTreeMap<&'a str, Object<'a>>,
    /// All components that were referenced, so that each is written once.
    seen: HashSet<Component>,
    /// The referenced components that are not complete yet.
    wanted: Vec<Component>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Component {
    Message(MessageId),
    Enum(EnumId),
}

impl<'a> Schemas<'a> {
    /// Creates an empty list of components. `closed` are the messages whose schemas allow no other members.
    pub(super) fn new(context: OpenApiContext<'a>, closed: HashSet<MessageId>) -> Self {
        let OpenApiContext { codec, settings, resources } = context;
        Self {
            schema: codec.schema(),
            codec,
            naming: settings.naming,
            settings,
            resources,
            closed,
            made: BTreeMap::new(),
            seen: HashSet::new(),
            wanted: Vec::new(),
        }
    }

    /// Returns all components that are referenced directly or indirectly, by name.
    pub(super) fn finish(mut self) -> BTreeMap<&'a str, Object<'a>> {
        while let Some(component) = self.wanted.pop() {
            let (name, made) = match component {
                Component::Message(id) => (self.schema.text(self.schema[id].full_name), self.object(id, &[])),
                Component::Enum(id) => (self.schema.text(self.schema[id].full_name), self.names(id)),
            };
            self.made.insert(name, made);
        }
        self.made
    }

    /// Returns the JSON name of a field.
    pub(super) fn field_name(&self, field: FieldId) -> String {
        match self.naming {
            _ if self.schema[field].is_extension() => format!("[{}]", self.schema.full_name(field.into())),
            Naming::Json => self.schema.json_name(field),
            Naming::Proto => self.schema.text(self.schema[field].name).to_owned(),
        }
    }

    /// Returns a `$ref` to the schema of error responses.
    pub(super) fn error(&mut self) -> Object<'a> {
        let own = self.settings.error_body.as_deref().and_then(|name| self.schema.find_message(name));
        match own {
            Some(message) => self.message(message),
            None => self.status(),
        }
    }

    /// Returns a `$ref` to the schema of `google.rpc.Status`.
    fn status(&mut self) -> Object<'a> {
        let any = self.any();
        self.made.entry(STATUS).or_insert_with(|| status(any));
        Object::of("$ref", reference(STATUS))
    }

    fn any(&mut self) -> &'static str {
        self.made.entry(ANY).or_insert_with(any);
        ANY
    }

    /// Returns the schema for a use of a message: a reference, or the schema of its special JSON form.
    pub(super) fn message(&mut self, id: MessageId) -> Object<'a> {
        let name = self.schema.text(self.schema[id].full_name);
        if let Some(known) = well_known(name) {
            return known;
        }
        match name {
            ANY => Object::of("$ref", reference(self.any())),
            STATUS => self.status(),
            _ => self.refer(Component::Message(id), name),
        }
    }

    fn refer(&mut self, component: Component, name: &str) -> Object<'a> {
        if self.seen.insert(component) {
            self.wanted.push(component);
        }
        Object::of("$ref", reference(name))
    }

    /// Returns the schema of a single value of a type.
    pub(super) fn value(&mut self, ty: FieldType) -> Object<'a> {
        match ty {
            FieldType::Scalar(of) => scalar(of),
            FieldType::Message(id) | FieldType::Group(id) => self.message(id),
            FieldType::Enum(id) => match self.schema.text(self.schema[id].full_name) {
                "google.protobuf.NullValue" => typed("null"),
                name => self.refer(Component::Enum(id), name),
            },
        }
    }

    /// Returns the schema of a field's value, without its comment.
    pub(super) fn content(&mut self, field: FieldId) -> Object<'a> {
        let ty = self.schema[field].ty;
        match self.schema.shape(field) {
            Shape::Single(_) => self.value(ty),
            Shape::Repeated { .. } => typed("array").with("items", self.element(ty)),
            Shape::Map { key, value } => {
                let values = self.element(self.schema[value].ty);
                let mut map = typed("object").with("additionalProperties", values);
                if let FieldType::Scalar(key) = self.schema[key].ty {
                    keys(key).into_iter().for_each(|keys| map.set("propertyNames", keys));
                }
                map
            }
        }
    }

    /// Returns the schema of an element of a list or a map. It excludes `null`: only a field can be an unset wrapper.
    fn element(&mut self, ty: FieldType) -> Object<'a> {
        let mut element = self.value(ty);
        without_null(&mut element);
        element
    }

    /// Returns the complete schema of a field, and `true` if it is required.
    pub(super) fn property(&mut self, field: FieldId) -> (Object<'a>, bool) {
        let mut property = self.content(field);
        let required = self.annotate(field, &mut property);
        (property, required)
    }

    /// Like [`property`](Self::property), but without the fields at some paths, which begin in the message of this field. Recurses
    /// once per part of a path.
    fn property_without(&mut self, field: FieldId, without: &[&[FieldId]]) -> (Object<'a>, bool) {
        let inside: Vec<&[FieldId]> = without
            .iter()
            .filter_map(|path| path.split_first().filter(|(first, _)| **first == field))
            .map(|it| it.1)
            .collect();
        match self.schema[field].ty.message().filter(|_| !inside.is_empty()) {
            Some(message) => {
                let mut property = self.object(message, &inside);
                let is_required = self.annotate(field, &mut property);
                // The path sets the message. It only has to be there for another required field.
                let needs_more = property.get("required").is_some();
                (property, is_required && needs_more)
            }
            None => self.property(field),
        }
    }

    /// Adds the annotations of a field to its schema, and returns `true` for a required field.
    pub(super) fn annotate(&self, field: FieldId, property: &mut Object<'a>) -> bool {
        let mut required =
            self.schema[field].presence() == Presence::Required && matches!(self.schema.shape(field), Shape::Single(_));
        if let Some(description) = self.described(field) {
            property.set("description", description);
        }
        if self.schema[field].options.deprecated() == Some(true) {
            property.set("deprecated", true);
        }
        if let Some(default) = default(self.schema, field) {
            property.set("default", default);
        }
        required |= annotations::add(self.schema, field, property);
        required |= constraints::add(self.codec, field, property);
        self.resources.add(self.schema, field, property);
        options::add_to_schema(self.codec, field, property);
        required
    }

    /// Returns the comment of a field, including its oneof.
    fn described(&self, field: FieldId) -> Option<Cow<'a, str>> {
        let comment = comments::description(self.schema, field);
        let Some(oneof) = self.rivals(field) else { return comment };
        let name = self.schema.text(self.schema[oneof].name);
        let word = format!("At most one of the fields of `{name}` is set.");
        Some(comment.map_or_else(|| word.clone(), |comment| format!("{comment}\n\n{word}")).into())
    }

    /// Returns the oneof of a field, if it has other members.
    fn rivals(&self, field: FieldId) -> Option<OneofId> {
        self.schema[field].oneof.filter(|&oneof| !self.schema[oneof].synthetic && self.schema[oneof].fields.len() > 1)
    }

    /// Returns the schema of a message as an object, without the fields at some paths.
    pub(super) fn object(&mut self, id: MessageId, without: &[&[FieldId]]) -> Object<'a> {
        let schema = self.schema;
        let mut object = typed("object");
        if let Some(description) = comments::description(schema, id) {
            object.set("description", description);
        }
        if schema[id].options.deprecated() == Some(true) {
            object.set("deprecated", true);
        }
        let mut properties = Object::default();
        let mut required = Vec::new();
        for &field in schema[id].fields.iter().filter(|&&field| !without.contains(&&[field][..])) {
            let name = self.field_name(field);
            let (property, is_required) = self.property_without(field, without);
            required.extend(is_required.then(|| name.clone()));
            properties.set(name, property);
        }
        if !properties.is_empty() {
            object.set("properties", properties);
        }
        if !required.is_empty() {
            object.set("required", JsonValue::list(required));
        }
        // Extensions are members, too.
        if self.closed.contains(&id) && schema[id].extension_ranges.is_empty() {
            object.set("additionalProperties", false);
        }
        self.exclusions(id, without, &mut object);
        constraints::add_of_message(self.codec, id, &mut object);
        options::add_to_schema(self.codec, id, &mut object);
        object
    }

    /// Adds the mutual exclusion of oneof members. Keywords that code generators interpret as unions are avoided.
    fn exclusions(&self, id: MessageId, without: &[&[FieldId]], object: &mut Object<'a>) {
        let mut groups = Object::default();
        let mut exclusions = Object::default();
        let oneofs = self.schema[id].oneofs.iter().filter(|&&oneof| !self.schema[oneof].synthetic);
        for &oneof in oneofs {
            let members = self.schema[oneof].fields.iter().filter(|&&field| !without.contains(&&[field][..]));
            let members: Vec<String> = members.map(|&field| self.field_name(field)).collect();
            if members.len() < 2 {
                continue;
            }
            groups.set(self.schema.text(self.schema[oneof].name), JsonValue::list(members.iter().cloned()));
            if members.len() > MOST_EXCLUSIONS {
                continue;
            }
            for (index, member) in members.iter().enumerate().take(members.len() - 1) {
                let mut later = Object::default();
                members[index + 1..].iter().for_each(|other| later.set(other.clone(), false));
                exclusions.set(member.clone(), Object::of("properties", later));
            }
        }
        if !exclusions.is_empty() {
            object.set("dependentSchemas", exclusions);
        }
        if !groups.is_empty() {
            object.set("x-oneofs", groups);
        }
    }

    /// Returns the schema of an enum: the names of its values.
    fn names(&self, id: EnumId) -> Object<'a> {
        let schema = self.schema;
        let mut names = typed("string");
        let is_deprecated = |value: EnumValueId| schema[value].options.deprecated() == Some(true);
        let lines = schema[id].values.iter().filter_map(|&value| {
            let comment = comments::description(schema, value).unwrap_or_default();
            let deprecated = is_deprecated(value).then_some("Deprecated.");
            let lines = comment.lines().map(str::trim).filter(|line| !line.is_empty());
            let lines: Vec<&str> = deprecated.into_iter().chain(lines).collect();
            (!lines.is_empty()).then(|| format!("- `{}`: {}", schema.text(schema[value].name), lines.join(" ")))
        });
        let lines: Vec<String> = lines.collect();
        let list = (!lines.is_empty()).then(|| lines.join("\n"));
        let described: Vec<String> =
            comments::description(schema, id).map(Cow::into_owned).into_iter().chain(list).collect();
        if !described.is_empty() {
            names.set("description", described.join("\n\n"));
        }
        if schema[id].options.deprecated() == Some(true) {
            names.set("deprecated", true);
        }
        names.set(
            "enum",
            JsonValue::list(schema[id].values.iter().map(|&value| schema.name(Element::EnumValue(value)))),
        );
        let deprecated = schema[id].values.iter().copied().filter(|&value| is_deprecated(value));
        let deprecated: Vec<&str> = deprecated.map(|value| schema.name(Element::EnumValue(value))).collect();
        if !deprecated.is_empty() {
            names.set("x-deprecated-values", JsonValue::list(deprecated));
        }
        options::add_to_schema(self.codec, id, &mut names);
        names
    }
}

/// Returns the schema of map keys, which are strings in JSON; `None` if any string is valid.
fn keys(key: Scalar) -> Option<Object<'static>> {
    match key {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
            Some(Object::of("pattern", SIGNED))
        }
        Scalar::Uint32 | Scalar::Fixed32 | Scalar::Uint64 | Scalar::Fixed64 => Some(Object::of("pattern", UNSIGNED)),
        Scalar::Bool => Some(Object::of("enum", JsonValue::list(["true", "false"]))),
        Scalar::Double | Scalar::Float | Scalar::String | Scalar::Bytes => None,
    }
}

/// Returns `true` for the schema of a list.
pub(super) fn is_list(schema: &Object<'_>) -> bool {
    schema.get("type").and_then(JsonValue::text) == Some("array")
}
