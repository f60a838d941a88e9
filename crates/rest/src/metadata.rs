//! HTTP headers as gRPC metadata, and back.

use http::HeaderMap;
use http::header::HeaderName;
use tonic::metadata::MetadataMap;

/// Returns the metadata of a call: all headers but those of HTTP itself and those that gRPC reserves. `grpc-timeout` stays, so
/// that a gateway passes on the deadline.
pub(crate) fn from_headers(headers: &HeaderMap) -> MetadataMap {
    let passed = headers.iter().filter(|(name, _)| *name == "grpc-timeout" || is_metadata(name));
    let mut metadata = HeaderMap::with_capacity(headers.len());
    passed.for_each(|(name, value)| _ = metadata.append(name.clone(), value.clone()));
    MetadataMap::from_headers(metadata)
}

/// Returns the headers of a response. What is binary (`…-bin`) is base64 in both.
pub(crate) fn to_headers(metadata: MetadataMap) -> HeaderMap {
    let all = metadata.into_headers();
    let mut headers = HeaderMap::with_capacity(all.len());
    let passed = all.iter().filter(|(name, _)| *name == "www-authenticate" || is_metadata(name));
    passed.for_each(|(name, value)| _ = headers.append(name.clone(), value.clone()));
    headers
}

fn is_metadata(name: &HeaderName) -> bool {
    !name.as_str().starts_with("grpc-") && !is_of_http(name)
}

/// Whether a header is about the HTTP message itself, or one connection, and no metadata of a call.
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
