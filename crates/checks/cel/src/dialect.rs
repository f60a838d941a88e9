//! Dialects: the syntax and the limits that a user of this crate chooses.

use crate::tree::Macro;
use regex::Regex;

/// Compiles a regular expression, or says what is wrong with it.
pub type PatternCompiler = fn(&str) -> Result<Regex, String>;

/// The syntax and the limits of expressions. An expression may come from other people, so each dialect is limited.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Maximum length of an expression in bytes.
    pub max_text: usize,
    /// Maximum nesting depth of brackets.
    pub max_nesting: usize,
    /// Maximum nesting depth of an expression.
    pub max_depth: usize,
    /// `true` if an expression can make messages.
    pub has_messages: bool,
    /// Returns the macro with a name.
    pub macros: fn(&str) -> Option<Macro>,
    /// Compiles a literal pattern of `matches`; `None` if patterns are compiled when the expression runs.
    pub pattern: Option<PatternCompiler>,
}
