//! The codes of all diagnostics of images and messages. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

pub use protoward_schema::descriptor::BAD_IMAGE;

/// A message that cannot be read or written in its form.
pub const BAD_MESSAGE: Code = Code::new("bad-message");

/// `--type` or `--exclude-type` cannot be satisfied.
pub const TYPES: Code = Code::new("types");
