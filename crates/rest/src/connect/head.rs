//! The form of a call, and the headers of its request.

use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::Status;

use super::Codec;
use crate::deadline::GRPC_TIMEOUT;
use crate::failure::shortened;
use crate::routes::MessageCount;

pub(super) const VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
const CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");

/// The form of a call, which follows from the content type of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(super) codec: Codec,
    /// `true` if messages are in envelopes.
    pub(super) is_stream: bool,
    /// `true` if the message is in the query.
    pub(super) is_get: bool,
}

impl Exchange {
    /// Returns the form of the calls of a method by `POST` with this content type.
    pub(super) fn of(count: MessageCount, content_type: &str) -> Option<Exchange> {
        let name = content_type.split(';').next().unwrap_or_default().trim();
        let forms = [Codec::Json, Codec::Proto].map(|codec| Exchange {
            codec,
            is_stream: count == MessageCount::Stream,
            is_get: false,
        });
        forms.into_iter().find(|form| name.eq_ignore_ascii_case(form.content_type()))
    }

    pub(super) const fn content_type(self) -> &'static str {
        match (self.is_stream, self.codec) {
            (false, Codec::Json) => "application/json",
            (false, Codec::Proto) => "application/proto",
            (true, Codec::Json) => "application/connect+json",
            (true, Codec::Proto) => "application/connect+proto",
        }
    }

    /// Checks the headers of the protocol and removes them: they are no metadata. The timeout becomes that of gRPC.
    pub(crate) fn check(self, headers: &mut HeaderMap, encoding: Option<&HeaderValue>) -> Result<(), Status> {
        let version = headers.get(VERSION).cloned();
        let of_messages = headers.get(CONTENT_ENCODING).filter(|value| self.is_stream && *value != "identity").cloned();
        let timeout = headers.get(TIMEOUT).map(timeout).transpose()?;
        let names: Vec<HeaderName> =
            headers.keys().filter(|name| name.as_str().starts_with("connect-")).cloned().collect();
        names.into_iter().for_each(|name| _ = headers.remove(name));
        headers.remove(&GRPC_TIMEOUT);
        headers.extend(timeout.map(|timeout| (GRPC_TIMEOUT.clone(), timeout)));
        if version.is_some_and(|version| version != "1") {
            return Err(Status::invalid_argument("`connect-protocol-version` is not `1`"));
        }
        match encoding.or(of_messages.as_ref()) {
            Some(encoding) => Err(unsupported_encoding(&String::from_utf8_lossy(encoding.as_bytes()))),
            None => Ok(()),
        }
    }
}

/// Returns the error for a compressed message.
pub(super) fn unsupported_encoding(encoding: &str) -> Status {
    let encoding = shortened(encoding);
    Status::unimplemented(format!("the encoding `{encoding}` is not supported; the supported one is `identity`"))
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
