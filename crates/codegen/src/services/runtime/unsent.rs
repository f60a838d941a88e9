//! Calls of which nothing was sent.

use std::error::Error;
use std::fmt;

use ::tonic::ConnectError;

/// A cause of errors: nothing of the call was sent, so that no server has done anything.
///
/// A service around connections, such as one that picks a server, has it among the sources of its errors. tonic's
/// [`ConnectError`](::tonic::ConnectError) means the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent;

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl Error for Unsent {}

/// Returns whether an error says that nothing was sent.
pub(super) fn is_unsent(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<Unsent>() || error.is::<ConnectError>())
}
