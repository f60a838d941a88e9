//! Child processes with limits: measures their time and peak memory, and kills them at a limit.

use std::io::Read;
use std::process::{Child, ChildStderr, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::process::Run;

/// The limits at which a program is killed.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The limit of processor time, which does not depend on the load of the machine. The limit of wall-clock time is a multiple
    /// of it, so that a program that only sleeps is killed as well.
    pub time: Duration,
    /// The limit of resident memory in KiB. Ignored if the system does not report memory usage.
    pub memory: u64,
}

/// The way in which a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitReason {
    Exit(i32),
    /// The program was ended by a signal that was not sent from here: it crashed.
    Signal,
    /// The program exceeded the time limit and was killed.
    TooLong,
    /// The program exceeded the memory limit and was killed.
    TooLarge,
}

/// The measurements of a finished program.
#[derive(Debug)]
pub struct Measurements {
    pub ended: ExitReason,
    /// The start of the standard error of the program.
    pub stderr: String,
    /// The processor time, or the wall-clock time if the system does not report processor time.
    pub time: Duration,
    /// The peak resident set in KiB, or 0 if the system does not report it.
    pub memory: u64,
}

/// The resources that a program has used so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    pub memory: u64,
    pub processor: Option<Duration>,
}

/// The factor from processor time to wall-clock time. On a busy machine, a program mostly waits.
const SLEEP: u32 = 8;

/// The number of bytes of standard error that are kept. The rest is read and dropped so that the program never blocks on a full
/// pipe.
const KEPT: u64 = 1 << 20;

/// The time between two measurements of a program.
const PAUSE: Duration = Duration::from_micros(500);

/// Runs the program until it ends or reaches a limit.
pub fn watched(run: &Run, limits: Limits) -> Result<Measurements, Error> {
    let started = Instant::now();
    let mut command = run.command();
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|source| run.not_started(source))?;
    let stderr = reader(child.stderr.take().expect("it is piped"));
    let (forced, usage) = until_end(&mut child, |usage| {
        let taken = usage.processor.unwrap_or_default();
        let is_long = taken > limits.time || started.elapsed() > limits.time * SLEEP;
        let is_large = usage.memory > limits.memory;
        if is_long { Some(ExitReason::TooLong) } else { is_large.then_some(ExitReason::TooLarge) }
    });
    let ended = end(run, &mut child, forced)?;
    let time = usage.processor.unwrap_or_else(|| started.elapsed());
    let stderr = stderr.join().expect("reading does not panic");
    Ok(Measurements { ended, stderr: String::from_utf8_lossy(&stderr).into_owned(), time, memory: usage.memory })
}

/// Measures a process until it ends or `verdict` returns a value. Both numbers only grow, so the last measurement has the
/// maximum.
pub fn until_end(child: &mut Child, verdict: impl Fn(Usage) -> Option<ExitReason>) -> (Option<ExitReason>, Usage) {
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

/// Waits for a process. Kills it first if there is a `sentence`.
pub fn end(run: &Run, child: &mut Child, sentence: Option<ExitReason>) -> Result<ExitReason, Error> {
    if sentence.is_some() {
        // The process may have exited already.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|source| run.not_started(source))?;
    Ok(sentence.unwrap_or_else(|| status.code().map_or(ExitReason::Signal, ExitReason::Exit)))
}

/// Measures a process. Keeps the last values if the process has just ended and `/proc` no longer has values.
fn look(id: u32, last: Usage) -> Usage {
    let read = |what: &str| std::fs::read_to_string(format!("/proc/{id}/{what}")).unwrap_or_default();
    Usage {
        memory: high_water(&read("status")).unwrap_or(last.memory),
        processor: ticks(&read("stat"), 11).map(|it| Duration::from_millis(it * 10)).or(last.processor),
    }
}

/// Returns the sum of two adjacent fields of `/proc/PID/stat`, user and system time, in hundredths of a second. `field` counts
/// the fields between the state and the first of them. The name in parentheses before the state may contain any character.
pub fn ticks(stat: &str, field: usize) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(field);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn reader(mut stderr: ChildStderr) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        // Unreadable output is treated like missing output.
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
    fn reads_the_high_water_mark_from_the_status_of_a_process() {
        assert_eq!(high_water("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    1234 kB\n"), Some(1234));
        assert_eq!(high_water("Name:\tx\n"), None);
    }

    #[test]
    fn ends_a_program_that_takes_too_long() {
        let limits = Limits { time: Duration::ZERO, memory: u64::MAX };
        let run = this().args(["--ignored", "--exact", "watch::tests::waits"]);
        let watched = watched(&run, limits);
        assert!(watched.is_ok_and(|it| it.ended == ExitReason::TooLong));
    }

    #[test]
    #[ignore = "the program of the test above"]
    fn waits() {
        std::thread::sleep(Duration::from_secs(60));
    }

    #[test]
    fn reads_processor_time_after_the_name() {
        assert_eq!(ticks("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 30 12 0", 11), Some(42));
        assert_eq!(ticks("7 (a) S 1", 11), None);
    }

    #[test]
    fn keeps_the_output_and_exit_code_of_a_finished_program() {
        let limits = Limits { time: Duration::from_secs(60), memory: u64::MAX };
        let watched = watched(&this().arg("--no-such-option"), limits).expect("it runs");
        assert_eq!(watched.ended, ExitReason::Exit(101));
        assert!(watched.stderr.contains("no-such-option"), "{}", watched.stderr);
    }
}
