//! Default values of fields, written or those of the type, comparable where the two versions have different types.

use protoward_schema::{Cardinality, EnumId, EnumValueId, FieldId, FieldType, Scalar, Schema};

/// The default of a singular field that is not a message.
#[derive(Debug)]
pub(super) enum Default {
    /// An integer, a boolean (0 or 1) or the number of an enum value.
    Integer(i128),
    /// Of a `float`. A `double` is compared with it in the precision of a `float`.
    Single(f32),
    /// A `double`.
    Double(f64),
    /// Of a `string` or `bytes`, as bytes.
    Text(Vec<u8>),
}

impl Default {
    /// Returns the default of a field; `None` for lists, maps and messages, and for an invalid default in an image.
    pub(super) fn of(schema: &Schema, id: FieldId) -> Option<Self> {
        let field = &schema[id];
        if field.cardinality == Cardinality::Repeated {
            return None;
        }
        let text = field.default.as_deref();
        match field.ty {
            FieldType::Message(_) | FieldType::Group(_) => None,
            FieldType::Enum(id) => value(schema, id, text).map(|value| Self::Integer(schema[value].number.into())),
            FieldType::Scalar(scalar) => Self::of_scalar(scalar, text),
        }
    }

    fn of_scalar(scalar: Scalar, text: Option<&[u8]>) -> Option<Self> {
        let parsed = || text.map(|text| std::str::from_utf8(text).ok());
        match scalar {
            Scalar::String => Some(Self::Text(text.unwrap_or_default().to_vec())),
            Scalar::Bytes => Some(Self::Text(unescaped(text.unwrap_or_default()))),
            Scalar::Bool => Some(Self::Integer(i128::from(text == Some(b"true")))),
            Scalar::Float => parsed().map_or(Some(Self::Single(0.0)), |text| text?.parse().ok().map(Self::Single)),
            Scalar::Double => parsed().map_or(Some(Self::Double(0.0)), |text| text?.parse().ok().map(Self::Double)),
            _ => parsed().map_or(Some(Self::Integer(0)), |text| text?.parse().ok().map(Self::Integer)),
        }
    }

    /// Returns `true` if two defaults are equal, regardless of their types.
    ///
    /// Numbers are compared with numbers and strings with bytes. Otherwise only zero and the empty string are equal.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Single(a), Self::Single(b)) => is_same_real((*a).into(), (*b).into()),
            (Self::Double(a), Self::Double(b)) => is_same_real(*a, *b),
            // The additional precision of a `double` is not a difference.
            (Self::Single(a), Self::Double(b)) | (Self::Double(b), Self::Single(a)) => {
                is_same_real((*a).into(), (*b as f32).into())
            }
            (Self::Integer(a), Self::Single(b)) | (Self::Single(b), Self::Integer(a)) => is_integer(f64::from(*b), *a),
            (Self::Integer(a), Self::Double(b)) | (Self::Double(b), Self::Integer(a)) => is_integer(*b, *a),
            (Self::Text(_), _) | (_, Self::Text(_)) => self.is_zero() && other.is_zero(),
        }
    }

    /// Returns `true` for zero, negative zero and empty text.
    pub(super) fn is_any_zero(&self) -> bool {
        match self {
            Self::Single(value) => *value == 0.0,
            Self::Double(value) => *value == 0.0,
            Self::Integer(_) | Self::Text(_) => self.is_zero(),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Self::Integer(value) => *value == 0,
            Self::Single(value) => value.to_bits() == 0,
            Self::Double(value) => value.to_bits() == 0,
            Self::Text(value) => value.is_empty(),
        }
    }

    /// Returns the default of a field in the syntax of a `.proto` file.
    pub(super) fn written(schema: &Schema, id: FieldId) -> String {
        let field = &schema[id];
        let text = field.default.as_deref();
        let shown = || text.map(|text| String::from_utf8_lossy(text).into_owned());
        match field.ty {
            FieldType::Enum(id) => {
                let name = value(schema, id, text).map(|value| schema.text(schema[value].name));
                format!("`{}`", name.unwrap_or_default())
            }
            FieldType::Scalar(Scalar::String) => format!("`{:?}`", shown().unwrap_or_default()),
            // A descriptor stores bytes in escaped form.
            FieldType::Scalar(Scalar::Bytes) => format!("`\"{}\"`", shown().unwrap_or_default()),
            FieldType::Scalar(Scalar::Bool) => format!("`{}`", shown().unwrap_or_else(|| "false".to_owned())),
            _ => format!("`{}`", shown().unwrap_or_else(|| "0".to_owned())),
        }
    }
}

