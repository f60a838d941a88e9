//! JSON from the binary encoding of a message.
//!
//! The encoding comes from prost, which writes each field once, with the values of a list and the entries of a map behind each
//! other. The value of an `Any` may come from elsewhere, and is brought into this form first.

mod any;
mod dynamic;
mod list;
mod map;
mod strings;
mod value;

use std::cell::Cell;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::context::Context;
use super::descriptor::{Descriptor, Field, Form, Shape};
use super::wire::{Input, LENGTH_DELIMITED, Malformed, wire_type};
use any::write_any;
use dynamic::write_value;
use list::List;
use map::Entries;
use strings::{write_duration, write_field_mask, write_timestamp};
use value::FieldDefault;
use value::Value;

/// An encoded message that is serialized as JSON.
#[derive(Clone, Copy)]
pub(super) struct EncodedMessage<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) descriptor: &'static Descriptor,
    pub(super) context: Context,
}

impl Serialize for EncodedMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { bytes, descriptor, context } = self;
        let fields = descriptor.fields;
        match descriptor.form {
            Form::Object => {
                let context = descriptor.context_in(context).deeper().map_err(S::Error::custom)?;
                let mut map = serializer.serialize_map(None)?;
                Self { context, ..*self }.write_fields(&mut map)?;
                map.end()
            }
            Form::Any => write_any(bytes, context, serializer),
            Form::Duration => write_duration(bytes, serializer),
            Form::Timestamp => write_timestamp(bytes, serializer),
            Form::FieldMask => write_field_mask(bytes, serializer),
            Form::Value => write_value(bytes, context, serializer),
            Form::List | Form::Struct | Form::Wrapper => {
                let mut input = Input(bytes);
                let field = &fields[0];
                match input.find(|number| number == field.number).map_err(S::Error::custom)? {
                    None => FieldDefault { field, context }.serialize(serializer),
                    Some((_, wire)) if has_values(field, wire) => {
                        FieldValue { field, wire, input: &Cell::new(input), context }.serialize(serializer)
                    }
                    Some(_) => Err(S::Error::custom(Malformed)),
                }
            }
        }
    }
}

impl EncodedMessage<'_> {
    /// Writes the fields in the order of their numbers; the members of a oneof may be elsewhere.
    pub(super) fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let &Self { bytes, descriptor, context } = self;
        let fields = descriptor.fields;
        let has_defaults = context.options.emit_defaults || descriptor.has_always_written;
        let input = Cell::new(Input(bytes));
        // The first field that may come next, and the first one whose default may be missing.
        let mut next = 0;
        let mut missing = 0;
        while !input.get().is_empty() {
            let mut rest = input.get();
            let (number, wire) = rest.key().map_err(M::Error::custom)?;
            let Some(index) = descriptor.field(number, next) else {
                rest.raw(number, wire).map_err(M::Error::custom)?;
                input.set(rest);
                continue;
            };
            let field = &fields[index];
            if !has_values(field, wire) {
                return Err(M::Error::custom(Malformed));
            }
            next = index + 1;
            if has_defaults && !matches!(field.shape, Shape::Member(_)) {
                self.write_defaults(fields.get(missing..index).unwrap_or_default(), map)?;
                missing = next;
            }
            input.set(rest);
            map.serialize_entry(self.name(field), &FieldValue { field, wire, input: &input, context })?;
        }
        if has_defaults { self.write_defaults(fields.get(missing..).unwrap_or_default(), map) } else { Ok(()) }
    }

    /// Writes the defaults of fields that are not set.
    fn write_defaults<M: SerializeMap>(&self, fields: &'static [Field], map: &mut M) -> Result<(), M::Error> {
        let context = self.context;
        let has_default = |field: &&Field| !matches!(field.shape, Shape::Explicit | Shape::Member(_));
        let is_written = |field: &&Field| field.is_always_written || context.options.emit_defaults;
        let mut fields = fields.iter().filter(has_default).filter(is_written);
        fields.try_for_each(|field| map.serialize_entry(self.name(field), &FieldDefault { field, context }))
    }

    #[inline]
    fn name(&self, field: &Field) -> &'static str {
        if self.context.options.proto_names { field.name } else { field.json_name }
    }
}

/// Returns `true` if values of a field can have a wire type.
#[inline]
fn has_values(field: &Field, wire: u8) -> bool {
    match field.shape {
        Shape::Map(_) => wire == LENGTH_DELIMITED,
        Shape::List | Shape::Packed => wire == wire_type(field.kind) || wire == LENGTH_DELIMITED,
        Shape::Implicit | Shape::Explicit | Shape::Member(_) => wire == wire_type(field.kind),
    }
}

/// The values of a field. Serialization reads them from `input`, which is behind the key of the first one.
struct FieldValue<'c, 'b> {
    field: &'static Field,
    wire: u8,
    input: &'c Cell<Input<'b>>,
    context: Context,
}

impl Serialize for FieldValue<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { field, wire, input, context } = self;
        match field.shape {
            Shape::List | Shape::Packed => List { field, wire, input, context }.serialize(serializer),
            Shape::Map(key) => Entries { field, key, input, context }.serialize(serializer),
            Shape::Implicit | Shape::Explicit | Shape::Member(_) => {
                Value { number: field.number, kind: field.kind, input, context }.serialize(serializer)
            }
        }
    }
}
