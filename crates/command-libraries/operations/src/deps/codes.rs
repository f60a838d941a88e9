//! The codes of all diagnostics of changed dependencies. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A dependency that does not exist or cannot be added.
pub const DEPENDENCY: Code = Code::new("dependency");
