//! Services of tonic 0.12.

#[path = "of_tonic/mock.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod mock;

pub use mock::{Call, Incoming, Method};
use tonic_012 as tonic;
