//! Execution of a process within limits. Its input and both of its outputs are processed concurrently, so that neither side
//! blocks the other.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{ProgramError, Stopped};
use crate::stop::StopSignal;
use crate::usage;

/// The function that writes the input of a process.
pub type InputWriter = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProcessResult {
    /// The bytes that the program wrote to standard output.
    pub output: Vec<u8>,
    /// The text that the program wrote to standard error: the first 64 KiB, and the number of bytes after them.
    pub stderr: Vec<u8>,
    /// The failure, if the program did not end with exit code 0.
    pub problem: Option<ProgramError>,
}

/// The buffer size of reads and writes.
const CHUNK: usize = 1 << 16;

/// Maximum retained bytes of standard error.
const KEPT: usize = 1 << 16;

/// The interval for checking whether a silent process still works.
const LOOK: Duration = Duration::from_millis(500);

/// The interval for measuring the memory of a process, and for checking whether it is to be ended.
const OFTEN: Duration = Duration::from_millis(50);

/// The initial interval for checking whether a process has ended after its output.
const SHORT: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_millis(50);

/// The time to wait for standard error after the end of a process, because another process may hold it open.
const FAREWELL: Duration = Duration::from_millis(200);

/// Runs a program within limits. `program` is its path, for messages.
pub fn run(program: &Path, command: &mut Command, feed: InputWriter, limits: Limits) -> ProcessResult {
    spawn(program, command, feed, Ending { limits, signal: None })
}

/// Runs a program as [`run`], and ends it with all processes of its group when `signal` requests that.
///
/// On Unix, the program gets a process group of its own. The signals of a terminal then do not reach it.
pub fn run_until(
    signal: &StopSignal,
    program: &Path,
    command: &mut Command,
    feed: InputWriter,
    limits: Limits,
) -> ProcessResult {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    spawn(program, command, feed, Ending { limits, signal: Some(signal) })
}

/// The reasons to end a process.
#[derive(Clone, Copy)]
struct Ending<'s> {
    limits: Limits,
    signal: Option<&'s StopSignal>,
}

impl Ending<'_> {
    /// Returns the interval for checks of a process without events.
    fn interval(&self) -> Duration {
        // A process that only allocates has no events, and neither has a signal.
        if self.limits.memory.is_some() || self.signal.is_some() { OFTEN } else { LOOK }
    }

    fn check_signal(&self) -> Result<(), Stopped> {
        if self.signal.is_some_and(StopSignal::is_requested) { Err(Stopped::Requested) } else { Ok(()) }
    }
}

fn spawn(program: &Path, command: &mut Command, feed: InputWriter, ending: Ending<'_>) -> ProcessResult {
    let failed = |problem| ProcessResult { output: Vec::new(), stderr: Vec::new(), problem: Some(problem) };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return failed(ProgramError::NotStarted { path: program.to_owned(), error }),
    };
    let mut listener = Listener::new(&mut child, feed);
    let ended = listener.listen(&mut child, ending);
    let problem = match ended {
        Ok(status) => problem(status),
        Err(why) => {
            usage::kill(&mut child, ending.signal.is_some());
            Some(ProgramError::Stopped(why))
        }
    };
    listener.farewell();
    let Listener { output, stderr, .. } = listener;
    ProcessResult { output, stderr, problem }
}

/// Returns the failure of an ended process.
fn problem(status: ExitStatus) -> Option<ProgramError> {
    let how = match status.code() {
        Some(0) => return None,
        Some(code) => exit_code(code),
        // The format is `signal: 9 (SIGKILL)`.
        None => status.to_string().replacen(": ", " ", 1),
    };
    Some(ProgramError::Ended(how))
}

/// Returns an exit code in words. Windows ends a program that crashes with a negative code, which people know in hexadecimal:
/// `0xC0000005` is an access violation.
fn exit_code(code: i32) -> String {
    if code < 0 { format!("exit code 0x{code:08X}") } else { format!("exit code {code}") }
}

