//! A reader of wire format without copies, with the limits of the parser that it stands for.

use std::fmt;

/// The value of a field, as far as the wire format determines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireValue<'a> {
    /// `int32`, `int64`, `uint32`, `uint64`, `sint32`, `sint64`, `bool`, an enum.
    Varint(u64),
    /// Eight bytes, little-endian: `fixed64`, `sfixed64`, `double`.
    Fixed64(u64),
    /// `string`, `bytes`, a message, packed values.
    Bytes(&'a [u8]),
    /// The fields of a group, without the end tag.
    Group(&'a [u8]),
    /// Four bytes, little-endian: `fixed32`, `sfixed32`, `float`.
    Fixed32(u32),
}

/// A field in wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The field number of the tag.
    pub number: u32,
    /// The value, without its tag and length.
    pub value: WireValue<'a>,
    /// The complete field, including its tag.
    pub raw: &'a [u8],
}

/// An error in wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// The bytes end inside a field.
    Truncated,
    /// A varint of more than ten bytes.
    VarintTooLong,
    /// A length of more than five bytes.
    LengthTooLong,
    /// A tag with field number zero or an unknown wire type.
    BadTag(u64),
    /// A group with a missing start or end tag.
    UnbalancedGroup,
    /// Groups nested beyond the limit.
    TooDeep,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the data ends inside a field"),
            Self::VarintTooLong => f.write_str("a varint is longer than ten bytes"),
            Self::LengthTooLong => f.write_str("a length is longer than five bytes"),
            Self::BadTag(tag) => write!(f, "`{tag:#x}` is not a field tag"),
            Self::UnbalancedGroup => f.write_str("a group is not closed"),
            Self::TooDeep => write!(f, "groups are nested more than {MAX_GROUP_DEPTH} deep"),
        }
    }
}

impl std::error::Error for WireError {}

/// Maximum nesting depth of groups, as in `protoc`.
const MAX_GROUP_DEPTH: u32 = 100;

/// A zero-copy reader of the fields of a message.
///
/// ```
/// use protoward_schema::wire::{WireReader, WireValue};
/// let field = WireReader::new(&[0x08, 0x96, 0x01]).next().unwrap()?;
/// assert_eq!((field.number, field.value), (1, WireValue::Varint(150)));
/// # Ok::<(), protoward_schema::wire::WireError>(())
/// ```
#[derive(Clone, Debug)]
pub struct WireReader<'a> {
    rest: &'a [u8],
    groups: u32,
    parser: Parser,
}

/// The parser whose limits on varint lengths apply.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Parser {
    /// protoc's message parser: tags and lengths have at most five bytes.
    Protoc,
    /// protoc's check whether bytes are a message: tags and lengths have at most ten bytes, of which 32 bits count.
    Guess,
    /// Go: varints have at most 64 bits, and tags may have redundant bytes.
    Go,
}

impl<'a> WireReader<'a> {
    /// Creates a reader of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, groups: MAX_GROUP_DEPTH, parser: Parser::Protoc }
    }

    /// Limits the nesting depth of groups.
    #[must_use]
    pub const fn with_groups(self, deepest: u32) -> Self {
        Self { groups: deepest, ..self }
    }

    /// Reads as Go programs do: varints have at most 64 bits, and tags may have redundant bytes.
    #[must_use]
    pub const fn as_go(self) -> Self {
        Self { parser: Parser::Go, ..self }
    }

    /// Reads as protoc checks whether bytes are a message: 32 bits of tags and lengths count.
    #[must_use]
    pub const fn as_guess(self) -> Self {
        Self { parser: Parser::Guess, ..self }
    }

    /// Returns the fields up to the first error.
    pub const fn fields(self) -> Fields<'a> {
        Fields(self)
    }

    /// Returns the number of remaining bytes.
    pub const fn len(&self) -> usize {
        self.rest.len()
    }

    /// Reads one varint without a tag, as in packed fields.
    ///
    /// # Errors
    /// Returns an error if the bytes end inside the varint, or if it has more than ten bytes.
    pub fn varint(&mut self) -> Result<u64, WireError> {
        let mut value = 0u64;
        for index in 0..10 {
            let (&byte, rest) = self.rest.split_first().ok_or(WireError::Truncated)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                let is_wide = self.parser == Parser::Go && index == 9 && byte > 1;
                return if is_wide { Err(WireError::VarintTooLong) } else { Ok(value) };
            }
        }
        Err(WireError::VarintTooLong)
    }

    /// Returns `true` if all bytes have been read.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn field(&mut self) -> Result<Field<'a>, WireError> {
        let all = self.rest;
        let (number, wire_type) = self.tag()?;
        let value = match wire_type {
            0 => WireValue::Varint(self.varint()?),
            1 => WireValue::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => WireValue::Bytes(self.delimited()?),
            3 if self.groups == 0 => return Err(WireError::TooDeep),
            3 => WireValue::Group(self.group(number)?),
            5 => WireValue::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(WireError::UnbalancedGroup),
        };
        Ok(Field { number, value, raw: &all[..all.len() - self.rest.len()] })
    }

    fn tag(&mut self) -> Result<(u32, u8), WireError> {
        let before = self.rest.len();
        let tag = self.varint()?;
        let is_too_long = match self.parser {
            Parser::Protoc => before - self.rest.len() > 5,
            Parser::Guess => false,
            Parser::Go => tag > u32::MAX.into(),
        };
        if is_too_long {
            return Err(WireError::BadTag(tag));
        }
        let number = Some(tag as u32 >> 3).filter(|number| (1..1 << 29).contains(number));
        match (number, (tag & 7) as u8) {
            (Some(number), wire_type @ 0..=5) => Ok((number, wire_type)),
            _ => Err(WireError::BadTag(tag)),
        }
    }

    fn delimited(&mut self) -> Result<&'a [u8], WireError> {
        let before = self.rest.len();
        let length = self.varint()?;
        let length = match self.parser {
            Parser::Protoc if before - self.rest.len() > 5 => return Err(WireError::LengthTooLong),
            Parser::Guess => u64::from(length as u32),
            Parser::Protoc | Parser::Go => length,
        };
        let length = usize::try_from(length).map_err(|_| WireError::Truncated)?;
        self.take(length)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        Ok(self.take(N)?.try_into().expect("take gives N bytes"))
    }

    /// Skips to the end tag of the group `number`. The stack of open groups is on the heap and bounded.
    fn group(&mut self, number: u32) -> Result<&'a [u8], WireError> {
        let all = self.rest;
        let mut open = vec![number];
        loop {
            let before = self.rest.len();
            let (number, wire_type) = self.tag()?;
            match wire_type {
                0 => drop(self.varint()?),
                1 => drop(self.take(8)?),
                2 => drop(self.delimited()?),
                3 if open.len() as u32 >= self.groups => return Err(WireError::TooDeep),
                3 => open.push(number),
                5 => drop(self.take(4)?),
                _ if open.pop() != Some(number) => return Err(WireError::UnbalancedGroup),
                _ if open.is_empty() => return Ok(&all[..all.len() - before]),
                _ => {}
            }
        }
    }
}

impl<'a> Iterator for WireReader<'a> {
    type Item = Result<Field<'a>, WireError>;

    /// Returns the next field. Ends after an error.
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// An iterator over the fields of a message up to the first error.
#[derive(Clone, Debug)]
pub struct Fields<'a>(WireReader<'a>);

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        self.0.next()?.ok()
    }
}
