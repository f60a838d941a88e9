//! The meaning of the standard rules, by their names.
//!
//! Source: the expressions in `buf/validate/validate.proto`, of which older copies have none.

use super::rules::{Format, Lengths, Range, Rule, Test};
use super::text;
use crate::cel::value::Value;
use crate::view::View;

/// A standard rule that was read.
pub(super) enum Read {
    /// The rule rejects nothing.
    Nothing,
    /// The condition of the rule.
    Test(Test),
    /// The rule `defined_only`, which needs the type of the field.
    Defined,
    /// A rule with another name.
    Unknown,
}

/// Reads a rule. `kind` is the field that has the rules of the type, such as `string`.
pub(super) fn test(view: &View<'_, '_>, kind: &str, name: &str, value: &Value) -> Read {
    let is_on = matches!(value, Value::Bool(true));
    let flag = |test: Test| if is_on { Read::Test(test) } else { Read::Nothing };
    let test = match (kind, name) {
        (_, "example" | "gt" | "gte" | "lt" | "lte") => return Read::Nothing,
        ("field_mask", _) => return mask(view, name),
        ("any", "in") => Test::TypeIn(view.texts(name)),
        ("any", "not_in") => Test::TypeNotIn(view.texts(name)),
        (_, "const") => Test::Const(value.clone()),
        (_, "in") => Test::In(listed(value)),
        (_, "not_in") => Test::NotIn(listed(value)),
        ("float" | "double", "finite") => return flag(Test::Finite),
        ("enum", "defined_only") => return if is_on { Read::Defined } else { Read::Nothing },
        ("timestamp", "lt_now") => return flag(Test::Past),
        ("timestamp", "gt_now") => return flag(Test::Future),
        ("timestamp", "within") => match value {
            Value::Duration(nanos) => Test::Within(*nanos),
            _ => return Read::Unknown,
        },
        ("repeated", "unique") => return flag(Test::Unique),
        ("repeated", "items") | ("map", "keys" | "values") => return Read::Nothing,
        ("repeated", "min_items") | ("map", "min_pairs") => Test::Count(at_least(value)),
        ("repeated", "max_items") | ("map", "max_pairs") => Test::Count(at_most(value)),
        ("string", "well_known_regex") => return header(view, value),
        ("string", "strict") => return Read::Nothing,
        ("string" | "bytes", _) => return of_text(kind, name, value),
        _ => return Read::Unknown,
    };
    Read::Test(test)
}

fn of_text(kind: &str, name: &str, value: &Value) -> Read {
    let lengths: fn(Lengths) -> Test = if kind == "string" { Test::Characters } else { Test::Bytes };
    Read::Test(match (name, value) {
        ("len", _) => lengths(exactly(value)),
        ("min_len", _) => lengths(at_least(value)),
        ("max_len", _) => lengths(at_most(value)),
        ("len_bytes", _) => Test::Bytes(exactly(value)),
        ("min_bytes", _) => Test::Bytes(at_least(value)),
        ("max_bytes", _) => Test::Bytes(at_most(value)),
        ("prefix", _) => Test::Prefix(bytes(value)),
        ("suffix", _) => Test::Suffix(bytes(value)),
        ("contains", _) => Test::Contains(bytes(value)),
        ("not_contains", _) => Test::NotContains(bytes(value)),
        ("pattern", Value::Text(pattern)) => Test::Pattern(pattern.to_string()),
        (_, Value::Bool(is_on)) => match (format(kind, name), is_on) {
            (Some(_), false) => return Read::Nothing,
            (Some(format), true) => Test::Format(format),
            (None, _) => return Read::Unknown,
        },
        _ => return Read::Unknown,
    })
}

fn format(kind: &str, name: &str) -> Option<Format> {
    Some(match (kind, name) {
        ("bytes", "ip") => Format::IpBytes,
        ("bytes", "ipv4") => Format::Ipv4Bytes,
        ("bytes", "ipv6" | "uuid") => Format::SixteenBytes,
        ("string", "email") => Format::Email,
        ("string", "hostname") => Format::Hostname,
        ("string", "ip") => Format::Ip,
        ("string", "ipv4") => Format::Ipv4,
        ("string", "ipv6") => Format::Ipv6,
        ("string", "uri") => Format::Uri,
        ("string", "uri_ref") => Format::UriRef,
        ("string", "address") => Format::Address,
        ("string", "uuid") => Format::Uuid,
        ("string", "tuuid") => Format::Tuuid,
        ("string", "ip_with_prefixlen") => Format::IpWithPrefixlen,
        ("string", "ipv4_with_prefixlen") => Format::Ipv4WithPrefixlen,
        ("string", "ipv6_with_prefixlen") => Format::Ipv6WithPrefixlen,
        ("string", "ip_prefix") => Format::IpPrefix,
        ("string", "ipv4_prefix") => Format::Ipv4Prefix,
        ("string", "ipv6_prefix") => Format::Ipv6Prefix,
        ("string", "host_and_port") => Format::HostAndPort,
        ("string", "ulid") => Format::Ulid,
        ("string", "protobuf_fqn") => Format::ProtobufFqn,
        ("string", "protobuf_dot_fqn") => Format::ProtobufDotFqn,
        _ => return None,
    })
}

