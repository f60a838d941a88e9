//! Scalars in JSON: 64-bit integers are strings, floats have three special names, bytes are base64.

use super::super::{DynamicValue, JsonError, Key, digits};
use protoward_protojson::base64;
use protoward_protojson::number::{Integer, exact, is_number};
use protoward_schema::Scalar;
use protoward_values::{Node, Tree, quoted};

type Result<T> = std::result::Result<T, JsonError>;

/// Formats a scalar as JSON.
pub(super) fn write(scalar: Scalar, value: &DynamicValue) -> Result<String> {
    let is_wide =
        matches!(scalar, Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64);
    let integer = |text: String| if is_wide { format!("\"{text}\"") } else { text };
    Ok(match value {
        DynamicValue::Int(value) => integer(value.to_string()),
        DynamicValue::Uint(value) => integer(value.to_string()),
        DynamicValue::Bool(value) => value.to_string(),
        DynamicValue::Double(value) => special(*value).map_or_else(|| digits::json(*value), quoted),
        DynamicValue::Float(value) => special((*value).into()).map_or_else(|| digits::json(*value), quoted),
        DynamicValue::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => quoted(text),
            Err(_) => return Err(JsonError::new("JSON cannot hold text that is not UTF-8")),
        },
        DynamicValue::Bytes(bytes) => quoted(&base64::encode(bytes)),
        DynamicValue::Enum(_) | DynamicValue::Message(_) => return Err(JsonError::new("it is not a scalar")),
    })
}

fn special(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}

/// Parses a scalar from JSON.
pub(super) fn read(scalar: Scalar, node: &Node) -> Result<DynamicValue> {
    let integer = |min: i128, max: i128| integer(node, scalar.keyword(), min, max);
    let i32s = (i32::MIN.into(), i32::MAX.into());
    let i64s = (i64::MIN.into(), i64::MAX.into());
    let unfit = || unfit(node, scalar.keyword());
    Ok(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => DynamicValue::Int(integer(i32s.0, i32s.1)? as i64),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => DynamicValue::Int(integer(i64s.0, i64s.1)? as i64),
        Scalar::Uint32 | Scalar::Fixed32 => DynamicValue::Uint(integer(0, u32::MAX.into())? as u64),
        Scalar::Uint64 | Scalar::Fixed64 => DynamicValue::Uint(integer(0, u64::MAX.into())? as u64),
        Scalar::Double => {
            let value = real(node, f64::INFINITY, digits::GO_NAN, |digits| {
                digits.parse().ok().filter(|it: &f64| it.is_finite())
            });
            DynamicValue::Double(value.ok_or_else(unfit)?)
        }
        Scalar::Float => {
            let value =
                real(node, f32::INFINITY, f32::NAN, |digits| digits.parse().ok().filter(|it: &f32| it.is_finite()));
            DynamicValue::Float(value.ok_or_else(unfit)?)
        }
        Scalar::Bool => match node.tree {
            Tree::Bool(value) => DynamicValue::Bool(value),
            _ => return Err(unfit()),
        },
        Scalar::String => DynamicValue::Text(node.string().ok_or_else(unfit)?.as_bytes().to_vec()),
        Scalar::Bytes => {
            let bytes = base64::decode(node.string().ok_or_else(unfit)?);
            DynamicValue::Bytes(bytes.ok_or_else(|| JsonError::at(node.at, format!("{} is not base64", node.shown())))?)
        }
    })
}

/// Returns the error for a value that does not fit the field.
pub(super) fn unfit(node: &Node, what: &str) -> JsonError {
    JsonError::at(node.at, format!("{} is not a valid `{what}`", node.shown()))
}

/// Parses an integer from a number or a string. `1.0` and `1e3` are integers too.
fn integer(node: &Node, what: &str, min: i128, max: i128) -> Result<i128> {
    let value = match &node.tree {
        Tree::Number(text) => exact(text),
        Tree::String(text) if is_number(text) => exact(text),
        Tree::String(text) if node.plain.is_some() => of_yaml(text),
        _ => Integer::Not,
    };
    match value {
        Integer::Value(value) if (min..=max).contains(&value) => Ok(value),
        Integer::Not => Err(unfit(node, what)),
        Integer::Value(_) | Integer::TooLarge => {
            Err(JsonError::at(node.at, format!("{} does not fit into `{what}`", node.shown())))
        }
    }
}

