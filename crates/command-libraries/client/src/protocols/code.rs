//! The status codes of gRPC, and those of HTTP that stand for them.

use std::fmt;

/// A status code: <https://grpc.io/docs/guides/status-codes/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are those of google.rpc.Code")]
pub enum Code {
    Ok,
    Cancelled,
    Unknown,
    InvalidArgument,
    DeadlineExceeded,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    Unimplemented,
    Internal,
    Unavailable,
    DataLoss,
    Unauthenticated,
}

/// All codes with their names, by number.
const CODES: [(Code, &str); 17] = [
    (Code::Ok, "OK"),
    (Code::Cancelled, "CANCELLED"),
    (Code::Unknown, "UNKNOWN"),
    (Code::InvalidArgument, "INVALID_ARGUMENT"),
    (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
    (Code::NotFound, "NOT_FOUND"),
    (Code::AlreadyExists, "ALREADY_EXISTS"),
    (Code::PermissionDenied, "PERMISSION_DENIED"),
    (Code::ResourceExhausted, "RESOURCE_EXHAUSTED"),
    (Code::FailedPrecondition, "FAILED_PRECONDITION"),
    (Code::Aborted, "ABORTED"),
    (Code::OutOfRange, "OUT_OF_RANGE"),
    (Code::Unimplemented, "UNIMPLEMENTED"),
    (Code::Internal, "INTERNAL"),
    (Code::Unavailable, "UNAVAILABLE"),
    (Code::DataLoss, "DATA_LOSS"),
    (Code::Unauthenticated, "UNAUTHENTICATED"),
];

impl Code {
    /// Returns the number, from 0 to 16.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the code with a number. Other numbers are `Unknown`, as gRPC prescribes.
    pub fn from_number(number: u32) -> Self {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        CODES.get(index).map_or(Self::Unknown, |&(code, _)| code)
    }

    /// Returns the name of the code in `google/rpc/code.proto`.
    pub const fn name(self) -> &'static str {
        CODES[self as usize].1
    }

    /// Returns the code with a name of Connect, such as `not_found`.
    pub(crate) fn from_connect(name: &str) -> Option<Self> {
        // Connect spells it in American English.
        let name = if name == "canceled" { "cancelled" } else { name };
        let codes = CODES.iter().skip(1).find(|(_, known)| known.to_ascii_lowercase() == name);
        codes.map(|&(code, _)| code)
    }

    /// Returns the code with a name in `google/rpc/code.proto`, such as `NOT_FOUND`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == name).map(|&(code, _)| code)
    }

    /// Returns the code for the HTTP status of an error over REST, as `google/rpc/code.proto` maps them.
    pub(crate) fn from_rest(status: u16) -> Self {
        match status {
            400 => Self::InvalidArgument,
            404 => Self::NotFound,
            409 => Self::Aborted,
            412 => Self::FailedPrecondition,
            416 => Self::OutOfRange,
            429 => Self::ResourceExhausted,
            499 => Self::Cancelled,
            500 => Self::Internal,
            501 => Self::Unimplemented,
            504 => Self::DeadlineExceeded,
            _ => Self::from_http(status),
        }
    }

    /// Returns the code for an HTTP status of a response without a gRPC status, as gRPC prescribes.
    pub(crate) fn from_http(status: u16) -> Self {
        match status {
            400 => Self::Internal,
            401 => Self::Unauthenticated,
            403 => Self::PermissionDenied,
            404 => Self::Unimplemented,
            429 | 502 | 503 | 504 => Self::Unavailable,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_codes_by_number() {
        for (number, (code, name)) in CODES.into_iter().enumerate() {
            assert_eq!((usize::from(code.number()), code.name()), (number, name));
            assert_eq!(Code::from_number(code.number().into()), code);
        }
        assert_eq!(Code::from_number(17), Code::Unknown);
        assert_eq!(Code::from_connect("canceled"), Some(Code::Cancelled));
        assert_eq!(Code::from_connect("not_found"), Some(Code::NotFound));
        assert_eq!(Code::from_connect("ok"), None);
    }
}
