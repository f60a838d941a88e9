//! The protobuf wire format: reading and writing of fields.
//!
//! Input: bytes. Output: numbered fields that borrow from the bytes, and the reverse. The module does not know the
//! meaning of field numbers. Source: <https://protobuf.dev/programming-guides/encoding/>.

mod reader;
mod writer;

pub(crate) use reader::Fields;
pub use reader::{Field, WireError, WireReader, WireValue};
pub use writer::Writer;
