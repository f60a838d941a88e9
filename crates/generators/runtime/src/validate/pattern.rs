//! Patterns of rules and expressions, compiled once.

use protoward_cel_functions::re2::{self, Lazy, Regex};

/// A pattern in the syntax of RE2, which is compiled when it is first used. Generated code has a static for each.
#[derive(Debug)]
pub struct Pattern(Lazy<Regex>);

impl Pattern {
    /// Declares a pattern, with a function that [compiles](Self::compiled) it.
    pub const fn new(compile: fn() -> Regex) -> Self {
        Self(Lazy::new(compile))
    }

    /// Compiles a pattern.
    ///
    /// # Panics
    /// Panics for a pattern that the generator did not check.
    #[expect(clippy::expect_used, reason = "the generator compiled the same pattern with the same limits")]
    pub fn compiled(text: &str) -> Regex {
        re2::compile(text).expect("the generator checked it")
    }

    /// Returns `true` if a part of a text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}
