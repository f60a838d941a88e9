//! Conversion between `FileDescriptorSet` bytes and schemas, in both directions.
//!
//! Input: the bytes of an image, or a schema. Output: a linked schema, or the bytes that `protoc` writes. A round trip
//! preserves protoc's output byte for byte. The module does not know `.proto` text, and checks only what linking
//! requires.

mod blocks;
#[cfg(feature = "comparison")]
mod both;
mod collect;
mod decode;
mod descriptors;
mod detail;
mod diagnostics;
mod each_options;
mod encode;
mod legacy;
mod link;
mod link_error;
pub mod raw;
mod stream;
mod valid;
pub mod write;

pub use blocks::Blocks;
#[cfg(feature = "comparison")]
pub use both::{ComparedPart, Encoded, InvalidImage, decode_both};
pub use decode::{decode, decode_blocks, link_raw};
pub use descriptors::{Descriptor, Descriptors};
pub use detail::Detail;
pub use diagnostics::BAD_IMAGE;
pub use each_options::{Place as OptionsPlace, each_options};
pub use encode::{Encode, JsonNames, encode, encode_declared, encode_element, encode_file, encode_files, lowered};
pub use legacy::{Legacy, encode_legacy, is_unchecked_key};
pub use stream::{StreamError, decode_stream};
