//! The end of a call.

use http::HeaderMap;
use percent_encoding::percent_decode;

use crate::protocols::Code;
use crate::protocols::metadata::{binary, text};
use protoward_schema::wire::{WireReader, WireValue};

/// The status of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The code.
    pub code: Code,
    /// The message, which is empty for most successful calls.
    pub message: String,
    /// The details.
    pub details: Vec<Detail>,
}

/// A detail of an error: a message of any type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The type, usually after `type.googleapis.com/`.
    pub type_url: String,
    /// The message.
    pub value: DetailValue,
}

/// The message of a detail, as the server sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailValue {
    /// In the wire format.
    Wire(Vec<u8>),
    /// As JSON, with the key `@type`.
    Json(String),
}

/// The status of a call with the trailers of the response.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The status.
    pub status: Status,
    /// The trailers, without those of the status.
    pub trailers: HeaderMap,
}

/// The result of a step of a call, or its end.
pub(crate) type Step<T> = Result<T, Box<Ending>>;

const STATUS: &str = "grpc-status";
const MESSAGE: &str = "grpc-message";
const DETAILS: &str = "grpc-status-details-bin";

impl Status {
    /// Creates a status without details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    /// Returns `true` after a successful call.
    pub fn is_ok(&self) -> bool {
        self.code == Code::Ok
    }

    /// Reads the status from the trailers of gRPC; `None` if there is none.
    pub(crate) fn from_trailers(trailers: &HeaderMap) -> Option<Self> {
        let number = text(trailers.get(STATUS)?)?.parse().unwrap_or(u32::from(Code::Unknown.number()));
        let message = trailers.get(MESSAGE).map(|value| percent_decode(value.as_bytes()).decode_utf8_lossy());
        let message = message.unwrap_or_default().into_owned();
        let details = trailers.get(DETAILS).and_then(binary).map(|bytes| details(&bytes)).unwrap_or_default();
        Some(Self { code: Code::from_number(number), message, details })
    }
}

/// Reads the details of a `google.rpc.Status`. Ignores malformed ones: the status itself is in other headers.
fn details(bytes: &[u8]) -> Vec<Detail> {
    let fields = WireReader::new(bytes).map_while(Result::ok);
    let details = fields.filter_map(|field| match (field.number, field.value) {
        (3, WireValue::Bytes(any)) => Some(detail(any)),
        _ => None,
    });
    details.collect()
}

/// Reads a `google.protobuf.Any`.
fn detail(bytes: &[u8]) -> Detail {
    let mut detail = Detail { type_url: String::new(), value: DetailValue::Wire(Vec::new()) };
    for field in WireReader::new(bytes).map_while(Result::ok) {
        match (field.number, field.value) {
            (1, WireValue::Bytes(url)) => detail.type_url = String::from_utf8_lossy(url).into_owned(),
            (2, WireValue::Bytes(value)) => detail.value = DetailValue::Wire(value.to_vec()),
            _ => {}
        }
    }
    detail
}

impl Ending {
    /// Creates an ending without trailers.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Box<Self> {
        Status::new(code, message).into()
    }

    /// Reads the ending from the trailers of gRPC; `None` if they have no status.
    pub(crate) fn from_trailers(mut trailers: HeaderMap) -> Option<Self> {
        let status = Status::from_trailers(&trailers)?;
        for name in [STATUS, MESSAGE, DETAILS] {
            trailers.remove(name);
        }
        Some(Self { status, trailers })
    }
}

impl From<Status> for Box<Ending> {
    fn from(status: Status) -> Self {
        Self::new(Ending { status, trailers: HeaderMap::new() })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use http::HeaderValue;

    use super::*;

    fn trailers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|&(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn reads_a_status_with_details() {
        // code 5, message "no", a detail of type "t/a.B" with value 08 01
        let encoded = "CAUSAm5vGgsKBXQvYS5CEgIIAQ";
        let pairs = [(STATUS, "5"), (MESSAGE, "no%20user%20%C3%A4"), (DETAILS, encoded), ("x", "y")];
        let ending = Ending::from_trailers(trailers(&pairs)).unwrap();
        let detail = Detail { type_url: "t/a.B".to_owned(), value: DetailValue::Wire(vec![8, 1]) };
        let status = Status { code: Code::NotFound, message: "no user ä".to_owned(), details: vec![detail] };
        assert_eq!((ending.status, ending.trailers), (status, trailers(&[("x", "y")])));
    }

    #[test]
    fn malformed_parts_do_not_hide_the_status() {
        let read = |pairs| Status::from_trailers(&trailers(pairs)).map(|status| (status.code, status.details.len()));
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[(STATUS, "many")]), Some((Code::Unknown, 0)));
        assert_eq!(read(&[(STATUS, "99")]), Some((Code::Unknown, 0)));
        assert_eq!(read(&[(STATUS, "5"), (DETAILS, "not base64!")]), Some((Code::NotFound, 0)));
        assert_eq!(read(&[(STATUS, "5"), (DETAILS, "GgsKBXQ")]), Some((Code::NotFound, 0)));
        assert_eq!(read(&[(STATUS, "5"), (MESSAGE, "%FF%")]), Some((Code::NotFound, 0)));
    }
}
