//! The codes of all diagnostics of fixes. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// Deprecated elements that cannot be removed.
pub const DEPRECATION: Code = Code::new("deprecation");