/// An event from the reading threads.
enum Event {
    Output(Vec<u8>),
    OutputEnd,
    Words(Vec<u8>),
    WordsEnd,
}

struct Listener {
    events: Receiver<Event>,
    /// The number of written input bytes.
    written: Arc<AtomicU64>,
    output: Vec<u8>,
    stderr: Vec<u8>,
    /// The number of bytes on standard error.
    words: usize,
    output_ended: bool,
    words_ended: bool,
}

impl Listener {
    /// Starts writing and reading. The threads are detached, because child processes of the plugin may hold its pipes
    /// open for longer.
    fn new(child: &mut Child, feed: InputWriter) -> Self {
        let (sender, events) = sync_channel(16);
        let written = Arc::new(AtomicU64::new(0));
        if let Some(input) = child.stdin.take() {
            let counted = CountingWriter { input, written: Arc::clone(&written) };
            // A process that does not read all of its input has not failed.
            thread::spawn(move || drop(write(feed, counted)));
        }
        if let Some(output) = child.stdout.take() {
            let sender = sender.clone();
            thread::spawn(move || read(output, &sender, Event::Output, Event::OutputEnd));
        }
        if let Some(words) = child.stderr.take() {
            thread::spawn(move || read(words, &sender, Event::Words, Event::WordsEnd));
        }
        let output = Vec::new();
        let stderr = Vec::new();
        Self { events, written, output, stderr, words: 0, output_ended: false, words_ended: false }
    }

    /// Processes output until the process ends or must be stopped.
    fn listen(&mut self, child: &mut Child, ending: Ending<'_>) -> Result<ExitStatus, Stopped> {
        let limits = ending.limits;
        let mut watch = ProcessActivity::new(child.id(), limits);
        let look = ending.interval();
        let mut patience = look;
        loop {
            if self.output_ended {
                // A process whose state is unavailable has ended.
                if let Some(status) = child.try_wait().unwrap_or_else(|_| Some(ExitStatus::default())) {
                    return Ok(status);
                }
                patience = if patience == look { SHORT } else { (patience * 2).min(LONG) };
            }
            match self.events.recv_timeout(patience) {
                Ok(event) => {
                    self.hear(event, limits)?;
                    watch.moved();
                }
                Err(error) => {
                    // The output is closed, so nothing was waited for.
                    if error == RecvTimeoutError::Disconnected {
                        thread::sleep(patience);
                    }
                    watch.look(self.written.load(Ordering::Relaxed))?;
                }
            }
            watch.in_time()?;
            watch.in_memory()?;
            ending.check_signal()?;
        }
    }

    fn hear(&mut self, event: Event, limits: Limits) -> Result<(), Stopped> {
        match event {
            Event::Output(bytes) if self.output.len() + bytes.len() > limits.output => {
                return Err(Stopped::TooMuchOutput(limits.output));
            }
            Event::Output(bytes) if self.output.is_empty() => self.output = bytes,
            Event::Output(bytes) => self.output.extend_from_slice(&bytes),
            Event::OutputEnd => self.output_ended = true,
            Event::Words(bytes) => {
                let room = KEPT.saturating_sub(self.stderr.len()).min(bytes.len());
                self.stderr.extend_from_slice(&bytes[..room]);
                self.words += bytes.len();
                if self.words > limits.words {
                    return Err(Stopped::TooManyWords(limits.words));
                }
            }
            Event::WordsEnd => self.words_ended = true,
        }
        Ok(())
    }

    /// Reads the rest of standard error.
    fn farewell(&mut self) {
        let end = Instant::now() + FAREWELL;
        while !self.words_ended {
            let rest = end.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(rest) else { break };
            let unlimited = Limits { output: usize::MAX, words: usize::MAX, ..Limits::default() };
            if let Event::Words(_) | Event::WordsEnd = event {
                let _ = self.hear(event, unlimited);
            }
        }
        if self.words > self.stderr.len() {
            let more = self.words - self.stderr.len();
            self.stderr.extend_from_slice(format!("\n… and {more} bytes more\n").as_bytes());
        }
    }
}

