//! Values that a field has without being set, made comparable across types.

use protoward_schema::{Cardinality, EnumId, EnumValueId, FieldId, FieldType, Scalar, Schema};

/// The default of a field that holds one value and no message.
#[derive(Debug)]
pub(super) enum Default {
    /// Whole numbers; `true` is one, a value of an enum is its number.
    Whole(i128),
    /// `float`, as far as it can say.
    Single(f32),
    /// `double`.
    Double(f64),
    /// `string` and `bytes` alike.
    Text(Vec<u8>),
}

impl Default {
    /// The default of a field; `None` for lists, maps and messages, and where an image has a default that is none.
    pub(super) fn of(schema: &Schema, id: FieldId) -> Option<Self> {
        let field = &schema[id];
        if field.cardinality == Cardinality::Repeated {
            return None;
        }
        let text = field.default.as_deref();
        match field.ty {
            FieldType::Message(_) | FieldType::Group(_) => None,
            FieldType::Enum(id) => value(schema, id, text).map(|value| Self::Whole(schema[value].number.into())),
            FieldType::Scalar(scalar) => Self::of_scalar(scalar, text),
        }
    }

    fn of_scalar(scalar: Scalar, text: Option<&[u8]>) -> Option<Self> {
        let parsed = || text.map(|text| std::str::from_utf8(text).ok());
        match scalar {
            Scalar::String => Some(Self::Text(text.unwrap_or_default().to_vec())),
            Scalar::Bytes => Some(Self::Text(unescaped(text.unwrap_or_default()))),
            Scalar::Bool => Some(Self::Whole(i128::from(text == Some(b"true")))),
            Scalar::Float => parsed().map_or(Some(Self::Single(0.0)), |text| text?.parse().ok().map(Self::Single)),
            Scalar::Double => parsed().map_or(Some(Self::Double(0.0)), |text| text?.parse().ok().map(Self::Double)),
            _ => parsed().map_or(Some(Self::Whole(0)), |text| text?.parse().ok().map(Self::Whole)),
        }
    }

    /// Whether two defaults are one value, whatever the types.
    ///
    /// Numbers are compared with numbers and text with bytes; beyond that, only nothing is like nothing.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Single(a), Self::Single(b)) => a == b || a.is_nan() && b.is_nan(),
            (Self::Double(a), Self::Double(b)) => a == b || a.is_nan() && b.is_nan(),
            // What a `double` says more than a `float` can is no difference.
            (Self::Single(a), Self::Double(b)) | (Self::Double(b), Self::Single(a)) => {
                *a == *b as f32 || a.is_nan() && b.is_nan()
            }
            (Self::Whole(a), Self::Single(b)) | (Self::Single(b), Self::Whole(a)) => is_whole(f64::from(*b), *a),
            (Self::Whole(a), Self::Double(b)) | (Self::Double(b), Self::Whole(a)) => is_whole(*b, *a),
            (Self::Text(_), _) | (_, Self::Text(_)) => self.is_zero() && other.is_zero(),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Self::Whole(value) => *value == 0,
            Self::Single(value) => *value == 0.0,
            Self::Double(value) => *value == 0.0,
            Self::Text(value) => value.is_empty(),
        }
    }

    /// The default of a field as a file would write it.
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
            // A descriptor keeps bytes escaped already.
            FieldType::Scalar(Scalar::Bytes) => format!("`\"{}\"`", shown().unwrap_or_default()),
            FieldType::Scalar(Scalar::Bool) => format!("`{}`", shown().unwrap_or_else(|| "false".to_owned())),
            _ => format!("`{}`", shown().unwrap_or_else(|| "0".to_owned())),
        }
    }
}

/// The value that an enum field has when it is not set: the one that is named, else the first.
fn value(schema: &Schema, id: EnumId, name: Option<&[u8]>) -> Option<EnumValueId> {
    let values = &schema[id].values;
    match name {
        None => values.first().copied(),
        Some(name) => values.iter().copied().find(|&value| schema.text(schema[value].name).as_bytes() == name),
    }
}

/// Whether a number with a fraction is exactly this whole number.
fn is_whole(value: f64, whole: i128) -> bool {
    // No default is beyond 64 bits, and everything up to there goes into an i128 unharmed.
    value.is_finite() && value.fract() == 0.0 && value as i128 == whole
}

/// Undoes the C escapes in which a descriptor keeps bytes.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'\\' {
            bytes.push(first);
            continue;
        }
        let Some((&letter, tail)) = rest.split_first() else { break };
        let (byte, taken) = match letter {
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

/// The number that up to `most` digits make, and how many there are.
fn number(text: &[u8], most: usize, radix: u32) -> (u8, usize) {
    let digits = text.iter().take(most).map_while(|&byte| char::from(byte).to_digit(radix));
    let (value, taken) = digits.fold((0, 0), |(value, taken), digit| (value * radix + digit, taken + 1));
    (value as u8, taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_unescaped() {
        assert_eq!(unescaped(br#"a\001\377\x41\n\"\\"#), b"a\x01\xffA\n\"\\");
        assert_eq!(unescaped(br"\0011\7"), b"\x011\x07");
        assert_eq!(unescaped(b"\\"), b"");
        assert_eq!(unescaped(b"\\x"), b"\0");
    }

    #[test]
    fn numbers_of_different_types_are_compared_by_value() {
        assert!(Default::Whole(7).is_same(&Default::Double(7.0)));
        assert!(!Default::Whole(9_007_199_254_740_993).is_same(&Default::Double(9_007_199_254_740_992.0)));
        assert!(!Default::Whole(0).is_same(&Default::Double(f64::NAN)));
        assert!(Default::Single(0.1).is_same(&Default::Double(0.1)));
        assert!(Default::Single(f32::INFINITY).is_same(&Default::Double(1e300)));
    }

    #[test]
    fn text_is_like_a_number_only_when_both_are_nothing() {
        assert!(Default::Text(Vec::new()).is_same(&Default::Whole(0)));
        assert!(!Default::Text(b"7".to_vec()).is_same(&Default::Whole(7)));
    }
}
