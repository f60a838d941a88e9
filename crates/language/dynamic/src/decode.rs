//! Decoding with the rules of protobuf parsers: the last value wins, messages are merged, packed and unpacked values
//! are both accepted, and unknown fields are kept.

use super::codec::MessageKind;
use super::{Codec, Content, DecodeError, DynamicValue, MAX_DEPTH, Message};
use protoward_schema::wire::{self, WireError, WireReader};
use protoward_schema::{FieldId, FieldNumber, FieldType, MessageId, Scalar, Shape};

type Result<T> = std::result::Result<T, DecodeError>;

impl Codec<'_> {
    /// Decodes a message.
    ///
    /// # Errors
    /// If a parser would reject the bytes: truncated data, invalid UTF-8, a missing required field, or too deep
    /// nesting.
    pub fn decode(&self, ty: MessageId, bytes: &[u8]) -> Result<Message> {
        let message = self.decode_partial(ty, bytes)?;
        match self.missing(&message).into_iter().next() {
            Some(error) => Err(error),
            None => Ok(message),
        }
    }

    /// Decodes a message as [`decode`](Self::decode) does, but permits missing required fields.
    ///
    /// # Errors
    /// See `decode`.
    pub fn decode_partial(&self, ty: MessageId, bytes: &[u8]) -> Result<Message> {
        let mut message = Message::new(ty);
        self.merge(&mut message, bytes, 0)?;
        Ok(message)
    }

    pub(super) fn merge(&self, message: &mut Message, bytes: &[u8], depth: u32) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::new(format!("messages are nested more than {MAX_DEPTH} deep")));
        }
        let is_set = self.kind(message.ty) == MessageKind::MessageSet;
        let mut reader = if self.is_go { WireReader::new(bytes).as_go() } else { WireReader::new(bytes) };
        loop {
            let at = bytes.len() - reader.len();
            let Some(field) = reader.next() else { return Ok(()) };
            let field = field.map_err(|error| DecodeError::wire(error).behind(at))?;
            if is_set && self.take_item(message, field, depth).map_err(|error| error.behind(at))? {
                continue;
            }
            let number = FieldNumber(i32::try_from(field.number).expect("a tag has 29 bits of number"));
            let taken = match self.field(message.ty, number) {
                Some(id) => self
                    .take(message, id, field.value, depth)
                    .map_err(|error| error.behind(at + start_of_value(&field)).inside(number))?,
                None => false,
            };
            if !taken {
                self.keep(message, number, &field);
            }
        }
    }

    /// Keeps an unknown field, or a field with an unknown enum number.
    fn keep(&self, message: &mut Message, number: FieldNumber, field: &wire::Field<'_>) {
        let ty = self.field(message.ty, number).map(|id| self.schema[id].ty);
        match (ty, field.value) {
            (Some(FieldType::Enum(_)), wire::WireValue::Varint(bits)) => {
                message.add_unknown_varint(field.number, self.enum_bits(bits));
            }
            _ => message.add_unknown(field.raw),
        }
    }

    /// Truncates an enum number to 32 bits, as protoc does before it checks the number. Go keeps all bits.
    fn enum_bits(&self, bits: u64) -> u64 {
        if self.is_go { bits } else { i64::from(bits as i32) as u64 }
    }

    /// Decodes one field into its message. Returns `false` for a wrong wire type or an unknown enum number.
    fn take(&self, message: &mut Message, id: FieldId, value: wire::WireValue<'_>, depth: u32) -> Result<bool> {
        match self.schema.shape(id) {
            Shape::Map { value: half, .. } => {
                let entry = self.read_entry(id, half, value, depth)?;
                let is_known = entry.is_some();
                entry.into_iter().for_each(|entry| self.push(message, id, DynamicValue::Message(entry)));
                Ok(is_known)
            }
            Shape::Repeated { .. } => self.take_element(message, id, value, depth),
            Shape::Single(_) => self.take_single(message, id, value, depth),
        }
    }

    fn take_single(&self, message: &mut Message, id: FieldId, value: wire::WireValue<'_>, depth: u32) -> Result<bool> {
        let number = self.schema[id].number;
        let value = match self.schema[id].ty.message() {
            Some(of) => {
                let Some(bytes) = self.message_bytes(id, value) else { return Ok(false) };
                let mut inner = match message.clear(number) {
                    Some(Content::One(DynamicValue::Message(before))) => before,
                    _ => Message::new(of),
                };
                self.merge(&mut inner, bytes, depth + 1)?;
                DynamicValue::Message(inner)
            }
            None => match self.value(id, value, depth)? {
                Some(value) => value,
                None => return Ok(false),
            },
        };
        self.put(message, id, Content::One(value));
        Ok(true)
    }

    fn take_element(&self, message: &mut Message, id: FieldId, value: wire::WireValue<'_>, depth: u32) -> Result<bool> {
        let number = self.schema[id].number;
        let mut values = match message.clear(number) {
            Some(Content::Many(values)) => values,
            _ => Vec::new(),
        };
        let taken = match value {
            wire::WireValue::Bytes(bytes) if self.is_packable(id) => {
                self.take_packed(message, id, bytes, &mut values)?;
                true
            }
            value => match self.value(id, value, depth)? {
                Some(value) => {
                    values.push(value);
                    true
                }
                None => false,
            },
        };
        message.set(number, id, Content::Many(values));
        Ok(taken)
    }

    fn take_packed(
        &self,
        message: &mut Message,
        id: FieldId,
        bytes: &[u8],
        values: &mut Vec<DynamicValue>,
    ) -> Result<()> {
        let tag = self.tag(id).unwrap_or_default();
        let mut rest = Packed(bytes);
        while !rest.0.is_empty() {
            let value = match self.schema[id].ty {
                FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32 | Scalar::Float) => {
                    wire::WireValue::Fixed32(u32::from_le_bytes(rest.array()?))
                }
                FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64 | Scalar::Double) => {
                    wire::WireValue::Fixed64(u64::from_le_bytes(rest.array()?))
                }
                _ => wire::WireValue::Varint(rest.varint()?),
            };
            match (self.value(id, value, 0)?, value) {
                (Some(value), _) => values.push(value),
                // An unknown number of a closed enum is moved from the list to the unknown fields.
                (None, wire::WireValue::Varint(bits)) => message.add_unknown_varint(tag, self.enum_bits(bits)),
                (None, _) => {}
            }
        }
        Ok(())
    }

    fn read_entry(
        &self,
        id: FieldId,
        value_field: FieldId,
        value: wire::WireValue<'_>,
        depth: u32,
    ) -> Result<Option<Message>> {
        let (wire::WireValue::Bytes(bytes), Some(entry)) = (value, self.schema[id].ty.message()) else {
            return Ok(None);
        };
        let mut read = Message::new(entry);
        self.merge(&mut read, bytes, depth + 1)?;
        // A map entry with an unknown value of a closed enum is unknown as a whole.
        let is_enum = matches!(self.schema[value_field].ty, FieldType::Enum(_));
        let is_unknown = is_enum
            && WireReader::new(read.unknown()).map_while(std::result::Result::ok).any(|field| field.number == 2);
        Ok(Some(read).filter(|_| !is_unknown))
    }

    /// Returns the default for a missing key or value of an entry.
    pub(super) fn zero(&self, id: FieldId) -> DynamicValue {
        match self.schema[id].ty {
            FieldType::Message(message) | FieldType::Group(message) => DynamicValue::Message(Message::new(message)),
            FieldType::Enum(id) => {
                DynamicValue::Enum(self.schema[id].values.first().map_or(0, |&first| self.schema[first].number))
            }
            FieldType::Scalar(scalar) => match scalar {
                Scalar::Double => DynamicValue::Double(0.0),
                Scalar::Float => DynamicValue::Float(0.0),
                Scalar::Bool => DynamicValue::Bool(false),
                Scalar::String => DynamicValue::Text(Vec::new()),
                Scalar::Bytes => DynamicValue::Bytes(Vec::new()),
                Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => DynamicValue::Uint(0),
                _ => DynamicValue::Int(0),
            },
        }
    }

    pub(super) fn is_packable(&self, id: FieldId) -> bool {
        match self.schema[id].ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        }
    }

    /// Returns the bytes of a message field.
    fn message_bytes<'b>(&self, id: FieldId, value: wire::WireValue<'b>) -> Option<&'b [u8]> {
        match (value, self.schema.is_delimited(id)) {
            (wire::WireValue::Group(bytes), true) | (wire::WireValue::Bytes(bytes), false) => Some(bytes),
            _ => None,
        }
    }

    /// Decodes one value; `None` if the wire type does not match the field.
    fn value(&self, id: FieldId, value: wire::WireValue<'_>, depth: u32) -> Result<Option<DynamicValue>> {
        let field = &self.schema[id];
        let scalar = match field.ty {
            FieldType::Scalar(scalar) => scalar,
            FieldType::Enum(of) => {
                let wire::WireValue::Varint(bits) = value else { return Ok(None) };
                let number = bits as i32;
                return Ok(self.takes(of, number).then_some(DynamicValue::Enum(number)));
            }
            FieldType::Message(of) | FieldType::Group(of) => {
                let Some(bytes) = self.message_bytes(id, value) else { return Ok(None) };
                let mut message = Message::new(of);
                self.merge(&mut message, bytes, depth + 1)?;
                return Ok(Some(DynamicValue::Message(message)));
            }
        };
        match (scalar, value) {
            (Scalar::String, wire::WireValue::Bytes(bytes))
                if self.wants_utf8(id) && std::str::from_utf8(bytes).is_err() =>
            {
                let name = self.schema.text(field.name);
                Err(DecodeError::new(format!("the text in `{name}` is not UTF-8")))
            }
            _ => Ok(number(scalar, value)),
        }
    }
}

