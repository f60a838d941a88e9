//! Formatting of floats: with a given number of digits, or with the fewest digits that identify the number.

/// A finite number in decimal: digits with a point after the first one, and a power of ten.
struct Digits {
    is_negative: bool,
    digits: String,
    exponent: i32,
}

impl Digits {
    /// Parses the output of Rust's `{:e}`: `1.25e-7`.
    fn new(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = match digits.trim_end_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        };
        Self { is_negative: text.starts_with('-'), digits, exponent: exponent.parse().unwrap_or_default() }
    }

    const fn sign(&self) -> &'static str {
        if self.is_negative { "-" } else { "" }
    }

    /// Formats as `12.5` or `0.00125`.
    fn plain(&self) -> String {
        let sign = self.sign();
        match usize::try_from(self.exponent) {
            Ok(whole) if whole + 1 < self.digits.len() => {
                format!("{sign}{}.{}", &self.digits[..=whole], &self.digits[whole + 1..])
            }
            Ok(whole) => format!("{sign}{}{}", self.digits, "0".repeat(whole + 1 - self.digits.len())),
            Err(_) => format!("{sign}0.{}{}", "0".repeat(self.exponent.unsigned_abs() as usize - 1), self.digits),
        }
    }

    /// Formats as `1.25e-07`, with at least `width` exponent digits.
    fn scientific(&self, width: usize) -> String {
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if self.exponent < 0 { '-' } else { '+' };
        format!("{}{first}{point}{rest}e{sign}{:0width$}", self.sign(), self.exponent.unsigned_abs())
    }

    /// Formats as `%g` does in C and Go.
    fn general(&self, precision: i32) -> String {
        if (-4..precision).contains(&self.exponent) { self.plain() } else { self.scientific(2) }
    }
}

/// Go's value for the text `nan`.
pub(super) const GO_NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0001);

fn named(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("nan"),
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        _ => None,
    }
}

/// Formats as C's `%.*g`: `precision` significant digits, without trailing zeros.
fn rounded(value: f64, precision: usize) -> String {
    Digits::new(&format!("{value:.*e}", precision - 1)).general(i32::try_from(precision).unwrap_or(i32::MAX))
}

/// Formats a `double` as protoc does: with 15 digits if they identify the number, else 17.
pub(super) fn protoc_double(value: f64) -> String {
    let digits = || Some(rounded(value, 15)).filter(|short| short.parse() == Ok(value));
    named(value).map(str::to_owned).or_else(digits).unwrap_or_else(|| rounded(value, 17))
}

/// Formats a `float` as protoc does: with 6 digits if they identify the number and it is not subnormal, else 9.
pub(super) fn protoc_float(value: f32) -> String {
    let digits = || Some(rounded(value.into(), 6)).filter(|short| !value.is_subnormal() && short.parse() == Ok(value));
    named(value.into()).map(str::to_owned).or_else(digits).unwrap_or_else(|| rounded(value.into(), 9))
}

/// A `float` or `double`, formatted with the fewest digits that identify it.
pub(super) trait FloatingPoint: Copy + std::fmt::LowerExp + Into<f64> {
    /// Returns whether JSON uses no exponent for the number.
    fn is_plain_in_json(self) -> bool;
}

impl FloatingPoint for f64 {
    fn is_plain_in_json(self) -> bool {
        self == 0.0 || (1e-6..1e21).contains(&self.abs())
    }
}

impl FloatingPoint for f32 {
    fn is_plain_in_json(self) -> bool {
        self == 0.0 || (1e-6..1e21).contains(&self.abs())
    }
}

/// Formats as Go's text format does, with the fewest digits.
pub(super) fn go_text(value: impl FloatingPoint) -> String {
    let digits = || Digits::new(&format!("{value:e}")).general(GO_PRECISION);
    named(value.into()).map_or_else(digits, str::to_owned)
}

/// Go's `%g` precision for the fewest digits.
const GO_PRECISION: i32 = 6;

/// Formats a finite number as JavaScript and Go's JSON do.
pub(super) fn json(value: impl FloatingPoint) -> String {
    let digits = Digits::new(&format!("{value:e}"));
    if value.is_plain_in_json() { digits.plain() } else { digits.scientific(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_digits_as_protoc() {
        for (value, text) in [
            (1.0, "1"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (5e-324, "4.94065645841247e-324"),
            (123_456_789_012_345_678_901_234_567_890.0, "1.2345678901234568e+29"),
            (1e15, "1e+15"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
        ] {
            assert_eq!(protoc_double(value), text);
        }
        for (value, text) in
            [(18_446_744_073_709_551_616.0, "1.84467441e+19"), (0.1, "0.1"), (16_777_216.0, "16777216")]
        {
            assert_eq!(protoc_float(value), text);
        }
    }

    #[test]
    fn formats_digits_as_go() {
        for (value, text) in [(1e6, "1e+06"), (100_000.0, "100000"), (123_456_789.0, "1.23456789e+08"), (1e-7, "1e-07")]
        {
            assert_eq!(go_text(value), text);
        }
        assert_eq!(go_text(0.1_f32), "0.1");
        for (value, text) in [(1e20, "100000000000000000000"), (1e21, "1e+21"), (1e-7, "1e-7"), (0.000_001, "0.000001")]
        {
            assert_eq!(json(value), text);
        }
        assert_eq!((json(-0.0), json(3.4e38_f32), json(1.5)), ("-0".into(), "3.4e+38".into(), "1.5".into()));
    }
}
