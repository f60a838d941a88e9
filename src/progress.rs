//! A line about work that takes long, for a person who waits: it comes late, says what is running, and leaves no trace.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::words::{count, grouped};
use protoward_plugin::Step;
use protoward_report::Style;

/// Work that is done before nobody waits for.
const PATIENCE: Duration = Duration::from_millis(700);

/// How often the line is drawn.
const FRAME: Duration = Duration::from_millis(120);

/// So many plugins are named.
const NAMED: usize = 3;

/// Back to the start of the line, and away with what is on it.
const ERASE: &str = "\r\x1b[2K";

/// What is running.
#[derive(Debug, Default)]
struct Work {
    what: String,
    /// How many calls there are, and how many are done; none where plugins are not at work yet.
    calls: usize,
    done: usize,
    /// How many calls each plugin is busy with.
    busy: BTreeMap<String, usize>,
    is_over: bool,
}

/// The line, as long as it is there. Nothing else may be written to stderr meanwhile.
#[derive(Debug)]
pub(super) struct Progress {
    shared: Arc<(Mutex<Work>, Condvar)>,
    drawer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to say what is running; says nothing where there is nobody to say it to.
    pub(super) fn new(style: Option<Style>, what: impl Into<String>) -> Self {
        let shared = Arc::new((Mutex::new(Work { what: what.into(), ..Work::default() }), Condvar::new()));
        let drawer = style.and_then(|style| {
            let shared = Arc::clone(&shared);
            // Where there is no room for a thread, there is no line.
            thread::Builder::new().spawn(move || draw(&shared, style)).ok()
        });
        Self { shared, drawer }
    }

    /// There are so many calls of plugins to come.
    pub(super) fn calls(&self, calls: usize) {
        self.work().calls = calls;
    }

    /// A call of a plugin begins, or ends.
    pub(super) fn step(&self, plugin: &str, step: Step) {
        let mut work = self.work();
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

    fn work(&self) -> MutexGuard<'_, Work> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.work().is_over = true;
        self.shared.1.notify_all();
        if let Some(drawer) = self.drawer.take() {
            // A line that could not be drawn is no loss.
            let _ = drawer.join();
        }
    }
}

/// Draws until the work is over. Errors are nobody's: who looked at the terminal has gone.
fn draw((work, over): &(Mutex<Work>, Condvar), style: Style) {
    let (start, mut is_drawn, mut wait) = (Instant::now(), false, PATIENCE);
    let mut frames = frames(style.unicode).iter().cycle();
    let mut work = work.lock().unwrap_or_else(PoisonError::into_inner);
    while !work.is_over {
        (work, _) = over.wait_timeout(work, wait).unwrap_or_else(PoisonError::into_inner);
        // It may have been woken for no reason.
        if work.is_over || start.elapsed() < PATIENCE {
            continue;
        }
        let line = line(&work, start.elapsed(), frames.next().copied().unwrap_or_default(), style);
        let _ = write!(io::stderr(), "{ERASE}{line}");
        (is_drawn, wait) = (true, FRAME);
    }
    if is_drawn {
        let _ = write!(io::stderr(), "{ERASE}");
    }
}

const fn frames(unicode: bool) -> &'static [&'static str] {
    if unicode {
        &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
    } else {
        &["-", "\\", "|", "/"]
    }
}

/// `⠋ generating: 12 of 530 calls, protoc-gen-es and protoc-gen-grpc are busy (12 s)`, in one line of the terminal.
fn line(work: &Work, time: Duration, frame: &str, style: Style) -> String {
    let Work { what, calls, done, busy, is_over: _ } = work;
    let mut line = format!("{frame} {what}");
    if *calls > 1 {
        line.push_str(&format!(": {} of {} done", grouped(*done), count(*calls, "call")));
    }
    if !busy.is_empty() {
        line.push_str(&format!("{} {} busy", if *calls > 1 { "," } else { ":" }, named(busy)));
    }
    line.push_str(&format!(" ({} s)", time.as_secs()));
    // A line that is as wide as the terminal would make a second one.
    cut(&line, style.width.saturating_sub(1), style.unicode)
}

/// `protoc-gen-es is`, `a, b and 3 more are`.
fn named(busy: &BTreeMap<String, usize>) -> String {
    let names: Vec<&str> = busy.keys().take(NAMED).map(String::as_str).collect();
    match (names.split_last(), busy.len().saturating_sub(NAMED)) {
        (None, _) => String::new(),
        (Some((name, [])), 0) => format!("{name} is"),
        (Some((last, names)), 0) => format!("{} and {last} are", names.join(", ")),
        (Some(_), more) => format!("{} and {more} more are", names.join(", ")),
    }
}

/// The part of a text that has room. Nothing in it may move the cursor.
fn cut(text: &str, width: usize, unicode: bool) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.width() <= width {
        return text;
    }
    let end = if unicode { "…" } else { "..." };
    let mut room = width.saturating_sub(end.width());
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(end.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { color: true, unicode: true, width: 60 };

    #[test]
    fn a_line_says_who_is_busy() {
        let busy = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1)).collect::<BTreeMap<_, _>>();
        let work =
            |calls, names: &[&str]| Work { what: "generating".into(), calls, busy: busy(names), ..Work::default() };
        let line = |work: Work| line(&work, Duration::from_millis(2600), "-", STYLE);
        assert_eq!(line(work(0, &[])), "- generating (2 s)");
        assert_eq!(line(work(1, &["protoc-gen-es"])), "- generating: protoc-gen-es is busy (2 s)");
        assert_eq!(line(work(1200, &["a", "b"])), "- generating: 0 of 1,200 calls done, a and b are busy (2 s)");
        assert_eq!(
            line(work(9, &["a", "b", "c", "d", "e"])),
            "- generating: 0 of 9 calls done, a, b, c and 2 more are bu…"
        );
    }

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert_eq!(cut("a\x1b[2Jb", 20, true), "a [2Jb");
        assert_eq!(cut("日本語", 5, false), "日...");
    }

    #[test]
    fn calls_are_counted() {
        let progress = Progress::new(None, "generating");
        let seen = || {
            let work = progress.work();
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
