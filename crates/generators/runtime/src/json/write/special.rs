//! Messages of `google.protobuf` with a JSON form of their own: a string, or the JSON of one of their fields.

use std::convert::Infallible;

use protoward_protojson::mask_paths::to_camel;
use protoward_protojson::time;
use serde::ser::{Error as _, Serializer};

use crate::json::context::Context;
use crate::json::descriptor::{Descriptor, Form};
use crate::json::visit::{FieldValue, Mismatch, Visit, Visitor};

pub(super) fn write_duration<M: Visit, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let Time { seconds, nanos } = collected(message);
    match time::duration(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the duration is out of range")),
    }
}

pub(super) fn write_timestamp<M: Visit, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let Time { seconds, nanos } = collected(message);
    match time::timestamp(seconds, nanos) {
        Some(text) => serializer.serialize_str(&text),
        None => Err(S::Error::custom("the time is out of range")),
    }
}

pub(super) fn write_field_mask<M: Visit, S: Serializer>(message: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let Mask(paths) = collected(message);
    match paths.into_iter().collect::<Option<Vec<_>>>() {
        Some(paths) => serializer.serialize_str(&paths.join(",")),
        None => Err(S::Error::custom("a path of the mask has no JSON form")),
    }
}

/// Returns a visitor that has seen all fields.
pub(super) fn collected<M: Visit, V: Visitor<Error = Infallible> + Default>(message: &M) -> V {
    let mut visitor = V::default();
    let Ok(()) = message.visit(&mut visitor);
    visitor
}

/// The fields of a `Timestamp` or a `Duration`.
#[derive(Default)]
struct Time {
    seconds: i64,
    nanos: i32,
}

impl Visitor for Time {
    type Error = Infallible;

    #[inline]
    fn take<T: Visit>(&mut self, _: usize, value: &T) -> Result<(), Infallible> {
        match value.value() {
            FieldValue::I64(seconds) => self.seconds = seconds,
            FieldValue::I32(nanos) => self.nanos = nanos,
            _ => {}
        }
        Ok(())
    }
}

/// The paths of a `FieldMask` in JSON. A path may have no form.
#[derive(Default)]
struct Mask(Vec<Option<String>>);

impl Visitor for Mask {
    type Error = Infallible;

    fn take<T: Visit>(&mut self, _: usize, value: &T) -> Result<(), Infallible> {
        match value.value() {
            FieldValue::Empty => {}
            FieldValue::Parts => value.visit(self)?,
            path => self.0.push(path.text().and_then(to_camel)),
        }
        Ok(())
    }
}

/// Writes a wrapper, a `Struct`, a `ListValue` or a `Value`: the field that is set.
pub(super) fn write_only_field<M: Visit, S: Serializer>(
    message: &M,
    descriptor: &'static Descriptor,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut only = OnlyField::Unwritten(serializer, descriptor, context);
    message.visit(&mut only)?;
    match only {
        OnlyField::Written(written) => Ok(written),
        _ => Err(S::Error::custom("a `google.protobuf.Value` without a value has no JSON form")),
    }
}

/// Writes the first field that has a value.
enum OnlyField<S: Serializer> {
    Unwritten(S, &'static Descriptor, Context),
    Failed,
    Written(S::Ok),
}

impl<S: Serializer> Visitor for OnlyField<S> {
    type Error = S::Error;

    fn take<T: Visit>(&mut self, index: usize, value: &T) -> Result<(), S::Error> {
        if matches!(value.value(), FieldValue::Absent) {
            return Ok(());
        }
        *self = match std::mem::replace(self, Self::Failed) {
            Self::Unwritten(serializer, descriptor, context) => Self::Written(match value.value() {
                FieldValue::F64(value) if descriptor.form == Form::Value => write_number(value, serializer)?,
                _ => value.write(&descriptor.fields[index], context, serializer)?,
            }),
            Self::Failed | Self::Written(_) => return Err(S::Error::custom(Mismatch)),
        };
        Ok(())
    }
}

/// Writes the number of a `google.protobuf.Value`. Numbers that are not finite have no form.
fn write_number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
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
