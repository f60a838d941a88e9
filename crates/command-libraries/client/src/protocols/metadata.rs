//! Headers with the rules of gRPC: values of names that end in `-bin` are bytes.

use http::{HeaderMap, HeaderName, HeaderValue};
use protoward_protojson::base64;

/// The end of the names of headers with bytes.
const BINARY: &str = "-bin";

/// The headers of a request that the protocols set.
const RESERVED: &[&str] =
    &["connection", "content-length", "content-type", "host", "te", "trailer", "transfer-encoding", "upgrade"];

/// The reason why a text is no header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A text without a colon.
    #[error("it has no colon")]
    NoColon,
    /// A name with characters that names cannot have.
    #[error("`{0}` cannot be the name of a header")]
    Name(String),
    /// A name that the protocol sets.
    #[error("the protocol itself sets `{0}`")]
    Reserved(String),
    /// A value with characters that values cannot have.
    #[error("the value of `{0}` has characters that headers cannot have")]
    Value(String),
    /// A value of a binary header that is not base64.
    #[error("the value of `{0}` is not base64, as those of names in `-bin` are")]
    NotBase64(String),
}

/// Parses a header `name: value`. The value of a name that ends in `-bin` is base64, with or without padding.
///
/// # Errors
/// If the text has no colon, or if the parts are not a name and a value.
pub fn header(text: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let (name, value) = text.split_once(':').ok_or(HeaderError::NoColon)?;
    let name = name.trim();
    let value = value.trim();
    let parsed: HeaderName = name.parse().map_err(|_| HeaderError::Name(name.to_owned()))?;
    let name = parsed.as_str().to_owned();
    if RESERVED.contains(&name.as_str()) || name.starts_with("grpc-") || name.starts_with("connect-") {
        return Err(HeaderError::Reserved(name));
    }
    let value = if name.ends_with(BINARY) {
        encoded(&base64::decode(value).ok_or_else(|| HeaderError::NotBase64(name.clone()))?)
    } else {
        value.to_owned()
    };
    Ok((parsed, HeaderValue::from_str(&value).map_err(|_| HeaderError::Value(name))?))
}

/// Returns headers as names and texts. Bytes of binary headers remain base64.
pub fn header_texts(headers: &HeaderMap) -> impl Iterator<Item = (&str, String)> {
    headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
}

/// Encodes bytes for a header. gRPC omits the padding.
fn encoded(bytes: &[u8]) -> String {
    base64::encode(bytes).trim_end_matches('=').to_owned()
}

/// Returns the text of a header.
pub(crate) fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// Returns the bytes of a binary header; `None` if it is not base64.
pub(crate) fn binary(value: &HeaderValue) -> Option<Vec<u8>> {
    base64::decode(text(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_headers() {
        let parse = |text| header(text).map(|(name, value)| format!("{name}={}", value.to_str().unwrap_or("?")));
        assert_eq!(parse("X-Trace: a:b "), Ok("x-trace=a:b".to_owned()));
        assert_eq!(parse("x:"), Ok("x=".to_owned()));
        assert_eq!(parse("x-bin: AAE="), Ok("x-bin=AAE".to_owned()));
        assert_eq!(parse("x"), Err(HeaderError::NoColon));
        assert_eq!(parse("a b: c"), Err(HeaderError::Name("a b".to_owned())));
        assert_eq!(parse("TE: x"), Err(HeaderError::Reserved("te".to_owned())));
        assert_eq!(parse("grpc-timeout: 1S"), Err(HeaderError::Reserved("grpc-timeout".to_owned())));
        assert_eq!(parse("x: a\nb"), Err(HeaderError::Value("x".to_owned())));
        assert_eq!(parse("x-bin: ?"), Err(HeaderError::NotBase64("x-bin".to_owned())));
    }
}
