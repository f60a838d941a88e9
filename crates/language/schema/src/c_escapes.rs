//! Escapes of C in literals and in the defaults of `bytes` fields, which descriptors hold as text.

/// Returns the short escape of a byte, if it has one.
pub const fn short_escape(byte: u8) -> Option<&'static str> {
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

/// Appends bytes with hexadecimal escapes: `\x0a`. As in C, a hexadecimal digit after such an escape is escaped too.
pub fn push_hex(bytes: &[u8], text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.reserve(bytes.len() * 2);
    let mut behind_hex = false;
    for &byte in bytes {
        let short = short_escape(byte);
        let plain = matches!(byte, 0x20..0x7f) && !(behind_hex && byte.is_ascii_hexdigit());
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

/// Resolves the escapes of a default of a `bytes` field.
pub fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        let (byte, length) = if *first == b'\\' { escape(behind) } else { (*first, 0) };
        bytes.push(byte);
        rest = &behind[length..];
    }
    bytes
}

/// Returns the byte of an escape sequence, and the length of the sequence after the backslash.
fn escape(text: &[u8]) -> (u8, usize) {
    let digits = |from: usize, most: usize, radix: u32| {
        let digits = text[from..].iter().take(most).take_while(|&&byte| char::from(byte).is_digit(radix)).count();
        let value = text[from..from + digits].iter().filter_map(|&byte| char::from(byte).to_digit(radix));
        (value.fold(0_u8, |value, digit| value.wrapping_mul(radix as u8).wrapping_add(digit as u8)), from + digits)
    };
    match text.first() {
        Some(b'a') => (0x07, 1),
        Some(b'b') => (0x08, 1),
        Some(b'f') => (0x0c, 1),
        Some(b'n') => (b'\n', 1),
        Some(b'r') => (b'\r', 1),
        Some(b't') => (b'\t', 1),
        Some(b'v') => (0x0b, 1),
        Some(b'0'..=b'7') => digits(0, 3, 8),
        Some(b'x' | b'X') => digits(1, 2, 16),
        Some(&other) => (other, 1),
        None => (b'\\', 0),
    }
}

#[cfg(test)]
mod tests {
    use super::{push_hex, unescaped};

    #[test]
    fn resolves_escapes() {
        assert_eq!(unescaped(br#"a\001\x7f\377\n\"\\"#), [b'a', 1, 0x7f, 0xff, b'\n', b'"', b'\\']);
        assert_eq!(unescaped(b"\\"), b"\\");
    }

    #[test]
    fn escapes_a_digit_after_a_hexadecimal_escape() {
        let mut text = String::new();
        push_hex(b"\x01ag\n'\xff", &mut text);
        assert_eq!(text, r"\x01\x61g\n\'\xff");
    }
}
