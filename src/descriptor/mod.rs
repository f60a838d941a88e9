//! `FileDescriptorSet` bytes and the schema, in both directions.
//!
//! In: the bytes of an image, or a schema. Out: a linked schema, or the bytes that `protoc` writes for it. Nothing
//! is lost on the way: what protoc wrote comes back byte for byte.
//! It must not know `.proto` text, and it checks only what it needs to link.

#[cfg(feature = "cli")]
mod both;
mod collect;
mod decode;
#[cfg(feature = "cli")]
mod descriptors;
mod diagnostics;
#[cfg(feature = "cli")]
mod each_options;
#[cfg(feature = "cli")]
mod edition_defaults;
mod encode;
#[cfg(any(feature = "tonic", feature = "reflect"))]
mod legacy;
mod link;
pub(crate) mod raw;
pub(crate) mod write;

#[cfg(feature = "cli")]
pub(crate) use both::{Part, Wrong, decode_both};
pub use decode::decode;
pub(crate) use decode::link_raw;
#[cfg(feature = "cli")]
pub use descriptors::{Descriptor, Descriptors};
#[cfg(feature = "cli")]
pub(crate) use each_options::{Place as OptionsPlace, each_options};
#[cfg(feature = "cli")]
pub(crate) use edition_defaults::edition_defaults;
#[cfg(feature = "cli")]
pub(crate) use encode::JsonNames;
#[cfg(feature = "cli")]
pub(crate) use encode::encode_declared;
#[cfg(feature = "cli")]
pub(crate) use encode::lowered;
pub use encode::{Encode, encode, encode_file, encode_files};
#[cfg(feature = "tonic")]
pub(crate) use legacy::is_unchecked_key;
#[cfg(any(feature = "tonic", feature = "reflect"))]
pub(crate) use legacy::{Legacy, encode_legacy};
