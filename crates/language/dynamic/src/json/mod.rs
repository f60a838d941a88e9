//! The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
//!
//! Output has no white space, with fields in declaration order and maps by key, so that equal messages have equal text.
//! Input is parsed as strictly as protobuf's parsers do by default. Values may also come from YAML, which is parsed
//! elsewhere. Code that needs no schema is shared with generated code.

mod go_time;
mod read;
mod scalar;
mod special;
mod write;

use super::{Codec, Content, JsonError, Message};
use protoward_schema::{FieldId, MessageId};
use protoward_values::{Node, parse_json};

/// The treatment of unknown keys and unknown enum value names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKeys {
    /// Reject the input, as parsers do by default.
    Refuse,
    /// Leave unknown keys and names out, as parsers do on request.
    Ignore,
    /// Ignore them as `buf convert` and Go programs do: closed enums accept any number.
    IgnoreAsGo,
    /// Ignore unknown extensions, with Go's rules, and reject other unknown keys and names.
    IgnoreExtensions,
    /// Reject the input, with the rules of `buf convert` for YAML: numbers may have other bases, durations may have
    /// other units, and messages with a special form may be written field by field.
    RefuseInYaml,
}

impl UnknownKeys {
    /// Returns whether all unknown keys and names are ignored.
    pub(super) const fn are_ignored(self) -> bool {
        matches!(self, Self::Ignore | Self::IgnoreAsGo)
    }

    /// Returns whether this key is ignored if it is unknown.
    pub(super) fn ignores_key(self, key: &str) -> bool {
        match self {
            Self::Ignore | Self::IgnoreAsGo => true,
            Self::IgnoreExtensions => is_extension_key(key),
            Self::Refuse | Self::RefuseInYaml => false,
        }
    }

    /// Returns whether Go's rules apply.
    pub(super) const fn is_go(self) -> bool {
        self.is_json_of_go() || matches!(self, Self::RefuseInYaml)
    }

    /// Returns whether Go's rules for JSON apply, which do not accept numbers of enum values in quotes.
    pub(super) const fn is_json_of_go(self) -> bool {
        matches!(self, Self::IgnoreAsGo | Self::IgnoreExtensions)
    }
}

/// Returns whether a key is that of an extension: `[acme.option]`.
fn is_extension_key(key: &str) -> bool {
    key.starts_with('[') && key.ends_with(']')
}

/// The style of JSON output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonStyle {
    /// `true` to use declared field names instead of lowerCamelCase names.
    pub proto_names: bool,
    /// `true` to write enum values as numbers.
    pub enum_numbers: bool,
    /// `true` to write the declared names of enum values and not those of an option, as Python does.
    pub declared_values: bool,
    /// `true` to write unset fields with their defaults, and unset messages as `null`, as Go's `EmitUnpopulated` does.
    pub unset_fields: bool,
    /// `true` to write an `Any` that cannot be read with its bytes as base64 in `value`. Without it, that is an error.
    pub opaque_any: bool,
}

impl Codec<'_> {
    /// Formats a message as JSON, without unknown fields.
    ///
    /// # Errors
    /// If the message has no JSON form: invalid UTF-8, a time out of range, an `Any` of unknown type.
    pub fn to_json(&self, message: &Message) -> Result<String, JsonError> {
        self.to_json_as(message, JsonStyle::default())
    }

    /// Formats a message as JSON in a given style.
    ///
    /// # Errors
    /// See `to_json`.
    pub fn to_json_as(&self, message: &Message, style: JsonStyle) -> Result<String, JsonError> {
        write::write(self, message, style)
    }

    /// Formats the contents of a field as JSON.
    ///
    /// # Errors
    /// See `to_json`.
    pub fn content_json(&self, id: FieldId, content: &Content) -> Result<String, JsonError> {
        write::write_content(self, id, content)
    }

    /// Returns whether a message type has a special JSON form, such as `google.protobuf.Timestamp`.
    pub fn has_own_json(&self, ty: MessageId) -> bool {
        self.special(ty).is_some()
    }

    /// Parses a message from JSON. Required fields may be missing.
    ///
    /// # Errors
    /// If a parser would reject the input.
    pub fn from_json(&self, ty: MessageId, text: &str, unknown: UnknownKeys) -> Result<Message, JsonError> {
        self.from_tree(ty, &parse_json(text.as_bytes())?, unknown).map(|(message, _)| message)
    }

    /// Converts a tree of values to a message. Also returns notes about ignored parts.
    ///
    /// # Errors
    /// If a parser would reject the input.
    pub fn from_tree(
        &self,
        ty: MessageId,
        node: &Node,
        unknown: UnknownKeys,
    ) -> Result<(Message, Vec<JsonError>), JsonError> {
        read::read(self, ty, node, unknown)
    }
}
