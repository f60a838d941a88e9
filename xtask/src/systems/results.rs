//! The results of tests, read from the output of a test program.

use std::fmt;

/// The end of the message with which a test fails if it needs a program that is not installed.
const LACKING: &str = "is not installed";

/// The numbers of tests by result, and the names of those that failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    passed: usize,
    ignored: usize,
    /// Tests that need a program which is not installed.
    lacking: usize,
    pub(super) failures: Vec<String>,
}

impl Results {
    /// Reads the output of a test program.
    pub(super) fn of(text: &str) -> Self {
        let Some(summary) = text.lines().find_map(|line| line.strip_prefix("test result: ")) else {
            let last = text.lines().last().unwrap_or_default();
            return Self { failures: vec![format!("the program ended without results: {last}")], ..Self::default() };
        };
        let count = |what: &str| {
            let words: Vec<&str> = summary.split([' ', ';']).collect();
            let at = words.iter().position(|word| *word == what);
            at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
        };
        let failed: usize = count("failed");
        let mut results = Self { passed: count("passed"), ignored: count("ignored"), ..Self::default() };
        for (name, output) in failures(text) {
            if output.contains(LACKING) {
                results.lacking += 1;
            } else {
                results.failures.push(name.to_owned());
            }
        }
        let unnamed = failed.saturating_sub(results.lacking + results.failures.len());
        if unnamed > 0 {
            results.failures.push(format!("{unnamed} tests without output"));
        }
        results
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.passed += other.passed;
        self.ignored += other.ignored;
        self.lacking += other.lacking;
        self.failures.append(&mut other.failures);
    }

    /// Returns `true` if a test failed, or none passed.
    pub(super) fn has_failed(&self) -> bool {
        !self.failures.is_empty() || self.passed == 0
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, ignored, lacking, failures } = self;
        let failed = failures.len();
        write!(f, "{passed} passed, {failed} failed, {ignored} ignored, {lacking} need a program that is not installed")
    }
}

/// Returns the names of the tests that failed, with their outputs.
fn failures(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let blocks = text.split("\n---- ").skip(1);
    blocks.filter_map(|block| block.split_once(" stdout ----\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 5 tests
test a ... ok
test b ... FAILED
test c ... FAILED

failures:

---- b stdout ----
thread 'b' panicked at x.rs:1:1:
`git` is not installed

---- c stdout ----
thread 'c' panicked at x.rs:1:1:
no


failures:
    b
    c

test result: FAILED. 2 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    #[test]
    fn counts_tests_without_their_programs_apart() {
        let failures = vec!["c".to_owned()];
        assert_eq!(Results::of(OUTPUT), Results { passed: 2, ignored: 1, lacking: 1, failures });
    }

    #[test]
    fn a_program_without_results_has_failed() {
        let results = Results::of("running 5 tests\ntest a ... ok\nstack overflow");
        assert!(results.has_failed());
        assert_eq!(results.failures, ["the program ended without results: stack overflow"]);
    }

    #[test]
    fn failures_without_output_are_counted() {
        let text = "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(Results::of(text).failures, ["3 tests without output"]);
    }

    #[test]
    fn a_run_without_tests_has_failed() {
        assert!(Results::default().has_failed());
    }
}
