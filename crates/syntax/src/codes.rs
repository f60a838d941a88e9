//! The codes of all diagnostics about the text of one file.

use protoward_source::Code;

/// A `{` is never closed, or a `}` closes nothing.
pub const BRACE_MISSING: Code = Code::new("brace-missing");

/// The text is not protobuf.
pub const SYNTAX: Code = Code::new("syntax");

/// All of them, sorted.
pub const ALL: &[Code] = &[BRACE_MISSING, SYNTAX];
