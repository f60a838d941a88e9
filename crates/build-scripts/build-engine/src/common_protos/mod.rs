//! The common protos: used with the feature `common-protos`, and proposed without it.

#[cfg(feature = "common-protos")]
mod embedded;
#[cfg(not(feature = "common-protos"))]
mod proposed;

#[cfg(feature = "common-protos")]
pub(super) use embedded::{added, explained};
#[cfg(not(feature = "common-protos"))]
pub(super) use proposed::{added, explained};
