//! The formats of texts and bytes.

use crate::model::rules::Format;
use protoward_cel_functions::addresses;

/// Returns the pattern of a format that one pattern describes, in the syntax of the crate `regex`.
pub(crate) fn regular(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Email => {
            r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
        }
        Format::Ipv4 => {
            r"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$"
        }
        Format::Uuid => r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        Format::Tuuid => r"^[0-9a-fA-F]{32}$",
        Format::Ulid => r"^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$",
        Format::ProtobufFqn => r"^[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*$",
        Format::ProtobufDotFqn => r"^\.[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*$",
        Format::HeaderName => r"^:?[0-9a-zA-Z!#$%&'*+-.^_|~\x60]+$",
        Format::LooseHeaderName => r"^[^\x00\x0A\x0D]+$",
        Format::HeaderValue => r"^[^\x00-\x08\x0A-\x1F\x7F]*$",
        Format::LooseHeaderValue => r"^[^\x00\x0A\x0D]*$",
        Format::Hostname
        | Format::Ip
        | Format::Ipv6
        | Format::Uri
        | Format::UriRef
        | Format::Address
        | Format::IpWithPrefixlen
        | Format::Ipv4WithPrefixlen
        | Format::Ipv6WithPrefixlen
        | Format::IpPrefix
        | Format::Ipv4Prefix
        | Format::Ipv6Prefix
        | Format::HostAndPort
        | Format::IpBytes
        | Format::Ipv4Bytes
        | Format::SixteenBytes => return None,
    })
}

/// Returns `true` for a text of a format without a pattern.
pub(super) fn has(format: Format, text: &str) -> bool {
    match format {
        Format::Hostname => addresses::is_hostname(text),
        Format::Ip => addresses::is_ip(text, 0),
        Format::Ipv6 => addresses::is_ip(text, 6),
        Format::Uri => addresses::is_uri(text),
        Format::UriRef => addresses::is_uri_reference(text),
        Format::Address => addresses::is_hostname(text) || addresses::is_ip(text, 0),
        Format::IpWithPrefixlen => addresses::is_ip_prefix(text, 0, false),
        Format::Ipv4WithPrefixlen => addresses::is_ip_prefix(text, 4, false),
        Format::Ipv6WithPrefixlen => addresses::is_ip_prefix(text, 6, false),
        Format::IpPrefix => addresses::is_ip_prefix(text, 0, true),
        Format::Ipv4Prefix => addresses::is_ip_prefix(text, 4, true),
        Format::Ipv6Prefix => addresses::is_ip_prefix(text, 6, true),
        Format::HostAndPort => addresses::is_host_and_port(text, true),
        Format::Email
        | Format::Ipv4
        | Format::Uuid
        | Format::Tuuid
        | Format::Ulid
        | Format::ProtobufFqn
        | Format::ProtobufDotFqn
        | Format::HeaderName
        | Format::LooseHeaderName
        | Format::HeaderValue
        | Format::LooseHeaderValue
        | Format::IpBytes
        | Format::Ipv4Bytes
        | Format::SixteenBytes => false,
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
