//! Conversion between HTTP headers and gRPC metadata.

use http::HeaderMap;
use http::header::HeaderName;
use smallvec::SmallVec;
use tonic::metadata::MetadataMap;

use crate::deadline::GRPC_TIMEOUT;

/// Returns the metadata of a call: all headers except those of HTTP itself and those reserved by gRPC. `grpc-timeout`
/// stays, so that a gateway forwards the deadline.
pub(crate) fn from_headers(headers: HeaderMap) -> MetadataMap {
    MetadataMap::from_headers(retain(headers, |name| *name == GRPC_TIMEOUT || is_metadata(name)))
}

/// Returns the headers of a response. Binary values (`…-bin`) are base64 in both.
pub(crate) fn to_headers(metadata: MetadataMap) -> HeaderMap {
    retain(metadata.into_headers(), |name| *name == "www-authenticate" || is_metadata(name))
}

/// Removes all other headers, in place.
fn retain(mut headers: HeaderMap, is_kept: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    let others: SmallVec<[HeaderName; 8]> = headers.keys().filter(|name| !is_kept(name)).cloned().collect();
    for name in others {
        headers.remove(name);
    }
    headers
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
