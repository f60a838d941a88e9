use crate::protocols::{find_method, split_method};
use protoward_schema::{MethodId, Schema};

use crate::diagnostics;
use crate::problem::CallProblem;

/// The name of a method, in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodName {
    /// The full name of the service.
    pub service: String,
    /// The name of the method in it.
    pub method: String,
}

impl MethodName {
    /// Parses `acme.v1.Users/GetUser` or `acme.v1.Users.GetUser`.
    ///
    /// # Errors
    /// Fails if the text has no two parts.
    pub fn parse(text: &str) -> Result<Self, Box<CallProblem>> {
        let (service, method) = split_method(text).map_err(|error| diagnostics::no_method(&error))?;
        Ok(Self { service: service.to_owned(), method: method.to_owned() })
    }

    pub(crate) fn find(&self, schema: &Schema) -> Result<MethodId, Box<CallProblem>> {
        Ok(find_method(schema, &self.service, &self.method).map_err(|error| diagnostics::no_method(&error))?)
    }
}
