//! The codes of all diagnostics of ledgers as files. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// The ledger cannot be read or used.
pub const LEDGER: Code = Code::new("ledger");

/// The ledger contradicts itself.
pub const LEDGER_INCONSISTENT: Code = Code::new("ledger-inconsistent");

/// The ledger lost a line of an earlier version.
pub const LEDGER_LOST_LINE: Code = Code::new("ledger-lost-line");

/// The ledger lacks facts of the schema.
pub const LEDGER_NOT_CURRENT: Code = Code::new("ledger-not-current");

/// An element that the ledger does not contain.
pub const UNKNOWN_ELEMENT: Code = Code::new("unknown-element");
