//! The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
//!
//! Written without blanks, fields by number and maps by key, so that the same message has the same text. Read as strictly
//! as the parsers of protobuf do by default.

mod base64;
mod field_mask;
mod read;
mod scalar;
mod special;
mod time;
mod write;

use super::{Codec, JsonError, Message};
use crate::schema::MessageId;

/// What to do with a key that is no field, and with the name of a value that the enum does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKeys {
    /// Refuse the text, as parsers do unless they are told otherwise.
    Refuse,
    /// Go on without it.
    Ignore,
}

impl Codec<'_> {
    /// The JSON of a message. What the schema does not know is not in it.
    ///
    /// # Errors
    /// When the message has no JSON form: text that is not UTF-8, a time out of range, an `Any` of unknown type.
    pub fn to_json(&self, message: &Message) -> Result<String, JsonError> {
        let mut text = String::new();
        self.write_json(message, &mut text)?;
        Ok(text)
    }

    /// Reads the JSON of a message. Required fields may be missing.
    ///
    /// # Errors
    /// When a parser would refuse it.
    pub fn from_json(&self, ty: MessageId, text: &str, unknown: UnknownKeys) -> Result<Message, JsonError> {
        let value = serde_json::from_str(text).map_err(|error| JsonError::new(format!("it is not JSON: {error}")))?;
        self.read_json(ty, &value, unknown, 0)
    }
}
