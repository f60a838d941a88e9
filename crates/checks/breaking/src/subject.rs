//! The phrases that name elements in messages.

use protoward_schema::{Element, EnumId, FieldId, FieldOwner, MessageId, MethodId, Schema};

/// Returns "field `name` (2) of `user.v1.User`", or the equivalent for extensions and for the key and value of a map.
pub(super) fn field(schema: &Schema, id: FieldId) -> String {
    let number = schema[id].number;
    if let Some(map) = schema.map_field(id.into()) {
        let half = if number.0 == 1 { "key" } else { "value" };
        return format!("the {half} of {}", field_of_message(schema, "map", map));
    }
    match schema[id].owner {
        FieldOwner::Message(_) => field_of_message(schema, "field", id),
        FieldOwner::Extension { extendee, .. } => {
            format!("extension `{}` ({number}) of `{}`", schema.full_name(id.into()), message(schema, extendee))
        }
    }
}

fn field_of_message(schema: &Schema, kind: &str, id: FieldId) -> String {
    let field = &schema[id];
    format!("{kind} `{}` ({}) of `{}`", schema.text(field.name), field.number, message(schema, field.containing()))
}

/// Returns the full name of a message.
pub(super) fn message(schema: &Schema, id: MessageId) -> &str {
    schema.text(schema[id].full_name)
}

/// Returns "message `user.v1.User`"; a map entry is named by its map field.
pub(super) fn message_or_map(schema: &Schema, id: MessageId) -> String {
    match schema.map_field(id.into()) {
        Some(map) => format!("the entry of {}", field_of_message(schema, "map", map)),
        None => format!("message `{}`", message(schema, id)),
    }
}

/// Returns the name of a field; for an extension its full name.
pub(super) fn name(schema: &Schema, id: FieldId) -> String {
    match schema[id].owner {
        FieldOwner::Message(_) => schema.text(schema[id].name).to_owned(),
        FieldOwner::Extension { .. } => schema.full_name(id.into()),
    }
}

/// Returns the kind of an element, such as "message" or "enum".
pub(super) const fn kind(element: Element) -> &'static str {
    match element {
        Element::File(_) => "file",
        Element::Message(_) => "message",
        Element::Field(_) => "extension",
        Element::Oneof(_) => "oneof",
        Element::Enum(_) => "enum",
        Element::EnumValue(_) => "value",
        Element::Service(_) => "service",
        Element::Method(_) => "method",
    }
}

/// Returns the full name of an enum.
pub(super) fn enumeration(schema: &Schema, id: EnumId) -> &str {
    schema.text(schema[id].full_name)
}

/// Returns "method `Get` of `user.v1.UserService`".
pub(super) fn method(schema: &Schema, id: MethodId) -> String {
    let service = schema[id].service;
    format!("method `{}` of `{}`", schema.text(schema[id].name), schema.text(schema[service].full_name))
}

/// The phrases for a deleted declaration.
pub(super) struct DeletedPhrases {
    /// The declaration, such as "enum `user.v1.State`"; for a map entry the map field.
    pub(super) subject: String,
    /// The kind, such as "enum".
    pub(super) kind: &'static str,
    /// The consequence of the deletion.
    pub(super) harm: &'static str,
}

impl DeletedPhrases {
    pub(super) fn new(schema: &Schema, element: Element) -> Self {
        let kind = kind(element);
        if let Some(map) = schema.map_field(element) {
            let subject = field_of_message(schema, "map", map);
            return Self { subject, kind: "map", harm: "code that uses it stops compiling" };
        }
        let harm = match element {
            Element::Service(_) => "clients that call it get UNIMPLEMENTED, and code that names it stops compiling",
            _ => "code that names it stops compiling",
        };
        Self { subject: format!("{kind} `{}`", schema.full_name(element)), kind, harm }
    }
}

/// Returns a list of names such as "`A`, `B`".
pub(super) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
