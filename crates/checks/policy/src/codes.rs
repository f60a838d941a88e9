//! The codes of diagnostics about ignores and rules. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A configuration that leaves no rule to check.
pub const CONFIG: Code = Code::new("config");

/// An ignore that cannot be understood, or that has ended.
pub const IGNORE: Code = Code::new("ignore");

/// An ignore lacks what the policy requires.
pub const IGNORE_POLICY: Code = Code::new("ignore-policy");

/// There is no rule or category of this name.
pub const UNKNOWN_RULE: Code = Code::new("unknown-rule");

/// An ignore that has nothing to ignore.
pub const UNUSED_IGNORE: Code = Code::new("unused-ignore");
