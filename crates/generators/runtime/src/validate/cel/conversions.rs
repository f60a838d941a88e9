//! Conversions between types, such as `int('1')`.

use alloc::borrow::Cow;
use alloc::string::ToString;

use protoward_cel_functions::conversions;

use super::Failure;

fn converted<T>(value: Option<T>, to: &'static str) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::no_conversion(to))
}

/// `bool(string)`
///
/// # Errors
/// Fails for another text.
pub fn bool_of_text(text: &str) -> Result<bool, Failure> {
    converted(conversions::bool_of_text(text), "bool")
}

/// `double(string)`
///
/// # Errors
/// Fails for another text.
pub fn double_of_text(text: &str) -> Result<f64, Failure> {
    converted(text.parse().ok(), "double")
}

/// `int(string)`
///
/// # Errors
/// Fails for another text.
pub fn int_of_text(text: &str) -> Result<i64, Failure> {
    converted(text.parse().ok(), "int")
}

/// `int(double)`
///
/// # Errors
/// Fails outside of the range.
pub fn int_of_double(value: f64) -> Result<i64, Failure> {
    converted(conversions::int_of_double(value), "int")
}

/// `int(uint)`
///
/// # Errors
/// Fails outside of the range.
pub fn int_of_uint(value: u64) -> Result<i64, Failure> {
    converted(i64::try_from(value).ok(), "int")
}

/// `uint(string)`
///
/// # Errors
/// Fails for another text.
pub fn uint_of_text(text: &str) -> Result<u64, Failure> {
    converted(text.parse().ok(), "uint")
}

/// `uint(double)`
///
/// # Errors
/// Fails outside of the range.
pub fn uint_of_double(value: f64) -> Result<u64, Failure> {
    converted(conversions::uint_of_double(value), "uint")
}

/// `uint(int)`
///
/// # Errors
/// Fails for a negative number.
pub fn uint_of_int(value: i64) -> Result<u64, Failure> {
    converted(u64::try_from(value).ok(), "uint")
}

/// `string(bytes)`
///
/// # Errors
/// Fails for bytes that are not UTF-8.
pub fn text_of_bytes(bytes: &[u8]) -> Result<&str, Failure> {
    converted(core::str::from_utf8(bytes).ok(), "string")
}

/// `string(double)`
pub fn text_of_double(value: f64) -> Cow<'static, str> {
    conversions::text_of_double(value).into()
}

/// `string` of a number, a `bool`, a duration or a timestamp.
pub fn text_of_shown(value: impl core::fmt::Display) -> Cow<'static, str> {
    value.to_string().into()
}

/// `double.isInf(sign)`
pub fn is_infinite(value: f64, sign: i64) -> bool {
    value.is_infinite() && (sign == 0 || (sign > 0) == (value > 0.0))
}
