//! Moving fields of a message to the path, the query or the body of an HTTP request.

use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{FieldId, Schema};

/// Takes a field out of a message. Messages on the path that are empty afterwards are removed too.
pub(super) fn take(schema: &Schema, message: &mut Message, path: &[FieldId]) -> Option<Content> {
    let (&field, inner) = path.split_first()?;
    let number = schema[field].number;
    if inner.is_empty() {
        return message.clear(number);
    }
    let mut content = message.clear(number)?;
    let taken = match &mut content {
        Content::One(DynamicValue::Message(nested)) => take(schema, nested, inner),
        _ => None,
    };
    let is_used_up =
        matches!(&content, Content::One(DynamicValue::Message(nested)) if taken.is_some() && is_empty(nested));
    if !is_used_up {
        message.set(number, field, content);
    }
    taken
}

/// Returns `true` if a message has no fields.
pub(super) fn is_empty(message: &Message) -> bool {
    message.iter().next().is_none() && message.unknown().is_empty()
}

/// Returns the path of the first field that is left in a message, with dots.
pub(super) fn first_left(schema: &Schema, message: &Message) -> Option<String> {
    let (_, field, content) = message.iter().next()?;
    let name = schema.text(schema[field].name);
    match content {
        Content::One(DynamicValue::Message(nested)) => {
            Some(first_left(schema, nested).map_or_else(|| name.to_owned(), |inner| format!("{name}.{inner}")))
        }
        _ => Some(name.to_owned()),
    }
}
