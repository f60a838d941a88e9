//! Services of tonic 0.13.

#[path = "of_tonic/mod.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod of_tonic;

pub use of_tonic::*;
use tonic_013 as tonic;
