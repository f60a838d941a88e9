//! Errors with details: a gRPC status whose details hold a `google.rpc.Status` with a `user.v1.Error`.
//!
//! The same message goes into streams that answer each request apart (`company.v1`), so that a client
//! reads both in one way.

use prost::Message;
use prost_types::Any;
use tonic::{Code, Status};

use crate::proto::google::rpc;
use crate::proto::user::v1::{Error, ErrorDetail};

const ERROR_TYPE: &str = "type.googleapis.com/user.v1.Error";

/// Why a call fails, and which fields of the request are to blame.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    code: Code,
    message: String,
    fields: Vec<ErrorDetail>,
}

impl Fault {
    /// A fault that no field is to blame for.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new() }
    }

    /// Blames a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, description: impl Into<String>) -> Self {
        self.fields.push(ErrorDetail { field: field.into(), description: description.into() });
        self
    }

    /// Blames several fields.
    #[must_use]
    pub fn fields(mut self, fields: Vec<ErrorDetail>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Blames a field by the name that it has in another request.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for detail in self.fields.iter_mut().filter(|detail| detail.field == from) {
            to.clone_into(&mut detail.field);
        }
        self
    }

    fn error(&self) -> Error {
        Error { code: i32::from(self.code), message: self.message.clone(), details: self.fields.clone() }
    }
}

impl From<Fault> for rpc::Status {
    fn from(fault: Fault) -> Self {
        let error = Any { type_url: ERROR_TYPE.to_owned(), value: fault.error().encode_to_vec() };
        Self { code: i32::from(fault.code), message: fault.message, details: vec![error] }
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        let (code, message) = (fault.code, fault.message.clone());
        let details = rpc::Status::from(fault).encode_to_vec();
        Self::with_details(code, message, details.into())
    }
}

/// The error in the details of a status, if there is one.
pub fn error_of(status: &Status) -> Option<Error> {
    rpc::Status::decode(status.details()).ok().and_then(|status| error_in(&status))
}

/// The error in the details of a status that came in a stream, if there is one.
pub fn error_in(status: &rpc::Status) -> Option<Error> {
    let any = status.details.iter().find(|any| any.type_url == ERROR_TYPE)?;
    Error::decode(any.value.as_slice()).ok()
}
