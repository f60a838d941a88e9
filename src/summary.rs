//! The summary of `check`: a line for each check, with its time, below the name of its part.

use std::time::{Duration, Instant};

use super::console::Console;
use super::outcome::Outcome;
use super::terminal::{TextStyle, paint};
use super::words::duration;
use protoward_report::Style;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckMark {
    Good,
    /// There are findings.
    Bad,
    /// The check could not be made.
    Failed,
    Skipped,
}

/// The lines of a summary, in order of execution.
#[derive(Debug)]
pub(super) struct Summary {
    start: Instant,
    lines: Vec<Line>,
    /// The names of parts, with the number of lines before each.
    parts: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Line {
    mark: CheckMark,
    what: &'static str,
    /// The first line, followed by details.
    text: String,
    took: Duration,
}

impl Summary {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), lines: Vec::new(), parts: Vec::new() }
    }

    /// Begins the lines of a part of the input.
    pub(super) fn begin(&mut self, name: &str) {
        self.parts.push((self.lines.len(), name.to_owned()));
    }

    /// Adds a line about work that started at `start` and has ended.
    pub(super) fn add(&mut self, mark: CheckMark, what: &'static str, text: String, start: Instant) {
        self.lines.push(Line { mark, what, text, took: start.elapsed() });
    }

    /// Prints the summary to stderr; programs read the findings. A quiet run and one with a document only have the checks that could
    /// not be made.
    pub(super) fn print(&self, outcome: Outcome, console: &mut Console) {
        console.set_title(&self.title(outcome));
        let Some(style) = console.failure_style() else { return };
        if console.is_quiet() || console.prose().is_none() {
            let failed = self.lines.iter().filter(|line| line.mark == CheckMark::Failed);
            return failed.for_each(|line| console.note(&line.render(0, style)));
        }
        let width = self.lines.iter().map(|line| line.what.len()).max().unwrap_or_default();
        for (at, line) in self.lines.iter().enumerate() {
            for (_, name) in self.parts.iter().filter(|(start, _)| *start == at) {
                console.note(&format!("{}\n", paint(name, TextStyle::Bold, style)));
            }
            console.note(&line.render(width, style));
        }
        let took = duration(self.start.elapsed());
        console.note(&format!("\n{} ({took})\n", paint(self.verdict(outcome), ink_of(outcome), style)));
    }

    /// Returns the failures in one line, or else the verdict.
    fn title(&self, outcome: Outcome) -> String {
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let part = |at: usize| {
            let part = self.parts.iter().rfind(|(start, _)| *start <= at);
            part.map(|(_, name)| format!("{name}: ")).unwrap_or_default()
        };
        let bad =
            self.lines.iter().enumerate().filter(|(_, line)| matches!(line.mark, CheckMark::Bad | CheckMark::Failed));
        let bad: Vec<String> =
            bad.map(|(at, line)| format!("{}{}: {}", part(at), line.what, first(&line.text))).collect();
        if bad.is_empty() { self.verdict(outcome).to_owned() } else { bad.join("; ") }
    }

    fn verdict(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Fine if self.lines.iter().any(|line| line.mark == CheckMark::Skipped) => {
                "no errors; some checks were skipped"
            }
            Outcome::Fine => "everything is fine",
            Outcome::Findings => "there are findings",
            Outcome::Failed | Outcome::Status(_) => "not everything could be checked",
        }
    }
}

const fn ink_of(outcome: Outcome) -> TextStyle {
    match outcome {
        Outcome::Fine => TextStyle::Good,
        Outcome::Findings | Outcome::Failed | Outcome::Status(_) => TextStyle::Bad,
    }
}

impl Line {
    fn render(&self, width: usize, style: Style) -> String {
        let Self { mark, what, text, took } = self;
        let (sign, ink) = match (mark, style.unicode) {
            (CheckMark::Good, true) => ("✓", TextStyle::Good),
            (CheckMark::Good, false) => ("+", TextStyle::Good),
            (CheckMark::Bad | CheckMark::Failed, true) => ("✗", TextStyle::Bad),
            (CheckMark::Bad | CheckMark::Failed, false) => ("x", TextStyle::Bad),
            (CheckMark::Skipped, _) => ("-", TextStyle::Open),
        };
        let took = match mark {
            CheckMark::Skipped => String::new(),
            CheckMark::Good | CheckMark::Bad | CheckMark::Failed => {
                paint(&format!(" ({})", duration(*took)), TextStyle::Dim, style)
            }
        };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let rest: String = rest.lines().map(|line| format!("    {:width$}  {line}\n", "")).collect();
        format!("  {} {what:width$}  {first}{took}\n{rest}", paint(sign, ink, style))
    }
}
