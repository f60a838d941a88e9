//! The options of `buf.validate` of a schema, decoded once.
//!
//! Versions of `buf/validate/validate.proto` before 1.0 have the same options with other types, such as `FieldConstraints`, and with
//! `skipped`, `ignore_empty` and `disabled`. So the types are those of the options, and not those with some names.

mod reader;
pub(crate) mod rules;
mod standard;
mod text;

use crate::cel::value::Reading;
use crate::view::View;
use protoward_dynamic::{Codec, Message};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, FieldId, MessageId, OneofId};
use rules::{FieldRules, Ignored, MessageRules};

/// The rules of a message.
pub const MESSAGE: Annotation = Annotation { name: "buf.validate.message", number: 1159 };
/// The rules of a field.
pub const FIELD: Annotation = Annotation { name: "buf.validate.field", number: 1159 };
/// The rules of a oneof.
pub const ONEOF: Annotation = Annotation { name: "buf.validate.oneof", number: 1159 };
/// The expressions of a predefined rule.
pub const PREDEFINED: Annotation = Annotation { name: "buf.validate.predefined", number: 1160 };

/// An option that the schema does not declare, or whose bytes cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Reads the constraints of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Constraints<'a> {
    reading: Reading<'a>,
}

impl<'a> Constraints<'a> {
    /// Creates a reader of the schema of a codec.
    pub const fn new(codec: &'a Codec<'a>) -> Self {
        Self { reading: Reading { schema: codec.schema(), codec } }
    }

    /// Returns `true` if an element has an option.
    pub fn has(&self, annotation: Annotation, element: impl Into<Element>) -> bool {
        annotation.message(self.reading.schema, element.into()).is_some()
    }

    /// Returns the message of an option; `None` for an element without it.
    ///
    /// # Errors
    /// Fails for an option that cannot be read.
    pub fn option(&self, annotation: Annotation, element: impl Into<Element>) -> Result<Option<Message>, Unreadable> {
        let Some(option) = annotation.message(self.reading.schema, element.into()) else { return Ok(None) };
        let ty = option.ty.ok_or(Unreadable)?;
        self.reading.codec.decode_partial(ty, &option.bytes).map(Some).map_err(|_| Unreadable)
    }

    /// Returns the rules of a field.
    ///
    /// # Errors
    /// Fails for an option that cannot be read.
    pub fn field(&self, field: FieldId) -> Result<FieldRules, Unreadable> {
        let Some(message) = self.option(FIELD, field)? else { return Ok(FieldRules::default()) };
        let view = self.view(&message, FIELD.path(self.reading.schema, field.into()));
        let mut rules = reader::field(&view, reader::Subject::Field(field));
        if rules.ignored == Ignored::Unset && !view.has("ignore") && self.is_grouped(field) {
            rules.ignored = Ignored::Zero;
        }
        Ok(rules)
    }

    /// Returns `true` for a field in a group of fields of its message of which at most one is set.
    fn is_grouped(&self, field: FieldId) -> bool {
        let rules = self.message(self.reading.schema[field].containing()).unwrap_or_default();
        rules.oneofs.iter().any(|group| group.fields.contains(&field))
    }

    /// Returns the rules of a message.
    ///
    /// # Errors
    /// Fails for an option that cannot be read.
    pub fn message(&self, id: MessageId) -> Result<MessageRules, Unreadable> {
        let Some(message) = self.option(MESSAGE, id)? else { return Ok(MessageRules::default()) };
        Ok(reader::message(&self.view(&message, MESSAGE.path(self.reading.schema, id.into())), id))
    }

    /// Returns `true` for a oneof of which a field must be set.
    ///
    /// # Errors
    /// Fails for an option that cannot be read.
    pub fn is_required(&self, oneof: OneofId) -> Result<bool, Unreadable> {
        let Some(message) = self.option(ONEOF, oneof)? else { return Ok(false) };
        Ok(self.view(&message, Vec::new()).is_true("required"))
    }

    fn view<'m>(&self, message: &'m Message, path: Vec<i32>) -> View<'m, 'a> {
        View { reading: self.reading, message, path, name: String::new() }
    }
}
