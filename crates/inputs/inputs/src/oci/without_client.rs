//! The functions of a build without the feature `client`, so that callers need not know of it.

use crate::oci::error::OciError;
use crate::oci::reference::Reference;

/// Fails, because this build cannot send requests.
///
/// # Errors
/// Fails with [`OciError::NoClient`].
pub fn pull(_: &Reference, _: usize) -> Result<Vec<u8>, OciError> {
    Err(OciError::NoClient)
}

/// Fails, because this build cannot send requests.
///
/// # Errors
/// Fails with [`OciError::NoClient`].
pub fn push(_: &Reference, _: &[u8]) -> Result<Reference, OciError> {
    Err(OciError::NoClient)
}
