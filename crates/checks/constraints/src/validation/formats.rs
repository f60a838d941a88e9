//! The formats of texts and bytes.

use crate::model::rules::Format;
use protoward_text_formats as text_formats;

/// Returns `true` for a text of a format.
pub(super) fn has(format: Format, text: &str) -> bool {
    match format {
        Format::Email => text_formats::is_email(text),
        Format::Hostname => text_formats::is_hostname(text),
        Format::Ip => text_formats::is_ip(text, 0),
        Format::Ipv4 => text_formats::is_ip(text, 4),
        Format::Ipv6 => text_formats::is_ip(text, 6),
        Format::Uri => text_formats::is_uri(text),
        Format::UriRef => text_formats::is_uri_reference(text),
        Format::Address => text_formats::is_hostname(text) || text_formats::is_ip(text, 0),
        Format::Uuid => text_formats::is_uuid(text),
        Format::Tuuid => text_formats::is_trimmed_uuid(text),
        Format::IpWithPrefixlen => text_formats::is_ip_prefix(text, 0, false),
        Format::Ipv4WithPrefixlen => text_formats::is_ip_prefix(text, 4, false),
        Format::Ipv6WithPrefixlen => text_formats::is_ip_prefix(text, 6, false),
        Format::IpPrefix => text_formats::is_ip_prefix(text, 0, true),
        Format::Ipv4Prefix => text_formats::is_ip_prefix(text, 4, true),
        Format::Ipv6Prefix => text_formats::is_ip_prefix(text, 6, true),
        Format::HostAndPort => text_formats::is_host_and_port(text, true),
        Format::Ulid => text_formats::is_ulid(text),
        Format::ProtobufFqn => text_formats::is_full_name(text),
        Format::ProtobufDotFqn => text_formats::is_dotted_full_name(text),
        Format::HeaderName => text_formats::is_header_name(text, true),
        Format::LooseHeaderName => text_formats::is_header_name(text, false),
        Format::HeaderValue => text_formats::is_header_value(text, true),
        Format::LooseHeaderValue => text_formats::is_header_value(text, false),
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
