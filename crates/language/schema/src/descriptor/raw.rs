//! Raw descriptors, borrowed from bytes and not linked. Both reading and writing use this form.
//!
//! Field numbers are those of `descriptor.proto`.

#![allow(missing_docs, reason = "fields mirror those of descriptor.proto, which documents them")]

use std::borrow::Cow;
use std::fmt;

use crate::Scalar;
use crate::wire::{Field, WireError, WireReader, WireValue};

/// Maximum nesting depth of messages. `protoc` stops at 32; other writers may exceed that.
const MAX_MESSAGE_DEPTH: u32 = 64;

/// An error in the bytes of an image.
#[derive(Clone, Copy, Debug)]
pub enum RawError {
    Wire(WireError),
    WrongType(u32),
    NotUtf8,
    /// Messages nested more deeply than this limit.
    TooDeep(u32),
}

impl fmt::Display for RawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wire(error) => error.fmt(f),
            Self::WrongType(number) => {
                write!(f, "field {number} of a descriptor has another wire type than `descriptor.proto` says")
            }
            Self::NotUtf8 => f.write_str("a name is not valid UTF-8"),
            Self::TooDeep(most) => write!(f, "messages are nested more than {most} deep"),
        }
    }
}

impl std::error::Error for RawError {}

impl From<WireError> for RawError {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}

type Result<T> = std::result::Result<T, RawError>;

#[derive(Debug, Default)]
pub struct File<'a> {
    pub name: &'a str,
    pub package: Option<&'a str>,
    pub dependencies: Vec<Cow<'a, str>>,
    pub public_dependencies: Vec<i32>,
    pub weak_dependencies: Vec<i32>,
    pub option_dependencies: Vec<Cow<'a, str>>,
    pub messages: Vec<Message<'a>>,
    pub enums: Vec<Enum<'a>>,
    pub services: Vec<Service<'a>>,
    pub extensions: Vec<RawField<'a>>,
    pub options: Option<&'a [u8]>,
    pub source_info: Option<&'a [u8]>,
    pub syntax: Option<&'a str>,
    pub edition: Option<i32>,
    /// `true` if a buf image marks the file as an import.
    pub is_import: bool,
    /// The module of the file in a buf image: `registry/owner/name`.
    pub module: Option<String>,
    /// The number of bytes that the file was read from; `None` if it was not read.
    pub size: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Message<'a> {
    pub name: &'a str,
    pub fields: Vec<RawField<'a>>,
    pub messages: Vec<Message<'a>>,
    pub enums: Vec<Enum<'a>>,
    pub extension_ranges: Vec<Range<'a>>,
    pub extensions: Vec<RawField<'a>>,
    pub oneofs: Vec<RawNamed<'a>>,
    pub options: Option<&'a [u8]>,
    pub reserved_ranges: Vec<Range<'a>>,
    pub reserved_names: Vec<Cow<'a, str>>,
    pub visibility: i32,
}

#[derive(Debug, Default)]
pub struct RawField<'a> {
    pub name: &'a str,
    pub extendee: Option<&'a str>,
    pub number: i32,
    pub label: i32,
    pub ty: i32,
    /// The type name, with or without a leading dot, like the extendee.
    pub type_name: Option<&'a str>,
    pub default: Option<Cow<'a, [u8]>>,
    pub options: Option<&'a [u8]>,
    pub oneof_index: Option<i32>,
    pub json_name: Option<Cow<'a, str>>,
    /// `true` if `json_name` is derived. Unknown for a decoded descriptor.
    pub json_name_made: bool,
    pub proto3_optional: bool,
}

#[derive(Debug, Default)]
pub struct Enum<'a> {
    pub name: &'a str,
    pub values: Vec<EnumValue<'a>>,
    pub options: Option<&'a [u8]>,
    pub reserved_ranges: Vec<Range<'a>>,
    pub reserved_names: Vec<Cow<'a, str>>,
    pub visibility: i32,
}

#[derive(Debug, Default)]
pub struct EnumValue<'a> {
    pub name: &'a str,
    pub number: i32,
    pub options: Option<&'a [u8]>,
}

#[derive(Debug, Default)]
pub struct Service<'a> {
    pub name: &'a str,
    pub methods: Vec<Method<'a>>,
    pub options: Option<&'a [u8]>,
}

#[derive(Debug, Default)]
pub struct Method<'a> {
    pub name: &'a str,
    pub input: &'a str,
    pub output: &'a str,
    pub options: Option<&'a [u8]>,
    pub client_streaming: bool,
    pub server_streaming: bool,
}

/// A name with options, such as a oneof.
#[derive(Debug, Default)]
pub struct RawNamed<'a> {
    pub name: &'a str,
    pub options: Option<&'a [u8]>,
}

/// A range in the form of the descriptor: the end is exclusive in messages and inclusive in enums.
#[derive(Debug, Default)]
pub struct Range<'a> {
    pub start: i32,
    pub end: i32,
    pub options: Option<&'a [u8]>,
}

