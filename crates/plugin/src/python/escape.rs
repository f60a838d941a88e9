//! Escaping of bytes in Python literals, in the two forms that protoc uses.

/// Returns the short escape of a byte, if it has one.
const fn short(byte: u8) -> Option<&'static str> {
    match byte {
        b'\n' => Some("\\n"),
        b'\r' => Some("\\r"),
        b'\t' => Some("\\t"),
        b'"' => Some("\\\""),
        b'\'' => Some("\\'"),
        b'\\' => Some("\\\\"),
        _ => None,
    }
}

const fn is_printable(byte: u8) -> bool {
    matches!(byte, 0x20..0x7f)
}

/// Escapes serialized files: `\x0a`. As in C, a hexadecimal digit after such an escape is escaped too.
pub(super) fn hex(bytes: &[u8], text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.reserve(bytes.len() * 2);
    let mut behind_hex = false;
    for &byte in bytes {
        let short = short(byte);
        let plain = is_printable(byte) && !(behind_hex && byte.is_ascii_hexdigit());
        behind_hex = short.is_none() && !plain;
        match short {
            Some(short) => text.push_str(short),
            None if plain => text.push(char::from(byte)),
            None => {
                let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
                text.push_str("\\x");
                text.extend(digits.map(char::from));
            }
        }
    }
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
    fn digits_behind_a_hexadecimal_escape() {
        assert_eq!(in_hex(b"\x07foo\x01\x00"), "\\x07\\x66oo\\x01\\x00");
        assert_eq!(in_hex(b"\x01Fabg"), "\\x01\\x46\\x61\\x62g");
    }

    #[test]
    fn a_short_escape_is_no_hexadecimal_one() {
        assert_eq!(in_hex(b"\n\"'\\a\r\tf"), "\\n\\\"\\'\\\\a\\r\\tf");
    }

    #[test]
    fn what_is_not_ascii() {
        assert_eq!(in_hex("é".as_bytes()), "\\xc3\\xa9");
        assert_eq!(octal("é7\x00".as_bytes()), "\\303\\2517\\000");
        assert_eq!(octal(b"\x7f~\xff"), "\\177~\\377");
    }
}
