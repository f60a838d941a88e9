//! Ledgers: what a text becomes, what a history becomes, and that the two ways to one ledger agree.

mod concurrent;
mod drawn;
mod history;
mod lines;
