//! URIs and references, as RFC 3986 defines them.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

/// Returns `true` for a URI with a scheme.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it));
    is_scheme && is_after_scheme(rest)
}

/// Returns `true` for a URI, or for a reference relative to one.
pub fn is_uri_reference(text: &str) -> bool {
    if is_uri(text) {
        return true;
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    // A colon in the first segment would make it a scheme.
    let first = path.split('/').next().unwrap_or_default();
    !first.contains(':') && is_after_scheme(text)
}

fn is_after_scheme(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').map_or((text, ""), |(text, fragment)| (text, fragment));
    let (text, query) = text.split_once('?').map_or((text, ""), |(text, query)| (text, query));
    let is_query = |part: &str| is_made_of(part, |it| is_path_byte(it) || b"/?".contains(&it));
    if !is_query(fragment) || !is_query(query) {
        return false;
    }
    let path = match text.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            if !is_authority(&rest[..end]) {
                return false;
            }
            &rest[end..]
        }
        None => text,
    };
    is_made_of(path, |it| is_path_byte(it) || it == b'/')
}

fn is_authority(text: &str) -> bool {
    let host = match text.rsplit_once('@') {
        Some((user, host)) if is_made_of(user, |it| is_name_byte(it) || it == b':') => host,
        Some(_) => return false,
        None => text,
    };
    let is_port = |rest: &str| {
        rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.bytes().all(|it| it.is_ascii_digit()))
    };
    if let Some(inner) = host.strip_prefix('[') {
        return inner.split_once(']').is_some_and(|(literal, rest)| is_literal(literal) && is_port(rest));
    }
    let end = host.find(':').unwrap_or(host.len());
    let (name, rest) = host.split_at(end);
    is_port(rest) && is_made_of(name, is_name_byte) && is_decoded_text(name)
}

/// Returns `true` for what can be in brackets: an address of version 6, or of a future version.
fn is_literal(text: &str) -> bool {
    if let Some(future) = text.strip_prefix(['v', 'V']) {
        return future.split_once('.').is_some_and(|(version, rest)| {
            !version.is_empty()
                && version.bytes().all(|it| it.is_ascii_hexdigit())
                && !rest.is_empty()
                && rest.bytes().all(|it| is_name_byte(it) || it == b':')
        });
    }
    match text.split_once("%25") {
        Some((address, zone)) => {
            address.parse::<Ipv6Addr>().is_ok()
                && !zone.is_empty()
                && is_made_of(zone, |it| it.is_ascii_alphanumeric() || b"-._~".contains(&it))
                && is_decoded_text(zone)
        }
        None => text.parse::<Ipv6Addr>().is_ok() && text.parse::<Ipv4Addr>().is_err(),
    }
}

/// Returns `true` if a text is made of some characters, and of escapes such as `%20`.
fn is_made_of(text: &str, is_right: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let is_digit = |it: Option<u8>| it.is_some_and(|it| it.is_ascii_hexdigit());
            if !is_digit(bytes.next()) || !is_digit(bytes.next()) {
                return false;
            }
        } else if !is_right(byte) {
            return false;
        }
    }
    true
}

/// Returns `true` if a text is UTF-8 after its escapes are decoded.
fn is_decoded_text(text: &str) -> bool {
    if !text.contains('%') {
        return true;
    }
    let mut decoded = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped =
            if byte == b'%' { after.get(..2).and_then(|digits| core::str::from_utf8(digits).ok()) } else { None };
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                rest = &after[2..];
            }
            None => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(decoded).is_ok()
}

fn is_name_byte(it: u8) -> bool {
    it.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&it)
}

fn is_path_byte(it: u8) -> bool {
    is_name_byte(it) || b":@".contains(&it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_uris() {
        let uris =
            ["http://a.b/c?d#e", "a:", "urn:x:y", "http://[::1]:80/", "http://u:p@h:1/%20", "x://[v1.a]", "a:/b"];
        for text in uris {
            assert!(is_uri(text) && is_uri_reference(text), "{text}");
        }
        for text in ["", "a", "1:", "http://a b", "http://[::1", "http://a:b", "a:%2", "a:#b#c", "http://[1.2.3.4]"] {
            assert!(!is_uri(text), "{text}");
        }
        for text in ["", "/a", "a/b:c", "?q", "#f", "//h/p", "./a:b"] {
            assert!(is_uri_reference(text), "{text}");
        }
        for text in [":", "1:a", "a b", "//h:x"] {
            assert!(!is_uri_reference(text), "{text}");
        }
    }
}