/// Returns the offset of a length-delimited value from the start of its field.
fn start_of_value(field: &wire::Field<'_>) -> usize {
    match field.value {
        wire::WireValue::Bytes(inner) | wire::WireValue::Group(inner) => {
            inner.as_ptr().addr() - field.raw.as_ptr().addr()
        }
        wire::WireValue::Varint(_) | wire::WireValue::Fixed32(_) | wire::WireValue::Fixed64(_) => 0,
    }
}

/// Decodes a scalar. Truncates varints that are too large.
fn number(scalar: Scalar, value: wire::WireValue<'_>) -> Option<DynamicValue> {
    Some(match (scalar, value) {
        (Scalar::Double, wire::WireValue::Fixed64(bits)) => DynamicValue::Double(f64::from_bits(bits)),
        (Scalar::Float, wire::WireValue::Fixed32(bits)) => DynamicValue::Float(f32::from_bits(bits)),
        (Scalar::Int32, wire::WireValue::Varint(bits)) => DynamicValue::Int((bits as i32).into()),
        (Scalar::Int64, wire::WireValue::Varint(bits)) => DynamicValue::Int(bits as i64),
        (Scalar::Uint32, wire::WireValue::Varint(bits)) => DynamicValue::Uint((bits as u32).into()),
        (Scalar::Uint64, wire::WireValue::Varint(bits)) => DynamicValue::Uint(bits),
        (Scalar::Sint32, wire::WireValue::Varint(bits)) => {
            let bits = bits as u32;
            DynamicValue::Int(((bits >> 1) as i32 ^ -((bits & 1) as i32)).into())
        }
        (Scalar::Sint64, wire::WireValue::Varint(bits)) => DynamicValue::Int((bits >> 1) as i64 ^ -((bits & 1) as i64)),
        (Scalar::Fixed32, wire::WireValue::Fixed32(bits)) => DynamicValue::Uint(bits.into()),
        (Scalar::Fixed64, wire::WireValue::Fixed64(bits)) => DynamicValue::Uint(bits),
        (Scalar::Sfixed32, wire::WireValue::Fixed32(bits)) => DynamicValue::Int((bits as i32).into()),
        (Scalar::Sfixed64, wire::WireValue::Fixed64(bits)) => DynamicValue::Int(bits as i64),
        (Scalar::Bool, wire::WireValue::Varint(bits)) => DynamicValue::Bool(bits != 0),
        (Scalar::String, wire::WireValue::Bytes(bytes)) => DynamicValue::Text(bytes.to_vec()),
        (Scalar::Bytes, wire::WireValue::Bytes(bytes)) => DynamicValue::Bytes(bytes.to_vec()),
        _ => return None,
    })
}

/// The remaining bytes of a packed field.
struct Packed<'a>(&'a [u8]);

impl Packed<'_> {
    fn varint(&mut self) -> Result<u64> {
        let end = self.0.iter().position(|byte| *byte < 0x80).map(|last| last + 1);
        let end = end.ok_or(DecodeError::wire(WireError::Truncated))?;
        let value = WireReader::new(&self.0[..end]).varint().map_err(DecodeError::wire)?;
        self.0 = &self.0[end..];
        Ok(value)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(DecodeError::wire(WireError::Truncated))?;
        self.0 = rest;
        Ok(*taken)
    }
}
