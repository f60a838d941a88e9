//! Messages that are only known by their descriptor.

use std::collections::BTreeMap;

use serde::ser::{Error as _, Serialize, Serializer};

use super::several::map;
use super::value::scalar;
use super::write_form;
use crate::json::context::Context;
use crate::json::decoded::{Decoded, DecodedValue};
use crate::json::descriptor::{Field, Kind, Shape};
use crate::json::visit::{FieldValue, Visit, Visitor};

impl Visit for Decoded<'_> {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        for (index, field) in self.descriptor.fields.iter().enumerate() {
            match (self.fields.get(&index), field.shape) {
                (Some(value), _) => visitor.take(index, value)?,
                (None, Shape::Explicit | Shape::Member(_)) => {}
                (None, Shape::Implicit) => visitor.take(index, &DecodedValue::default(field.kind))?,
                (None, Shape::List | Shape::Packed) => visitor.take(index, &DecodedValue::List(Vec::new()))?,
                (None, Shape::Map(_)) => visitor.take(index, &DecodedValue::Map(BTreeMap::new()))?,
            }
        }
        Ok(())
    }

    fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        write_form(self, self.descriptor, context, serializer)
    }
}

/// A message that is serialized as JSON in a context.
pub(in crate::json) struct WrittenDecoded<'m> {
    pub(in crate::json) message: &'m Decoded<'m>,
    pub(in crate::json) context: Context,
}

impl Serialize for WrittenDecoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_form(self.message, self.message.descriptor, self.context, serializer)
    }
}

impl Visit for DecodedValue<'_> {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        match self {
            Self::List(values) => values.visit(visitor),
            _ => Ok(()),
        }
    }

    fn value(&self) -> FieldValue<'_> {
        self.value()
    }

    fn write<S: Serializer>(&self, field: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, field.kind) {
            (Self::Message(message), _) => message.write(field, context, serializer),
            (Self::Foreign(encoding), Kind::Foreign(foreign)) => {
                (foreign.write)(encoding).map_err(S::Error::custom)?.serialize(serializer)
            }
            (Self::List(values), _) => values.write(field, context, serializer),
            (Self::Map(entries), _) => {
                map(entries.iter().map(|(key, value)| (key.clone(), value)).collect(), field, context, serializer)
            }
            _ => scalar(self.value(), field, context, serializer),
        }
    }
}
