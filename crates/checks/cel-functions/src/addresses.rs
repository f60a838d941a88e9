//! The formats of texts that protovalidate knows: addresses, names of hosts and URIs.
//!
//! Source: the functions on <https://protovalidate.com/reference/cel_extensions/>, and the RFCs that they name.

mod uri;

pub use uri::{is_uri, is_uri_reference};

use core::net::{Ipv4Addr, Ipv6Addr};

/// Returns `true` for an email address as HTML defines it.
pub fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let is_user = |it: u8| it.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&it);
    !user.is_empty() && user.bytes().all(is_user) && host.split('.').all(is_label)
}

/// Returns `true` for the name of a host.
pub fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let last = name.rsplit('.').next().unwrap_or_default();
    text.len() <= 253 && name.split('.').all(is_label) && !last.bytes().all(|it| it.is_ascii_digit())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Returns `true` for an IP address of version 4 or 6, or of both for 0.
pub fn is_ip(text: &str, version: i64) -> bool {
    match version {
        0 => is_ip(text, 4) || is_ip(text, 6),
        4 => text.parse::<Ipv4Addr>().is_ok(),
        6 => match text.split_once('%') {
            Some((address, zone)) => !zone.is_empty() && !zone.contains('\0') && address.parse::<Ipv6Addr>().is_ok(),
            None => text.parse::<Ipv6Addr>().is_ok(),
        },
        _ => false,
    }
}

/// Returns `true` for an IP address with the length of a prefix. A strict prefix has no bits after it.
pub fn is_ip_prefix(text: &str, version: i64, strict: bool) -> bool {
    if version == 0 {
        return is_ip_prefix(text, 4, strict) || is_ip_prefix(text, 6, strict);
    }
    let Some((address, length)) = text.split_once('/') else { return false };
    let is_number = length.bytes().all(|it| it.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
    let Some(length) = length.parse::<u32>().ok().filter(|_| is_number) else { return false };
    match version {
        4 => address
            .parse::<Ipv4Addr>()
            .is_ok_and(|it| length <= 32 && (!strict || it.to_bits().checked_shl(length).unwrap_or(0) == 0)),
        6 => address
            .parse::<Ipv6Addr>()
            .is_ok_and(|it| length <= 128 && (!strict || it.to_bits().checked_shl(length).unwrap_or(0) == 0)),
        _ => false,
    }
}

/// Returns `true` for the name or address of a host, with a port if one is needed.
pub fn is_host_and_port(text: &str, needs_port: bool) -> bool {
    if let Some(inner) = text.strip_prefix('[') {
        let Some((address, rest)) = inner.rsplit_once(']') else { return false };
        let is_right = if rest.is_empty() { !needs_port } else { rest.strip_prefix(':').is_some_and(is_port) };
        return is_right && is_ip(address, 6);
    }
    let is_host = |host: &str| is_hostname(host) || is_ip(host, 4);
    match text.rsplit_once(':') {
        Some((host, port)) => is_host(host) && is_port(port),
        None => !needs_port && is_host(text),
    }
}

fn is_port(text: &str) -> bool {
    let is_number = text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    is_number && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_hosts_and_addresses() {
        for text in ["a@b", "a.b+c@d-e.f"] {
            assert!(is_email(text), "{text}");
        }
        for text in ["", "a", "@b", "a@", "a@-b", "a b@c", "a@b@c", "a@b."] {
            assert!(!is_email(text), "{text}");
        }
        for text in ["a", "a.b.", "a-b.c9", "1.a"] {
            assert!(is_hostname(text), "{text}");
        }
        for text in ["", ".", "a..b", "-a", "a_", "1.2.3.4", "é"] {
            assert!(!is_hostname(text), "{text}");
        }
        assert!(is_ip("1.2.3.4", 0) && is_ip("::1", 0) && is_ip("fe80::1%eth0", 6) && is_ip("::ffff:1.2.3.4", 6));
        assert!(!is_ip("01.2.3.4", 0) && !is_ip("::1", 4) && !is_ip("::1%", 6) && !is_ip("1.2.3.4", 5));
        assert!(
            is_ip_prefix("10.0.0.0/8", 4, true)
                && is_ip_prefix("10.0.0.1/8", 4, false)
                && is_ip_prefix("::/0", 6, true)
        );
        assert!(
            !is_ip_prefix("10.0.0.1/8", 4, true)
                && !is_ip_prefix("10.0.0.0/33", 0, false)
                && !is_ip_prefix("::/01", 0, false)
        );
        assert!(
            is_host_and_port("a:80", true) && is_host_and_port("[::1]:0", true) && is_host_and_port("1.2.3.4", false)
        );
        assert!(!is_host_and_port("a", true) && !is_host_and_port("a:65536", true) && !is_host_and_port("::1", false));
    }
}
