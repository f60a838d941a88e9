//! The formats of texts that one pattern describes.

use crate::model::rules::Format;

/// Returns the pattern of a format that one pattern describes, in the syntax of the crate `regex`.
pub(super) fn regular(format: Format) -> Option<&'static str> {
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
