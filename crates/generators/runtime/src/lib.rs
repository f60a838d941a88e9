//! The runtime of the Rust code that [protoward](https://docs.rs/protoward) generates.
//!
//! | feature | enables |
//! |---|---|
//! | `fields` | [`fields`]: open enums, unknown fields and extensions |
//! | `grpc` | [`grpc`]: services of tonic 0.14 |
//! | `grpc-tonic-0-13`, `grpc-tonic-0-12` | `grpc` for these versions of tonic |
//! | `json` | [`json`]: messages as JSON, by serde |
//! | `prost-0-13`, `prost-0-14` (default) | messages of these versions of prost |
//! | `rest` | [`rest`]: REST and Connect for services of tonic 0.14 |
//! | `rest-client` | [`rest::client`]: clients over HTTP |
//! | `rest-gzip` | compressed messages in the Connect protocol |
//! | `std` (default) | the standard library |
//! | `validate` | [`validate`]: validation by the rules of `buf.validate` |
//!
//! Code with only messages, clients and servers does not need this crate.
//!
//! Without default features, `fields` and `validate` compile without the standard library, `fields` with `prost-0-14` or `prost-0-13`.
//! All other features enable `std`.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(any(feature = "fields", feature = "json", feature = "validate"))]
extern crate alloc;

#[cfg(all(any(feature = "fields", feature = "json"), not(any(feature = "prost-0-13", feature = "prost-0-14"))))]
compile_error!("`fields` and `json` need `prost-0-14` or `prost-0-13`");

#[cfg(any(feature = "fields", feature = "json"))]
mod enum_number;
#[cfg(feature = "fields")]
pub mod fields;
#[cfg(any(feature = "grpc", feature = "grpc-tonic-0-12", feature = "grpc-tonic-0-13"))]
pub mod grpc;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "rest")]
pub mod rest;
#[cfg(any(feature = "grpc", feature = "grpc-tonic-0-13"))]
mod timeout;
#[cfg(feature = "validate")]
pub mod validate;
#[cfg(any(feature = "json", feature = "validate"))]
mod wire;

#[cfg(any(feature = "fields", feature = "json"))]
pub use enum_number::EnumNumber;
