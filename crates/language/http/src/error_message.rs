use protoward_schema::{MessageId, Schema};
use protoward_source::nearest;

/// A name of a message that a schema does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMessage {
    /// The name.
    pub name: String,
    /// The full name of the message with the most similar one.
    pub near: Option<String>,
}

/// Returns the message in the body of errors, by its full name.
///
/// # Errors
/// Returns an error if the schema does not have the message.
pub fn error_message(schema: &Schema, name: &str) -> Result<MessageId, UnknownMessage> {
    schema.find_message(name).ok_or_else(|| {
        let known = schema.messages.ids().map(|id| schema.text(schema[id].full_name));
        let near = nearest(name, known).first().map(|&near| near.to_owned());
        UnknownMessage { name: name.to_owned(), near }
    })
}
