//! Reads the attributes of declarations from a schema. `attributes.rs` lists them with their types.

use crate::options::{self, Options};
use crate::target::Target;
use crate::value::{Object, Value};
use protoward_schema::{Cardinality, Element, FeatureSet, FieldId, FieldType, FileId, Parent, Presence, Schema};
use protoward_schema::{MessageId, Shape, Syntax};

/// Returns the value of a variable for an element; see [`Target::variables`].
pub(crate) fn variable(schema: &Schema, element: Element, name: &str) -> Option<Value> {
    let found = match name {
        "this" => element,
        "file" => Element::File(schema.file_of(element)),
        name if name == Target::of(element).name() => element,
        "parent" => parent(schema, element)?,
        name => Some(parent(schema, element)?).filter(|parent| Target::of(*parent).name() == name)?,
    };
    Some(declaration(found))
}

/// Returns the declaration around an element; of an extension, the extended message.
fn parent(schema: &Schema, element: Element) -> Option<Element> {
    Some(match element {
        Element::File(_) => return None,
        Element::Message(id) => schema[id].parent.into(),
        Element::Field(id) => schema[id].containing().into(),
        Element::Oneof(id) => schema[id].message.into(),
        Element::Enum(id) => schema[id].parent.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Service(id) => schema[id].file.into(),
        Element::Method(id) => schema[id].service.into(),
    })
}

/// Returns an attribute of a declaration; `None` if it has no such attribute.
pub(crate) fn attribute(schema: &Schema, element: Element, name: &str) -> Option<Value> {
    Some(match name {
        "name" => schema.name(element).into(),
        "full_name" => schema.full_name(element).into(),
        "kind" => Target::of(element).name().into(),
        "package" => schema.package(schema.file_of(element)).into(),
        "comment" => schema.comments(element).leading.unwrap_or_default().into(),
        "comments" => Value::Object(Object::Comments(element)),
        "features" => Value::Object(Object::Features(features(schema, element))),
        "deprecated" => Value::Bool(is_deprecated(schema, element)),
        "options" => Value::Object(Object::Options(element)),
        "file" if !matches!(element, Element::File(_)) => declaration(schema.file_of(element)),
        "parent" => declaration(parent(schema, element)?),
        _ => return own(schema, element, name),
    })
}

fn own(schema: &Schema, element: Element, name: &str) -> Option<Value> {
    match element {
        Element::File(id) => of_file(schema, id, name),
        Element::Message(id) => of_message(schema, id, name),
        Element::Field(id) => of_field(schema, id, name),
        Element::Oneof(id) => (name == "fields").then(|| declarations(&schema[id].fields)),
        Element::Enum(id) => Some(match name {
            "is_nested" => Value::Bool(matches!(schema[id].parent, Parent::Message(_))),
            "values" => declarations(&schema[id].values),
            "reserved_names" => texts(schema[id].reserved_names.iter().map(|&name| schema.text(name))),
            _ => return None,
        }),
        Element::EnumValue(id) => (name == "number").then(|| Value::Int(schema[id].number.into())),
        Element::Service(id) => (name == "methods").then(|| declarations(&schema[id].methods)),
        Element::Method(id) => Some(match name {
            "input" => declaration(schema[id].input),
            "output" => declaration(schema[id].output),
            "client_streaming" => Value::Bool(schema[id].client_streaming),
            "server_streaming" => Value::Bool(schema[id].server_streaming),
            _ => return None,
        }),
    }
}

fn of_file(schema: &Schema, id: FileId, name: &str) -> Option<Value> {
    let file = &schema[id];
    Some(match name {
        "path" => schema.text(file.path).into(),
        "syntax" => match file.syntax {
            Syntax::Proto2 => "proto2",
            Syntax::Proto3 => "proto3",
            Syntax::Edition(_) => "editions",
        }
        .into(),
        "edition" => match file.syntax {
            Syntax::Edition(edition) => edition.name().map_or_else(|| edition.0.to_string(), str::to_owned).into(),
            Syntax::Proto2 | Syntax::Proto3 => "".into(),
        },
        "imports" => {
            Value::list((0..file.imports.len()).map(|index| Value::Object(Object::Import(id, index))).collect())
        }
        "messages" => messages(schema, &file.messages),
        "enums" => declarations(&file.enums),
        "services" => declarations(&file.services),
        "extensions" => declarations(&file.extensions),
        _ => return None,
    })
}

fn of_message(schema: &Schema, id: MessageId, name: &str) -> Option<Value> {
    let message = &schema[id];
    Some(match name {
        "is_nested" => Value::Bool(matches!(message.parent, Parent::Message(_))),
        "fields" => declarations(&message.fields),
        "oneofs" => {
            let written = message.oneofs.iter().filter(|&&oneof| !schema[oneof].synthetic);
            Value::list(written.copied().map(declaration).collect())
        }
        "messages" => messages(schema, &message.messages),
        "enums" => declarations(&message.enums),
        "extensions" => declarations(&message.extensions),
        "reserved_names" => texts(message.reserved_names.iter().map(|&name| schema.text(name))),
        _ => return None,
    })
}