/// The activity of a process.
struct ProcessActivity {
    process: u32,
    limits: Limits,
    start: Instant,
    /// The time of the last activity.
    last: Instant,
    written: u64,
    ticks: Option<u64>,
    /// The time at which the memory was measured.
    measured: Instant,
}

impl ProcessActivity {
    fn new(process: u32, limits: Limits) -> Self {
        let now = Instant::now();
        Self { process, limits, start: now, last: now, written: 0, ticks: None, measured: now }
    }

    fn moved(&mut self) {
        self.last = Instant::now();
    }

    /// Checks for activity of a silent process.
    fn look(&mut self, written: u64) -> Result<(), Stopped> {
        let Some(idle) = self.limits.idle else { return Ok(()) };
        if self.last.elapsed() < LOOK {
            return Ok(());
        }
        let ticks = usage::ticks(self.process);
        if ticks.is_none() || ticks != self.ticks || written != self.written {
            (self.ticks, self.written) = (ticks, written);
            self.moved();
        }
        if self.last.elapsed() > idle { Err(Stopped::Idle(idle)) } else { Ok(()) }
    }

    fn in_time(&self) -> Result<(), Stopped> {
        match self.limits.total {
            Some(total) if self.start.elapsed() > total => Err(Stopped::Late(total)),
            Some(_) | None => Ok(()),
        }
    }

    fn in_memory(&mut self) -> Result<(), Stopped> {
        let Some(memory) = self.limits.memory.filter(|_| self.measured.elapsed() > OFTEN) else { return Ok(()) };
        self.measured = Instant::now();
        match usage::memory(self.process) {
            Some(used) if used > memory => Err(Stopped::TooMuchMemory(memory)),
            Some(_) | None => Ok(()),
        }
    }
}

/// A writer that counts bytes.
struct CountingWriter<W> {
    input: W,
    written: Arc<AtomicU64>,
}

impl<W: Write> Write for CountingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.input.write(bytes)?;
        self.written.fetch_add(taken as u64, Ordering::Relaxed);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.flush()
    }
}

fn write(feed: InputWriter, input: impl Write) -> io::Result<()> {
    let mut input = BufWriter::with_capacity(CHUNK, input);
    feed(&mut input)?;
    input.flush()
}

fn read(mut from: impl Read, events: &SyncSender<Event>, event: impl Fn(Vec<u8>) -> Event, end: Event) {
    let mut buffer = vec![0; CHUNK];
    loop {
        let piece = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => buffer[..length].to_vec(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        // The receiver is gone.
        if events.send(event(piece)).is_err() {
            return;
        }
    }
    let _ = events.send(end);
}

/// Limits on the time, the output and the memory of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum time without input, output or CPU use; `None` for no limit. Only where the system reports the CPU time of
    /// processes.
    pub idle: Option<Duration>,
    /// Maximum run time; `None` for no limit.
    pub total: Option<Duration>,
    /// Maximum size of standard output, in bytes. The program is stopped when it writes more.
    pub output: usize,
    /// Maximum size of standard error, in bytes.
    pub words: usize,
    /// Maximum resident memory of the process and its descendants, in bytes; `None` for no limit. Only where the system
    /// reports the memory of processes.
    pub memory: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            idle: Some(Duration::from_secs(60)),
            total: Some(Duration::from_secs(30 * 60)),
            output: 1 << 30,
            words: 64 << 20,
            memory: None,
        }
    }
}

impl Limits {
    /// Sets the maximum run time in seconds, and no limit on idle time; 0 is no limit.
    #[must_use]
    pub fn seconds(self, seconds: u64) -> Self {
        let total = (seconds > 0).then(|| Duration::from_secs(seconds));
        Self { idle: None, total, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_crashes_are_hexadecimal() {
        assert_eq!(exit_code(3), "exit code 3");
        assert_eq!(exit_code(0xC000_0005_u32.cast_signed()), "exit code 0xC0000005");
    }
}