/// Parses integers of YAML: other bases, a plus sign, underscores.
fn of_yaml(text: &str) -> Integer {
    let Some(plain) = without_underscores(text) else { return Integer::Not };
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = digits.to_ascii_lowercase();
    let based = [("0x", 16), ("0o", 8), ("0b", 2)].iter().find_map(|(prefix, radix)| {
        let digits = lower.strip_prefix(prefix).filter(|digits| !digits.starts_with(['+', '-']))?;
        i128::from_str_radix(digits, *radix).ok()
    });
    match based {
        Some(value) => Integer::Value(sign * value),
        None if digits.starts_with(|first: char| first.is_ascii_digit()) => {
            digits.parse::<i128>().map_or(Integer::Not, |value| Integer::Value(sign * value))
        }
        None => Integer::Not,
    }
}

fn real<T: std::ops::Neg<Output = T>>(
    node: &Node,
    infinity: T,
    nan: T,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    match &node.tree {
        Tree::Number(text) => parse(text),
        Tree::String(text) => match text.as_str() {
            "NaN" => Some(nan),
            "Infinity" => Some(infinity),
            "-Infinity" => Some(-infinity),
            text if is_number(text) => parse(text),
            // The names of YAML's core schema.
            ".nan" | ".NaN" | ".NAN" if node.plain.is_some() => Some(nan),
            ".inf" | ".Inf" | ".INF" | "+.inf" if node.plain.is_some() => Some(infinity),
            "-.inf" | "-.Inf" | "-.INF" if node.plain.is_some() => Some(-infinity),
            text if node.plain.is_some() && is_go_name(text) => match text.as_bytes()[0] {
                b'n' | b'N' => Some(nan),
                b'-' => Some(-infinity),
                _ => Some(infinity),
            },
            text if node.plain.is_some()
                && text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) =>
            {
                let plain = without_underscores(text)?;
                parse(&plain).filter(|_| plain.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Removes underscores between digits; `None` if one is elsewhere.
fn without_underscores(text: &str) -> Option<String> {
    let is_between = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    is_between.then(|| text.replace('_', ""))
}

/// Returns whether the text is one of Go's names for NaN and infinity, in any case. Only infinity may have a sign.
fn is_go_name(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is = |name: &str| unsigned.eq_ignore_ascii_case(name);
    is("inf") || is("infinity") || is("nan") && unsigned == text
}

/// Returns the JSON form of a map key, which is always a string.
pub(super) fn key_text(key: &Key) -> Result<String> {
    Ok(match key {
        Key::Int(value) => value.to_string(),
        Key::Uint(value) => value.to_string(),
        Key::Bool(value) => value.to_string(),
        Key::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(JsonError::new("JSON cannot hold text that is not UTF-8")),
        },
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use protoward_values::parse_json as parse;

    fn take(scalar: Scalar, json: &str) -> Result<DynamicValue> {
        read(scalar, &parse(json.as_bytes()).unwrap())
    }

    #[test]
    fn parses_integers_from_numbers_and_strings() {
        for json in ["1000", "\"1000\"", "1e3", "\"1e3\"", "1000.0", "10000e-1", "0.001e6"] {
            assert_eq!(take(Scalar::Int32, json).ok(), Some(DynamicValue::Int(1000)), "{json}");
        }
        for json in ["1.5", "\"1.5\"", "\"\"", "\" 1\"", "true", "2147483648", "1e99999999999999999999", "1e-1"] {
            assert!(take(Scalar::Int32, json).is_err(), "{json}");
        }
        assert_eq!(take(Scalar::Int64, "9007199254740993.0"), Ok(DynamicValue::Int(9_007_199_254_740_993)));
        assert_eq!(take(Scalar::Int64, "0e99999999999999999999"), Ok(DynamicValue::Int(0)));
    }

    #[test]
    fn parses_special_floats_by_name() {
        assert_eq!(write(Scalar::Float, &DynamicValue::Float(f32::INFINITY)).as_deref(), Ok("\"Infinity\""));
        assert_eq!(take(Scalar::Double, "\"-Infinity\"").ok(), Some(DynamicValue::Double(f64::NEG_INFINITY)));
        for (scalar, json) in [(Scalar::Float, "1e39"), (Scalar::Double, "1e400"), (Scalar::Double, "\"inf\"")] {
            assert!(take(scalar, json).is_err(), "{json}");
        }
    }

    #[test]
    fn formats_floats_with_the_fewest_digits() {
        assert_eq!(write(Scalar::Float, &DynamicValue::Float(0.1)).as_deref(), Ok("0.1"));
        assert_eq!(write(Scalar::Double, &DynamicValue::Double(1.0)).as_deref(), Ok("1"));
    }
}