/// Returns the default value of an enum field: the named value, or else the first.
fn value(schema: &Schema, id: EnumId, name: Option<&[u8]>) -> Option<EnumValueId> {
    let values = &schema[id].values;
    match name {
        None => values.first().copied(),
        Some(name) => values.iter().copied().find(|&value| schema.text(schema[value].name).as_bytes() == name),
    }
}

/// Returns `true` if two floating-point numbers are the same value: negative zero is not zero, as `1 / x` shows, and
/// all NaNs are equal.
fn is_same_real(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

/// Returns `true` if a floating-point number equals an integer.
fn is_integer(value: f64, integer: i128) -> bool {
    let is_negative_zero = value == 0.0 && value.is_sign_negative();
    // Defaults have at most 64 bits, so the conversion to `i128` is exact.
    !is_negative_zero && value.is_finite() && value.fract() == 0.0 && value as i128 == integer
}

/// Resolves the C escapes in which a descriptor stores bytes.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'\\' {
            bytes.push(first);
            continue;
        }
        let Some((&character, tail)) = rest.split_first() else { break };
        let (byte, taken) = match character {
            b'0'..=b'7' => number(rest, 3, 8),
            b'x' | b'X' => {
                let (byte, taken) = number(tail, 2, 16);
                (byte, taken + 1)
            }
            b'n' => (b'\n', 1),
            b'r' => (b'\r', 1),
            b't' => (b'\t', 1),
            b'a' => (7, 1),
            b'b' => (8, 1),
            b'f' => (12, 1),
            b'v' => (11, 1),
            other => (other, 1),
        };
        bytes.push(byte);
        rest = &rest[taken..];
    }
    bytes
}

/// Returns the number formed by up to `most` digits, and the count of digits.
fn number(text: &[u8], most: usize, radix: u32) -> (u8, usize) {
    let digits = text.iter().take(most).map_while(|&byte| char::from(byte).to_digit(radix));
    let (value, taken) = digits.fold((0, 0), |(value, taken), digit| (value * radix + digit, taken + 1));
    (value as u8, taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes_bytes() {
        assert_eq!(unescaped(br#"a\001\377\x41\n\"\\"#), b"a\x01\xffA\n\"\\");
        assert_eq!(unescaped(br"\0011\7"), b"\x011\x07");
        assert_eq!(unescaped(b"\\"), b"");
        assert_eq!(unescaped(b"\\x"), b"\0");
    }

    #[test]
    fn compares_numbers_of_different_types_by_value() {
        assert!(Default::Integer(7).is_same(&Default::Double(7.0)));
        assert!(!Default::Integer(9_007_199_254_740_993).is_same(&Default::Double(9_007_199_254_740_992.0)));
        assert!(!Default::Integer(0).is_same(&Default::Double(f64::NAN)));
        assert!(Default::Single(0.1).is_same(&Default::Double(0.1)));
        assert!(Default::Single(f32::INFINITY).is_same(&Default::Double(1e300)));
    }

    #[test]
    fn distinguishes_negative_zero_from_zero() {
        let zero = Default::Double(0.0);
        let negative = Default::Double(-0.0);
        assert!(!zero.is_same(&negative));
        assert!(!Default::Single(-0.0).is_same(&Default::Single(0.0)));
        assert!(!Default::Single(-0.0).is_same(&zero));
        assert!(Default::Single(-0.0).is_same(&negative));
        assert!(!Default::Integer(0).is_same(&negative));
        assert!(!Default::Text(Vec::new()).is_same(&negative));
        assert!(Default::Single(f32::NAN).is_same(&Default::Double(-f64::NAN)));
        assert!(!Default::Double(f64::INFINITY).is_same(&Default::Double(f64::NEG_INFINITY)));
    }

    #[test]
    fn compares_text_with_numbers_only_if_both_are_zero() {
        assert!(Default::Text(Vec::new()).is_same(&Default::Integer(0)));
        assert!(!Default::Text(b"7".to_vec()).is_same(&Default::Integer(7)));
    }
}
