//! Messages of a schema as data: bytes, values and JSON, without generated code.
//!
//! In: a schema, and bytes or JSON of one of its messages. Out: a [`Message`], and the way back; what it says apart from
//! names and types, as [`Data`]. Every feature counts: closed enums, UTF-8, presence, delimited messages, packed lists.
//! It must not know that there are two schemas, or what anybody wants with a message.
//!
//! prost-reflect knows no editions and takes any enum as an open one; that is why it is not used here.
//! Sources: <https://protobuf.dev/programming-guides/encoding/> and <https://protobuf.dev/programming-guides/json/>.

mod codec;
mod data;
mod decode;
mod encode;
mod error;
mod json;
mod message;

pub use codec::Codec;
pub use data::{Data, Datum};
pub use error::{DecodeError, JsonError};
pub use json::UnknownKeys;
pub use message::{Content, Key, Message, Value};

/// How deep messages may nest; what the readers of protobuf accept.
const MAX_DEPTH: u32 = 100;
