//! The formats of texts and bytes.

use crate::model::rules::Format;
use protoward_cel_functions::{addresses, identifiers};

/// Returns `true` for a text of a format.
pub(super) fn has(format: Format, text: &str) -> bool {
    match format {
        Format::Email => addresses::is_email(text),
        Format::Hostname => addresses::is_hostname(text),
        Format::Ip => addresses::is_ip(text, 0),
        Format::Ipv4 => addresses::is_ip(text, 4),
        Format::Ipv6 => addresses::is_ip(text, 6),
        Format::Uri => addresses::is_uri(text),
        Format::UriRef => addresses::is_uri_reference(text),
        Format::Address => addresses::is_hostname(text) || addresses::is_ip(text, 0),
        Format::Uuid => identifiers::is_uuid(text),
        Format::Tuuid => identifiers::is_trimmed_uuid(text),
        Format::IpWithPrefixlen => addresses::is_ip_prefix(text, 0, false),
        Format::Ipv4WithPrefixlen => addresses::is_ip_prefix(text, 4, false),
        Format::Ipv6WithPrefixlen => addresses::is_ip_prefix(text, 6, false),
        Format::IpPrefix => addresses::is_ip_prefix(text, 0, true),
        Format::Ipv4Prefix => addresses::is_ip_prefix(text, 4, true),
        Format::Ipv6Prefix => addresses::is_ip_prefix(text, 6, true),
        Format::HostAndPort => addresses::is_host_and_port(text, true),
        Format::Ulid => identifiers::is_ulid(text),
        Format::ProtobufFqn => identifiers::is_full_name(text),
        Format::ProtobufDotFqn => identifiers::is_dotted_full_name(text),
        Format::HeaderName => identifiers::is_header_name(text, true),
        Format::LooseHeaderName => identifiers::is_header_name(text, false),
        Format::HeaderValue => identifiers::is_header_value(text, true),
        Format::LooseHeaderValue => identifiers::is_header_value(text, false),
        Format::IpBytes | Format::Ipv4Bytes | Format::SixteenBytes => false,
    }
}

/// Returns `true` for bytes of a length that a format has.
pub(super) const fn has_bytes(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::IpBytes => matches!(bytes.len(), 4 | 16),
        Format::Ipv4Bytes => bytes.len() == 4,
        _ => bytes.len() == 16,
    }
}
