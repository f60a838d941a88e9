//! Validation of messages by the rules of `buf.validate`: the trait `Validate` of protoward-runtime.
//!
//! The rules are read once, by `protoward-constraints`, and each becomes a comparison in Rust. `walk` goes through the fields
//! of a message as generated code does, `rules` writes the rules of one value, and `conditions` has the Rust of each standard
//! rule. Ids and messages of rules are those of `protoward-constraints`.

#[cfg(feature = "validate")]
mod code;
#[cfg(feature = "validate")]
mod conditions;
#[cfg(feature = "validate")]
mod declarations;
#[cfg(feature = "validate")]
pub mod expression;
#[cfg(feature = "validate")]
mod field_names;
#[cfg(feature = "validate")]
mod generation;
#[cfg(feature = "validate")]
mod implementations;
#[cfg(feature = "validate")]
mod rules;
#[cfg(feature = "validate")]
mod subject;
#[cfg(feature = "validate")]
mod walk;
#[cfg(not(feature = "validate"))]
mod without_feature;

use super::holding::messages_holding;
use protoward_schema::{CustomOption, Field, FieldType, FileId, IdSet, Message, MessageId, Schema};

#[cfg(feature = "validate")]
pub(super) use code::Code;
#[cfg(feature = "validate")]
pub(super) use declarations::declared_field;
#[cfg(feature = "validate")]
pub(super) use implementations::add;
#[cfg(not(feature = "validate"))]
pub(super) use without_feature::add;

/// The name of the module `validate` of protoward-runtime in generated code.
#[cfg(feature = "validate")]
pub(super) const RUNTIME: &str = "__validate";

/// The numbers of the extensions of `buf.validate`.
const EXTENSION: u32 = 1159;

/// The settings for validation. All else is in the rules of the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidateSettings {
    /// Generates `Validate` for all messages. For those without rules, it always succeeds.
    pub is_enabled: bool,
    /// Allows time zones such as `Europe/Berlin` in expressions, for which `protoward-runtime` needs the feature `tz`.
    pub time_zones: bool,
}

/// Returns `true` for a file of `buf.validate` that is only imported for its options: no message and no method of another file
/// has one of its types.
pub(super) fn only_declares_rules(schema: &Schema, file: FileId) -> bool {
    if schema.package(file) != "buf.validate" || schema.requested.contains(&file) {
        return false;
    }
    let is_own = |message: MessageId| schema[message].file == file;
    let is_of_field = |field: &Field| match field.ty {
        FieldType::Message(message) | FieldType::Group(message) => is_own(message),
        FieldType::Enum(id) => schema[id].file == file,
        FieldType::Scalar(_) => false,
    };
    !schema.fields.iter().any(|(_, field)| schema.package(field.file) != "buf.validate" && is_of_field(field))
        && !schema.methods.iter().any(|(_, method)| is_own(method.input) || is_own(method.output))
}

/// Returns the messages that have rules themselves, or in a field of any depth.
pub(super) fn messages_with_rules(schema: &Schema) -> IdSet<Message> {
    messages_holding(schema, schema.messages.ids().filter(|&id| has_rules(schema, id)).collect(), |_| true)
}

/// Returns `true` if a message, a oneof or a field of it has rules.
fn has_rules(schema: &Schema, id: MessageId) -> bool {
    let message = &schema[id];
    let is_rule = |option: CustomOption<'_>| option.number == EXTENSION;
    message.options.custom().any(is_rule)
        || message.oneofs.iter().any(|&oneof| schema[oneof].options.custom().any(is_rule))
        || message.fields.iter().any(|&field| schema[field].options.custom().any(is_rule))
}
