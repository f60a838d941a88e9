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
    pub(crate) time: Duration,
    /// Resident memory in KiB; where the system does not tell, there is no limit.
    pub(crate) memory: u64,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
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
    pub(crate) time: Duration,
    /// The largest resident set, in KiB; 0 where the system does not tell.
    pub(crate) memory: u64,
}

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
    let (forced, memory) = until_end(&mut child, |memory| {
        let is_long = started.elapsed() > limits.time;
        let is_large = memory > limits.memory;
        if is_long { Some(Ended::TooLong) } else { is_large.then_some(Ended::TooLarge) }
    });
    if forced.is_some() {
        // It may have ended by itself meanwhile; then there is nothing left to end.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|source| run.not_started(source))?;
    let time = started.elapsed();
    let ended = forced.unwrap_or_else(|| status.code().map_or(Ended::Signal, Ended::Exit));
    let stderr = stderr.join().expect("reading does not panic");
    Ok(Watched { ended, stderr: String::from_utf8_lossy(&stderr).into_owned(), time, memory })
}

/// Looks at the high-water mark of a process until it ends or `verdict` has had enough. The mark only ever grows, so the
/// last look is the one.
pub(crate) fn until_end(child: &mut Child, verdict: impl Fn(u64) -> Option<Ended>) -> (Option<Ended>, u64) {
    let mut peak = 0;
    while matches!(child.try_wait(), Ok(None)) {
        peak = resident_peak(child.id()).unwrap_or(peak);
        if let Some(ended) = verdict(peak) {
            return (Some(ended), peak);
        }
        thread::sleep(PAUSE);
    }
    (None, peak)
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

fn resident_peak(id: u32) -> Option<u64> {
    high_water(&std::fs::read_to_string(format!("/proc/{id}/status")).ok()?)
}

/// The high-water mark of the memory of this very program, in KiB.
pub(crate) fn own_peak() -> Option<u64> {
    resident_peak(std::process::id())
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read_from_the_status_of_a_process() {
        assert_eq!(high_water("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1234 kB\n"), Some(1234));
        assert_eq!(high_water("Name:\tx\n"), None);
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let limits = Limits { time: Duration::from_millis(1), memory: u64::MAX };
        let watched = watched(&Run::cargo().arg("version"), limits);
        assert!(watched.is_ok_and(|it| it.ended == Ended::TooLong));
    }

    #[test]
    fn the_words_and_the_exit_code_of_a_program_that_ends_are_kept() {
        let limits = Limits { time: Duration::from_secs(60), memory: u64::MAX };
        let watched = watched(&Run::cargo().arg("no-such-command-of-cargo"), limits).expect("cargo runs");
        assert_eq!(watched.ended, Ended::Exit(101));
        assert!(watched.stderr.contains("no-such-command-of-cargo"));
    }
}
