//! Images: a schema in one file, as binary, JSON or text.
//!
//! In: a schema, or the bytes of an image. Out: the other of the two. Binary is `descriptor`'s; JSON and text are
//! the standard mappings of `FileDescriptorSet`, with custom options by their names.
//! It must not know files or folders.

mod diagnostics;
mod dynamic;
mod extensions;
mod pool;

pub use pool::{PoolError, descriptor_pool};

use crate::descriptor::{Encode, decode, encode};
use crate::report::Diagnostic;
use crate::schema::Schema;
use crate::source::{SourceId, Sources};

/// The form of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A serialized `FileDescriptorSet`.
    Binary,
    /// The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
    Json,
    /// The text format: <https://protobuf.dev/reference/protobuf/textformat-spec/>.
    Text,
}

/// Writes a schema as an image.
///
/// # Errors
/// When the custom options of the schema cannot be interpreted, which JSON and text need.
///
/// ```
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::descriptor::Encode;
/// use protoward::image::{self, Format};
/// use protoward::source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
/// let schema = compile(&Inputs::tree(tree, ["a.proto"]), &Options::default(), &mut sources).schema;
/// let json = image::write(&schema, Encode::default(), Format::Json)?;
/// assert!(String::from_utf8(json)?.contains(r#""name": "a.proto""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(schema: &Schema, what: Encode, format: Format) -> Result<Vec<u8>, PoolError> {
    let bytes = encode(schema, what);
    match format {
        Format::Binary => Ok(bytes),
        Format::Json => dynamic::to_json(&bytes, &pool::options_pool(schema)?),
        Format::Text => dynamic::to_text(&bytes, &pool::options_pool(schema)?),
    }
}

/// Reads a schema from an image; `image` is its name among the sources.
///
/// JSON and text are read twice: the image itself says what its custom options mean.
///
/// # Errors
/// When the bytes are not an image of that form, or the image is not complete.
pub fn read(bytes: &[u8], format: Format, image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    let binary = match format {
        Format::Binary => return decode(bytes, image, sources),
        Format::Json => dynamic::from_json(bytes, image, sources)?,
        Format::Text => dynamic::from_text(bytes, image, sources)?,
    };
    decode(&binary, image, sources)
}
