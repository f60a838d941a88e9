//! Calls that failed before anything was sent.

use std::error::Error;
use std::fmt;

use super::tonic::ConnectError;

/// A source of errors: nothing of the call was sent, so no server has acted on it.
///
/// A service around connections, such as a load balancer, can include it in the sources of its errors. tonic's
/// [`ConnectError`] has the same meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent;

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl Error for Unsent {}

/// Returns `true` if an error means that nothing was sent.
pub(super) fn is_unsent(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<Unsent>() || error.is::<ConnectError>())
}
