//! The text format: <https://protobuf.dev/reference/protobuf/textformat-spec/>.
//!
//! Converts text to messages and back. Implementations of protobuf differ in details, which a [`Dialect`] selects. The
//! module does not know the origin of a text.

mod name;
mod note;
mod read;
mod scalar;
mod skip;
mod token;
mod unknown;
mod write;

use note::TextNotes;
pub use note::{LeftOut, TextNote};

use super::{Codec, Message};
use protoward_schema::MessageId;
use protoward_schema::wire::{WireError, WireReader};

/// The implementation whose text format is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// protoc with `--encode` and `--decode`. Map entries keep their order, so that keys may be duplicate.
    Protoc,
    /// `buf convert` and Go programs: unknown fields are ignored, and an `Any` is shown with its message.
    Buf,
}

/// Formats the fields of bytes without a type. Values that could be messages are shown as messages.
///
/// # Errors
/// If the bytes are not in wire format.
pub fn raw_text(bytes: &[u8]) -> Result<String, WireError> {
    // A malformed field inside a group invalidates all bytes.
    check(bytes)?;
    let mut text = String::new();
    unknown::write(bytes, 0, &mut text);
    Ok(text)
}

fn check(bytes: &[u8]) -> Result<(), WireError> {
    WireReader::new(bytes).try_for_each(|field| field.map(drop))
}

/// Returns bytes in quotes: UTF-8 unchanged, other bytes as escape sequences.
pub fn quoted_bytes(bytes: &[u8]) -> String {
    let mut text = String::new();
    scalar::readable(bytes, &mut text);
    text
}

impl Codec<'_> {
    /// Parses a message; required fields may be missing. The notes are errors if there is no message, else warnings.
    ///
    /// For `Dialect::Protoc`, the codec must [keep entries](Codec::keeping_entries).
    pub fn from_text(&self, ty: MessageId, text: &[u8], dialect: Dialect) -> (Option<Message>, Vec<TextNote>) {
        read::read(self, ty, text, dialect)
    }

    /// Formats a message with one line per value.
    pub fn to_text(&self, message: &Message, dialect: Dialect) -> String {
        write::write(self, message, dialect)
    }
}
