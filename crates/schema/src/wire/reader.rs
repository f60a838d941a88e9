use std::fmt;

/// The value of one field, as far as the wire knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `int32`, `int64`, `uint32`, `uint64`, `sint32`, `sint64`, `bool`, an enum.
    Varint(u64),
    /// `fixed64`, `sfixed64`, `double`.
    Fixed64(u64),
    /// `string`, `bytes`, a message, packed values.
    Bytes(&'a [u8]),
    /// A group: its fields, without the end mark.
    Group(&'a [u8]),
    /// `fixed32`, `sfixed32`, `float`.
    Fixed32(u32),
}

/// One field as it stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The field number.
    pub number: u32,
    /// The value.
    pub value: Value<'a>,
    /// All of it, tag included.
    pub raw: &'a [u8],
}

/// What is wrong with bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// The bytes end inside a field.
    Truncated,
    /// A varint of more than ten bytes.
    VarintTooLong,
    /// A length of more than five bytes.
    LengthTooLong,
    /// A tag with field number zero or a wire type that does not exist.
    BadTag(u64),
    /// A group ends that did not begin, or begins and does not end.
    UnbalancedGroup,
    /// Groups inside groups beyond the limit.
    TooDeep,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the data ends inside a field"),
            Self::VarintTooLong => f.write_str("a varint is longer than ten bytes"),
            Self::LengthTooLong => f.write_str("a length is longer than five bytes"),
            Self::BadTag(tag) => write!(f, "`{tag:#x}` is no field tag"),
            Self::UnbalancedGroup => f.write_str("a group is not closed"),
            Self::TooDeep => write!(f, "groups are nested more than {MAX_GROUP_DEPTH} deep"),
        }
    }
}

impl std::error::Error for WireError {}

/// How deep groups may nest; what `protoc` accepts in a message.
const MAX_GROUP_DEPTH: u32 = 100;

/// Reads the fields of a message, one after the other, without copying.
///
/// ```
/// use protoward_schema::wire::{Reader, Value};
/// let field = Reader::new(&[0x08, 0x96, 0x01]).next().unwrap()?;
/// assert_eq!((field.number, field.value), (1, Value::Varint(150)));
/// # Ok::<(), protoward_schema::wire::WireError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    groups: u32,
    parser: Parser,
}

/// Whose bytes are read: parsers differ in how many of them a number may take.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Parser {
    /// protoc, reading a message: a tag or a length takes five bytes at most, though other numbers may take more.
    Protoc,
    /// protoc, trying whether bytes are a message: tags and lengths may take ten bytes, of which 32 bits count.
    Guess,
    /// Go: a number has 64 bits at most, and a tag may take more bytes than it needs.
    Go,
}

impl<'a> Reader<'a> {
    /// Reads `bytes` from the start.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, groups: MAX_GROUP_DEPTH, parser: Parser::Protoc }
    }

    /// As [`new`](Self::new), and groups may nest no deeper than this.
    #[must_use]
    pub const fn with_groups(self, deepest: u32) -> Self {
        Self { groups: deepest, ..self }
    }

    /// As programs in Go read: a number has 64 bits at most, and a tag may take more bytes than it needs.
    #[must_use]
    pub const fn as_go(self) -> Self {
        Self { parser: Parser::Go, ..self }
    }

    /// As protoc reads bytes of which it does not know whether they are a message: of tags and lengths, 32 bits count.
    #[must_use]
    pub const fn as_guess(self) -> Self {
        Self { parser: Parser::Guess, ..self }
    }

    /// The fields up to the first one that is wrong.
    pub const fn fields(self) -> Fields<'a> {
        Fields(self)
    }

    /// How many bytes are left.
    pub const fn len(&self) -> usize {
        self.rest.len()
    }

    /// Reads one bare varint, as packed fields hold them.
    ///
    /// # Errors
    /// When the bytes end inside it, or it is longer than ten bytes.
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

    /// Whether everything has been read.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn field(&mut self) -> Result<Field<'a>, WireError> {
        let all = self.rest;
        let (number, wire_type) = self.tag()?;
        let value = match wire_type {
            0 => Value::Varint(self.varint()?),
            1 => Value::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => Value::Bytes(self.delimited()?),
            3 if self.groups == 0 => return Err(WireError::TooDeep),
            3 => Value::Group(self.group(number)?),
            5 => Value::Fixed32(u32::from_le_bytes(self.array()?)),
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

    /// Skips to the end mark of the group `number`; the stack of open groups is on the heap and bounded.
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

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Field<'a>, WireError>;

    /// The next field; after an error there is nothing more.
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

/// The fields of a message, as far as they can be read.
#[derive(Clone, Debug)]
pub struct Fields<'a>(Reader<'a>);

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        self.0.next()?.ok()
    }
}
