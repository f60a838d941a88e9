//! The limits of conditions. A configuration may come from other people, so no condition may take unbounded time or
//! memory.

/// The length of an expression in bytes.
pub const MAX_TEXT: usize = 4096;
/// The nesting depth of an expression.
pub const MAX_DEPTH: usize = 64;
/// The nesting depth of brackets.
pub const MAX_NESTING: usize = 24;
/// The steps of one evaluation: visited nodes, processed list elements and, by the dozen, processed bytes.
pub const MAX_STEPS: u64 = 1_000_000;
/// The steps of a rule in one run, over all declarations.
pub const MAX_STEPS_OF_RULE: u64 = 500_000_000;
/// The bytes that one evaluation allocates.
pub const MAX_BYTES: u64 = 16 << 20;
/// The length of a string in bytes that an evaluation makes.
pub const MAX_STRING: usize = 1 << 16;
/// The size of a compiled regular expression.
pub const MAX_REGEX: usize = 1 << 16;
/// The length of a regular expression.
pub const MAX_PATTERN: usize = 1000;
/// The steps that compiling a regular expression takes.
pub const STEPS_OF_PATTERN: u64 = 20_000;
