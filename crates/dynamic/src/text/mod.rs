//! The text format: <https://protobuf.dev/reference/protobuf/textformat-spec/>.
//!
//! In: text, or a message. Out: the other of the two. Programs of protobuf agree on the language and differ at its edges;
//! a [`Dialect`] says whose edges they are. It must not know where a text comes from.

mod name;
mod note;
mod quote;
mod read;
mod scalar;
mod skip;
mod token;
mod unknown;
mod write;

pub use note::Note;
use note::Said;

use super::{Codec, Message};
use protoward_schema::MessageId;
use protoward_schema::wire::{Reader, WireError};

/// Whose text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// As protoc: `--encode` and `--decode`. Entries of maps stay as they are written, so that keys may be there twice.
    Protoc,
    /// As `buf convert`, and programs in Go: fields that nobody knows are passed over, an `Any` is shown as what it holds.
    Buf,
}

/// The fields of bytes of which no type is known, as text: what may be a message is shown as one.
///
/// # Errors
/// When the bytes are no message of any type.
pub fn raw_text(bytes: &[u8]) -> Result<String, WireError> {
    // A broken field inside of a group breaks the whole.
    check(bytes)?;
    let mut text = String::new();
    unknown::write(bytes, 0, &mut text);
    Ok(text)
}

fn check(bytes: &[u8]) -> Result<(), WireError> {
    Reader::new(bytes).try_for_each(|field| field.map(drop))
}

/// Bytes in quotes: UTF-8 as it is, and escapes for the rest.
pub fn quoted_bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    quote::readable(bytes, &mut text);
    text
}

impl Codec<'_> {
    /// Reads text; required fields may be missing. What is said of it is an error where there is no message, else a warning.
    ///
    /// Of `Dialect::Protoc`, the codec has to [keep entries](Codec::keeping_entries).
    pub fn from_text(&self, ty: MessageId, text: &[u8], dialect: Dialect) -> (Option<Message>, Vec<Note>) {
        read::read(self, ty, text, dialect)
    }

    /// The text of a message, a line for each value.
    pub fn to_text(&self, message: &Message, dialect: Dialect) -> String {
        write::write(self, message, dialect)
    }
}
