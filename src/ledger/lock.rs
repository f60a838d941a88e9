//! One writer of a ledger at a time.
//!
//! Two updates that read the same ledger would each write what it knows, and the second would drop the lines of the first.
//! So a ledger is locked from before the schema is read until the ledger is written. The lock is the system's: it ends with
//! the process, whatever ends that, and leaves no file behind on Unix, where the folder of the ledger itself is locked.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::diagnostics;
use crate::console::Console;
use crate::write::behind_link;

/// How long to wait for others.
const PATIENCE: Duration = Duration::from_secs(120);

/// When to say that somebody else is waited for.
const SILENCE: Duration = Duration::from_secs(2);

const PAUSE: Duration = Duration::from_millis(10);

/// The right to write a ledger, until it is dropped.
#[derive(Debug)]
#[must_use]
pub(super) struct Lock {
    /// `None` if the file system knows no locks.
    _held: Option<File>,
}

impl Lock {
    /// Waits for the right to write the ledger at `path`; where that takes too long, says so.
    pub(super) fn take(path: &Path, console: &mut Console) -> Option<Self> {
        let (start, mut has_spoken) = (Instant::now(), false);
        loop {
            // Looked up anew each time: the folder may be made meanwhile.
            let Ok(file) = open(&target(path)) else { return Some(Self { _held: None }) };
            match file.try_lock() {
                Ok(()) => return Some(Self { _held: Some(file) }),
                Err(TryLockError::Error(_)) => return Some(Self { _held: None }),
                Err(TryLockError::WouldBlock) if start.elapsed() > PATIENCE => {
                    console.problem(diagnostics::is_locked(path, PATIENCE.as_secs()));
                    return None;
                }
                Err(TryLockError::WouldBlock) => {}
            }
            if start.elapsed() > SILENCE && !std::mem::replace(&mut has_spoken, true) {
                console.remark(&format!("waiting for another protoward that writes `{}`", path.display()));
            }
            sleep(PAUSE);
        }
    }
}

/// What is locked for a ledger: the folder that it is in, or the nearest one that exists.
#[cfg(unix)]
fn target(path: &Path) -> PathBuf {
    let path = behind_link(path.to_owned());
    let folders = path.ancestors().skip(1);
    let here = |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    folders.map(here).find(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("."))
}

#[cfg(unix)]
fn open(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Elsewhere folders cannot be locked; a file beside the ledger stands for it, and stays.
#[cfg(not(unix))]
fn target(path: &Path) -> PathBuf {
    let path = behind_link(path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.lock"))
}

#[cfg(not(unix))]
fn open(file: &Path) -> io::Result<File> {
    File::create(file)
}
