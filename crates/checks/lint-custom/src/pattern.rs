//! Regular expressions in conditions. They come from a configuration, so their size is limited before they run.

use crate::limits::{MAX_PATTERN, MAX_REGEX};
use protoward_cel::{CelError, Expr};
use regex::{Regex, RegexBuilder};
use std::collections::HashMap;
use std::sync::Arc;

/// Compiled patterns by their text.
pub(crate) type Patterns = HashMap<String, Arc<Regex>>;

/// Compiles the literal patterns of an expression, so that a mistake is found before it runs.
pub(crate) fn literals(root: &Expr) -> Result<Patterns, CelError> {
    let literals = root.nodes().into_iter().filter_map(Expr::literal_pattern);
    let compiled = literals.map(|(pattern, place)| match compile(pattern) {
        Ok(regex) => Ok((pattern.to_owned(), Arc::new(regex))),
        Err(message) => Err(CelError::new(place, message)),
    });
    compiled.collect()
}

/// Compiles a regular expression within limits. The error says what is wrong with it.
pub(crate) fn compile(text: &str) -> Result<Regex, String> {
    if text.len() > MAX_PATTERN {
        return Err(format!("the regular expression has {} bytes, and the limit is {MAX_PATTERN}", text.len()));
    }
    let regex = RegexBuilder::new(text).size_limit(MAX_REGEX).dfa_size_limit(MAX_REGEX).nest_limit(50).build();
    regex.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
        // The last line says what is wrong, and the lines before it show where.
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").trim();
            format!("the regular expression is invalid: {last}")
        }
    })
}
