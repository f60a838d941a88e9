//! Conversions between types, such as `int('1')`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};

/// Reads a `bool`.
#[must_use]
pub fn bool_of_text(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Returns the integer part of a double, if an `int` can hold it. The limits are those of `cel-go`: both bounds are excluded.
#[must_use]
pub fn int_of_double(value: f64) -> Option<i64> {
    (value > i64::MIN as f64 && value < i64::MAX as f64).then_some(value as i64)
}

/// Returns the integer part of a double, if a `uint` can hold it.
#[must_use]
pub fn uint_of_double(value: f64) -> Option<u64> {
    (value >= 0.0 && value < u64::MAX as f64).then_some(value as u64)
}

/// Returns a double as `cel-go` writes it: with an exponent if it is very large or small. The specification has no form.
#[must_use]
pub fn text_of_double(value: f64) -> String {
    let scientific = format!("{value:e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok());
    match exponent {
        Some(-4..6) => value.to_string(),
        Some(_) => with_padded_exponent(&scientific),
        None if value.is_nan() => "NaN".to_owned(),
        None => if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
    }
}

/// Returns a number such as `3.14e+00` for `3.14e0`: its exponent has a sign and two digits.
pub(crate) fn with_padded_exponent(scientific: &str) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{mantissa}e{sign}{exponent:0>2}")
}
