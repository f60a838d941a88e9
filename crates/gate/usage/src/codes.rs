//! The codes of diagnostics about the sources of a crate. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A crate whose sources or manifest cannot be read.
pub const CRATE_SOURCES: Code = Code::new("crate-sources");

/// A crate that uses nothing of the schema.
pub const NO_USES: Code = Code::new("no-uses");

/// Code that may use any member of a message, such as JSON or reflection.
pub const UNKNOWN_USES: Code = Code::new("unknown-uses");
