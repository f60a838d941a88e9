//! Names of fields in errors.

use super::tonic::Request;

/// A mark of requests that are JSON, among their extensions: errors about such a request name fields as JSON does. Routes of REST
/// set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonPaths;

impl JsonPaths {
    /// Returns `true` for a request with the mark.
    pub fn are_wanted<T>(request: &Request<T>) -> bool {
        request.extensions().get::<Self>().is_some()
    }
}
