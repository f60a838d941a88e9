//! Protobuf's wire format: fields of bytes, read and written.
//!
//! In: bytes. Out: numbered fields, borrowed from them; and the way back. It must not know what any number means.
//! Source: <https://protobuf.dev/programming-guides/encoding/>.

mod reader;
mod writer;

pub(crate) use reader::Fields;
pub use reader::{Field, Reader, Value, WireError};
pub use writer::Writer;
