//! The runtime of the Rust code that [protoward](https://docs.rs/protoward) generates.
//!
//! | feature | what |
//! |---|---|
//! | `json` | [`json`]: messages as JSON, by serde |
//! | `prost-0-13`, `prost-0-14` (default) | the versions of prost that the code is for |
//!
//! Code that only has messages and services does not need this crate.

#[cfg(feature = "json")]
pub mod json;
