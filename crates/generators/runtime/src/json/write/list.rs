//! Lists, whose values may be packed or not, whatever the field says: decoders must accept both.

use std::cell::Cell;

use serde::ser::{Error as _, Serialize, SerializeSeq as _, Serializer};

use super::Value;
use crate::json::context::Context;
use crate::json::descriptor::Field;
use crate::json::wire::{Input, LENGTH_DELIMITED, wire_type};

/// The values of a list. Serialization reads them from `input`, which is behind the key of the first one.
pub(super) struct List<'c, 'b> {
    pub(super) field: &'static Field,
    /// The wire type of the first value.
    pub(super) wire: u8,
    pub(super) input: &'c Cell<Input<'b>>,
    pub(super) context: Context,
}

impl Serialize for List<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { field, mut wire, input, context } = self;
        let number = field.number;
        let kind = field.kind;
        let mut list = serializer.serialize_seq(None)?;
        loop {
            if wire == LENGTH_DELIMITED && wire_type(kind) != LENGTH_DELIMITED {
                let mut rest = input.get();
                let packed = Cell::new(Input(rest.bytes().map_err(S::Error::custom)?));
                input.set(rest);
                while !packed.get().is_empty() {
                    list.serialize_element(&Value { number, kind, input: &packed, context })?;
                }
            } else {
                list.serialize_element(&Value { number, kind, input, context })?;
            }
            let mut rest = input.get();
            if rest.is_empty() {
                break;
            }
            let (next, next_wire) = rest.key().map_err(S::Error::custom)?;
            if next != number {
                break;
            }
            wire = next_wire;
            input.set(rest);
        }
        list.end()
    }
}
