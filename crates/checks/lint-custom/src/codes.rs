//! The codes of diagnostics about rules that a configuration defines. A code is stable: programs may compare it, and
//! messages may change.

use protoward_source::Code;

/// A condition that is wrong, that fails for a declaration, or that takes too long.
pub const CONDITION: Code = Code::new("condition");

/// A rule without a valid id or target.
pub const CONFIG: Code = Code::new("config");
