//! Violations as `google.rpc.BadRequest`.

use alloc::string::String;
use alloc::vec::Vec;

use super::encoding::Encoded;
use super::violation::{Violation, Violations};

impl Violations {
    /// Returns the message `google.rpc.BadRequest` in the binary encoding: the path of the field, the message and the id of the
    /// rule of each violation.
    pub fn encode_bad_request(&self) -> Vec<u8> {
        self.bad_request(Violation::field_path)
    }

    /// Returns the message `google.rpc.BadRequest` in the binary encoding. `path` returns the path of the field.
    pub(super) fn bad_request(&self, path: fn(&Violation) -> String) -> Vec<u8> {
        let mut request = Encoded::default();
        for violation in self {
            let mut field = Encoded::default();
            field.text(1, &path(violation));
            field.text(2, violation.message());
            field.text(3, violation.rule_id());
            request.message(1, field);
        }
        request.bytes
    }
}

#[cfg(feature = "grpc")]
impl From<&Violations> for crate::grpc::rpc::BadRequest {
    fn from(violations: &Violations) -> Self {
        let field = |violation: &Violation| crate::grpc::rpc::bad_request::FieldViolation {
            field: violation.field_path(),
            description: violation.message().to_owned(),
            reason: violation.rule_id().to_owned(),
            ..Default::default()
        };
        Self { field_violations: violations.iter().map(field).collect() }
    }
}
