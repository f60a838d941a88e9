//! Processes whose messages are read within limits of size and time.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// A process. It is killed if the value is dropped before [`finish`](Self::finish).
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Receives the messages when the process closes its standard error.
    messages: Receiver<String>,
}

/// The end of a process.
#[derive(Debug)]
pub(crate) enum ProcessEnd {
    /// The process ended by itself, with its messages.
    Ended(ExitStatus, String),
    /// The process was killed, because the caller said so.
    Killed,
}

/// The interval between two questions to the caller whether the process may go on.
const INTERVAL: Duration = Duration::from_millis(200);

/// The time in which the messages of a process that has ended are awaited. Programs that it has left behind may keep
/// its standard error open, such as the daemon of a credential cache.
const GRACE: Duration = Duration::from_millis(500);

/// Maximum size of the messages that are kept: the last ones.
const MAX_MESSAGES: usize = 64 << 10;

impl Process {
    /// Starts a process, and reads its messages on another thread, so that it does not wait for them to be read.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let (sender, messages) = channel();
        let stderr = child.stderr.take();
        let process = Self { child, messages };
        // The thread ends with the last process that has the standard error.
        let read = move || drop(sender.send(stderr.map(last_messages).unwrap_or_default()));
        thread::Builder::new().spawn(read)?;
        Ok(process)
    }

    /// Returns the standard input and output that the command has as pipes.
    pub(crate) fn pipes(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>) {
        (self.child.stdin.take(), self.child.stdout.take())
    }

    /// Waits for the end of the process. Kills it when `is_excessive` returns `true`.
    pub(crate) fn finish(mut self, mut is_excessive: impl FnMut() -> bool) -> io::Result<ProcessEnd> {
        let messages = loop {
            match self.messages.recv_timeout(INTERVAL) {
                Ok(messages) => break messages,
                Err(RecvTimeoutError::Disconnected) => break String::new(),
                Err(RecvTimeoutError::Timeout) if is_excessive() => return Ok(ProcessEnd::Killed),
                Err(RecvTimeoutError::Timeout) if self.child.try_wait()?.is_some() => {
                    break self.messages.recv_timeout(GRACE).unwrap_or_default();
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        Ok(ProcessEnd::Ended(self.child.wait()?, messages))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Neither has an effect after the end of the process.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn last_messages(mut stderr: ChildStderr) -> String {
    let mut last = VecDeque::new();
    let mut block = [0; 4096];
    while let Ok(size @ 1..) = stderr.read(&mut block) {
        last.extend(&block[..size]);
        last.drain(..last.len().saturating_sub(MAX_MESSAGES));
    }
    String::from_utf8_lossy(last.make_contiguous()).into_owned()
}
