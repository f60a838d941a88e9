//! Time measurements of several programs. They run in turns, so that other load on the machine affects all of them equally.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::watch::{Usage, ticks, until_end};

/// A program with its arguments.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
    /// The expected exit code. It is 0 except for invalid input.
    pub(crate) code: i32,
}

/// The measurements of a program over all its runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    times: Vec<Duration>,
    /// The peak resident set in KiB, or 0 if the system does not report it.
    pub(crate) memory: u64,
}

impl Contestant {
    pub(crate) fn new(name: &'static str, run: Run) -> Contestant {
        Contestant { name, run, code: 0 }
    }

    /// Sets the expected exit code.
    pub(crate) fn ending(self, code: i32) -> Contestant {
        Contestant { code, ..self }
    }

    /// Runs the program once and returns the wall-clock time. Memory is not observed, because that takes processor time.
    fn time(&self) -> Result<Duration, Error> {
        let started = Instant::now();
        let mut child = self.spawn()?;
        let status = child.wait().map_err(|source| self.run.not_started(source))?;
        let time = started.elapsed();
        if status.code() == Some(self.code) { Ok(time) } else { Err(self.unexpected_exit()?) }
    }

    /// Runs the program once and returns its peak memory.
    fn memory(&self) -> Result<u64, Error> {
        let mut child = self.spawn()?;
        let (_, Usage { memory, .. }) = until_end(&mut child, |_| None);
        let status = child.wait().map_err(|source| self.run.not_started(source))?;
        if status.code() == Some(self.code) { Ok(memory) } else { Err(self.unexpected_exit()?) }
    }

    fn spawn(&self) -> Result<Child, Error> {
        let mut command = self.run.command();
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map_err(|source| self.run.not_started(source))
    }

    /// Runs the program once more to capture its output for the error.
    fn unexpected_exit(&self) -> Result<Error, Error> {
        Ok(self.run.failed(&self.run.output()?))
    }
}

/// Runs each program `runs` times, in turns. A first run of each is not timed: it warms the caches and measures memory.
///
/// Every other round runs in reverse order. On a virtual machine, a program that follows one with high memory usage waits until
/// the host has provided the memory again.
pub(crate) fn measure(contestants: &[Contestant], runs: usize) -> Result<Vec<Measured>, Error> {
    let measured = |it: &Contestant| Ok(Measured { name: it.name, memory: it.memory()?, times: Vec::new() });
    let mut measured = contestants.iter().map(measured).collect::<Result<Vec<_>, Error>>()?;
    let mut turns: Vec<usize> = (0..contestants.len()).collect();
    for _ in 0..runs {
        for &turn in &turns {
            measured[turn].times.push(contestants[turn].time()?);
        }
        turns.reverse();
    }
    Ok(measured)
}

/// Returns the processor time of all child processes that have ended, or `None` if the system does not report it. Processor time
/// depends less on other load than wall-clock time.
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

/// Prints a table with multiples of the values of the first program. Absolute times mostly depend on the machine.
pub(crate) fn print(title: &str, measured: &[Measured]) {
    println!("\n{title}");
    println!("  {:26} {:>9} {:>9} {:>9}", "", "min", "median", "memory");
    let Some(first) = measured.first() else { return };
    for it in measured {
        println!(
            "  {:26} {:>9} {:>9} {:>9}",
            it.name,
            ratio(it.min().as_secs_f64(), first.min().as_secs_f64()),
            ratio(it.median().as_secs_f64(), first.median().as_secs_f64()),
            ratio(kib(it.memory), kib(first.memory)),
        );
    }
}

pub(super) fn kib(memory: u64) -> f64 {
    u32::try_from(memory).map_or(f64::INFINITY, f64::from)
}

pub(super) fn ratio(value: f64, of: f64) -> String {
    if of > 0.0 { format!("{:.2} x", value / of) } else { "-".into() }
}

/// Measurements that are looked up by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'m>(pub(super) &'m [Measured]);

impl Table<'_> {
    fn find(&self, name: &str) -> &Measured {
        self.0.iter().find(|it| it.name == name).expect("the names of contestants are written once")
    }

    /// Returns the time of the fastest run in seconds. Other load on the machine can only make a run slower.
    pub(super) fn time(&self, name: &str) -> f64 {
        self.find(name).min().as_secs_f64()
    }

    pub(super) fn memory(&self, name: &str) -> f64 {
        kib(self.find(name).memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computes_min_and_median_of_the_runs() {
        let times = [30, 10, 20].map(Duration::from_millis).to_vec();
        let measured = Measured { times, ..Measured::default() };
        assert_eq!([measured.min(), measured.median()], [10, 20].map(Duration::from_millis));
        assert_eq!(ratio(3.0, 2.0), "1.50 x");
        assert_eq!(ratio(3.0, 0.0), "-");
    }

    #[test]
    fn does_not_measure_a_program_that_fails() {
        let run = Run::new(std::env::current_exe().expect("this program")).arg("--no-such-option");
        assert!(matches!(Contestant::new("this", run).time(), Err(Error::Failed { .. })));
    }
}
