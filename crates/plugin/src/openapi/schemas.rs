//! Schemas of messages and enums, as components of a document.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::object::{Object, Value};
use super::settings::Naming;
use super::types::{any, reference, scalar, status, typed, well_known};
use super::{annotations, comments, constraints};
use protoward_dynamic::Codec;
use protoward_schema::{Element, EnumId, FieldId, FieldType, MessageId, OneofId, Presence, Scalar, Schema, Shape};

const ANY: &str = "google.protobuf.Any";
const STATUS: &str = "google.rpc.Status";

/// The most members of a oneof whose exclusion is written out: the text grows with their square.
const MOST_EXCLUSIONS: usize = 16;

/// The components that a document needs; they grow as they are referred to.
pub(super) struct Schemas<'a> {
    pub(super) schema: &'a Schema,
    pub(super) codec: &'a Codec<'a>,
    naming: Naming,
    /// The components that are complete, by name.
    made: BTreeMap<&'a str, Object<'a>>,
    /// The components that are referenced.
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
    pub(super) fn new(codec: &'a Codec<'a>, naming: Naming) -> Self {
        Self { schema: codec.schema(), codec, naming, made: BTreeMap::new(), seen: HashSet::new(), wanted: Vec::new() }
    }

    /// All components that were referred to, and those that they refer to, by name.
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

    /// The name of a field in JSON.
    pub(super) fn field_name(&self, field: FieldId) -> String {
        match self.naming {
            _ if self.schema[field].is_extension() => format!("[{}]", self.schema.full_name(field.into())),
            Naming::Json => self.schema.json_name(field),
            Naming::Proto => self.schema.text(self.schema[field].name).to_owned(),
        }
    }

    /// A reference to the body of errors.
    pub(super) fn error(&mut self) -> Object<'a> {
        let any = self.any();
        self.made.entry(STATUS).or_insert_with(|| status(any));
        Object::of("$ref", reference(STATUS))
    }

    fn any(&mut self) -> &'static str {
        self.made.entry(ANY).or_insert_with(any);
        ANY
    }

    /// The schema of a message where it is used: a reference, or what JSON has in its place.
    pub(super) fn message(&mut self, id: MessageId) -> Object<'a> {
        let name = self.schema.text(self.schema[id].full_name);
        if let Some(known) = well_known(name) {
            return known;
        }
        match name {
            ANY => Object::of("$ref", reference(self.any())),
            STATUS => self.error(),
            _ => self.refer(Component::Message(id), name),
        }
    }

    fn refer(&mut self, component: Component, name: &str) -> Object<'a> {
        if self.seen.insert(component) {
            self.wanted.push(component);
        }
        Object::of("$ref", reference(name))
    }

    /// The schema of one value of a field.
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

    /// The schema of all that a field holds, without its comment.
    pub(super) fn content(&mut self, field: FieldId) -> Object<'a> {
        let ty = self.schema[field].ty;
        match self.schema.shape(field) {
            Shape::Single(_) => self.value(ty),
            Shape::Repeated { .. } => typed("array").with("items", self.value(ty)),
            Shape::Map { key, value } => {
                let values = self.value(self.schema[value].ty);
                let mut map = typed("object").with("additionalProperties", values);
                if let FieldType::Scalar(key) = self.schema[key].ty {
                    keys(key).into_iter().for_each(|keys| map.set("propertyNames", keys));
                }
                map
            }
        }
    }

    /// The schema of a field with all that is said of it, and whether it has to be there.
    pub(super) fn property(&mut self, field: FieldId) -> (Object<'a>, bool) {
        let mut property = self.content(field);
        let required = self.annotate(field, &mut property);
        (property, required)
    }

    /// Adds what is said of a field to its schema; `true` if the field has to be there.
    pub(super) fn annotate(&self, field: FieldId, property: &mut Object<'a>) -> bool {
        let mut required =
            self.schema[field].presence() == Presence::Required && matches!(self.schema.shape(field), Shape::Single(_));
        if let Some(description) = self.described(field) {
            property.set("description", description);
        }
        if self.schema[field].options.deprecated() == Some(true) {
            property.set("deprecated", true);
        }
        required |= annotations::add(self.schema, field, property);
        required |= constraints::add(self.codec, field, property);
        required
    }

    /// The comment of a field, and the oneof that it is a member of.
    fn described(&self, field: FieldId) -> Option<Cow<'a, str>> {
        let comment = comments::description(self.schema, field);
        let Some(oneof) = self.rivals(field) else { return comment };
        let name = self.schema.text(self.schema[oneof].name);
        let word = format!("At most one of the fields of `{name}` is set.");
        Some(comment.map_or_else(|| word.clone(), |comment| format!("{comment}\n\n{word}")).into())
    }

    /// The oneof of a field, where it has other members.
    fn rivals(&self, field: FieldId) -> Option<OneofId> {
        self.schema[field].oneof.filter(|&oneof| !self.schema[oneof].synthetic && self.schema[oneof].fields.len() > 1)
    }

    /// The schema of a message as an object, without some of its fields.
    pub(super) fn object(&mut self, id: MessageId, without: &[FieldId]) -> Object<'a> {
        let schema = self.schema;
        let mut object = typed("object");
        if let Some(description) = comments::description(schema, id) {
            object.set("description", description);
        }
        if schema[id].options.deprecated() == Some(true) {
            object.set("deprecated", true);
        }
        let (mut properties, mut required) = (Object::default(), Vec::new());
        for &field in schema[id].fields.iter().filter(|field| !without.contains(field)) {
            let name = self.field_name(field);
            let (property, is_required) = self.property(field);
            required.extend(is_required.then(|| name.clone()));
            properties.set(name, property);
        }
        if !properties.is_empty() {
            object.set("properties", properties);
        }
        if !required.is_empty() {
            object.set("required", Value::list(required));
        }
        self.exclusions(id, without, &mut object);
        constraints::add_of_message(self.codec, id, &mut object);
        object
    }

    /// The members of each oneof exclude each other. Keywords that generators of code read as unions are avoided.
    fn exclusions(&self, id: MessageId, without: &[FieldId], object: &mut Object<'a>) {
        let (mut groups, mut exclusions) = (Object::default(), Object::default());
        let oneofs = self.schema[id].oneofs.iter().filter(|&&oneof| !self.schema[oneof].synthetic);
        for &oneof in oneofs {
            let members = self.schema[oneof].fields.iter().filter(|field| !without.contains(field));
            let members: Vec<String> = members.map(|&field| self.field_name(field)).collect();
            if members.len() < 2 {
                continue;
            }
            groups.set(self.schema.text(self.schema[oneof].name), Value::list(members.iter().cloned()));
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

    /// The schema of an enum: the names of its values.
    fn names(&self, id: EnumId) -> Object<'a> {
        let schema = self.schema;
        let mut names = typed("string");
        let lines = schema[id].values.iter().filter_map(|&value| {
            let comment = comments::description(schema, value)?;
            let lines: Vec<&str> = comment.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            Some(format!("- `{}`: {}", schema.text(schema[value].name), lines.join(" ")))
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
        names.set("enum", Value::list(schema[id].values.iter().map(|&value| schema.name(Element::EnumValue(value)))));
        names
    }
}

/// The schema of the keys of a map, which are strings in JSON; `None` if they are any strings.
fn keys(key: Scalar) -> Option<Object<'static>> {
    let pattern = |pattern: &'static str| Some(Object::of("pattern", pattern));
    match key {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 | Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
            pattern("^-?[0-9]+$")
        }
        Scalar::Uint32 | Scalar::Fixed32 | Scalar::Uint64 | Scalar::Fixed64 => pattern("^[0-9]+$"),
        Scalar::Bool => Some(Object::of("enum", Value::list(["true", "false"]))),
        Scalar::Double | Scalar::Float | Scalar::String | Scalar::Bytes => None,
    }
}

/// Whether a schema is a list.
pub(super) fn is_list(schema: &Object<'_>) -> bool {
    schema.get("type").and_then(Value::text) == Some("array")
}
