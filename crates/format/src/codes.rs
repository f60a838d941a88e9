//! The codes of diagnostics about formatting.

use protoward_source::Code;

/// A mistake of the formatter, which leaves the file as it is.
pub const FORMAT_INTERNAL: Code = Code::new("format-internal");
