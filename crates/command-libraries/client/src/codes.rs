//! The codes of all diagnostics of calls. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A request or a response with an invalid type, encoding or content.
pub const BAD_MESSAGE: Code = Code::new("bad-message");

/// A call that cannot be made.
pub const CALL: Code = Code::new("call");

/// A call that ended with an error.
pub const CALL_STATUS: Code = Code::new("call-status");
