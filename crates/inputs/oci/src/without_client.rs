//! Functions of a build without the feature `client`.

use crate::error::OciError;
use crate::reference::Reference;

/// Fails, because this build cannot send requests.
///
/// # Errors
/// Always.
pub fn pull(_: &Reference, _: usize) -> Result<Vec<u8>, OciError> {
    Err(OciError::NoClient)
}

/// Fails, because this build cannot send requests.
///
/// # Errors
/// Always.
pub fn push(_: &Reference, _: &[u8]) -> Result<Reference, OciError> {
    Err(OciError::NoClient)
}
