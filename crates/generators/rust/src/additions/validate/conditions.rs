//! Standard rules as Rust: the expressions that are `true` for values that violate them.

use super::RUNTIME;
use super::subject::Kind;
use protoward_constraints::cel::value::Value;
use protoward_constraints::{Format, Lengths, Range, Test};

/// Returns the expression that is `true` for values that violate a rule; `None` for a rule that is no single expression.
/// `unique_key` is the key of an item in the variable `value`.
pub(super) fn violated(test: &Test, kind: Option<Kind>, unique_key: &str) -> Option<String> {
    let texts = |texts: &[String]| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ");
    Some(match test {
        Test::Const(value) => format!("this != {}", literal(value)?),
        Test::In(values) => format!("!{}", is_among(values)?),
        Test::NotIn(values) => is_among(values)?,
        Test::Range(range) => out_of(range)?,
        Test::Finite => "!this.is_finite()".to_owned(),
        Test::Characters(lengths) => length(*lengths, &format!("{RUNTIME}::judge::characters(this)")),
        Test::Bytes(lengths) => length(*lengths, "(this.len() as u64)"),
        Test::Count(lengths) => length(*lengths, "(value.len() as u64)"),
        Test::Prefix(part) => format!("!this.starts_with({})", part_literal(part, kind)?),
        Test::Suffix(part) => format!("!this.ends_with({})", part_literal(part, kind)?),
        Test::Contains(part) => format!("!{}", contains(part, kind)?),
        Test::NotContains(part) => contains(part, kind)?,
        Test::Format(format) => no_format(*format),
        Test::Defined(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i32::to_string).collect();
            format!("!matches!(this, {})", numbers.join(" | "))
        }
        Test::Unique => format!("!{RUNTIME}::judge::is_unique(value, |value| {unique_key})"),
        Test::TypeIn(urls) => format!("![{}].contains(&this)", texts(urls)),
        Test::TypeNotIn(urls) => format!("[{}].contains(&this)", texts(urls)),
        Test::Paths(paths) => {
            format!("!this.iter().map(|path| path.as_str()).eq::<[&str; {}]>([{}])", paths.len(), texts(paths))
        }
        Test::PathsIn(paths) => {
            format!("!this.iter().all(|path| {RUNTIME}::judge::is_below(path, &[{}]))", texts(paths))
        }
        Test::PathsNotIn(paths) => {
            format!("this.iter().any(|path| {RUNTIME}::judge::is_below(path, &[{}]))", texts(paths))
        }
        Test::Past => format!("this > {RUNTIME}::judge::now()"),
        Test::Future => format!("this < {RUNTIME}::judge::now()"),
        Test::Within(nanos) => format!("(this - {RUNTIME}::judge::now()).abs() > {nanos}"),
        Test::Pattern(_) | Test::Cel(_) | Test::Misfit | Test::Unknown => return None,
    })
}

