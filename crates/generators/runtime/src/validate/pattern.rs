//! Patterns of rules, compiled once.

use std::sync::OnceLock;

use protoward_cel_functions::re2::{self, Regex};

/// A pattern in the syntax of RE2, which is compiled when it is first used. Generated code has a static for each.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// Declares a pattern.
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// Returns `true` if a part of a text matches.
    #[expect(clippy::expect_used, reason = "the generator compiled the same pattern with the same limits")]
    pub fn matches(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| re2::compile(self.text).expect("the generator checked it")).is_match(text)
    }
}
