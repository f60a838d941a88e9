//! Ledgers: created from a text, created from a history, and updated commit by commit.

mod concurrent;
mod drawn;
mod history;
mod lines;
