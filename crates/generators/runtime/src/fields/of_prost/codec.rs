//! The types of extensions: how the values of each are encoded in the unknown fields of a message.
//!
//! A type has no fields. It names an encoding, and the constant of an extension has it as a parameter.

use alloc::vec::Vec;

use crate::EnumNumber;

use super::prost::DecodeError;
use super::prost::encoding::{self, DecodeContext, WireType};

/// The type of an extension, with the encoding of its values.
pub trait Codec {
    /// The type of one value.
    type Value;

    #[doc(hidden)]
    fn encode(number: u32, value: &Self::Value, buf: &mut Vec<u8>);

    /// Writes all values, in a single record if they are packed.
    #[doc(hidden)]
    fn encode_all(number: u32, values: &[Self::Value], is_packed: bool, buf: &mut Vec<u8>);

    /// Reads a record with one value. A message is merged into the current value.
    #[doc(hidden)]
    fn merge(record: Record<'_>, value: &mut Option<Self::Value>) -> Result<(), DecodeError>;

    /// Reads a record with one value or with packed values.
    #[doc(hidden)]
    fn merge_all(record: Record<'_>, values: &mut Vec<Self::Value>) -> Result<(), DecodeError>;
}

/// One field of a message as it is encoded: its key and its value.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Record<'a> {
    pub(super) number: u32,
    pub(super) wire_type: WireType,
    /// The encoded field with its key.
    pub(super) all: &'a [u8],
    /// The encoded field without its key.
    pub(super) body: &'a [u8],
}

impl<'a> Record<'a> {
    /// Removes the first record of a message from `rest`.
    pub(super) fn first(rest: &mut &'a [u8]) -> Result<Self, DecodeError> {
        let all = *rest;
        let (number, wire_type) = encoding::decode_key(rest)?;
        let body = *rest;
        encoding::skip_field(wire_type, number, rest, DecodeContext::default())?;
        let length = |of: &[u8]| of.len() - rest.len();
        Ok(Self { number, wire_type, all: &all[..length(all)], body: &body[..length(body)] })
    }
}

/// Defines the codecs of scalar types, with the function that encodes packed values if the type can be packed.
macro_rules! scalars {
    ($($name:ident, $module:ident, $value:ty, $packed:ident;)*) => {$(
        #[doc = concat!("Extensions of the type `", stringify!($module), "`.")]
        pub struct $name;

        impl Codec for $name {
            type Value = $value;

            fn encode(number: u32, value: &$value, buf: &mut Vec<u8>) {
                encoding::$module::encode(number, value, buf);
            }

            fn encode_all(number: u32, values: &[$value], is_packed: bool, buf: &mut Vec<u8>) {
                if is_packed {
                    encoding::$module::$packed(number, values, buf);
                } else {
                    encoding::$module::encode_repeated(number, values, buf);
                }
            }

            fn merge(record: Record<'_>, value: &mut Option<$value>) -> Result<(), DecodeError> {
                let mut body = record.body;
                let value = value.get_or_insert_with(Default::default);
                encoding::$module::merge(record.wire_type, value, &mut body, DecodeContext::default())
            }

            fn merge_all(record: Record<'_>, values: &mut Vec<$value>) -> Result<(), DecodeError> {
                let mut body = record.body;
                encoding::$module::merge_repeated(record.wire_type, values, &mut body, DecodeContext::default())
            }
        }
    )*};
}

scalars! {
    Bool, bool, bool, encode_packed;
    Bytes, bytes, Vec<u8>, encode_repeated;
    Double, double, f64, encode_packed;
    Fixed32, fixed32, u32, encode_packed;
    Fixed64, fixed64, u64, encode_packed;
    Float, float, f32, encode_packed;
    Int32, int32, i32, encode_packed;
    Int64, int64, i64, encode_packed;
    Sfixed32, sfixed32, i32, encode_packed;
    Sfixed64, sfixed64, i64, encode_packed;
    SharedBytes, bytes, super::prost::bytes::Bytes, encode_repeated;
    Sint32, sint32, i32, encode_packed;
    Sint64, sint64, i64, encode_packed;
    String, string, super::prost::alloc::string::String, encode_repeated;
    Uint32, uint32, u32, encode_packed;
    Uint64, uint64, u64, encode_packed;
}

/// Defines the codecs of messages and of groups.
macro_rules! messages {
    ($($name:ident, $module:ident, [$($tag:ident)?], $about:literal;)*) => {$(
        #[doc = $about]
        pub struct $name<M>(::core::marker::PhantomData<M>);

        impl<M: super::prost::Message + Default> Codec for $name<M> {
            type Value = M;

            fn encode(number: u32, value: &M, buf: &mut Vec<u8>) {
                encoding::$module::encode(number, value, buf);
            }

            fn encode_all(number: u32, values: &[M], _: bool, buf: &mut Vec<u8>) {
                encoding::$module::encode_repeated(number, values, buf);
            }

            fn merge(record: Record<'_>, value: &mut Option<M>) -> Result<(), DecodeError> {
                let mut body = record.body;
                let value = value.get_or_insert_with(Default::default);
                $(let $tag = record.number;)?
                encoding::$module::merge($($tag,)? record.wire_type, value, &mut body, DecodeContext::default())
            }

            fn merge_all(record: Record<'_>, values: &mut Vec<M>) -> Result<(), DecodeError> {
                let mut body = record.body;
                $(let $tag = record.number;)?
                encoding::$module::merge_repeated($($tag,)? record.wire_type, values, &mut body, DecodeContext::default())
            }
        }
    )*};
}

messages! {
    Message, message, [], "Extensions of a message type.";
    Group, group, [tag], "Extensions of a message type that are delimited by tags: groups.";
}

/// Extensions of the closed enum `E`. Numbers without a name are not values, as the specification requires.
pub struct ClosedEnum<E>(::core::marker::PhantomData<E>);

impl<E: Copy + Into<i32> + TryFrom<i32>> Codec for ClosedEnum<E> {
    type Value = E;

