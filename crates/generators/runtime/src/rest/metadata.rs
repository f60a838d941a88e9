//! Conversion between HTTP headers and gRPC metadata.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::header::{CONNECTION, HOST, HeaderName};
use http::{Extensions, HeaderMap, HeaderValue, Uri};
use smallvec::SmallVec;
use tonic::metadata::MetadataMap;

use crate::rest::deadline::GRPC_TIMEOUT;
use crate::rest::failure::Violation;

/// A function that names the metadata of a header, or the header of metadata.
pub(crate) type HeaderMatcher = Arc<dyn Fn(&HeaderName) -> Option<HeaderName> + Send + Sync>;

/// The prefix of headers that are metadata in grpc-gateway.
const METADATA_PREFIX: &str = "grpc-metadata-";

/// Base64 with or without padding, as gRPC has it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The connection of a client, as an extension of requests. The server or a layer inserts it; the metadata
/// `x-forwarded-for` and `x-forwarded-proto` are then appended for the called service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientConnection {
    /// The address of the client, or of the last proxy.
    pub peer: SocketAddr,
    /// `true` if the connection is encrypted.
    pub is_tls: bool,
}

/// Returns the metadata of a call: all headers except those of HTTP itself, of the connection, and those reserved by
/// gRPC. `grpc-timeout` stays, so that a gateway forwards the deadline.
pub(crate) fn from_headers(headers: HeaderMap, matcher: Option<&HeaderMatcher>) -> Result<MetadataMap, Violation> {
    let of_connection = connection_names(&headers);
    let is_kept = |name: &HeaderName| {
        !of_connection.contains(name)
            && (*name == GRPC_TIMEOUT
                || is_metadata(name)
                || name.as_str().starts_with(METADATA_PREFIX)
                || matcher.is_some_and(|matcher| matcher(name).is_some()))
    };
    let new_name = |name: &HeaderName| matcher.and_then(|matcher| matcher(name)).or_else(|| without_prefix(name));
    let headers = renamed(retain(headers, is_kept), new_name, is_metadata);
    match headers.iter().find(|(name, value)| is_binary(name) && !is_base64(value)) {
        Some((name, _)) => Err(Violation::new(name.as_str(), "a header that ends in `-bin` is base64")),
        None => Ok(MetadataMap::from_headers(headers)),
    }
}

/// Adds the headers of a proxy: the addresses of the client and of earlier proxies, and the host and the scheme that
/// the client used.
pub(crate) fn add_forwarded(headers: &mut HeaderMap, uri: &Uri, extensions: &Extensions) {
    let host = headers.get(HOST).cloned().or_else(|| HeaderValue::from_str(uri.authority()?.as_str()).ok());
    if let Some(host) = host {
        headers.entry(X_FORWARDED_HOST).or_insert(host);
    }
    let Some(connection) = extensions.get::<ClientConnection>() else { return };
    let scheme = if connection.is_tls { "https" } else { "http" };
    headers.entry(X_FORWARDED_PROTO).or_insert(HeaderValue::from_static(scheme));
    let earlier = headers.get_all(X_FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).map(str::to_owned);
    let addresses: Vec<String> = earlier.chain([connection.peer.ip().to_string()]).collect();
    if let Ok(addresses) = HeaderValue::from_str(&addresses.join(", ")) {
        headers.insert(X_FORWARDED_FOR, addresses);
    }
}

/// Returns the headers of a response. Binary values (`…-bin`) are base64 in both.
pub(crate) fn to_headers(metadata: MetadataMap, matcher: Option<&HeaderMatcher>) -> HeaderMap {
    let headers = retain(metadata.into_headers(), |name| *name == "www-authenticate" || is_metadata(name));
    match matcher {
        Some(matcher) => renamed(headers, |name| matcher(name), is_metadata),
        None => headers,
    }
}

/// Returns the headers of a request that a client sends: the reverse of [`from_headers`].
#[cfg(feature = "rest-client")]
pub(crate) fn to_request_headers(metadata: MetadataMap, matcher: Option<&HeaderMatcher>) -> HeaderMap {
    let headers = retain(metadata.into_headers(), |name| *name == GRPC_TIMEOUT || is_metadata(name));
    match matcher {
        Some(matcher) => {
            let is_header = |name: &HeaderName| name.as_str().starts_with(METADATA_PREFIX) || is_metadata(name);
            renamed(headers, |name| matcher(name).filter(|_| *name != GRPC_TIMEOUT), is_header)
        }
        None => headers,
    }
}

/// Removes all other headers, in place.
fn retain(mut headers: HeaderMap, is_kept: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    let others: SmallVec<[HeaderName; 8]> = headers.keys().filter(|name| !is_kept(name)).cloned().collect();
    for name in others {
        headers.remove(name);
    }
    headers
}

/// Renames headers. A new name that is not permitted, such as one of HTTP, drops the header.
fn renamed(
    mut headers: HeaderMap,
    new_name: impl Fn(&HeaderName) -> Option<HeaderName>,
    is_permitted: impl Fn(&HeaderName) -> bool,
) -> HeaderMap {
    let names: SmallVec<[(HeaderName, HeaderName); 2]> =
        headers.keys().filter_map(|name| Some((name.clone(), new_name(name)?))).collect();
    for (name, new_name) in names {
        let values: Vec<HeaderValue> = headers.get_all(&name).iter().cloned().collect();
        headers.remove(&name);
        if is_permitted(&new_name) {
            values.into_iter().for_each(|value| _ = headers.append(&new_name, value));
        }
    }
    headers
}

/// Returns the name after `Grpc-Metadata-`.
fn without_prefix(name: &HeaderName) -> Option<HeaderName> {
    HeaderName::from_bytes(name.as_str().strip_prefix(METADATA_PREFIX)?.as_bytes()).ok()
}

/// Returns the headers that `Connection` names, which concern only the connection to the client.
fn connection_names(headers: &HeaderMap) -> SmallVec<[HeaderName; 2]> {
    let values = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok()).collect()
}

fn is_binary(name: &HeaderName) -> bool {
    name.as_str().ends_with("-bin")
}

/// Returns `true` for a base64 value, or several separated by commas.
fn is_base64(value: &HeaderValue) -> bool {
    value.as_bytes().split(|byte| *byte == b',').all(|part| BASE64.decode(part.trim_ascii()).is_ok())
}

fn is_metadata(name: &HeaderName) -> bool {
    !name.as_str().starts_with("grpc-") && !is_of_http(name)
}

/// Returns `true` if a header describes the HTTP message or connection rather than the call.
fn is_of_http(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "accept"
            | "accept-charset"
            | "accept-encoding"
            | "connection"
            | "content-encoding"
            | "content-length"
            | "content-type"
            | "date"
            | "expect"
            | "host"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "vary"
            | "www-authenticate"
    )
}
