//! Limits on the text of a ledger.

/// Maximum size of a ledger in bytes: about two million facts.
pub const MAX_SIZE: usize = 256 << 20;

/// Maximum length of a line in bytes.
pub const MAX_LINE: usize = 1 << 20;
