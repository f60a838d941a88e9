//! Features of fields that prost lacks: open enums, unknown fields and extensions.
//!
//! | item | use |
//! |---|---|
//! | [`OpenEnum`] | a field of an enum that holds any number |
//! | [`UnknownFields`] | the fields of a message that its schema does not define |
//! | [`Extension`], [`RepeatedExtension`] | constants that read and write an extension in the unknown fields of a message |
//!
//! The items are those for prost 0.14. For prost 0.13, they are in `prost_0_13`.

#[cfg(feature = "prost-0-14")]
mod of_prost;
#[cfg(feature = "prost-0-13")]
pub mod prost_0_13;

#[cfg(feature = "prost-0-14")]
pub use of_prost::*;
#[cfg(feature = "prost-0-14")]
use prost;