    fn encode(number: u32, value: &E, buf: &mut Vec<u8>) {
        Int32::encode(number, &(*value).into(), buf);
    }

    fn encode_all(number: u32, values: &[E], is_packed: bool, buf: &mut Vec<u8>) {
        let numbers: Vec<i32> = values.iter().map(|&value| value.into()).collect();
        Int32::encode_all(number, &numbers, is_packed, buf);
    }

    fn merge(record: Record<'_>, value: &mut Option<E>) -> Result<(), DecodeError> {
        let mut number = None;
        Int32::merge(record, &mut number)?;
        if let Some(known) = number.and_then(|number| E::try_from(number).ok()) {
            *value = Some(known);
        }
        Ok(())
    }

    fn merge_all(record: Record<'_>, values: &mut Vec<E>) -> Result<(), DecodeError> {
        let mut numbers = Vec::new();
        Int32::merge_all(record, &mut numbers)?;
        values.extend(numbers.into_iter().filter_map(|number| E::try_from(number).ok()));
        Ok(())
    }
}

/// Extensions of an open enum. The type `E` holds any number.
pub struct OpenEnum<E>(::core::marker::PhantomData<E>);

impl<E: EnumNumber> Codec for OpenEnum<E> {
    type Value = E;

    fn encode(number: u32, value: &E, buf: &mut Vec<u8>) {
        Int32::encode(number, &value.number(), buf);
    }

    fn encode_all(number: u32, values: &[E], is_packed: bool, buf: &mut Vec<u8>) {
        let numbers: Vec<i32> = values.iter().map(|&value| value.number()).collect();
        Int32::encode_all(number, &numbers, is_packed, buf);
    }

    fn merge(record: Record<'_>, value: &mut Option<E>) -> Result<(), DecodeError> {
        let mut number = None;
        Int32::merge(record, &mut number)?;
        *value = number.map(E::of);
        Ok(())
    }

    fn merge_all(record: Record<'_>, values: &mut Vec<E>) -> Result<(), DecodeError> {
        let mut numbers = Vec::new();
        Int32::merge_all(record, &mut numbers)?;
        values.extend(numbers.into_iter().map(E::of));
        Ok(())
    }
}