/// Decodes the files of a `FileDescriptorSet`.
pub fn files(bytes: &[u8]) -> Result<Vec<File<'_>>> {
    let mut files = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field?;
        if field.number == 1 {
            files.push(file(message_bytes(field)?)?);
        }
    }
    Ok(files)
}

/// Returns the bytes of each file of a `FileDescriptorSet`.
pub fn pieces(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let mut pieces = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field?;
        if field.number == 1 {
            pieces.push(message_bytes(field)?);
        }
    }
    Ok(pieces)
}

pub fn file(bytes: &[u8]) -> Result<File<'_>> {
    let mut file = File { size: Some(bytes.len()), ..File::default() };
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => file.name = text(field)?,
            2 => file.package = Some(text(field)?),
            3 => file.dependencies.push(text(field)?.into()),
            4 => file.messages.push(message(message_bytes(field)?, 1)?),
            5 => file.enums.push(enumeration(message_bytes(field)?)?),
            6 => file.services.push(service(message_bytes(field)?)?),
            7 => file.extensions.push(member(message_bytes(field)?)?),
            8 => file.options = Some(message_bytes(field)?),
            9 => file.source_info = Some(message_bytes(field)?),
            10 => int32s(field, &mut file.public_dependencies)?,
            11 => int32s(field, &mut file.weak_dependencies)?,
            12 => file.syntax = Some(text(field)?),
            14 => file.edition = Some(int32(field)?),
            15 => file.option_dependencies.push(text(field)?.into()),
            BUF_EXTENSION => by_buf(message_bytes(field)?, &mut file)?,
            _ => {}
        }
    }
    Ok(file)
}

/// The field `buf_extension` of buf's `ImageFile`, which extends a file descriptor in images of buf.
const BUF_EXTENSION: u32 = 8042;

/// Reads buf's fields: the import mark, and the module, whose name has three parts.
fn by_buf(bytes: &[u8], file: &mut File<'_>) -> Result<()> {
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => file.is_import = boolean(field)?,
            2 => file.module = module(message_bytes(field)?)?,
            _ => {}
        }
    }
    Ok(())
}

fn module(bytes: &[u8]) -> Result<Option<String>> {
    let mut parts = ["", "", ""];
    for field in WireReader::new(bytes) {
        let field = field?;
        if field.number != 1 {
            continue;
        }
        for field in WireReader::new(message_bytes(field)?) {
            let field = field?;
            if let Some(part) = parts.get_mut((field.number as usize).wrapping_sub(1)) {
                *part = text(field)?;
            }
        }
    }
    Ok(parts.iter().all(|part| !part.is_empty()).then(|| parts.join("/")))
}

fn message(bytes: &[u8], depth: u32) -> Result<Message<'_>> {
    if depth > MAX_MESSAGE_DEPTH {
        return Err(RawError::TooDeep(MAX_MESSAGE_DEPTH));
    }
    let mut message = Message::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => message.name = text(field)?,
            2 => message.fields.push(member(message_bytes(field)?)?),
            3 => message.messages.push(self::message(message_bytes(field)?, depth + 1)?),
            4 => message.enums.push(enumeration(message_bytes(field)?)?),
            5 => message.extension_ranges.push(range(message_bytes(field)?)?),
            6 => message.extensions.push(member(message_bytes(field)?)?),
            7 => message.options = Some(message_bytes(field)?),
            8 => message.oneofs.push(named(message_bytes(field)?)?),
            9 => message.reserved_ranges.push(range(message_bytes(field)?)?),
            10 => message.reserved_names.push(text(field)?.into()),
            11 => message.visibility = int32(field)?,
            _ => {}
        }
    }
    Ok(message)
}

fn member(bytes: &[u8]) -> Result<RawField<'_>> {
    let mut member = RawField::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => member.name = text(field)?,
            2 => member.extendee = Some(text(field)?),
            3 => member.number = int32(field)?,
            4 => member.label = int32(field)?,
            5 => member.ty = int32(field)?,
            6 => member.type_name = Some(text(field)?),
            7 => member.default = Some(message_bytes(field)?.into()),
            8 => member.options = Some(message_bytes(field)?),
            9 => member.oneof_index = Some(int32(field)?),
            10 => member.json_name = Some(text(field)?.into()),
            17 => member.proto3_optional = boolean(field)?,
            _ => {}
        }
    }
    Ok(member)
}

fn enumeration(bytes: &[u8]) -> Result<Enum<'_>> {
    let mut this = Enum::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => this.name = text(field)?,
            2 => this.values.push(enum_value(message_bytes(field)?)?),
            3 => this.options = Some(message_bytes(field)?),
            4 => this.reserved_ranges.push(range(message_bytes(field)?)?),
            5 => this.reserved_names.push(text(field)?.into()),
            6 => this.visibility = int32(field)?,
            _ => {}
        }
    }
    Ok(this)
}

fn enum_value(bytes: &[u8]) -> Result<EnumValue<'_>> {
    let mut value = EnumValue::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => value.name = text(field)?,
            2 => value.number = int32(field)?,
            3 => value.options = Some(message_bytes(field)?),
            _ => {}
        }
    }
    Ok(value)
}

