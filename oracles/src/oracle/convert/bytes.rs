//! A minimal encoder of the wire format that can also write unusual encodings. It shares no code with the programs under test.

#[derive(Debug, Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub fn tag(&mut self, number: u32, wire_type: u8) {
        self.varint(u64::from(number) << 3 | u64::from(wire_type));
    }

    pub fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Writes a varint of ten bytes, even if fewer are enough.
    pub(crate) fn long_varint(&mut self, value: u64) {
        self.0.extend((0..9).map(|index| (value >> (7 * index)) as u8 | 0x80));
        self.0.push((value >> 63) as u8);
    }

    pub(crate) fn fixed32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    pub(crate) fn fixed64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }

    /// Writes a message or any other length-delimited field. If `is_delimited`, writes it between group tags.
    pub fn message(&mut self, number: u32, message: &[u8], is_delimited: bool) {
        if is_delimited {
            self.tag(number, 3);
            self.0.extend_from_slice(message);
            self.tag(number, 4);
            return;
        }
        self.tag(number, 2);
        self.varint(message.len() as u64);
        self.0.extend_from_slice(message);
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn reads_a_long_varint_as_the_short_one() {
        for value in [0, 1, 300, u64::MAX, 1 << 63] {
            let mut short = Bytes::default();
            let mut long = Bytes::default();
            short.varint(value);
            long.long_varint(value);
            let read = |bytes: &[u8]| {
                bytes.iter().rev().fold(0_u128, |value, byte| value << 7 | u128::from(byte & 0x7f)) as u64
            };
            assert_eq!((read(&short.0), read(&long.0), long.0.len()), (value, value, 10));
        }
    }
}
