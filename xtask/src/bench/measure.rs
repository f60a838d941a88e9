//! Programs timed beside each other: taken in turns, so that what else the machine does hits all of them alike.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::process::Run;
use crate::trouble::Trouble;
use crate::watch::{Usage, ticks, until_end};

/// A program with the arguments for a case.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
}

/// What one program needed, over all its runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    times: Vec<Duration>,
    /// The largest resident set of any run, in KiB; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// Runs all of them `runs` times in turns. One run before that is not counted: it warms the caches.
pub(crate) fn measure(contestants: &[Contestant], runs: usize) -> Result<Vec<Measured>, Trouble> {
    let mut measured: Vec<Measured> =
        contestants.iter().map(|it| Measured { name: it.name, ..Measured::default() }).collect();
    for round in 0..=runs {
        for (contestant, measured) in contestants.iter().zip(&mut measured) {
            let (time, memory) = once(&contestant.run)?;
            if round > 0 {
                measured.times.push(time);
                measured.memory = measured.memory.max(memory);
            }
        }
    }
    Ok(measured)
}

/// One run: how long it took and how much memory it had at most.
fn once(run: &Run) -> Result<(Duration, u64), Trouble> {
    let started = Instant::now();
    let mut command = run.command();
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|source| run.not_started(source))?;
    let (_, Usage { memory, .. }) = until_end(&mut child, |_| None);
    let status = child.wait().map_err(|source| run.not_started(source))?;
    let time = started.elapsed();
    if status.success() {
        return Ok((time, memory));
    }
    // Once more, with its words.
    Err(run.failed(&run.output()?))
}

/// The processor time of all programs that this one started and that have ended. What else the machine does matters less
/// to it than to the clock on the wall. `None` where the system does not tell.
pub(crate) fn processor_time() -> Option<Duration> {
    ticks(&std::fs::read_to_string("/proc/self/stat").ok()?, 13).map(|ticks| Duration::from_millis(ticks * 10))
}

impl Measured {
    pub(crate) fn min(&self) -> Duration {
        self.times.iter().copied().min().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// A table, everything as a multiple of the first program's.
pub(crate) fn print(title: &str, measured: &[Measured]) {
    println!("\n{title}");
    println!("  {:22} {:>10} {:>10} {:>9} {:>9} {:>10} {:>9}", "", "min", "median", "min", "median", "memory", "");
    let Some(first) = measured.first() else { return };
    for it in measured {
        println!(
            "  {:22} {:>10} {:>10} {:>9} {:>9} {:>7} MB {:>9}",
            it.name,
            format!("{:.3} s", it.min().as_secs_f64()),
            format!("{:.3} s", it.median().as_secs_f64()),
            ratio(it.min().as_secs_f64(), first.min().as_secs_f64()),
            ratio(it.median().as_secs_f64(), first.median().as_secs_f64()),
            it.memory / 1024,
            ratio(kib(it.memory), kib(first.memory)),
        );
    }
}

fn kib(memory: u64) -> f64 {
    u32::try_from(memory).map_or(f64::INFINITY, f64::from)
}

pub(super) fn ratio(value: f64, of: f64) -> String {
    if of > 0.0 { format!("{:.2} x", value / of) } else { "-".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn min_and_median_of_the_runs() {
        let times = [30, 10, 20].map(Duration::from_millis).to_vec();
        let measured = Measured { times, ..Measured::default() };
        assert_eq!([measured.min(), measured.median()], [10, 20].map(Duration::from_millis));
        assert_eq!(ratio(3.0, 2.0), "1.50 x");
        assert_eq!(ratio(3.0, 0.0), "-");
    }

    #[test]
    fn a_program_that_fails_is_no_measurement() {
        let run = Run::cargo().arg("no-such-command-of-cargo");
        assert!(matches!(once(&run), Err(Trouble::Failed { .. })));
    }
}
