//! The codes of all diagnostics of first configurations. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A configuration that exists already.
pub const CONFIG: Code = Code::new("config");

/// A folder without files to configure.
pub const INPUT: Code = Code::new("input");