/// Returns the test that a text or bytes do not have a format.
fn no_format(format: Format) -> String {
    let call = match format {
        Format::Email => "addresses::is_email(this)",
        Format::Hostname => "addresses::is_hostname(this)",
        Format::Ip => "addresses::is_ip(this, 0)",
        Format::Ipv4 => "addresses::is_ip(this, 4)",
        Format::Ipv6 => "addresses::is_ip(this, 6)",
        Format::Uri => "addresses::is_uri(this)",
        Format::UriRef => "addresses::is_uri_reference(this)",
        Format::Address => {
            return format!("!{RUNTIME}::addresses::is_hostname(this) && !{RUNTIME}::addresses::is_ip(this, 0)");
        }
        Format::Uuid => "identifiers::is_uuid(this)",
        Format::Tuuid => "identifiers::is_trimmed_uuid(this)",
        Format::IpWithPrefixlen => "addresses::is_ip_prefix(this, 0, false)",
        Format::Ipv4WithPrefixlen => "addresses::is_ip_prefix(this, 4, false)",
        Format::Ipv6WithPrefixlen => "addresses::is_ip_prefix(this, 6, false)",
        Format::IpPrefix => "addresses::is_ip_prefix(this, 0, true)",
        Format::Ipv4Prefix => "addresses::is_ip_prefix(this, 4, true)",
        Format::Ipv6Prefix => "addresses::is_ip_prefix(this, 6, true)",
        Format::HostAndPort => "addresses::is_host_and_port(this, true)",
        Format::Ulid => "identifiers::is_ulid(this)",
        Format::ProtobufFqn => "identifiers::is_full_name(this)",
        Format::ProtobufDotFqn => "identifiers::is_dotted_full_name(this)",
        Format::HeaderName => "identifiers::is_header_name(this, true)",
        Format::LooseHeaderName => "identifiers::is_header_name(this, false)",
        Format::HeaderValue => "identifiers::is_header_value(this, true)",
        Format::LooseHeaderValue => "identifiers::is_header_value(this, false)",
        Format::IpBytes => return "!matches!(this.len(), 4 | 16)".to_owned(),
        Format::Ipv4Bytes => return "!matches!(this.len(), 4)".to_owned(),
        Format::SixteenBytes => return "!matches!(this.len(), 16)".to_owned(),
    };
    format!("!{RUNTIME}::{call}")
}

/// Returns the test of the number of characters, bytes or items.
fn length(lengths: Lengths, value: &str) -> String {
    let Lengths { least, most } = lengths;
    match (least, most) {
        _ if least == most => format!("{value} != {least}"),
        (_, u64::MAX) => format!("{value} < {least}"),
        _ => format!("{value} > {most}"),
    }
}

fn out_of(range: &Range) -> Option<String> {
    // Only NaN is out of a range that ends at NaN, since nothing is above or below it.
    let bound = |end: &Option<(Value, bool)>, signs: [&str; 2]| match end {
        None => Some(None),
        Some((Value::Double(value), _)) if value.is_nan() => Some(Some("!this.is_nan()".to_owned())),
        Some((value, is_open)) => Some(Some(format!("this {} {}", signs[usize::from(*is_open)], literal(value)?))),
    };
    let low = bound(&range.low, [">=", ">"])?;
    let high = bound(&range.high, ["<=", "<"])?;
    let joint = if range.is_inverted() { " || " } else { " && " };
    // NaN is within no range: so this is the negation of what passes.
    Some(format!("!({})", low.into_iter().chain(high).collect::<Vec<_>>().join(joint)))
}

fn is_among(values: &[Value]) -> Option<String> {
    let literals = values.iter().map(literal).collect::<Option<Vec<_>>>()?;
    Some(match values.first() {
        None => "false".to_owned(),
        Some(Value::Double(_)) => format!("[{}].contains(&this)", literals.join(", ")),
        Some(_) => format!("matches!(this, {})", literals.join(" | ")),
    })
}

fn contains(part: &[u8], kind: Option<Kind>) -> Option<String> {
    let literal = part_literal(part, kind)?;
    Some(match kind {
        Some(Kind::Text) => format!("this.contains({literal})"),
        _ => format!("{RUNTIME}::judge::contains(this, {literal})"),
    })
}

/// Returns the literal of a part of a text or of bytes.
fn part_literal(part: &[u8], kind: Option<Kind>) -> Option<String> {
    match kind {
        Some(Kind::Text) => Some(format!("{:?}", std::str::from_utf8(part).ok()?)),
        _ => Some(byte_literal(part)),
    }
}

fn byte_literal(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

/// Returns the literal of a value, of the type that `this` has.
fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Double(value) if value.is_nan() => "f64::NAN".to_owned(),
        Value::Double(value) if value.is_infinite() => {
            if *value > 0.0 { "f64::INFINITY" } else { "f64::NEG_INFINITY" }.to_owned()
        }
        Value::Double(value) => format!("{value:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => byte_literal(bytes),
        Value::Duration(nanos) => nanos.to_string(),
        Value::Timestamp(nanos) => nanos.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Type(_) => return None,
    })
}
