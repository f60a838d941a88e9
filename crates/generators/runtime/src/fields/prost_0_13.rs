//! Fields of messages of prost 0.13.

#[path = "of_prost/mod.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of prost")]
mod of_prost;

pub use of_prost::*;
use prost_013 as prost;
