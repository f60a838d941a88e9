//! The [binary encoding](https://protobuf.dev/programming-guides/encoding/): its values, and how they are read and written.

use std::fmt;

use super::descriptor::{Foreign, Kind};
use crate::wire::{put_key, put_varint};

pub(super) use crate::wire::LENGTH_DELIMITED;

/// The error for bytes that are not an encoded message.
#[derive(Debug)]
pub(super) struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes are not an encoded message")
    }
}

/// An encoded value, by its wire type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Raw<'b> {
    Varint(u64),
    Fixed64(u64),
    Bytes(&'b [u8]),
    /// The fields of a group.
    Group(&'b [u8]),
    Fixed32(u32),
}

impl Raw<'_> {
    pub(super) const fn wire_type(self) -> u8 {
        match self {
            Self::Varint(_) => 0,
            Self::Fixed64(_) => 1,
            Self::Bytes(_) => LENGTH_DELIMITED,
            Self::Group(_) => START_GROUP,
            Self::Fixed32(_) => 5,
        }
    }
}

pub(super) const START_GROUP: u8 = 3;
const END_GROUP: u8 = 4;

/// The maximum nesting depth of groups, as in protobuf parsers.
const DEEPEST_GROUP: usize = 100;

/// The part of an encoded message that is not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'b>(pub(super) &'b [u8]);

impl<'b> Input<'b> {
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    pub(super) fn varint(&mut self) -> Result<u64, Malformed> {
        // Most numbers are short.
        match self.0 {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.0 = rest;
                Ok((*byte).into())
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for (index, &byte) in self.0.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.0 = &self.0[index + 1..];
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// Reads bytes and their length.
    #[inline]
    pub(super) fn bytes(&mut self) -> Result<&'b [u8], Malformed> {
        let length = self.varint()?;
        self.take(usize::try_from(length).map_err(|_| Malformed)?)
    }

    #[inline]
    fn take(&mut self, count: usize) -> Result<&'b [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (&array, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(array)
    }

    /// Reads the number and the wire type of a field.
    #[inline]
    pub(super) fn key(&mut self) -> Result<(u32, u8), Malformed> {
        let key = u32::try_from(self.varint()?).map_err(|_| Malformed)?;
        Ok((key >> 3, (key & 7) as u8))
    }

    /// Reads the next field. Returns `None` at the end of the input.
    pub(super) fn field(&mut self) -> Result<Option<(u32, Raw<'b>)>, Malformed> {
        if self.is_empty() {
            return Ok(None);
        }
        let (number, wire_type) = self.key()?;
        Ok(Some((number, self.raw(number, wire_type)?)))
    }

    pub(super) fn raw(&mut self, number: u32, wire_type: u8) -> Result<Raw<'b>, Malformed> {
        Ok(match wire_type {
            0 => Raw::Varint(self.varint()?),
            1 => Raw::Fixed64(u64::from_le_bytes(self.array()?)),
            LENGTH_DELIMITED => Raw::Bytes(self.bytes()?),
            START_GROUP => Raw::Group(self.group(number)?),
            5 => Raw::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(Malformed),
        })
    }

    /// Reads the fields of a group and its end.
    pub(super) fn group(&mut self, number: u32) -> Result<&'b [u8], Malformed> {
        let start = self.0;
        let mut open = vec![number];
        loop {
            let before = self.0.len();
            match self.key()? {
                (inner, START_GROUP) if open.len() < DEEPEST_GROUP => open.push(inner),
                (ended, END_GROUP) if open.last() == Some(&ended) => {
                    open.pop();
                    if open.is_empty() {
                        return Ok(&start[..start.len() - before]);
                    }
                }
                (_, START_GROUP | END_GROUP) => return Err(Malformed),
                (other, wire_type) => {
                    self.raw(other, wire_type)?;
                }
            }
        }
    }

    /// Reads a value of a packed list.
    pub(super) fn packed(&mut self, kind: Kind) -> Result<Raw<'b>, Malformed> {
        self.raw(0, wire_type(kind))
    }
}

/// Returns the wire type of a kind.
#[inline]
pub(super) const fn wire_type(kind: Kind) -> u8 {
    match kind {
        Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Sint32
        | Kind::Sint64
        | Kind::Bool
        | Kind::Enum(_)
        | Kind::Null => 0,
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => 1,
        Kind::Foreign(Foreign { is_group: true, .. }) | Kind::Group(_) => START_GROUP,
        Kind::String | Kind::Bytes | Kind::Message(_) | Kind::Foreign(_) => LENGTH_DELIMITED,
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => 5,
    }
}

/// Writes a field whose content `write` appends: a message, a packed list or an entry of a map.
pub(super) fn put_delimited<T, E>(
    out: &mut Vec<u8>,
    number: u32,
    write: impl FnOnce(&mut Vec<u8>) -> Result<T, E>,
) -> Result<T, E> {
    put_key(out, number, LENGTH_DELIMITED);
    let at = out.len();
    out.push(0);
    let written = write(out)?;
    let length = out.len() - at - 1;
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out[at] = short,
        _ => {
            // Most contents are short, so the others are moved for their longer length.
            let mut prefix = Vec::with_capacity(10);
            put_varint(&mut prefix, length as u64);
            out.splice(at..=at, prefix);
        }
    }
    Ok(written)
}

/// Writes a group whose fields `write` appends.
pub(super) fn put_group<T, E>(
    out: &mut Vec<u8>,
    number: u32,
    write: impl FnOnce(&mut Vec<u8>) -> Result<T, E>,
) -> Result<T, E> {
    put_key(out, number, START_GROUP);
    let written = write(out)?;
    put_key(out, number, END_GROUP);
    Ok(written)
}

/// Writes a field: its key and its value.
#[inline]
pub(super) fn put_field(out: &mut Vec<u8>, number: u32, value: Raw<'_>) {
    put_key(out, number, value.wire_type());
    put_raw(out, number, value);
}

/// Writes a value without the key of its field.
#[inline]
pub(super) fn put_raw(out: &mut Vec<u8>, number: u32, raw: Raw<'_>) {
    match raw {
        Raw::Varint(value) => put_varint(out, value),
        Raw::Fixed64(value) => out.extend_from_slice(&value.to_le_bytes()),
        Raw::Fixed32(value) => out.extend_from_slice(&value.to_le_bytes()),
        Raw::Bytes(bytes) => {
            put_varint(out, bytes.len() as u64);
            out.extend_from_slice(bytes);
        }
        Raw::Group(fields) => {
            out.extend_from_slice(fields);
            put_key(out, number, END_GROUP);
        }
    }
}

/// Returns the number that zigzag encoding represents.
#[inline]
pub(super) const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Returns a number in zigzag encoding.
#[inline]
pub(super) const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}
