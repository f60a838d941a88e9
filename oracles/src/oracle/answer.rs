//! The answer of a compiler to a file, in the format of protoc: its verdict and the position of the first error.

use std::time::Duration;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::watch::{ExitReason, Limits, Measurements, watched};

/// Limits that every correct answer stays within, even on a busy machine.
pub(crate) const LIMITS: Limits = Limits { time: Duration::from_secs(20), memory: 2 << 20 };

/// The answer of one compiler to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    /// The lines of stderr, without protoc's log and stack trace.
    pub(crate) lines: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Rejected,
    /// The compiler crashed or was killed. The text says which.
    NoAnswer(&'static str),
}

/// The parts of a line `file:line:column: words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Located<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) words: &'a str,
}

/// The exit code of a Rust program after a caught panic.
const PANIC: i32 = 101;

/// Runs a compiler with the command line `run`, and returns its answer.
pub(crate) fn ask(run: &Run, limits: Limits) -> Result<Answer, Error> {
    watched(run, limits).map(|it| Answer::of(&it))
}

impl Answer {
    pub(crate) fn of(watched: &Measurements) -> Answer {
        let has_panicked = watched.stderr.contains("internal error") || watched.ended == ExitReason::Exit(PANIC);
        let verdict = match watched.ended {
            _ if has_panicked => Verdict::NoAnswer("panicked"),
            ExitReason::Exit(0) => Verdict::Accepted,
            ExitReason::Exit(_) => Verdict::Rejected,
            ExitReason::Signal => Verdict::NoAnswer("crashed"),
            ExitReason::TooLong => Verdict::NoAnswer("took too long"),
            ExitReason::TooLarge => Verdict::NoAnswer("took too much memory"),
        };
        Answer { verdict, lines: user_lines(&watched.stderr) }
    }

    /// Returns the answer of a compiler that has ended by itself.
    pub(crate) fn of_exit(code: Option<i32>, stderr: &str) -> Answer {
        let verdict = if code == Some(0) { Verdict::Accepted } else { Verdict::Rejected };
        Answer { verdict, lines: user_lines(stderr) }
    }

    pub(crate) fn is_accepted(&self) -> bool {
        self.verdict == Verdict::Accepted
    }

    /// Returns the first error that has a position. Some errors of protoc name only a file, while protoward's have a position.
    pub(crate) fn first_error(&self) -> Option<Located<'_>> {
        self.lines.iter().filter_map(|it| located(it)).find(|it| !it.words.starts_with("warning: "))
    }

    /// Returns the message of the first error, with or without a position.
    pub(crate) fn first_words(&self) -> &str {
        if let Some(located) = self.first_error() {
            return located.words;
        }
        let error = self.lines.iter().find(|it| !it.contains("warning: "));
        error.map_or("nothing", |it| it.split_once(": ").map_or(it.as_str(), |(_, words)| words))
    }
}

/// Returns the lines of `stderr` that are meant for users, without protoc's log and the stack trace of a failed check.
fn user_lines(stderr: &str) -> Vec<String> {
    let is_log = |line: &&str| {
        let mut letters = line.chars();
        letters.next().is_some_and(|it| "EFIW".contains(it)) && letters.take(4).all(|it| it.is_ascii_digit())
    };
    let words = stderr.lines().take_while(|it| !it.contains("Check failed:")).filter(|it| !is_log(it));
    words.map(str::to_owned).collect()
}

/// Splits a line that begins with a position into its parts.
fn located(line: &str) -> Option<Located<'_>> {
    let mut searched = 0;
    // A path may contain colons itself.
    while let Some(at) = line[searched..].find(':').map(|it| it + searched) {
        if let Some((line_number, column, words)) = numbers(&line[at + 1..]) {
            return Some(Located { file: &line[..at], line: line_number, column, words });
        }
        searched = at + 1;
    }
    None
}

fn numbers(rest: &str) -> Option<(u32, u32, &str)> {
    let (line, rest) = rest.split_once(':')?;
    let (column, words) = rest.split_once(": ")?;
    Some((line.parse().ok()?, column.parse().ok()?, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &[&str]) -> Answer {
        Answer { verdict: Verdict::Rejected, lines: lines.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn finds_the_first_error_with_a_position_after_warnings() {
        let lines = ["a.proto:1:1: warning: unused", "b.proto: File not found.", "a:b.proto:2:3: no: 1:2: x"];
        let found = answer(&lines);
        let expected = Located { file: "a:b.proto", line: 2, column: 3, words: "no: 1:2: x" };
        assert_eq!(found.first_error(), Some(expected));
        assert_eq!(found.first_words(), "no: 1:2: x");
    }

    #[test]
    fn removes_log_lines_of_protoc() {
        let text = "a.proto:1:1: no\nE1120 11:17:32.134 4444 lite.cc:2] Can't\nEEEE\nF1 x] Check failed: y\n  @ 0x1";
        assert_eq!(user_lines(text), ["a.proto:1:1: no", "EEEE"]);
    }

    #[test]
    fn reads_the_message_of_an_error_without_a_position() {
        let found = answer(&["b.proto: File not found."]);
        assert_eq!(found.first_error(), None);
        assert_eq!(found.first_words(), "File not found.");
        assert_eq!(answer(&[]).first_words(), "nothing");
    }
}
