//! The messages of standard rules.
//!
//! Source: the expressions in `buf/validate/validate.proto`, whose messages are formatted here, once.

use crate::cel::value::Value;
use crate::model::rules::{Format, Range, Test};
use protoward_cel_functions::formats::{self, hexadecimal};
use protoward_cel_functions::times::{show_duration, show_timestamp};

/// Returns the message of a rule. `name` is the name of the rule without those around it, such as `min_len`.
pub(super) fn message(test: &Test, name: &str, is_text: bool) -> String {
    let list = |values: &[Value]| format!("[{}]", values.iter().map(shown).collect::<Vec<_>>().join(", "));
    let names = |names: &[String]| format!("[{}]", names.join(", "));
    let text =
        |bytes: &[u8]| if is_text { format!("`{}`", String::from_utf8_lossy(bytes)) } else { hexadecimal(bytes) };
    match (test, name) {
        (Test::Const(Value::Text(text)), _) => format!("must equal `{text}`"),
        (Test::Const(Value::Bytes(bytes)), _) => format!("must be {}", hexadecimal(bytes)),
        (Test::Const(value), _) => format!("must equal {}", shown(value)),
        (Test::In(values), _) => format!("must be in list {}", list(values)),
        (Test::NotIn(values), _) => format!("must not be in list {}", list(values)),
        (Test::Range(bounds), _) => format!("must be {}", range(bounds)),
        (Test::Finite, _) => "must be finite".to_owned(),
        (Test::Characters(lengths), "len") => format!("must be {} characters", lengths.least),
        (Test::Characters(lengths), "min_len") => format!("must be at least {} characters", lengths.least),
        (Test::Characters(lengths), _) => format!("must be at most {} characters", lengths.most),
        (Test::Bytes(lengths), "len" | "len_bytes") => format!("must be {} bytes", lengths.least),
        (Test::Bytes(lengths), "min_len" | "min_bytes") => format!("must be at least {} bytes", lengths.least),
        (Test::Bytes(lengths), _) => format!("must be at most {} bytes", lengths.most),
        (Test::Count(lengths), "min_items") => format!("must contain at least {} item(s)", lengths.least),
        (Test::Count(lengths), "max_items") => format!("must contain no more than {} item(s)", lengths.most),
        (Test::Count(lengths), "min_pairs") => format!("map must be at least {} entries", lengths.least),
        (Test::Count(lengths), _) => format!("map must be at most {} entries", lengths.most),
        (Test::Prefix(part), _) => format!("does not have prefix {}", text(part)),
        (Test::Suffix(part), _) => format!("does not have suffix {}", text(part)),
        (Test::Contains(part), _) if is_text => format!("does not contain substring {}", text(part)),
        (Test::Contains(part), _) => format!("does not contain {}", text(part)),
        (Test::NotContains(part), _) => format!("contains substring {}", text(part)),
        (Test::Pattern(pattern), _) if is_text => format!("does not match regex pattern `{pattern}`"),
        (Test::Pattern(pattern), _) => format!("must match regex pattern `{pattern}`"),
        (Test::Format(format), _) => format!("must be {}", valid(*format, name)),
        (Test::Defined(_), _) => "value must be one of the defined enum values".to_owned(),
        (Test::Unique, _) => "repeated value must contain unique items".to_owned(),
        (Test::TypeIn(_), _) => "type URL must be in the allow list".to_owned(),
        (Test::TypeNotIn(_), _) => "type URL must not be in the block list".to_owned(),
        (Test::Paths(paths), _) => format!("must equal paths {}", names(paths)),
        (Test::PathsIn(paths), _) => format!("must only contain paths in {}", names(paths)),
        (Test::PathsNotIn(paths), _) => format!("must not contain any paths in {}", names(paths)),
        (Test::Past, _) => "must be less than now".to_owned(),
        (Test::Future, _) => "must be greater than now".to_owned(),
        (Test::Within(nanos), _) => format!("must be within {} of now", show_duration(*nanos)),
        // These have messages of their own, or are not generated.
        (Test::Cel(_) | Test::Misfit | Test::Unknown, _) => String::new(),
    }
}

/// Returns the ending of the id of a range, such as `gt_lte_exclusive`.
pub(super) fn range_name(range: &Range) -> String {
    let low = range.low.as_ref().map(|(_, is_open)| if *is_open { "gt" } else { "gte" });
    let high = range.high.as_ref().map(|(_, is_open)| if *is_open { "lt" } else { "lte" });
    let exclusive = range.is_inverted().then_some("exclusive");
    low.into_iter().chain(high).chain(exclusive).collect::<Vec<_>>().join("_")
}

fn range(range: &Range) -> String {
    let low = range
        .low
        .as_ref()
        .map(|(value, is_open)| format!("greater than {}{}", if *is_open { "" } else { "or equal to " }, shown(value)));
    let high = range
        .high
        .as_ref()
        .map(|(value, is_open)| format!("less than {}{}", if *is_open { "" } else { "or equal to " }, shown(value)));
    let joint = if range.is_inverted() { " or " } else { " and " };
    low.into_iter().chain(high).collect::<Vec<_>>().join(joint)
}

/// Returns the message about an empty value of a format that has a rule of its own for that. `name` is the name of its rule.
pub(super) fn empty_message(format: Format, name: &str) -> Option<String> {
    let valid = match format {
        Format::UriRef | Format::HeaderValue | Format::LooseHeaderValue => return None,
        Format::HostAndPort => "a valid host and port pair",
        _ => valid(format, name),
    };
    Some(format!("value is empty, which is not {valid}"))
}

/// Returns a value of a format in words. `name` is the name of its rule.
fn valid(format: Format, name: &str) -> &'static str {
    match format {
        Format::Email => "a valid email address",
        Format::Hostname => "a valid hostname",
        Format::Ip | Format::IpBytes => "a valid IP address",
        Format::Ipv4 | Format::Ipv4Bytes => "a valid IPv4 address",
        Format::Ipv6 => "a valid IPv6 address",
        Format::Uri => "a valid URI",
        Format::UriRef => "a valid URI Reference",
        Format::Address => "a valid hostname, or ip address",
        Format::Uuid => "a valid UUID",
        Format::Tuuid => "a valid trimmed UUID",
        Format::IpWithPrefixlen | Format::IpPrefix => "a valid IP prefix",
        Format::Ipv4WithPrefixlen => "a valid IPv4 address with prefix length",
        Format::Ipv6WithPrefixlen => "a valid IPv6 address with prefix length",
        Format::Ipv4Prefix => "a valid IPv4 prefix",
        Format::Ipv6Prefix => "a valid IPv6 prefix",
        Format::HostAndPort => "a valid host (hostname or IP address) and port pair",
        Format::Ulid => "a valid ULID",
        Format::ProtobufFqn => "a valid fully-qualified Protobuf name",
        Format::ProtobufDotFqn => "a valid fully-qualified Protobuf name with a leading dot",
        Format::HeaderName | Format::LooseHeaderName => "a valid HTTP header name",
        Format::HeaderValue | Format::LooseHeaderValue => "a valid HTTP header value",
        Format::SixteenBytes if name == "ipv6" => "a valid IPv6 address",
        Format::SixteenBytes => "a valid UUID",
    }
}

/// Returns a value as `%s` of CEL shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Double(value) => formats::plain(*value),
        Value::Text(text) => text.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Duration(nanos) => show_duration(*nanos),
        Value::Timestamp(nanos) => show_timestamp(*nanos),
        // Rules have no other values.
        Value::Null | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Type(_) => String::new(),
    }
}
