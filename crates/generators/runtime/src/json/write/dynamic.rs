//! `google.protobuf.Value`: the JSON of the field that is set. A `Value` without one, and numbers that are not finite, have none.

use std::cell::Cell;

use serde::ser::{Error as _, Serialize as _, Serializer};

use super::Value;
use crate::json::context::Context;
use crate::json::descriptor::Kind;
use crate::json::well_known::{self, BOOL, LIST, NULL, NUMBER, STRING, STRUCT};
use crate::json::wire::{Input, Malformed, wire_type};

pub(super) fn write_value<S: Serializer>(bytes: &[u8], context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    let context = context.deeper().map_err(S::Error::custom)?;
    let mut input = Input(bytes);
    let content = input.find(|number| (NULL..=LIST).contains(&number)).map_err(S::Error::custom)?;
    let Some((number, wire)) = content else {
        return Err(S::Error::custom("a `google.protobuf.Value` without a value has no JSON form"));
    };
    let kind = match number {
        NULL => Kind::Null,
        NUMBER => Kind::Double,
        STRING => Kind::String,
        BOOL => Kind::Bool,
        STRUCT => Kind::Message(well_known::r#struct),
        _ => Kind::Message(well_known::list_value),
    };
    if wire != wire_type(kind) {
        return Err(S::Error::custom(Malformed));
    }
    if number != NUMBER {
        return Value { number, kind, input: &Cell::new(input), context }.serialize(serializer);
    }
    let value = f64::from_le_bytes(input.array().map_err(S::Error::custom)?);
    match value {
        _ if !value.is_finite() => {
            Err(S::Error::custom(format_args!("a `google.protobuf.Value` cannot hold {value} in JSON")))
        }
        // As in C++, Go and JavaScript, which do not write `.0`.
        _ if is_integer(value) => serializer.serialize_i64(value as i64),
        _ => serializer.serialize_f64(value),
    }
}

/// Returns `true` for an integer that a double holds exactly, except for -0.
fn is_integer(value: f64) -> bool {
    value.trunc() == value && value.abs() <= 9_007_199_254_740_992.0 && !(value == 0.0 && value.is_sign_negative())
}
