//! The work of commands on an input, without flags and terminals: one module for each group of commands.
//!
//! In: an input with its options, and a request. Out: new texts of files or a report about them; the caller shows or writes
//! them. Each module has its own diagnostics.

mod codes;
pub mod deps;
pub mod fix;
pub mod generate;
pub mod init;
pub mod ledger;
pub mod migrate;
pub mod refactor;
