//! Images: a schema in one file, as binary, JSON, text or YAML.
//!
//! In: a schema, or the bytes of an image. Out: the other of the two. Binary is `descriptor`'s; the other forms are those
//! that `dynamic` gives to a `FileDescriptorSet`, laid out as `buf build` does, with custom options by their names.
//! [`select`] cuts a schema down to some types, [`managed`] sets options of files, [`convert`] reads and writes messages.
//!
//! The crate knows nothing of files, folders or configurations.
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
mod diagnostics;
mod edition_defaults;
pub mod managed;
mod message;
pub mod select;

pub use edition_defaults::{EditionDefaultsError, edition_defaults};

use std::borrow::Cow;

use protoward_compiler::well_known;
use protoward_dynamic::{DecodeError, JsonError};
use protoward_schema::Schema;
use protoward_schema::descriptor::{Blocks, Encode, Encoded, Part, Wrong, decode, decode_blocks, decode_both, encode};
use protoward_schema::twins::Keep;
use protoward_source::{Diagnostic, SourceId, Sources};

/// The form of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A serialized `FileDescriptorSet`.
    Binary,
    /// The JSON mapping: <https://protobuf.dev/programming-guides/json/>.
    Json,
    /// The text format: <https://protobuf.dev/reference/protobuf/textformat-spec/>.
    Text,
    /// The JSON mapping, written as YAML.
    Yaml,
}

/// Why a schema has no image in words. Binary needs nothing to be understood.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What the options of the schema are cannot be told.
    #[error("{}", .0.message)]
    Schema(Box<Diagnostic>),
    /// An option is not what its type says.
    #[error(transparent)]
    Options(#[from] DecodeError),
    /// An option has no such form.
    #[error(transparent)]
    Form(#[from] JsonError),
}

/// Writes a schema as an image.
///
/// # Errors
/// When the custom options of the schema cannot be interpreted, which everything but binary needs.
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

/// Reads a schema from an image; `image` is its name among the sources.
///
/// # Errors
/// When the bytes are not an image of that form, or the image is not complete.
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

/// The bytes of an image, as if it were written in binary form.
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

/// An image that is not read yet.
#[derive(Clone, Copy, Debug)]
pub struct EncodedImage<'a> {
    /// Its bytes.
    pub bytes: &'a Blocks,
    /// The form that they are in.
    pub format: Format,
    /// Its place among the sources, for diagnostics.
    pub source: SourceId,
}

/// Reads both sides of a comparison: as [`read`] of each, without what is the same on both sides and nothing else needs.
pub fn read_both(
    new: EncodedImage<'_>,
    old: EncodedImage<'_>,
    keep: &Keep<'_>,
    sources: &mut Sources,
) -> Result<(Part, Part), Wrong> {
    let new_bytes = binary(new.bytes, new.format, new.source, sources).map_err(Wrong::New)?;
    let old_bytes = binary(old.bytes, old.format, old.source, sources).map_err(Wrong::Old)?;
    let new = Encoded { bytes: &new_bytes, source: new.source };
    let old = Encoded { bytes: &old_bytes, source: old.source };
    decode_both(new, old, keep, &|name| well_known(name).is_some(), sources)
}
