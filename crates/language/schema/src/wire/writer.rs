//! A writer of wire format into one buffer. A message is written before its length is known.

/// A writer of fields into one growing buffer.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Creates a writer with capacity for `bytes` bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// Creates a writer that appends to `bytes`.
    pub const fn behind(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// Returns the written bytes, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns the bytes written so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Clears the written bytes, and keeps the capacity.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Writes a varint without a tag.
    pub fn varint(&mut self, value: u64) {
        if value < 0x80 {
            self.bytes.push(value as u8);
            return;
        }
        let (bytes, width) = varint(value);
        self.bytes.extend_from_slice(&bytes[..width]);
    }

    /// Writes a `string` field: tag, length, text.
    pub fn string(&mut self, number: u32, value: &str) {
        self.bytes(number, value.as_bytes());
    }

    /// Writes a string field from several pieces.
    pub(crate) fn strings(&mut self, number: u32, pieces: &[&str]) {
        self.header(number, pieces.iter().map(|piece| piece.len()).sum());
        pieces.iter().for_each(|piece| self.raw(piece.as_bytes()));
    }

    /// Writes a field of bytes: tag, length, bytes. A serialized message is written like this too.
    pub fn bytes(&mut self, number: u32, value: &[u8]) {
        self.header(number, value.len());
        self.raw(value);
    }

    /// Writes an `int32` or enum field. Negative numbers take ten bytes, as the wire format requires.
    pub fn int32(&mut self, number: u32, value: i32) {
        self.tag(number, 0);
        self.varint(i64::from(value) as u64);
    }

    pub(crate) fn bool(&mut self, number: u32, value: bool) {
        self.tag(number, 0);
        self.varint(u64::from(value));
    }

    /// Writes a packed field of `int32`.
    pub fn packed(&mut self, number: u32, values: &[i32]) {
        if !values.is_empty() {
            self.message(number, |inner| {
                for &value in values {
                    inner.varint(i64::from(value) as u64);
                }
            });
        }
    }

    /// Writes a field as a 64-bit varint.
    pub fn uint64(&mut self, number: u32, value: u64) {
        self.tag(number, 0);
        self.varint(value);
    }

    /// Writes a field of four bytes.
    pub fn fixed32(&mut self, number: u32, value: u32) {
        self.tag(number, 5);
        self.raw(&value.to_le_bytes());
    }

    /// Writes a field of eight bytes.
    pub fn fixed64(&mut self, number: u32, value: u64) {
        self.tag(number, 1);
        self.raw(&value.to_le_bytes());
    }

    /// Writes a group with its start and end tags.
    pub fn group(&mut self, number: u32, write: impl FnOnce(&mut Self)) {
        self.tag(number, 3);
        write(self);
        self.tag(number, 4);
    }

    /// Writes fields that are already encoded.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes the tag and length of a length-delimited field.
    pub fn header(&mut self, number: u32, length: usize) {
        self.tag(number, 2);
        self.varint(length as u64);
    }

    /// Returns the encoded size of a length-delimited field with a number up to 15.
    pub const fn length_of_bytes(length: usize) -> usize {
        let bits = usize::BITS - (length | 1).leading_zeros();
        1 + bits.div_ceil(7) as usize + length
    }

    /// Writes the first `length` of `N` bytes. Copies all bytes and truncates, because a constant size is faster.
    pub fn start_of<const N: usize>(&mut self, bytes: &[u8; N], length: usize) {
        self.bytes.extend_from_slice(bytes);
        self.bytes.truncate(self.bytes.len() - N + length);
    }

    /// Writes a message of unknown length. Reserves one byte for the length, and moves the message if the length needs
    /// more.
    pub fn message(&mut self, number: u32, write: impl FnOnce(&mut Self)) {
        self.tag(number, 2);
        let at = self.bytes.len();
        self.bytes.push(0);
        write(self);
        self.put_length(at);
    }

    /// Writes the length of the bytes after the reserved byte.
    fn put_length(&mut self, at: usize) {
        let length = self.bytes.len() - at - 1;
        if length < 0x80 {
            self.bytes[at] = length as u8;
            return;
        }
        let (prefix, width) = varint(length as u64);
        let from = at + 1;
        let end = self.bytes.len();
        self.bytes.resize(end + width - 1, 0);
        self.bytes.copy_within(from..end, at + width);
        self.bytes[at..at + width].copy_from_slice(&prefix[..width]);
    }

    fn tag(&mut self, number: u32, wire_type: u8) {
        self.varint(u64::from(number) << 3 | u64::from(wire_type));
    }
}

/// Encodes a varint. Returns the bytes and their number.
fn varint(mut value: u64) -> ([u8; 10], usize) {
    let mut bytes = [0; 10];
    let mut width = 0;
    while value >= 0x80 {
        bytes[width] = value as u8 | 0x80;
        width += 1;
        value >>= 7;
    }
    bytes[width] = value as u8;
    (bytes, width + 1)
}
