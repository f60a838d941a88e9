//! The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
//!
//! Written without blanks, fields as they are declared and maps by key, so that the same message has the same text. Read
//! as strictly as the parsers of protobuf do by default. Values may also come from YAML, which is read elsewhere. What no
//! schema is needed for is the same file as in generated code.

mod go_time;
mod read;
mod scalar;
mod special;
mod write;

use super::{Codec, Content, JsonError, Message};
use protoward_schema::{FieldId, MessageId};
use protoward_values::{Node, parse_json};

/// What to do with a key that is no field, and with the name of a value that the enum does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKeys {
    /// Refuse the text, as parsers do unless they are told otherwise.
    Refuse,
    /// Go on without it.
    Ignore,
    /// Go on without it, as `buf convert` does, and programs in Go that are told to: there, a closed enum takes any number.
    IgnoreAsGo,
    /// Refuse the text, by the rules that `buf convert` has for YAML: there, numbers may have other bases, durations other
    /// units, and a message with a form of its own may be written field by field.
    RefuseInYaml,
}

impl UnknownKeys {
    /// Whether reading goes on.
    pub(super) const fn are_ignored(self) -> bool {
        matches!(self, Self::Ignore | Self::IgnoreAsGo)
    }

    /// Whether reading goes on as in Go.
    pub(super) const fn is_go(self) -> bool {
        matches!(self, Self::IgnoreAsGo | Self::RefuseInYaml)
    }
}

/// How JSON is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonStyle {
    /// Fields by their names as declared, not in lowerCamelCase.
    pub proto_names: bool,
    /// Values of enums by their numbers.
    pub enum_numbers: bool,
}

impl Codec<'_> {
    /// The JSON of a message. What the schema does not know is not in it.
    ///
    /// # Errors
    /// When the message has no JSON form: text that is not UTF-8, a time out of range, an `Any` of unknown type.
    pub fn to_json(&self, message: &Message) -> Result<String, JsonError> {
        self.to_json_as(message, JsonStyle::default())
    }

    /// As [`to_json`](Self::to_json), in a style of choice.
    ///
    /// # Errors
    /// As for `to_json`.
    pub fn to_json_as(&self, message: &Message, style: JsonStyle) -> Result<String, JsonError> {
        write::write(self, message, style)
    }

    /// The JSON of what a field holds.
    ///
    /// # Errors
    /// As for `to_json`.
    pub fn content_json(&self, id: FieldId, content: &Content) -> Result<String, JsonError> {
        write::write_content(self, id, content)
    }

    /// Whether JSON has a form of its own for messages of a type, as for a `google.protobuf.Timestamp`.
    pub fn has_own_json(&self, ty: MessageId) -> bool {
        self.special(ty).is_some()
    }

    /// Reads the JSON of a message. Required fields may be missing.
    ///
    /// # Errors
    /// When a parser would refuse it.
    pub fn from_json(&self, ty: MessageId, text: &str, unknown: UnknownKeys) -> Result<Message, JsonError> {
        self.from_tree(ty, &parse_json(text.as_bytes())?, unknown).map(|(message, _)| message)
    }

    /// Reads a message from values, and says what was left out.
    ///
    /// # Errors
    /// When a parser would refuse them.
    pub fn from_tree(
        &self,
        ty: MessageId,
        node: &Node,
        unknown: UnknownKeys,
    ) -> Result<(Message, Vec<JsonError>), JsonError> {
        read::read(self, ty, node, unknown)
    }
}