fn of_field(schema: &Schema, id: FieldId, name: &str) -> Option<Value> {
    let field = &schema[id];
    let is_map = || matches!(schema.shape(id), Shape::Map { .. });
    Some(match name {
        "number" => Value::Int(field.number.0.into()),
        "json_name" => schema.json_name(id).into(),
        "type" => type_of(schema, id),
        "is_message" => Value::Bool(field.ty.message().is_some() && !is_map()),
        "is_enum" => Value::Bool(matches!(field.ty, FieldType::Enum(_))),
        "is_map" => Value::Bool(is_map()),
        "is_repeated" => Value::Bool(matches!(schema.shape(id), Shape::Repeated { .. })),
        "is_extension" => Value::Bool(field.is_extension()),
        "cardinality" => match field.cardinality {
            Cardinality::Optional => "optional",
            Cardinality::Required => "required",
            Cardinality::Repeated => "repeated",
        }
        .into(),
        "presence" => match schema.shape(id) {
            Shape::Single(Presence::Explicit) => "explicit",
            Shape::Single(Presence::Implicit) => "implicit",
            Shape::Single(Presence::Required) => "required",
            Shape::Repeated { .. } | Shape::Map { .. } => "",
        }
        .into(),
        "oneof" => match field.oneof.filter(|&oneof| !schema[oneof].synthetic) {
            Some(oneof) => schema.text(schema[oneof].name).into(),
            None => "".into(),
        },
        _ => return None,
    })
}

fn type_of(schema: &Schema, id: FieldId) -> Value {
    match schema.shape(id) {
        Shape::Map { key, value } => {
            let key = schema.type_name(schema[key].ty);
            let value = schema.type_name(schema[value].ty);
            format!("map<{key}, {value}>").into()
        }
        Shape::Single(_) | Shape::Repeated { .. } => schema.type_name(schema[id].ty).into(),
    }
}

/// Returns an attribute of an import.
pub(crate) fn of_import(schema: &Schema, file: FileId, index: usize, name: &str) -> Option<Value> {
    let import = schema[file].imports.get(index)?;
    Some(match name {
        "path" => schema.text(import.path).into(),
        "is_public" => Value::Bool(import.public),
        "is_weak" => Value::Bool(import.weak),
        _ => return None,
    })
}

/// Returns a comment of a declaration.
pub(crate) fn of_comments(schema: &Schema, element: Element, name: &str) -> Option<Value> {
    let comments = schema.comments(element);
    Some(match name {
        "leading" => comments.leading.unwrap_or_default().into(),
        "trailing" => comments.trailing.unwrap_or_default().into(),
        "detached" => texts(comments.detached.into_iter()),
        _ => return None,
    })
}

/// Returns a resolved feature, as `descriptor.proto` names its value.
pub(crate) fn of_features(features: FeatureSet, name: &str) -> Option<Value> {
    let value = match name {
        "field_presence" => format!("{:?}", features.field_presence),
        "enum_type" => format!("{:?}", features.enum_type),
        "repeated_field_encoding" => format!("{:?}", features.repeated_encoding),
        "utf8_validation" => format!("{:?}", features.utf8_validation),
        "message_encoding" => format!("{:?}", features.message_encoding),
        "json_format" => format!("{:?}", features.json_format),
        _ => return None,
    };
    Some(crate::words::upper_snake_case(&value).into())
}

fn features(schema: &Schema, element: Element) -> FeatureSet {
    match element {
        Element::File(id) => schema[id].features,
        Element::Message(id) => schema[id].features,
        Element::Field(id) => schema[id].features,
        Element::Oneof(id) => schema[id].features,
        Element::Enum(id) => schema[id].features,
        Element::EnumValue(id) => schema[id].features,
        Element::Service(id) => schema[id].features,
        Element::Method(id) => schema[id].features,
    }
}

fn is_deprecated(schema: &Schema, element: Element) -> bool {
    let options = Options { schema, element };
    matches!(options::standard(options, "deprecated"), Some(Value::Bool(true)))
}

fn declaration(element: impl Into<Element>) -> Value {
    Value::Object(Object::Declaration(element.into()))
}

fn declarations<T: Copy + Into<Element>>(ids: &[T]) -> Value {
    Value::list(ids.iter().copied().map(declaration).collect())
}

/// Returns messages without the entries of maps, which the compiler makes.
fn messages(schema: &Schema, ids: &[MessageId]) -> Value {
    let written = ids.iter().filter(|&&id| !schema.is_map_entry(id));
    Value::list(written.copied().map(declaration).collect())
}

fn texts<'a>(all: impl Iterator<Item = &'a str>) -> Value {
    Value::list(all.map(Value::from).collect())
}
