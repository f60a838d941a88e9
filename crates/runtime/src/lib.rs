//! The runtime of the Rust code that [protoward](https://docs.rs/protoward) generates.
//!
//! | feature | enables |
//! |---|---|
//! | `fields` | [`fields`]: open enums, unknown fields and extensions |
//! | `json` | [`json`]: messages as JSON, by serde |
//! | `prost-0-13`, `prost-0-14` (default) | messages of these versions of prost |
//!
//! Code that only has messages and services does not need this crate.

#[cfg(any(feature = "fields", feature = "json"))]
mod enum_number;
#[cfg(feature = "fields")]
pub mod fields;
#[cfg(feature = "json")]
pub mod json;

#[cfg(any(feature = "fields", feature = "json"))]
pub use enum_number::EnumNumber;
