//! A summary of the checks, with their times.

use std::time::{Duration, Instant};

use super::console::Console;
use super::outcome::Outcome;
use super::paint::{Ink, paint};
use super::words::duration;
use protoward_report::Style;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Good,
    Bad,
    Skipped,
}

/// The lines of a summary, in order of execution.
#[derive(Debug)]
pub(super) struct Summary {
    start: Instant,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    mark: Mark,
    what: &'static str,
    /// The first line, followed by details.
    text: String,
    took: Duration,
}

impl Summary {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), lines: Vec::new() }
    }

    /// Adds a line about work that started at `start` and has ended.
    pub(super) fn add(&mut self, mark: Mark, what: &'static str, text: String, start: Instant) {
        self.lines.push(Line { mark, what, text, took: start.elapsed() });
    }

    /// Prints the summary to stderr; programs read the findings.
    pub(super) fn print(&self, outcome: Outcome, console: &mut Console) {
        console.set_title(&self.title(outcome));
        let Some(style) = console.prose() else { return };
        let width = self.lines.iter().map(|line| line.what.len()).max().unwrap_or_default();
        for line in &self.lines {
            console.note(&line.render(width, style));
        }
        let took = duration(self.start.elapsed());
        console.note(&format!("\n{} ({took})\n", paint(self.verdict(outcome), ink_of(outcome), style)));
    }

    /// Returns the failures in one line, or else the verdict.
    fn title(&self, outcome: Outcome) -> String {
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let bad = self.lines.iter().filter(|line| line.mark == Mark::Bad);
        let bad: Vec<String> = bad.map(|line| format!("{}: {}", line.what, first(&line.text))).collect();
        if bad.is_empty() { self.verdict(outcome).to_owned() } else { bad.join("; ") }
    }

    fn verdict(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Fine if self.lines.iter().any(|line| line.mark == Mark::Skipped) => {
                "nothing wrong was found, and not everything was checked"
            }
            Outcome::Fine => "everything is fine",
            Outcome::Findings => "there are findings",
            Outcome::Failed => "not everything could be checked",
        }
    }
}

const fn ink_of(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::Fine => Ink::Good,
        Outcome::Findings | Outcome::Failed => Ink::Bad,
    }
}

impl Line {
    fn render(&self, width: usize, style: Style) -> String {
        let Self { mark, what, text, took } = self;
        let (sign, ink) = match (mark, style.unicode) {
            (Mark::Good, true) => ("✓", Ink::Good),
            (Mark::Good, false) => ("+", Ink::Good),
            (Mark::Bad, true) => ("✗", Ink::Bad),
            (Mark::Bad, false) => ("x", Ink::Bad),
            (Mark::Skipped, _) => ("-", Ink::Open),
        };
        let took = match mark {
            Mark::Skipped => String::new(),
            Mark::Good | Mark::Bad => paint(&format!(" ({})", duration(*took)), Ink::Dim, style),
        };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let rest: String = rest.lines().map(|line| format!("    {:width$}  {line}\n", "")).collect();
        format!("  {} {what:width$}  {first}{took}\n{rest}", paint(sign, ink, style))
    }
}
