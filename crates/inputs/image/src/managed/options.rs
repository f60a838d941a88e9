//! Changes of serialized options: a field is set or removed, and all others stay as they are, unknown ones too.

use protoward_schema::wire::{WireReader, WireValue, Writer};

/// Modifiable options. A new value replaces the old one, in number order.
#[derive(Debug)]
pub(super) struct Options {
    bytes: Vec<u8>,
    /// The numbers of the changed options.
    pub(super) changed: Vec<u32>,
}

impl Options {
    pub(super) fn new(bytes: Option<&[u8]>) -> Self {
        Self { bytes: bytes.unwrap_or_default().to_vec(), changed: Vec::new() }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn text(&self, number: u32) -> Option<String> {
        match self.last(number)? {
            WireValue::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        }
    }

    pub(super) fn number(&self, number: u32) -> Option<u64> {
        match self.last(number)? {
            WireValue::Varint(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn set_text(&mut self, number: u32, value: &str) {
        self.set(number, |writer| writer.string(number, value));
    }

    pub(super) fn set_number(&mut self, number: u32, value: i32) {
        self.set(number, |writer| writer.int32(number, value));
    }

    fn last(&self, number: u32) -> Option<WireValue<'_>> {
        let fields = WireReader::new(&self.bytes).map_while(Result::ok);
        fields.filter(|field| field.number == number).last().map(|field| field.value)
    }

    fn set(&mut self, number: u32, write: impl FnOnce(&mut Writer)) {
        let mut writer = Writer::default();
        let mut write = Some(write);
        for field in WireReader::new(&self.bytes).map_while(Result::ok) {
            if field.number >= number
                && let Some(write) = write.take()
            {
                write(&mut writer);
            }
            if field.number != number {
                writer.raw(field.raw);
            }
        }
        if let Some(write) = write.take() {
            write(&mut writer);
        }
        self.bytes = writer.into_bytes();
        self.changed.push(number);
    }
}
