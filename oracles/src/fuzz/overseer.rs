//! The parent process: it starts children, kills those that hang or use too much memory, and keeps the inputs that caused it.

use std::io::Read;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::child::{NEXT, PANIC, RECORD};
use super::inputs::Inputs;
use super::target::Target;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::watch::{ExitReason, end, until_end};

/// The limits for a child process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) time: Duration,
    /// The memory of the whole child process, in KiB.
    pub(super) memory: u64,
}

/// The results for a target.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) inputs: u64,
    pub(super) panics: u64,
    pub(super) crashes: u64,
    pub(super) hangs: u64,
    pub(super) too_large: u64,
    /// The peak memory of a child process, in KiB.
    pub(super) memory: u64,
}

impl Tally {
    pub(super) fn found(&self) -> u64 {
        self.panics + self.crashes + self.hangs + self.too_large
    }
}

/// The progress of a child process, from its records.
#[derive(Debug)]
struct Progress {
    /// The current input and its start time. `None` before the first input.
    current: Option<(u64, Instant)>,
    panics: u64,
}

/// Runs `child` until the time is over, and restarts it after a crash. `child` takes the next number and the remaining time.
pub(super) fn oversee(
    target: Target,
    seed: u64,
    time: Duration,
    limits: Limits,
    child: impl Fn(u64, Duration) -> Run,
) -> Result<Tally, Error> {
    let started = Instant::now();
    let mut tally = Tally::default();
    let mut next = 1;
    while let Some(left) = time.checked_sub(started.elapsed()).filter(|it| *it > Duration::from_millis(100)) {
        let (progress, ended, memory) = watch(&child(next, left), limits)?;
        tally.panics += progress.panics;
        tally.memory = tally.memory.max(memory);
        let Some((last, _)) = progress.current else { return Err(not_begun(target)) };
        tally.inputs += last + 1 - next;
        next = last + 1;
        let words = match ended {
            ExitReason::Exit(0) => break,
            ExitReason::Exit(_) | ExitReason::Signal => {
                tally.crashes += 1;
                "the process went down: an overflow of the stack, or an abort"
            }
            ExitReason::TooLong => {
                tally.hangs += 1;
                "it took too long"
            }
            ExitReason::TooLarge => {
                tally.too_large += 1;
                "it took too much memory"
            }
        };
        let input = target.input(&Inputs::read()?, seed, last);
        super::keep(target, seed, last, &input, words)?;
    }
    Ok(tally)
}

fn not_begun(target: Target) -> Error {
    Error::Usage(format!("the process that feeds the {} went down before its first input", target.name()))
}

fn watch(run: &Run, limits: Limits) -> Result<(Progress, ExitReason, u64), Error> {
    let mut command = run.command();
    command.stdout(Stdio::piped());
    let mut child: Child = command.spawn().map_err(|source| run.not_started(source))?;
    let progress = Arc::new(Mutex::new(Progress { current: None, panics: 0 }));
    let reader = reader(child.stdout.take().expect("it is piped"), Arc::clone(&progress));
    let age = || progress.lock().ok().and_then(|it| it.current).map_or(Duration::ZERO, |it| it.1.elapsed());
    let (forced, usage) = until_end(&mut child, |usage| {
        let is_old = age() > limits.time;
        let is_large = usage.memory > limits.memory;
        if is_old { Some(ExitReason::TooLong) } else { is_large.then_some(ExitReason::TooLarge) }
    });
    let ended = end(run, &mut child, forced)?;
    reader.join().expect("reading does not panic");
    let progress =
        Arc::into_inner(progress).expect("the reader is done").into_inner().expect("nobody panicked with it");
    Ok((progress, ended, usage.memory))
}

fn reader(mut stdout: ChildStdout, progress: Arc<Mutex<Progress>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut record = [0; RECORD];
        while stdout.read_exact(&mut record).is_ok() {
            let [what, number @ ..] = record;
            let number = u64::from_le_bytes(number);
            let mut progress = progress.lock().expect("nobody panics with it");
            match what {
                NEXT => progress.current = Some((number, Instant::now())),
                PANIC => progress.panics += 1,
                _ => return,
            }
        }
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { time: Duration::from_millis(300), memory: u64::MAX };

    /// Runs a shell that reports input 1, and then runs a command.
    fn shell(then: &str) -> (Progress, ExitReason) {
        let record = r"printf 'n\001\000\000\000\000\000\000\000'";
        let run = Run::new("sh").arg("-c").arg(format!("{record}; {then}"));
        let (progress, ended, _) = watch(&run, LIMITS).expect("a shell runs");
        (progress, ended)
    }

    #[test]
    fn reports_the_last_input_of_a_crashed_child() {
        let (progress, ended) = shell("kill -SEGV $$");
        assert_eq!((progress.current.map(|it| it.0), ended), (Some(1), ExitReason::Signal));
    }

    #[test]
    fn ends_a_child_that_hangs() {
        assert_eq!(shell("exec sleep 600").1, ExitReason::TooLong);
    }

    #[test]
    fn counts_panics_and_goes_on_with_the_next_input() {
        let more = r"printf 'p\001\000\000\000\000\000\000\000n\002\000\000\000\000\000\000\000'";
        let (progress, ended) = shell(more);
        assert_eq!((progress.current.map(|it| it.0), progress.panics, ended), (Some(2), 1, ExitReason::Exit(0)));
    }
}
