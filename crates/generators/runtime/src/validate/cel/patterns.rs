//! `matches`: regular expressions in the syntax of RE2, which take linear time.

use alloc::format;

use protoward_cel_functions::re2::{self, PatternError, Regex};

use super::Failure;

/// `text.matches(pattern)` for a pattern that is known at run time only.
///
/// The pattern is compiled for each call, since a memory of patterns from messages could grow without end.
///
/// # Errors
/// Fails for an invalid or too large pattern.
pub fn matches(text: &str, pattern: &str) -> Result<bool, Failure> {
    compiled(pattern).map(|regex| regex.is_match(text))
}

fn compiled(pattern: &str) -> Result<Regex, Failure> {
    re2::compile(pattern).map_err(|error| match error {
        PatternError::Invalid(message) => Failure::new(format!("the pattern is invalid: {message}")),
        PatternError::TooLarge => Failure::new("the pattern is too large"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_re2_means() {
        assert_eq!((matches("1", r"^\d$"), matches("٣", r"^\d$")), (Ok(true), Ok(false)));
        assert_eq!(matches("ab", "(?i)B$"), Ok(true));
        assert!(matches("", "(?=a)").is_err() && matches("", "(").is_err());
    }
}
