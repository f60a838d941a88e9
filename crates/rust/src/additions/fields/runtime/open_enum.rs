use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use ::prost::bytes::{Buf, BufMut};
use ::prost::encoding::{self, DecodeContext, WireType};
use ::prost::{DecodeError, UnknownEnumValue};

/// A value of the enum `E`, or a number that `E` has no name for: as a field of it holds whatever others write.
///
/// Values are equal, ordered and hashed by their numbers.
#[derive(Clone, Copy)]
pub enum OpenEnum<E> {
    /// One of the values of the enum.
    Known(E),
    /// A number that is none of them.
    Unknown(i32),
}

/// An enum of prost that fields are of. What is generated says which are.
pub trait Enumeration: Copy + Default + Into<i32> + TryFrom<i32, Error = UnknownEnumValue> {}

impl<E: Enumeration> OpenEnum<E> {
    /// The value, if the enum names it.
    pub fn known(self) -> Option<E> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(number) => E::try_from(number).ok(),
        }
    }

    /// The number, as it is on the wire.
    pub fn number(self) -> i32 {
        match self {
            Self::Known(value) => value.into(),
            Self::Unknown(number) => number,
        }
    }
}

/// The first value of the enum.
impl<E: Enumeration> Default for OpenEnum<E> {
    fn default() -> Self {
        Self::Known(E::default())
    }
}

impl<E: Enumeration> From<i32> for OpenEnum<E> {
    fn from(number: i32) -> Self {
        E::try_from(number).map_or(Self::Unknown(number), Self::Known)
    }
}

impl<E: Enumeration> From<E> for OpenEnum<E> {
    fn from(value: E) -> Self {
        Self::Known(value)
    }
}

impl<E: Enumeration> From<OpenEnum<E>> for i32 {
    fn from(value: OpenEnum<E>) -> Self {
        value.number()
    }
}

/// The name, or the number.
impl<E: Enumeration + fmt::Debug> fmt::Debug for OpenEnum<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some(value) => value.fmt(f),
            None => self.number().fmt(f),
        }
    }
}

impl<E: Enumeration> PartialEq for OpenEnum<E> {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl<E: Enumeration> Eq for OpenEnum<E> {}

impl<E: Enumeration> PartialEq<E> for OpenEnum<E> {
    fn eq(&self, other: &E) -> bool {
        self.number() == (*other).into()
    }
}

impl<E: Enumeration> PartialOrd for OpenEnum<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E: Enumeration> Ord for OpenEnum<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl<E: Enumeration> Hash for OpenEnum<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

// What follows is for generated code, by the names that prost has for every type of field.

#[doc(hidden)]
pub fn encode<E: Enumeration>(tag: u32, value: &OpenEnum<E>, buf: &mut impl BufMut) {
    encoding::int32::encode(tag, &value.number(), buf);
}

#[doc(hidden)]
pub fn encoded_len<E: Enumeration>(tag: u32, value: &OpenEnum<E>) -> usize {
    encoding::int32::encoded_len(tag, &value.number())
}

#[doc(hidden)]
pub fn merge<E: Enumeration>(
    wire_type: WireType,
    value: &mut OpenEnum<E>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    let mut number = 0;
    encoding::int32::merge(wire_type, &mut number, buf, ctx)?;
    *value = number.into();
    Ok(())
}

#[doc(hidden)]
pub fn encode_repeated<E: Enumeration>(tag: u32, values: &[OpenEnum<E>], buf: &mut impl BufMut) {
    for value in values {
        encode(tag, value, buf);
    }
}

#[doc(hidden)]
pub fn encoded_len_repeated<E: Enumeration>(tag: u32, values: &[OpenEnum<E>]) -> usize {
    values.iter().map(|value| encoded_len(tag, value)).sum()
}

#[doc(hidden)]
pub fn encode_packed<E: Enumeration>(tag: u32, values: &[OpenEnum<E>], buf: &mut impl BufMut) {
    if values.is_empty() {
        return;
    }
    encoding::encode_key(tag, WireType::LengthDelimited, buf);
    encoding::encode_varint(packed_len(values) as u64, buf);
    for value in values {
        encoding::encode_varint(varint(value), buf);
    }
}

#[doc(hidden)]
pub fn encoded_len_packed<E: Enumeration>(tag: u32, values: &[OpenEnum<E>]) -> usize {
    if values.is_empty() {
        return 0;
    }
    let length = packed_len(values);
    encoding::key_len(tag) + encoding::encoded_len_varint(length as u64) + length
}

fn packed_len<E: Enumeration>(values: &[OpenEnum<E>]) -> usize {
    values.iter().map(|value| encoding::encoded_len_varint(varint(value))).sum()
}

/// Numbers below zero are written with all of their bits.
fn varint<E: Enumeration>(value: &OpenEnum<E>) -> u64 {
    i64::from(value.number()) as u64
}

#[doc(hidden)]
pub fn merge_repeated<E: Enumeration>(
    wire_type: WireType,
    values: &mut Vec<OpenEnum<E>>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    let mut numbers = Vec::new();
    encoding::int32::merge_repeated(wire_type, &mut numbers, buf, ctx)?;
    values.extend(numbers.into_iter().map(OpenEnum::from));
    Ok(())
}
