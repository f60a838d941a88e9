//! Default values as text, which descriptors hold in the notation of C.

use protoward_schema::{FieldType, Scalar};
use protoward_syntax::ast::{OptionValue, ValueKind};
use protoward_syntax::literal;

/// Returns the text of `default = …` for a field of this type, in protoc's format.
pub(super) fn default(text: &str, value: &OptionValue, ty: FieldType) -> Vec<u8> {
    let FieldType::Scalar(scalar) = ty else { return value.span.of(text).as_bytes().to_vec() };
    match (scalar, value.kind) {
        (Scalar::Double, _) => double(number(text, value)).into_bytes(),
        (Scalar::Float, _) => float(literal::single(number(text, value))).into_bytes(),
        (Scalar::Bytes, ValueKind::String) => escaped(&literal::string(text, value.span)),
        (Scalar::String, ValueKind::String) => literal::string(text, value.span).into_owned(),
        (_, ValueKind::Positive(value)) => value.to_string().into_bytes(),
        (_, ValueKind::Negative(value)) => value.to_string().into_bytes(),
        _ => value.span.of(text).as_bytes().to_vec(),
    }
}

fn number(text: &str, value: &OptionValue) -> f64 {
    match value.kind {
        ValueKind::Positive(value) => value as f64,
        // `-0` is a negative zero.
        ValueKind::Negative(0) => -0.0,
        ValueKind::Negative(value) => value as f64,
        ValueKind::Float(value) => value,
        ValueKind::Identifier if value.span.of(text) == "inf" => f64::INFINITY,
        ValueKind::Identifier | ValueKind::String | ValueKind::Aggregate | ValueKind::Other | ValueKind::Broken => {
            f64::NAN
        }
    }
}

/// Formats a `double` with 15 or 17 digits, whichever is the shortest that parses to the same number.
pub(super) fn double(value: f64) -> String {
    shortest(value, 15, 17, |text| text.parse() == Ok(value))
}

/// Formats a `float` with 6 or 9 digits. C reports subnormal numbers as out of range, so protoc treats those as
/// different.
pub(super) fn float(value: f32) -> String {
    shortest(f64::from(value), 6, 9, |text| !value.is_subnormal() && text.parse() == Ok(value))
}

fn shortest(value: f64, few: usize, many: usize, is_exact: impl Fn(&str) -> bool) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = general(value, few);
    if is_exact(&text) { text } else { general(value, many) }
}

/// Formats a number as C does with `%.{digits}g`.
fn general(value: f64, digits: usize) -> String {
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    if (-4..digits as i32).contains(&exponent) {
        let decimals = usize::try_from(digits as i32 - 1 - exponent).unwrap_or(0);
        return trimmed(&format!("{value:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(mantissa), exponent.unsigned_abs())
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// Escapes bytes as in a C string, with octal escapes for unprintable bytes.
fn escaped(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => text.extend_from_slice(b"\\n"),
            b'\r' => text.extend_from_slice(b"\\r"),
            b'\t' => text.extend_from_slice(b"\\t"),
            b'"' | b'\'' | b'\\' => text.extend_from_slice(&[b'\\', byte]),
            0x20..=0x7e => text.push(byte),
            _ => text.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{double, escaped, float, literal};

    #[test]
    fn formats_numbers_as_protoc() {
        assert_eq!(float(1e20), "1e+20");
        assert_eq!(float(0.1), "0.1");
        assert_eq!(float(16_777_216.0), "16777216");
        assert_eq!(float(-0.0), "-0");
        assert_eq!(float(1.17549e-38), "1.17549001e-38");
        assert_eq!(float(literal::single(3.402_823_567_797_336_6e38)), "3.40282347e+38");
        assert_eq!(float(literal::single(-3.402_823_567_797_336_6e38)), "-3.40282347e+38");
        assert_eq!(float(literal::single(3.402_823_567_797_337e38)), "inf");
        assert_eq!(double(5e-324), "4.94065645841247e-324");
        assert_eq!(double(16.0), "16");
        assert_eq!(double(123_456_789_012_345_678.0), "1.2345678901234568e+17");
        assert_eq!(double(1.5e-7), "1.5e-07");
        assert_eq!(double(f64::NEG_INFINITY), "-inf");
        assert_eq!(double(f64::NAN), "nan");
    }

    #[test]
    fn escapes_bytes_as_protoc() {
        assert_eq!(escaped(b"a\x00\xff\"'\n\x7f"), b"a\\000\\377\\\"\\'\\n\\177");
    }
}
