//! Regular expressions in conditions. They come from a configuration, so their size is limited before they run.

use crate::limits::{MAX_PATTERN, MAX_REGEX};
use regex::{Regex, RegexBuilder};

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
