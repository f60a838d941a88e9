//! The status of a request that is not valid.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::encoding::Encoded;
use super::validation_error::ValidationError;
use super::violation::Violation;

/// `INVALID_ARGUMENT` in gRPC.
const INVALID_ARGUMENT: i32 = 3;
/// `INTERNAL` in gRPC.
const INTERNAL: i32 = 13;

/// The parts of the status of a request that is not valid, from which generated code makes a status of its version of tonic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusParts {
    /// The code of gRPC: `INVALID_ARGUMENT`, or `INTERNAL` for a rule that cannot be evaluated.
    pub code: i32,
    /// The message.
    pub message: String,
    /// The message `google.rpc.Status` in the binary encoding, with a `google.rpc.BadRequest`.
    pub details: Vec<u8>,
}

impl From<ValidationError> for StatusParts {
    fn from(error: ValidationError) -> Self {
        Self::of(&error, false)
    }
}

impl StatusParts {
    /// Returns the parts of a status. If the request was JSON, the details have the names of fields in JSON.
    pub fn of(error: &ValidationError, in_json: bool) -> Self {
        Self::with_paths(error, if in_json { Violation::json_path } else { Violation::field_path })
    }

    fn with_paths(error: &ValidationError, path: fn(&Violation) -> String) -> Self {
        let message = error.to_string();
        let code = if let ValidationError::Violations(_) = error { INVALID_ARGUMENT } else { INTERNAL };
        let mut status = Encoded::default();
        status.varint(1, code.unsigned_abs().into());
        status.text(2, &message);
        if let ValidationError::Violations(violations) = error {
            let mut any = Encoded::default();
            any.text(1, "type.googleapis.com/google.rpc.BadRequest");
            any.message(2, Encoded { bytes: violations.bad_request(path) });
            status.message(3, any);
        }
        Self { code, message, details: status.bytes }
    }
}
