//! The encoding of messages of prost 0.14, and its well-known types.

#[path = "of_prost/mod.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of prost")]
mod of_prost;

pub use of_prost::{Prost, foreign};
use {prost, prost_types};
