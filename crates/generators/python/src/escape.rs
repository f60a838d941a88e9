//! Escaping of bytes in Python literals, in the two forms that protoc uses.

pub(super) use protoward_schema::c_escapes::push_hex as hex;
use protoward_schema::c_escapes::short_escape as short;

const fn is_printable(byte: u8) -> bool {
    matches!(byte, 0x20..0x7f)
}

/// Escapes options and defaults: `\012`.
pub(super) fn octal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for &byte in bytes {
        match short(byte) {
            Some(short) => text.push_str(short),
            None if is_printable(byte) => text.push(char::from(byte)),
            None => {
                text.push('\\');
                text.extend([byte >> 6, byte >> 3 & 7, byte & 7].map(|digit| char::from(b'0' + digit)));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{hex, octal};

    fn in_hex(bytes: &[u8]) -> String {
        let mut text = String::new();
        hex(bytes, &mut text);
        text
    }

    #[test]
    fn escapes_digits_behind_a_hexadecimal_escape() {
        assert_eq!(in_hex(b"\x07foo\x01\x00"), "\\x07\\x66oo\\x01\\x00");
        assert_eq!(in_hex(b"\x01Fabg"), "\\x01\\x46\\x61\\x62g");
    }

    #[test]
    fn distinguishes_short_escapes_from_hexadecimal_ones() {
        assert_eq!(in_hex(b"\n\"'\\a\r\tf"), "\\n\\\"\\'\\\\a\\r\\tf");
    }

    #[test]
    fn escapes_other_characters_than_ascii() {
        assert_eq!(in_hex("é".as_bytes()), "\\xc3\\xa9");
        assert_eq!(octal("é7\x00".as_bytes()), "\\303\\2517\\000");
        assert_eq!(octal(b"\x7f~\xff"), "\\177~\\377");
    }
}
