//! Errors with details: a gRPC status with the details of `google/rpc/error_details.proto`, and a `user.v1.Error` that
//! combines code, message and fields.
//!
//! Streams with separate responses for each request (`company.v1`) contain the same message, so that clients read both
//! in the same way.

use std::time::Duration;

use prost::{Message, Name};
use prost_types::Any;
use tonic::{Code, Status};

use crate::proto::google;
use crate::proto::google::rpc::bad_request::FieldViolation;
use crate::proto::google::rpc::{
    BadRequest, ErrorInfo, PreconditionFailure, QuotaFailure, ResourceInfo, RetryInfo, precondition_failure,
    quota_failure,
};
use crate::proto::user::v1::{Error, ErrorDetail};
use protoward_runtime::grpc::{Detail, Details};

/// The domain in [`ErrorInfo`].
pub const DOMAIN: &str = "services.example.com";

/// The error of a call, with the invalid fields of the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    code: Code,
    message: String,
    fields: Vec<ErrorDetail>,
    details: Vec<Detail>,
}

impl Fault {
    /// Creates an error without fields.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), details: Vec::new() }
    }

    /// Adds an invalid field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, description: impl Into<String>) -> Self {
        self.fields.push(ErrorDetail { field: field.into(), description: description.into() });
        self
    }

    /// Adds several invalid fields.
    #[must_use]
    pub fn fields(mut self, fields: Vec<ErrorDetail>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Renames a field to its name in another request.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for detail in self.fields.iter_mut().filter(|detail| detail.field == from) {
            to.clone_into(&mut detail.field);
        }
        self
    }

    /// Adds the resource that is missing or exists already.
    #[must_use]
    pub fn resource(self, resource_type: &str, name: &str) -> Self {
        let description = self.message.clone();
        self.with(&ResourceInfo {
            resource_type: resource_type.to_owned(),
            resource_name: name.to_owned(),
            owner: String::new(),
            description,
        })
    }

    /// Adds a violated precondition.
    #[must_use]
    pub fn precondition(self, kind: &str, subject: &str, description: &str) -> Self {
        let violation = precondition_failure::Violation {
            r#type: kind.to_owned(),
            subject: subject.to_owned(),
            description: description.to_owned(),
        };
        self.with(&PreconditionFailure { violations: vec![violation] })
    }

    /// Adds an exceeded quota.
    #[must_use]
    pub fn quota(self, subject: &str) -> Self {
        let violation = quota_failure::Violation {
            subject: subject.to_owned(),
            description: self.message.clone(),
            ..quota_failure::Violation::default()
        };
        self.with(&QuotaFailure { violations: vec![violation] })
    }

    /// Sets the delay after which a retry may succeed.
    #[must_use]
    pub fn retry_after(self, delay: Duration) -> Self {
        self.with(&RetryInfo { retry_delay: prost_types::Duration::try_from(delay).ok() })
    }

    /// Adds the machine-readable reason: a constant, with its metadata.
    #[must_use]
    pub fn reason(self, reason: &str, values: &[(&str, &str)]) -> Self {
        let metadata = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.with(&ErrorInfo { reason: reason.to_owned(), domain: DOMAIN.to_owned(), metadata })
    }

    fn with<M: Message + Name>(mut self, detail: &M) -> Self {
        self.details.push(Detail::new(detail));
        self
    }

    /// Returns all details: the error of this service, the invalid fields, and those that were added.
    fn into_details(self) -> Vec<Detail> {
        let error = Error { code: i32::from(self.code), message: self.message, details: self.fields.clone() };
        let mut details = vec![Detail::new(&error)];
        let names_input = matches!(self.code, Code::InvalidArgument | Code::OutOfRange);
        if names_input && !self.fields.is_empty() {
            let field_violations = self.fields.into_iter().map(violation).collect();
            details.push(Detail::new(&BadRequest { field_violations }));
        }
        details.extend(self.details);
        details
    }
}

fn violation(ErrorDetail { field, description }: ErrorDetail) -> FieldViolation {
    FieldViolation { field, description, ..FieldViolation::default() }
}

impl From<Fault> for google::rpc::Status {
    fn from(fault: Fault) -> Self {
        let (code, message) = (i32::from(fault.code), fault.message.clone());
        let details = fault.into_details().into_iter().map(|Detail { type_url, value }| Any { type_url, value });
        Self { code, message, details: details.collect() }
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        let (code, message) = (fault.code, fault.message.clone());
        Details::from(fault.into_details()).status(code, message)
    }
}

/// Returns the error in the details of a status, if any.
pub fn error_of(status: &Status) -> Option<Error> {
    Details::of(status).ok()?.get().ok()?
}

/// Returns the error in the details of a status from a stream, if any.
pub fn error_in(status: &google::rpc::Status) -> Option<Error> {
    let details = status.details.iter().cloned().map(|Any { type_url, value }| Detail { type_url, value });
    Details::from(details.collect::<Vec<_>>()).get().ok()?
}

/// Returns the name of a code as gRPC spells it.
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
