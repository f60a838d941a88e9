//! The codes of all diagnostics of images and messages. Codes are stable and may be compared by programs; message texts
//! may change.

use protoward_source::Code;

pub use protoward_schema::descriptor::BAD_IMAGE;

/// A message that cannot be read or written in a format.
pub const BAD_MESSAGE: Code = Code::new("bad-message");

/// An unsatisfiable `--type` or `--exclude-type`.
pub const TYPES: Code = Code::new("types");