fn service(bytes: &[u8]) -> Result<Service<'_>> {
    let mut service = Service::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => service.name = text(field)?,
            2 => service.methods.push(method(message_bytes(field)?)?),
            3 => service.options = Some(message_bytes(field)?),
            _ => {}
        }
    }
    Ok(service)
}

fn method(bytes: &[u8]) -> Result<Method<'_>> {
    let mut method = Method::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => method.name = text(field)?,
            2 => method.input = text(field)?,
            3 => method.output = text(field)?,
            4 => method.options = Some(message_bytes(field)?),
            5 => method.client_streaming = boolean(field)?,
            6 => method.server_streaming = boolean(field)?,
            _ => {}
        }
    }
    Ok(method)
}

fn named(bytes: &[u8]) -> Result<RawNamed<'_>> {
    let mut named = RawNamed::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => named.name = text(field)?,
            2 => named.options = Some(message_bytes(field)?),
            _ => {}
        }
    }
    Ok(named)
}

fn range(bytes: &[u8]) -> Result<Range<'_>> {
    let mut range = Range::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match field.number {
            1 => range.start = int32(field)?,
            2 => range.end = int32(field)?,
            3 => range.options = Some(message_bytes(field)?),
            _ => {}
        }
    }
    Ok(range)
}

pub fn message_bytes(field: Field<'_>) -> Result<&[u8]> {
    match field.value {
        WireValue::Bytes(bytes) => Ok(bytes),
        _ => Err(RawError::WrongType(field.number)),
    }
}

pub fn text(field: Field<'_>) -> Result<&str> {
    std::str::from_utf8(message_bytes(field)?).map_err(|_| RawError::NotUtf8)
}

fn int32(field: Field<'_>) -> Result<i32> {
    match field.value {
        WireValue::Varint(value) => Ok(value as i32),
        _ => Err(RawError::WrongType(field.number)),
    }
}

fn boolean(field: Field<'_>) -> Result<bool> {
    match field.value {
        WireValue::Varint(value) => Ok(value != 0),
        _ => Err(RawError::WrongType(field.number)),
    }
}

/// Reads a repeated `int32`, packed or not.
pub fn int32s(field: Field<'_>, into: &mut Vec<i32>) -> Result<()> {
    let WireValue::Bytes(bytes) = field.value else {
        into.push(int32(field)?);
        return Ok(());
    };
    let mut packed = WireReader::new(bytes);
    while !packed.is_empty() {
        into.push(packed.varint()? as i32);
    }
    Ok(())
}

pub const LABEL_OPTIONAL: i32 = 1;
pub const LABEL_REQUIRED: i32 = 2;
pub const LABEL_REPEATED: i32 = 3;

pub const TYPE_GROUP: i32 = 10;
pub const TYPE_MESSAGE: i32 = 11;
pub const TYPE_ENUM: i32 = 14;

/// The scalar types by their numbers in `FieldDescriptorProto.Type`, from 1.
const SCALARS: [Option<Scalar>; 18] = [
    Some(Scalar::Double),
    Some(Scalar::Float),
    Some(Scalar::Int64),
    Some(Scalar::Uint64),
    Some(Scalar::Int32),
    Some(Scalar::Fixed64),
    Some(Scalar::Fixed32),
    Some(Scalar::Bool),
    Some(Scalar::String),
    None,
    None,
    Some(Scalar::Bytes),
    Some(Scalar::Uint32),
    None,
    Some(Scalar::Sfixed32),
    Some(Scalar::Sfixed64),
    Some(Scalar::Sint32),
    Some(Scalar::Sint64),
];

pub fn scalar(ty: i32) -> Option<Scalar> {
    let index = usize::try_from(ty).ok()?.checked_sub(1)?;
    SCALARS.get(index).copied().flatten()
}

/// Returns the number of a scalar type in `FieldDescriptorProto.Type`.
pub const fn scalar_number(scalar: Scalar) -> i32 {
    match scalar {
        Scalar::Double => 1,
        Scalar::Float => 2,
        Scalar::Int64 => 3,
        Scalar::Uint64 => 4,
        Scalar::Int32 => 5,
        Scalar::Fixed64 => 6,
        Scalar::Fixed32 => 7,
        Scalar::Bool => 8,
        Scalar::String => 9,
        Scalar::Bytes => 12,
        Scalar::Uint32 => 13,
        Scalar::Sfixed32 => 15,
        Scalar::Sfixed64 => 16,
        Scalar::Sint32 => 17,
        Scalar::Sint64 => 18,
    }
}

#[cfg(test)]
mod tests {
    use super::{scalar, scalar_number};

    #[test]
    fn scalar_numbers_match_the_decoding_table() {
        let known: Vec<i32> = (0..=20).filter(|&number| scalar(number).is_some()).collect();
        assert_eq!(known.len(), 15);
        assert!(known.iter().all(|&number| scalar(number).map(scalar_number) == Some(number)));
    }
}
