//! `FileDescriptorSet` bytes and the schema, in both directions.
//!
//! In: the bytes of an image, or a schema. Out: a linked schema, or the bytes that `protoc` writes for it. Nothing
//! is lost on the way: what protoc wrote comes back byte for byte.
//! It must not know `.proto` text, and it checks only what it needs to link.

mod both;
mod collect;
mod decode;
mod descriptors;
mod diagnostics;
pub mod each_options;
mod encode;
mod legacy;
mod link;
pub mod raw;
pub mod write;

pub use both::{Part, Wrong, decode_both};
pub use decode::decode;
pub use decode::link_raw;
pub use descriptors::{Descriptor, Descriptors};
pub use each_options::{Place as OptionsPlace, each_options};
pub use encode::JsonNames;
pub use encode::encode_declared;
pub use encode::lowered;
pub use encode::{Encode, encode, encode_file, encode_files};
pub use legacy::is_unchecked_key;
pub use legacy::{Legacy, encode_legacy};
