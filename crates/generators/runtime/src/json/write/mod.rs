//! JSON of messages in memory: of generated ones by their own code, and of the value of an `Any` by its descriptor.

mod any;
mod decoded;
mod several;
mod special;
#[cfg(test)]
mod tests;
mod types;
mod value;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::context::Context;
use super::descriptor::{Descriptor, Field, Form};
use super::message::Message;
use super::visit::{FieldValue, Visit, Visitor};
use any::write_any;
#[cfg(test)]
pub(super) use decoded::WrittenDecoded;
use special::{write_duration, write_field_mask, write_only_field, write_timestamp};
pub use types::Foreigner;

/// Writes a message with the options of its code.
///
/// # Errors
/// Fails in the same cases as [`write_in`].
pub fn write<M: Message, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    write_in(M::context(), message, serializer)
}

/// Writes a message with the options and types of a context.
///
/// # Errors
/// Fails if the message has no JSON form, or if the serializer fails.
pub fn write_in<M: Message, S: Serializer>(context: Context, message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    message.write(M::descriptor().as_field(), context, serializer)
}

/// Writes a message whose JSON is an object with its fields.
///
/// # Errors
/// Fails if a field has no JSON form, or if the serializer fails.
#[inline]
pub fn object<M: Message, S: Serializer>(message: &M, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    write_fields(message, M::descriptor(), context, &mut object)?;
    object.end()
}

/// Writes a message of `google.protobuf` with a JSON form of its own.
///
/// # Errors
/// Fails if the message has no JSON form, or if the serializer fails.
pub fn special<M: Message, S: Serializer>(message: &M, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    write_form(message, M::descriptor(), context, serializer)
}

/// Writes a message in the form of its descriptor.
pub(super) fn write_form<M: Visit, S: Serializer>(
    message: &M,
    descriptor: &'static Descriptor,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match descriptor.form {
        Form::Object => {
            let mut object = serializer.serialize_map(None)?;
            write_fields(message, descriptor, context, &mut object)?;
            object.end()
        }
        Form::Any => write_any(message, context, serializer),
        Form::Duration => write_duration(message, serializer),
        Form::Timestamp => write_timestamp(message, serializer),
        Form::FieldMask => write_field_mask(message, serializer),
        Form::Value => {
            let context = context.deeper().map_err(S::Error::custom)?;
            write_only_field(message, descriptor, context, serializer)
        }
        Form::List | Form::Struct | Form::Wrapper => write_only_field(message, descriptor, context, serializer),
    }
}

/// Writes the fields in the order of their numbers, and the member of a oneof where the first field of the oneof would be.
#[inline]
fn write_fields<M: Visit, O: SerializeMap>(
    message: &M,
    descriptor: &'static Descriptor,
    context: Context,
    object: &mut O,
) -> Result<(), O::Error> {
    let context = descriptor.context_in(context).deeper().map_err(O::Error::custom)?;
    message.visit(&mut Fields { object, descriptor, context })
}

/// Writes the fields of a message as entries of an object.
struct Fields<'w, O> {
    object: &'w mut O,
    descriptor: &'static Descriptor,
    context: Context,
}

impl<O: SerializeMap> Visitor for Fields<'_, O> {
    type Error = O::Error;

    #[inline(always)]
    fn take<T: Visit>(&mut self, index: usize, value: &T) -> Result<(), O::Error> {
        let &mut Self { descriptor, context, .. } = self;
        let field = &descriptor.fields[index];
        if !value.value().is_written(field.is_default_written || context.options.emit_defaults) {
            return Ok(());
        }
        let name = if context.options.proto_names { field.name } else { field.json_name };
        // What needs neither the field nor the context goes to the serializer without them.
        match value.value() {
            FieldValue::Str(text) => self.object.serialize_entry(name, text),
            FieldValue::Bool(value) => self.object.serialize_entry(name, &value),
            FieldValue::U32(value) => self.object.serialize_entry(name, &value),
            FieldValue::F64(value) if value.is_finite() => self.object.serialize_entry(name, &value),
            _ => self.object.serialize_entry(name, &Written { value, field, context }),
        }
    }
}

/// The value of a field, as serde takes it.
struct Written<'m, T> {
    value: &'m T,
    field: &'static Field,
    context: Context,
}

impl<T: Visit> Serialize for Written<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.write(self.field, self.context, serializer)
    }
}
