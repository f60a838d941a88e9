//! Properties of descriptors as protoc holds them after reading a set: their canonical form.

use std::borrow::Cow;

use protoward_schema::descriptor::raw;
use protoward_schema::{Edition, Scalar};

/// `LABEL_OPTIONAL`, the label of a field without one.
const OPTIONAL: i32 = 1;

/// `TYPE_DOUBLE`, the type of a field with neither a type nor the name of one.
const DOUBLE: i32 = 1;

/// Returns a file in its canonical form. Names of types are as they were written.
pub(super) fn file(bytes: &[u8]) -> Result<raw::File<'_>, raw::RawError> {
    let mut file = raw::file(bytes)?;
    // The edition takes precedence over the syntax.
    (file.syntax, file.edition) = match file.edition {
        Some(edition) if edition == Edition::PROTO2.0 => (None, None),
        Some(edition) if edition == Edition::PROTO3.0 => (Some("proto3"), None),
        Some(edition) => (Some("editions"), Some(edition)),
        None => (file.syntax.filter(|syntax| !matches!(*syntax, "" | "proto2")), None),
    };
    file.package = file.package.filter(|package| !package.is_empty());
    file.extensions.iter_mut().for_each(field);
    file.messages.iter_mut().for_each(message);
    Ok(file)
}

/// Decoding has limited the recursion depth to 64.
fn message(message: &mut raw::Message<'_>) {
    message.fields.iter_mut().chain(&mut message.extensions).for_each(field);
    message.messages.iter_mut().for_each(self::message);
}

fn field(field: &mut raw::RawField<'_>) {
    if field.label == 0 {
        field.label = OPTIONAL;
    }
    if field.ty == 0 && field.type_name.is_none() {
        field.ty = DOUBLE;
        field.default = field.default.take().map(|_| Cow::Borrowed(&b"0"[..]));
    }
    if let (Some(text), Some(scalar)) = (&field.default, raw::scalar(field.ty))
        && let Some(number) = std::str::from_utf8(text).ok().and_then(|text| number(text, scalar))
    {
        field.default = Some(Cow::Owned(number.into_bytes()));
    }
}

/// Returns a numeric default as a literal of the language; `None` for other types, and for what is no number.
fn number(text: &str, scalar: Scalar) -> Option<String> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    match scalar {
        Scalar::Float | Scalar::Double => float(text),
        Scalar::Bool | Scalar::String | Scalar::Bytes => None,
        _ => Some(integer(text, scalar)?.to_string()),
    }
}

/// Parses an integer as `strtol` and `strtoul` of C do. The digits may be octal or hexadecimal, and the result is clamped to 64 bits.
/// Types of 32 bits keep the lower half of it.
fn integer(text: &str, scalar: Scalar) -> Option<i128> {
    let (sign, digits) = signed(text);
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    // Only overflow is left.
    let magnitude = u64::from_str_radix(digits, radix);
    let unsigned = match magnitude {
        Ok(magnitude) if sign < 0 => magnitude.wrapping_neg(),
        Ok(magnitude) => magnitude,
        Err(_) => u64::MAX,
    };
    let limited = i128::from(sign) * magnitude.map_or(i128::MAX / 2, i128::from);
    let limited = limited.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    Some(match scalar {
        Scalar::Uint32 | Scalar::Fixed32 => (unsigned as u32).into(),
        Scalar::Uint64 | Scalar::Fixed64 => unsigned.into(),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (limited as i32).into(),
        _ => limited.into(),
    })
}

/// Parses a number as `strtod` of C does, except hexadecimal fractions.
fn float(text: &str) -> Option<String> {
    let (sign, digits) = signed(text);
    let lower = digits.to_ascii_lowercase();
    let number = match &*lower {
        _ if lower.starts_with("nan(") && lower.ends_with(')') => f64::NAN,
        _ => match lower.strip_prefix("0x") {
            Some(hex) if hex.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                u64::from_str_radix(hex, 16).ok()? as f64
            }
            Some(_) => return None,
            None => lower.parse().ok()?,
        },
    };
    let sign = if sign < 0 { "-" } else { "" };
    Some(if number.is_nan() { "nan".to_owned() } else { format!("{sign}{number:?}") })
}

/// Splits off the sign of a number. The digits are empty if another sign follows.
fn signed(text: &str) -> (i64, &str) {
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    };
    (sign, if digits.starts_with(['-', '+']) { "" } else { digits })
}

/// Copies what only linking finds from the compiled file: full names of types, kinds of types, and defaults in protoc's form.
pub(super) fn resolve<'a>(file: &mut raw::File<'a>, made: &raw::File<'a>) {
    fields(&mut file.extensions, &made.extensions);
    messages(&mut file.messages, &made.messages);
    for service in &mut file.services {
        let Some(made) = made.services.iter().find(|made| made.name == service.name) else { continue };
        for (method, made) in service.methods.iter_mut().zip(&made.methods) {
            (method.input, method.output) = (made.input, made.output);
        }
    }
}

fn messages<'a>(all: &mut [raw::Message<'a>], made: &[raw::Message<'a>]) {
    for (at, message) in all.iter_mut().enumerate() {
        let is_it = |made: &&raw::Message<'a>| made.name == message.name;
        let Some(made) = made.get(at).filter(is_it).or_else(|| made.iter().find(is_it)) else { continue };
        fields(&mut message.fields, &made.fields);
        fields(&mut message.extensions, &made.extensions);
        messages(&mut message.messages, &made.messages);
    }
}

fn fields<'a>(all: &mut [raw::RawField<'a>], made: &[raw::RawField<'a>]) {
    for (at, field) in all.iter_mut().enumerate() {
        let is_it = |made: &&raw::RawField<'a>| made.name == field.name;
        let Some(made) = made.get(at).filter(is_it).or_else(|| made.iter().find(is_it)) else { continue };
        field.extendee = made.extendee;
        field.type_name = made.type_name;
        // A map in a text has no defaults.
        field.default = made.default.clone().or_else(|| field.default.take());
        if field.ty == 0 {
            field.ty = made.ty;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{float, integer};
    use protoward_schema::Scalar;

    #[test]
    fn integers_are_read_as_in_c() {
        let cases = [("0x10", 16), ("010", 8), ("+7", 7), ("-7", -7), ("0", 0), ("99999999999", 1_215_752_191)];
        for (text, number) in cases {
            assert_eq!(integer(text, Scalar::Int32), Some(number), "{text}");
        }
        assert_eq!(integer("-1", Scalar::Uint32), Some(4_294_967_295));
        assert_eq!(integer("18446744073709551616", Scalar::Uint64), Some(u64::MAX.into()));
        assert_eq!(integer("-9223372036854775809", Scalar::Int64), Some(i64::MIN.into()));
        for text in ["", "-", "- 1", "--1", "1 ", "0x", "08"] {
            assert_eq!(integer(text, Scalar::Int32), None, "{text}");
        }
    }

    #[test]
    fn floats_are_read_as_in_c() {
        let cases = [
            ("1.50", "1.5"),
            ("0x10", "16.0"),
            ("-Infinity", "-inf"),
            ("nan(0)", "nan"),
            ("-nan", "nan"),
            ("010", "10.0"),
        ];
        for (text, number) in cases {
            assert_eq!(float(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", "1e", "1.5f", "--1", "0x1p3"] {
            assert_eq!(float(text), None, "{text}");
        }
    }
}
