//! The codes of diagnostics about formatting.

use protoward_source::Code;

/// A mistake of the formatter, which leaves the file as it is.
pub const FORMAT_INTERNAL: Code = Code::new("format-internal");

/// A file that is not valid UTF-8.
pub const NOT_UTF8: Code = Code::new("not-utf8");
