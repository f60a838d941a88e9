//! A progress line on stderr for long work. It appears after a delay, shows the running tasks, and is erased at the
//! end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use console::truncate_str;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use protoward_plugin::Step;
use protoward_report::Style;
use protoward_source::{count, grouped};

/// The duration of work below which the line is not shown.
const DELAY: Duration = Duration::from_millis(700);

/// The time between two frames of the spinner.
const FRAME: Duration = Duration::from_millis(120);

/// The number of busy plugins that are named.
const MAX_NAMED: usize = 3;

/// The state that the line shows.
#[derive(Debug, Default)]
struct Work {
    what: String,
    /// The number of plugin calls; none before plugins run.
    calls: usize,
    done: usize,
    /// The number of running calls of each plugin.
    busy: BTreeMap<String, usize>,
}

/// The progress line while it exists. Nothing else may be written to stderr meanwhile.
#[derive(Debug)]
pub(super) struct Progress {
    work: Arc<Mutex<Work>>,
    progress_line: Option<ProgressLine>,
}

/// A line that is shown unless the work ends early.
#[derive(Debug)]
struct ProgressLine {
    bar: ProgressBar,
    stop: Sender<()>,
    starter: JoinHandle<()>,
}

impl Progress {
    /// Starts the progress line. Without a style, no line is shown.
    pub(super) fn new(style: Option<Style>, what: impl Into<String>) -> Self {
        let work = Arc::new(Mutex::new(Work { what: what.into(), ..Work::default() }));
        let progress_line = style.and_then(|style| ProgressLine::new(Arc::clone(&work), style));
        Self { work, progress_line }
    }

    /// Sets the number of plugin calls.
    pub(super) fn calls(&self, calls: usize) {
        lock(&self.work).calls = calls;
    }

    /// Records that a call of a plugin begins or ends.
    pub(super) fn step(&self, plugin: &str, step: Step) {
        let mut work = lock(&self.work);
        let busy = work.busy.entry(plugin.to_owned()).or_default();
        match step {
            Step::Begins => *busy += 1,
            Step::Ends => {
                *busy = busy.saturating_sub(1);
                if *busy == 0 {
                    work.busy.remove(plugin);
                }
                work.done += 1;
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(ProgressLine { bar, stop, starter }) = self.progress_line.take() {
            drop(stop);
            // The starter ends without a panic, or the line is not shown.
            let _ = starter.join();
            bar.finish_and_clear();
        }
    }
}

impl ProgressLine {
    fn new(work: Arc<Mutex<Work>>, style: Style) -> Option<Self> {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(bar_style(work, style));
        let (stop, is_stopped) = mpsc::channel();
        let starter = {
            let bar = bar.clone();
            // If no thread can be started, no line is shown.
            thread::Builder::new().spawn(move || show_after_delay(&bar, &is_stopped)).ok()?
        };
        Some(Self { bar, stop, starter })
    }
}

/// Shows the line once the work has taken long enough; indicatif has no delay of its own.
fn show_after_delay(bar: &ProgressBar, is_stopped: &Receiver<()>) {
    if is_stopped.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(FRAME);
    }
}

fn bar_style(work: Arc<Mutex<Work>>, style: Style) -> ProgressStyle {
    let spinner = if style.unicode { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " } else { "-\\|/ " };
    let write = move |state: &ProgressState, out: &mut dyn fmt::Write| {
        // A failed write is ignored: the line is not essential.
        let _ = out.write_str(&line(&lock(&work), state.elapsed(), style));
    };
    let bar_style = ProgressStyle::with_template("{spinner} {line}").expect("the template is valid");
    bar_style.tick_chars(spinner).with_key("line", write)
}

fn lock(work: &Mutex<Work>) -> MutexGuard<'_, Work> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns `generating: 12 of 530 calls, protoc-gen-es and protoc-gen-grpc are busy (12 s)`, in one line of the terminal.
fn line(work: &Work, time: Duration, style: Style) -> String {
    let Work { what, calls, done, busy } = work;
    let mut line = what.clone();
    if *calls > 1 {
        line.push_str(&format!(": {} of {} done", grouped(*done), count(*calls, "call")));
    }
    if !busy.is_empty() {
        line.push_str(&format!("{} {} busy", if *calls > 1 { "," } else { ":" }, named(busy)));
    }
    line.push_str(&format!(" ({} s)", time.as_secs()));
    // The names of plugins must not move the cursor.
    let line = line.replace(char::is_control, " ");
    // Two columns for the spinner, and one that stays free, so that the terminal does not wrap.
    let end = if style.unicode { "…" } else { "..." };
    truncate_str(&line, style.width.saturating_sub(3), end).into_owned()
}

/// `protoc-gen-es is`, `a, b and 3 more are`.
fn named(busy: &BTreeMap<String, usize>) -> String {
    let names: Vec<&str> = busy.keys().take(MAX_NAMED).map(String::as_str).collect();
    match (names.split_last(), busy.len().saturating_sub(MAX_NAMED)) {
        (None, _) => String::new(),
        (Some((name, [])), 0) => format!("{name} is"),
        (Some((last, names)), 0) => format!("{} and {last} are", names.join(", ")),
        (Some(_), more) => format!("{} and {more} more are", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { color: true, unicode: true, width: 60 };

    #[test]
    fn names_the_running_plugins() {
        let busy = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1)).collect::<BTreeMap<_, _>>();
        let work =
            |calls, names: &[&str]| Work { what: "generating".into(), calls, busy: busy(names), ..Work::default() };
        let line = |work: Work| line(&work, Duration::from_millis(2600), STYLE);
        assert_eq!(line(work(0, &[])), "generating (2 s)");
        assert_eq!(line(work(1, &["protoc-gen-es"])), "generating: protoc-gen-es is busy (2 s)");
        assert_eq!(line(work(1200, &["a", "b"])), "generating: 0 of 1,200 calls done, a and b are busy (2 s)");
        assert_eq!(
            line(work(9, &["a", "b", "c", "d", "e"])),
            "generating: 0 of 9 calls done, a, b, c and 2 more are bu…"
        );
    }

    #[test]
    fn sanitizes_plugin_names() {
        let line = |what: &str, width| {
            let work = Work { what: what.into(), ..Work::default() };
            line(&work, Duration::ZERO, Style { width, ..STYLE })
        };
        assert_eq!(line("a\x1b[2Jb", 40), "a [2Jb (0 s)");
        assert_eq!(line("日本語", 8), "日本…");
    }

    #[test]
    fn counts_calls() {
        let progress = Progress::new(None, "generating");
        let seen = || {
            let work = lock(&progress.work);
            (work.done, work.busy.get("a").copied())
        };
        progress.calls(2);
        progress.step("a", Step::Begins);
        progress.step("a", Step::Begins);
        progress.step("a", Step::Ends);
        assert_eq!(seen(), (1, Some(1)));
        progress.step("a", Step::Ends);
        assert_eq!(seen(), (2, None));
    }
}
