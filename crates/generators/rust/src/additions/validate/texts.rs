//! The ids and messages of standard rules.
//!
//! Source: the expressions in `buf/validate/validate.proto`, whose messages are formatted when code is generated.

use protoward_cel_functions::formats::{self, hexadecimal};
use protoward_cel_functions::times::{show_duration, show_timestamp};
use protoward_constraints::cel::value::Value;
use protoward_constraints::{Format, Range, Test};

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
        (Test::Format(format), _) => format!("must be {}", described(*format, name).valid),
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

/// A format, as messages describe it.
pub(super) struct Described {
    /// A value of the format.
    valid: &'static str,
    /// What an empty text is not, in the message of the rule for empty texts; `None` for a format without such a rule.
    pub(super) empty: Option<&'static str>,
    pub(super) check: Check,
}

/// How generated code judges a value of a format.
pub(super) enum Check {
    /// Calls of functions of the runtime, of which one returns `true`.
    AnyOf(&'static [&'static str]),
    /// The lengths of bytes, as a pattern.
    Lengths(&'static str),
}

/// Describes a format. `name` is the name of its rule.
pub(super) fn described(format: Format, name: &str) -> Described {
    let full = |valid, empty, calls| Described { valid, empty, check: Check::AnyOf(calls) };
    let same = |valid, calls| full(valid, Some(valid), calls);
    let bytes = |valid, lengths| Described { valid, empty: Some(valid), check: Check::Lengths(lengths) };
    match format {
        Format::Email => same("a valid email address", &["addresses::is_email(this)"]),
        Format::Hostname => same("a valid hostname", &["addresses::is_hostname(this)"]),
        Format::Ip => same("a valid IP address", &["addresses::is_ip(this, 0)"]),
        Format::Ipv4 => same("a valid IPv4 address", &["addresses::is_ip(this, 4)"]),
        Format::Ipv6 => same("a valid IPv6 address", &["addresses::is_ip(this, 6)"]),
        Format::Uri => same("a valid URI", &["addresses::is_uri(this)"]),
        Format::UriRef => full("a valid URI Reference", None, &["addresses::is_uri_reference(this)"]),
        Format::Address => {
            same("a valid hostname, or ip address", &["addresses::is_hostname(this)", "addresses::is_ip(this, 0)"])
        }
        Format::Uuid => same("a valid UUID", &["identifiers::is_uuid(this)"]),
        Format::Tuuid => same("a valid trimmed UUID", &["identifiers::is_trimmed_uuid(this)"]),
        Format::IpWithPrefixlen => same("a valid IP prefix", &["addresses::is_ip_prefix(this, 0, false)"]),
        Format::Ipv4WithPrefixlen => {
            same("a valid IPv4 address with prefix length", &["addresses::is_ip_prefix(this, 4, false)"])
        }
        Format::Ipv6WithPrefixlen => {
            same("a valid IPv6 address with prefix length", &["addresses::is_ip_prefix(this, 6, false)"])
        }
        Format::IpPrefix => same("a valid IP prefix", &["addresses::is_ip_prefix(this, 0, true)"]),
        Format::Ipv4Prefix => same("a valid IPv4 prefix", &["addresses::is_ip_prefix(this, 4, true)"]),
        Format::Ipv6Prefix => same("a valid IPv6 prefix", &["addresses::is_ip_prefix(this, 6, true)"]),
        Format::HostAndPort => full(
            "a valid host (hostname or IP address) and port pair",
            Some("a valid host and port pair"),
            &["addresses::is_host_and_port(this, true)"],
        ),
        Format::Ulid => same("a valid ULID", &["identifiers::is_ulid(this)"]),
        Format::ProtobufFqn => same("a valid fully-qualified Protobuf name", &["identifiers::is_full_name(this)"]),
        Format::ProtobufDotFqn => same(
            "a valid fully-qualified Protobuf name with a leading dot",
            &["identifiers::is_dotted_full_name(this)"],
        ),
        Format::HeaderName => same("a valid HTTP header name", &["identifiers::is_header_name(this, true)"]),
        Format::LooseHeaderName => same("a valid HTTP header name", &["identifiers::is_header_name(this, false)"]),
        Format::HeaderValue => full("a valid HTTP header value", None, &["identifiers::is_header_value(this, true)"]),
        Format::LooseHeaderValue => {
            full("a valid HTTP header value", None, &["identifiers::is_header_value(this, false)"])
        }
        Format::IpBytes => bytes("a valid IP address", "4 | 16"),
        Format::Ipv4Bytes => bytes("a valid IPv4 address", "4"),
        Format::SixteenBytes if name == "ipv6" => bytes("a valid IPv6 address", "16"),
        Format::SixteenBytes => bytes("a valid UUID", "16"),
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