/// Reads `well_known_regex`, which is strict unless `strict` is off.
fn header(view: &View<'_, '_>, value: &Value) -> Read {
    let is_loose = view.has("strict") && !view.is_true("strict");
    Read::Test(Test::Format(match (value, is_loose) {
        (Value::Int(0), _) => return Read::Nothing,
        (Value::Int(1), false) => Format::HeaderName,
        (Value::Int(1), true) => Format::LooseHeaderName,
        (Value::Int(2), false) => Format::HeaderValue,
        (Value::Int(2), true) => Format::LooseHeaderValue,
        _ => return Read::Unknown,
    }))
}

fn mask(view: &View<'_, '_>, name: &str) -> Read {
    Read::Test(match name {
        "const" => Test::Paths(view.inner(name).map(|mask| mask.texts("paths")).unwrap_or_default()),
        "in" => Test::PathsIn(view.texts(name)),
        "not_in" => Test::PathsNotIn(view.texts(name)),
        _ => return Read::Unknown,
    })
}

fn listed(value: &Value) -> Vec<Value> {
    if let Value::List(values) = value { values.to_vec() } else { Vec::new() }
}

const fn number(value: &Value) -> u64 {
    if let Value::Uint(number) = value { *number } else { 0 }
}

const fn exactly(value: &Value) -> Lengths {
    Lengths { least: number(value), most: number(value) }
}

const fn at_least(value: &Value) -> Lengths {
    Lengths { least: number(value), most: u64::MAX }
}

const fn at_most(value: &Value) -> Lengths {
    Lengths { least: 0, most: number(value) }
}

fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Text(text) => text.as_bytes().to_vec(),
        Value::Bytes(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    }
}

/// Reads the bounds of numbers and times: a rule for each bound, or one rule for an inverted range.
pub(super) fn ranges(view: &View<'_, '_>) -> Vec<Rule> {
    let end = |names: [(&'static str, bool); 2]| {
        names.into_iter().find_map(|(name, is_open)| Some((name, view.get(name)?, is_open)))
    };
    let low = end([("gt", true), ("gte", false)]);
    let high = end([("lt", true), ("lte", false)]);
    let range = Range {
        low: low.as_ref().map(|(_, value, is_open)| (value.clone(), *is_open)),
        high: high.as_ref().map(|(_, value, is_open)| (value.clone(), *is_open)),
    };
    let is_unordered =
        matches!((&range.low, &range.high), (Some((low, _)), Some((high, _))) if low.compare(high).is_none());
    if is_unordered {
        // The expressions of two bounds compare the bounds first, so with NaN they reject nothing.
        return Vec::new();
    }
    let rule = |name: &str, shown: String, range: Range| Rule {
        name: view.name_of(name),
        path: view.path_of(name),
        shown,
        test: Test::Range(range),
    };
    let shown = |name: &str| format!("{} {}", sign(name), value_text(view, name));
    if let (Some((low, ..)), Some((high, ..)), true) = (&low, &high, range.is_inverted()) {
        return vec![rule(low, format!("{} or {}", shown(high), shown(low)), range)];
    }
    let low = low.map(|(name, ..)| rule(name, shown(name), Range { low: range.low.clone(), high: None }));
    let high = high.map(|(name, ..)| rule(name, shown(name), Range { low: None, high: range.high.clone() }));
    low.into_iter().chain(high).collect()
}

fn sign(name: &str) -> &'static str {
    match name {
        "gt" => ">",
        "gte" => ">=",
        "lt" => "<",
        _ => "<=",
    }
}

fn value_text(view: &View<'_, '_>, name: &str) -> String {
    let schema = view.reading.schema;
    let field = crate::cel::field_types::field(schema, view.message.ty, name);
    let content = field.and_then(|id| Some((schema[id].ty, view.message.get(schema[id].number)?)));
    content.map_or_else(String::new, |(ty, content)| text::shown(view.reading, ty, content))
}
