//! A lock against concurrent writers of a ledger.
//!
//! Two updates that read the same ledger would each write their own facts, and the second would drop the lines of the
//! first. A ledger is therefore locked from before the schema is read until the ledger is written. The operating
//! system releases the lock when the process ends. On Unix the folder of the ledger is locked, which leaves no lock
//! file behind.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::ledger::diagnostics;
use protoward_output::resolve_links;
use protoward_source::Diagnostic;
use protoward_source::paths::shown;

/// The maximum time to wait for other processes.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The time after which waiting is reported.
const QUIET_PERIOD: Duration = Duration::from_secs(2);

const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// The exclusive right to write a ledger, until it is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct LedgerLock {
    /// `None` if the file system does not support locks.
    _file: Option<File>,
}

impl LedgerLock {
    /// Waits for the lock of the ledger at `path`, and tells `wait` once if that takes long.
    pub(crate) fn take(path: &Path, wait: &mut dyn FnMut(&str)) -> Result<Self, Box<Diagnostic>> {
        let start = Instant::now();
        let mut has_reported_wait = false;
        loop {
            // Resolved in each iteration, because the folder may be created meanwhile.
            let Ok(file) = open(&target(path)) else { return Ok(Self { _file: None }) };
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::Error(_)) => return Ok(Self { _file: None }),
                Err(TryLockError::WouldBlock) if start.elapsed() > TIMEOUT => {
                    return Err(Box::new(diagnostics::is_locked(path, TIMEOUT.as_secs())));
                }
                Err(TryLockError::WouldBlock) => {}
            }
            if start.elapsed() > QUIET_PERIOD && !std::mem::replace(&mut has_reported_wait, true) {
                wait(&format!("waiting for another protoward that writes `{}`", shown(path)));
            }
            sleep(POLL_INTERVAL);
        }
    }
}

/// Returns the folder to lock: that of the ledger, or the nearest existing parent.
#[cfg(unix)]
fn target(path: &Path) -> PathBuf {
    let path = resolve_links(path.to_owned());
    let folders = path.ancestors().skip(1);
    let here = |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    folders.map(here).find(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("."))
}

#[cfg(unix)]
fn open(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Returns a lock file next to the ledger, because folders cannot be locked on this platform.
#[cfg(not(unix))]
fn target(path: &Path) -> PathBuf {
    let path = resolve_links(path.to_owned());
    let name = shown(&path.file_name().unwrap_or_default()).to_string();
    path.with_file_name(format!(".{name}.lock"))
}

#[cfg(not(unix))]
fn open(file: &Path) -> io::Result<File> {
    File::create(file)
}
