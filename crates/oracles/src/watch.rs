//! A program under watch: how long it took, how much memory it had at most, and an end to it where it takes too much.

use std::io::Read;
use std::process::{Child, ChildStderr, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::process::Run;
use crate::trouble::Trouble;

/// What a program may take before it is ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of the processor, so that it does not matter what else the machine does. On the clock it may be many times more,
    /// for one that only sleeps must end as well.
    pub(crate) time: Duration,
    /// Resident memory in KiB; where the system does not tell, there is no limit.
    pub(crate) memory: u64,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Exit(i32),
    /// By a signal that did not come from here: it crashed.
    Signal,
    /// Ended by us: it took longer than it may.
    TooLong,
    /// Ended by us: it took more memory than it may.
    TooLarge,
}

/// What was seen of a program.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) ended: Ended,
    /// The start of what it wrote to its standard error.
    pub(crate) stderr: String,
    /// Of the processor; on the clock where the system does not tell.
    pub(crate) time: Duration,
    /// The largest resident set, in KiB; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// What a program has taken so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    pub memory: u64,
    pub(crate) processor: Option<Duration>,
}

/// On a busy machine, a program sleeps for most of the time.
const SLEEP: u32 = 8;

/// So much of the standard error is kept; the rest is read and dropped, so that nobody waits for a full pipe.
const KEPT: u64 = 1 << 20;

/// Between two looks at a program.
const PAUSE: Duration = Duration::from_micros(500);

/// Runs it to its end, or to its limits.
pub(crate) fn watched(run: &Run, limits: Limits) -> Result<Watched, Trouble> {
    let started = Instant::now();
    let mut command = run.command();
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|source| run.not_started(source))?;
    let stderr = reader(child.stderr.take().expect("it is piped"));
    let (forced, usage) = until_end(&mut child, |usage| {
        let taken = usage.processor.unwrap_or_default();
        let is_long = taken > limits.time || started.elapsed() > limits.time * SLEEP;
        let is_large = usage.memory > limits.memory;
        if is_long { Some(Ended::TooLong) } else { is_large.then_some(Ended::TooLarge) }
    });
    let ended = end(run, &mut child, forced)?;
    let time = usage.processor.unwrap_or_else(|| started.elapsed());
    let stderr = stderr.join().expect("reading does not panic");
    Ok(Watched { ended, stderr: String::from_utf8_lossy(&stderr).into_owned(), time, memory: usage.memory })
}

/// Looks at what a process takes until it ends or `verdict` has had enough. Both numbers only ever grow, so the last look
/// is the one.
pub fn until_end(child: &mut Child, verdict: impl Fn(Usage) -> Option<Ended>) -> (Option<Ended>, Usage) {
    let mut usage = Usage::default();
    while matches!(child.try_wait(), Ok(None)) {
        usage = look(child.id(), usage);
        if let Some(ended) = verdict(usage) {
            return (Some(ended), usage);
        }
        thread::sleep(PAUSE);
    }
    (None, usage)
}

/// Waits for a process; one that was sentenced is ended first.
pub fn end(run: &Run, child: &mut Child, sentence: Option<Ended>) -> Result<Ended, Trouble> {
    if sentence.is_some() {
        // It may have ended by itself meanwhile; then there is nothing left to end.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|source| run.not_started(source))?;
    Ok(sentence.unwrap_or_else(|| status.code().map_or(Ended::Signal, Ended::Exit)))
}

/// A process that has just ended tells nothing any more: then the last look stands.
fn look(id: u32, last: Usage) -> Usage {
    let read = |what: &str| std::fs::read_to_string(format!("/proc/{id}/{what}")).unwrap_or_default();
    Usage {
        memory: high_water(&read("status")).unwrap_or(last.memory),
        processor: ticks(&read("stat"), 11).map(|it| Duration::from_millis(it * 10)).or(last.processor),
    }
}

/// User and system time in hundredths of a second: two fields of a process, the first of which stands so many fields
/// behind the state. Before the state stands the name in parentheses, which may hold anything.
pub fn ticks(stat: &str, field: usize) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(field);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn reader(mut stderr: ChildStderr) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        // What cannot be read is as good as not written.
        let _ = stderr.by_ref().take(KEPT).read_to_end(&mut kept);
        let _ = std::io::copy(&mut stderr, &mut std::io::sink());
        kept
    })
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The program that runs these tests.
    fn this() -> Run {
        Run::new(std::env::current_exe().expect("this program"))
    }

    #[test]
    fn the_high_water_mark_is_read_from_the_status_of_a_process() {
        assert_eq!(high_water("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1234 kB\n"), Some(1234));
        assert_eq!(high_water("Name:\tx\n"), None);
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let limits = Limits { time: Duration::ZERO, memory: u64::MAX };
        let watched = watched(&this().arg("--list"), limits);
        assert!(watched.is_ok_and(|it| it.ended == Ended::TooLong));
    }

    #[test]
    fn processor_time_is_read_behind_the_name() {
        assert_eq!(ticks("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 30 12 0", 11), Some(42));
        assert_eq!(ticks("7 (a) S 1", 11), None);
    }

    #[test]
    fn the_words_and_the_exit_code_of_a_program_that_ends_are_kept() {
        let limits = Limits { time: Duration::from_secs(60), memory: u64::MAX };
        let watched = watched(&this().arg("--no-such-option"), limits).expect("it runs");
        assert_eq!(watched.ended, Ended::Exit(101));
        assert!(watched.stderr.contains("no-such-option"), "{}", watched.stderr);
    }
}
