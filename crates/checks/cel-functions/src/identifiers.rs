//! Identifiers, names and headers, as the patterns in `buf/validate/validate.proto` define them.

/// Returns `true` for a UUID in the form with hyphens.
pub fn is_uuid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

/// Returns `true` for a UUID without hyphens.
pub fn is_trimmed_uuid(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// Returns `true` for a ULID.
pub fn is_ulid(text: &str) -> bool {
    let is_digit = |it: u8| it.is_ascii_alphanumeric() && !b"ILOU".contains(&it.to_ascii_uppercase());
    text.len() == 26 && text.starts_with(|it: char| ('0'..='7').contains(&it)) && text.bytes().all(is_digit)
}

/// Returns `true` for the full name of a declaration.
pub fn is_full_name(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphabetic() || it == b'_';
    let is_name = |name: &str| {
        name.bytes().next().is_some_and(is_letter) && name.bytes().all(|it| is_letter(it) || it.is_ascii_digit())
    };
    text.split('.').all(is_name)
}

/// Returns `true` for the full name of a declaration with a leading dot.
pub fn is_dotted_full_name(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(is_full_name)
}

/// Returns `true` for the name of an HTTP header, or of a pseudo-header. A name that is not strict only needs to be on one line.
pub fn is_header_name(text: &str, strict: bool) -> bool {
    if !strict {
        return !text.is_empty() && is_on_one_line(text);
    }
    // The pattern has `+-.`, which is a range that includes the comma.
    let is_right = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+,-.^_|~`".contains(&it);
    let name = text.strip_prefix(':').unwrap_or(text);
    !name.is_empty() && name.bytes().all(is_right)
}

/// Returns `true` for the value of an HTTP header. A value that is not strict only needs to be on one line.
pub fn is_header_value(text: &str, strict: bool) -> bool {
    if strict { !text.bytes().any(|it| it < 0x20 && it != b'\t' || it == 0x7f) } else { is_on_one_line(text) }
}

fn is_on_one_line(text: &str) -> bool {
    !text.bytes().any(|it| matches!(it, 0 | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_identifiers() {
        let uuid = "0b1d2c3e-4f50-4617-8293-a4b5c6d7e8F9";
        assert!(is_uuid(uuid) && is_trimmed_uuid(&uuid.replace('-', "")) && is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAv"));
        for text in ["", "0b1d2c3e04f50-4617-8293-a4b5c6d7e8F9", "0b1d2c3e-4f50-4617-8293-a4b5c6d7e8G9"] {
            assert!(!is_uuid(text) && !is_trimmed_uuid(text), "{text}");
        }
        assert!(!is_ulid("81ARZ3NDEKTSV4RRFFQ69G5FAV") && !is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAU"));
        assert!(is_full_name("a.B_1") && is_full_name("_") && is_dotted_full_name(".a.b"));
        for text in ["", ".", "a.", "1", "a..b", "a-b", ".a"] {
            assert!(!is_full_name(text), "{text}");
        }
        assert!(!is_dotted_full_name("a") && !is_dotted_full_name("..a") && !is_dotted_full_name("."));
    }

    #[test]
    fn knows_headers() {
        assert!(is_header_name(":path", true) && is_header_name("a,b`", true) && is_header_name("a b", false));
        for text in ["", ":", "a:", "a b", "é"] {
            assert!(!is_header_name(text, true), "{text}");
        }
        assert!(!is_header_name("", false) && !is_header_name("a\n", false));
        assert!(is_header_value("", true) && is_header_value("a\té", true) && is_header_value("\u{1}", false));
        assert!(!is_header_value("\u{7f}", true) && !is_header_value("\n", true) && !is_header_value("\0", false));
    }
}
