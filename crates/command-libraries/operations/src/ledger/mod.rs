//! The ledger of a project: where its file is, and the ways to create, update and check it.
//!
//! In: an input with its options. Out: a written ledger with what changed, or the problems of one. A ledger is locked while it
//! is written, and an input that is a part of the schema changes only the facts of its own files.

mod check;
mod diagnostics;
mod earlier;
mod file;
mod lock;
mod part;
mod problems;
mod update;
mod when;

pub use check::{CheckedLedger, check, check_beside_gate};
pub use diagnostics::unknown_element;
pub use file::{BaselineChoice, LedgerSubject, ProjectLedger};
pub use update::{ChronicledLedger, RecordRequest, WrittenLedger, import};
