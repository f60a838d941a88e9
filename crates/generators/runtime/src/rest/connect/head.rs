//! The form of a call (unary or stream, JSON or binary), by the headers of its request, before its body is read.

use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::Status;

use super::Codec;
use super::compression::{self, Compression};
use crate::rest::deadline::GRPC_TIMEOUT;
use crate::rest::failure::Failure;
use crate::rest::schema::MessageCount;

pub(super) const VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
pub(super) const STREAM_CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
const STREAM_ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");

/// The form of a call, which follows from the content type of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(super) codec: Codec,
    /// `true` if messages are in envelopes.
    pub(super) is_stream: bool,
    /// `true` if the message is in the query.
    pub(super) is_get: bool,
    /// The compression of the request. `check` reads it from the headers, and the query of a GET has its own.
    pub(super) request_compression: Compression,
    /// The compression of the response, if it is long.
    pub(super) response_compression: Compression,
}

impl Exchange {
    /// Returns the form of the calls of a method by `POST` with this content type.
    pub(super) fn of_post(count: MessageCount, content_type: &str, headers: &HeaderMap) -> Option<Exchange> {
        let name = content_type.split(';').next().unwrap_or_default().trim();
        let is_stream = count == MessageCount::Stream;
        let accepting = if is_stream { STREAM_ACCEPT_ENCODING } else { ACCEPT_ENCODING };
        let forms = [Codec::Json, Codec::Proto].map(|codec| Exchange {
            codec,
            is_stream,
            is_get: false,
            request_compression: Compression::None,
            response_compression: Compression::accepted(headers, &accepting),
        });
        forms.into_iter().find(|form| name.eq_ignore_ascii_case(form.content_type()))
    }

    /// Returns the form of a call by `GET`.
    pub(super) fn of_get(codec: Codec, headers: &HeaderMap) -> Exchange {
        Exchange {
            codec,
            is_stream: false,
            is_get: true,
            request_compression: Compression::None,
            response_compression: Compression::accepted(headers, &ACCEPT_ENCODING),
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match (self.is_stream, self.codec) {
            (false, Codec::Json) => "application/json",
            (false, Codec::Proto) => "application/proto",
            (true, Codec::Json) => "application/connect+json",
            (true, Codec::Proto) => "application/connect+proto",
        }
    }

    /// Checks the headers of the protocol and removes them, because they are not metadata. The timeout becomes that of gRPC.
    pub(crate) fn check(&mut self, headers: &mut HeaderMap, encoding: Option<&HeaderValue>) -> Result<(), Failure> {
        let version = headers.get(VERSION).cloned();
        let of_messages = headers.get(STREAM_CONTENT_ENCODING).cloned();
        let timeout = headers.get(TIMEOUT).map(timeout).transpose()?;
        let names: Vec<HeaderName> =
            headers.keys().filter(|name| name.as_str().starts_with("connect-")).cloned().collect();
        names.into_iter().for_each(|name| _ = headers.remove(name));
        headers.remove(&GRPC_TIMEOUT);
        headers.extend(timeout.map(|timeout| (GRPC_TIMEOUT.clone(), timeout)));
        if version.is_some_and(|version| version != "1") {
            return Err(Status::invalid_argument("`connect-protocol-version` is not `1`").into());
        }
        let of_body = encoding.filter(|_| !self.is_get);
        self.request_compression = match (self.is_stream, of_body, of_messages) {
            (true, Some(_), _) => {
                let message = "the body of a stream is not compressed as a whole; its messages may be";
                return Err(self.with_accepted(Status::unimplemented(message)));
            }
            (true, None, Some(encoding)) => self.compression(encoding.as_bytes())?,
            (false, Some(encoding), _) => self.compression(encoding.as_bytes())?,
            (_, None, _) => Compression::None,
        };
        Ok(())
    }

    /// Returns the compression of requests with this name.
    pub(super) fn compression(&self, name: &[u8]) -> Result<Compression, Failure> {
        Compression::of(name).map_err(|status| self.with_accepted(status))
    }

    fn with_accepted(&self, status: Status) -> Failure {
        compression::with_accepted(status, if self.is_stream { STREAM_ACCEPT_ENCODING } else { ACCEPT_ENCODING })
    }
}

/// Returns a timeout in milliseconds as that of gRPC, which has eight digits at most.
fn timeout(value: &HeaderValue) -> Result<HeaderValue, Status> {
    let text = value.to_str().unwrap_or_default();
    let is_number = (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let milliseconds = text.parse::<u64>().ok().filter(|_| is_number);
    let timeout = milliseconds.map(|milliseconds| match milliseconds {
        0..=99_999_999 => format!("{milliseconds}m"),
        longer => format!("{}S", longer / 1000),
    });
    timeout.and_then(|timeout| timeout.parse().ok()).ok_or_else(|| {
        Status::invalid_argument("`connect-timeout-ms` is a number of milliseconds with up to ten digits")
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn converts_timeouts() {
        for (text, expected) in [("0", "0m"), ("99999999", "99999999m"), ("9999999999", "9999999S")] {
            assert_eq!(timeout(&HeaderValue::from_static(text)).unwrap(), expected);
        }
        for text in ["", "-1", "+1", "1.5", "1S", "12345678901", "1 "] {
            assert!(timeout(&HeaderValue::from_static(text)).is_err(), "{text}");
        }
    }
}
