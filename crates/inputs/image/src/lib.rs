//! Images: a schema in one file, as binary, JSON, text format or YAML.
//!
//! Input: a schema, or the bytes of an image. Output: the other of the two. `descriptor` provides the binary format,
//! and `dynamic` the others, for a `FileDescriptorSet` in the layout of `buf build` with custom options by name.
//! [`select`] reduces a schema to some types, [`managed`] sets options of files, [`convert`] converts messages.
//!
//! The crate does not know files, folders or configurations.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_image::Format;
//! use protoward_source::Sources;
//!
//! let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; message User { string name = 1; }")]);
//! let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
//! let json = protoward_image::write(compiled.schema(), Default::default(), Format::Json)?;
//! let mut sources = Sources::default();
//! let image = sources.add("user.json", "user.json", None);
//! let schema = protoward_image::read(&json, Format::Json, image, &mut sources).expect("it is an image");
//! assert!(schema.find("User").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_debug_implementations)]

pub mod codes;
pub mod convert;
mod edition_defaults;
pub mod managed;
mod message;
pub mod select;

pub use edition_defaults::{EditionDefaultsError, edition_defaults};

use std::borrow::Cow;

use protoward_compiler::well_known;
use protoward_dynamic::{DecodeError, JsonError};
use protoward_schema::Schema;
use protoward_schema::descriptor::{
    Blocks, ComparedPart, Encode, Encoded, InvalidImage, decode, decode_blocks, decode_both, encode,
};
use protoward_schema::unchanged::MustCompare;
use protoward_source::{Diagnostic, SourceId, Sources};

/// The format of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A serialized `FileDescriptorSet`, as `protoc -o` writes it.
    Binary,
    /// The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
    Json,
    /// The text format: <https://protobuf.dev/reference/protobuf/textformat-spec/>.
    Text,
    /// The JSON mapping, written as YAML.
    Yaml,
}

/// The reason why a schema has no image in a format other than binary.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The custom options of the schema cannot be interpreted.
    #[error("{}", .0.message)]
    Schema(Box<Diagnostic>),
    /// An option does not match its type.
    #[error(transparent)]
    Options(#[from] DecodeError),
    /// An option cannot be represented in the format.
    #[error(transparent)]
    Form(#[from] JsonError),
}

/// Writes a schema as an image.
///
/// # Errors
/// If the custom options of the schema cannot be interpreted, which all formats but binary require.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_schema::descriptor::Encode;
/// use protoward_image::Format;
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
/// let schema = Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema();
/// let json = protoward_image::write(&schema, Encode::default(), Format::Json)?;
/// assert!(String::from_utf8(json)?.contains(r#""name":"a.proto""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(schema: &Schema, what: Encode, format: Format) -> Result<Vec<u8>, WriteError> {
    let bytes = encode(schema, what);
    match format {
        Format::Binary => Ok(bytes),
        format => message::write(&bytes, schema, format),
    }
}

/// Reads a schema from an image. `image` is the source of the image.
///
/// # Errors
/// If the bytes are not an image in the format, or if the image is incomplete.
pub fn read(bytes: &[u8], format: Format, image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    match format {
        Format::Binary => decode(bytes, image, sources),
        format => decode(&message::read(bytes, format, image, sources)?, image, sources),
    }
}

/// As [`read`], and gives back the memory of what was read on the way.
///
/// # Errors
/// As [`read`].
pub fn read_blocks(
    bytes: Blocks,
    format: Format,
    image: SourceId,
    sources: &mut Sources,
) -> Result<Schema, Box<Diagnostic>> {
    match format {
        Format::Binary => decode_blocks(bytes, image, sources),
        format => read(&bytes.bytes(), format, image, sources),
    }
}

/// Converts an image to binary form.
fn binary<'b>(
    bytes: &'b Blocks,
    format: Format,
    image: SourceId,
    sources: &mut Sources,
) -> Result<Cow<'b, Blocks>, Box<Diagnostic>> {
    Ok(match format {
        Format::Binary => Cow::Borrowed(bytes),
        format => Cow::Owned(message::read(&bytes.bytes(), format, image, sources)?.into()),
    })
}

/// An image that is not decoded yet.
#[derive(Clone, Copy, Debug)]
pub struct EncodedImage<'a> {
    /// The bytes of the image.
    pub bytes: &'a Blocks,
    /// The format of the bytes.
    pub format: Format,
    /// The source of the image, for diagnostics.
    pub source: SourceId,
}

/// Reads both sides of a comparison as [`read`] does, without unchanged files that no other file needs.
pub fn read_both(
    new: EncodedImage<'_>,
    old: EncodedImage<'_>,
    keep: &MustCompare<'_>,
    sources: &mut Sources,
) -> Result<(ComparedPart, ComparedPart), InvalidImage> {
    let new_bytes = binary(new.bytes, new.format, new.source, sources).map_err(InvalidImage::New)?;
    let old_bytes = binary(old.bytes, old.format, old.source, sources).map_err(InvalidImage::Old)?;
    let new = Encoded { bytes: &new_bytes, source: new.source };
    let old = Encoded { bytes: &old_bytes, source: old.source };
    decode_both(new, old, keep, &|name| well_known(name).is_some(), sources)
}
