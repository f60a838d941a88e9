//! Numbers of JSON, and map keys that are numbers in quotes.

/// Returns `true` if a text is a JSON number.
pub fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(unsigned);
    let mut rest = &unsigned[whole..];
    if whole == 0 || whole > 1 && unsigned.starts_with('0') {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        None => rest.is_empty(),
    }
}

/// Returns `true` if a text is an integer key of a map: digits, with an optional sign unless `unsigned`. Unlike a value, a
/// key must not have a point or an exponent, as in C++ and Go. Of the protobuf implementations, only Python accepts them.
pub fn is_key(text: &str, unsigned: bool) -> bool {
    let digits = if unsigned { text } else { text.strip_prefix(['+', '-']).unwrap_or(text) };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The integer value of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// The exact value of an integer, which callers compare with the range of a type.
    Value(i128),
    /// An integer that is too large for 64 bits.
    TooLarge,
    /// A number with a fraction.
    Not,
}

/// Returns the exact value of a JSON number, which may have a fraction and an exponent.
pub fn exact(text: &str) -> Integer {
    /// No 64-bit number has more digits, and numbers with so many digits fit into 128 bits.
    const MOST: i64 = 38;
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or((1, mantissa), |rest| (-1, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Integer::Value(0);
    }
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<i64>() else {
        return if exponent.starts_with('-') { Integer::Not } else { Integer::TooLarge };
    };
    let significant = digits.trim_end_matches('0');
    let zeros = (digits.len() - significant.len()) as i64 - fraction.len() as i64;
    match exponent.saturating_add(zeros) {
        power if power < 0 => Integer::Not,
        power if power.saturating_add(significant.len() as i64) > MOST => Integer::TooLarge,
        power => match significant.parse::<i128>() {
            Ok(value) => Integer::Value(sign * value * 10_i128.pow(power as u32)),
            Err(_) => Integer::TooLarge,
        },
    }
}
