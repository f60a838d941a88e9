//! A lock against concurrent writers of a ledger.
//!
//! Two updates that read the same ledger would each write their own facts, and the second would drop the lines of the
//! first. A ledger is therefore locked from before the schema is read until the ledger is written. The operating
//! system releases the lock when the process ends, and no lock file stays: Unix locks the folder of the ledger, and
//! Windows removes the file when it is closed.

use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::ledger::diagnostics;
use protoward_output::resolve_links;
use protoward_source::Diagnostic;

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
            // The path is resolved in each iteration, because the folder may be created meanwhile.
            match system::acquire(&resolve_links(path.to_owned())) {
                Acquired::Held(file) => return Ok(Self { _file: Some(file) }),
                Acquired::Unsupported => return Ok(Self { _file: None }),
                Acquired::Busy if start.elapsed() > TIMEOUT => {
                    return Err(Box::new(diagnostics::is_locked(path, TIMEOUT.as_secs())));
                }
                Acquired::Busy => {}
            }
            if start.elapsed() > QUIET_PERIOD && !std::mem::replace(&mut has_reported_wait, true) {
                wait(&format!("waiting for another protoward that writes `{}`", path.display()));
            }
            sleep(POLL_INTERVAL);
        }
    }
}

/// The result of one attempt.
enum Acquired {
    Held(File),
    /// Another process has the lock.
    Busy,
    /// There is no folder, or its file system has no locks.
    Unsupported,
}

#[cfg(unix)]
mod system {
    use std::fs::{File, TryLockError};
    use std::path::{Path, PathBuf};

    use super::Acquired;

    pub(super) fn acquire(ledger: &Path) -> Acquired {
        let Ok(folder) = File::open(folder(ledger)) else { return Acquired::Unsupported };
        match folder.try_lock() {
            Ok(()) => Acquired::Held(folder),
            Err(TryLockError::WouldBlock) => Acquired::Busy,
            Err(TryLockError::Error(_)) => Acquired::Unsupported,
        }
    }

    /// Returns the folder to lock: that of the ledger, or the nearest existing parent.
    fn folder(ledger: &Path) -> PathBuf {
        let folders = ledger.ancestors().skip(1);
        let here = |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
        folders.map(here).find(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("."))
    }
}

/// Folders cannot be locked here. A file that no other process may open while it is open is a lock too, also if a crash has left it.
#[cfg(windows)]
mod system {
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::Path;

    use super::Acquired;

    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    const ERROR_DELETE_PENDING: i32 = 303;

    pub(super) fn acquire(ledger: &Path) -> Acquired {
        let name = ledger.file_name().unwrap_or_default().to_string_lossy();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
        match options.open(ledger.with_file_name(format!(".{name}.lock"))) {
            Ok(file) => Acquired::Held(file),
            Err(error) if matches!(error.raw_os_error(), Some(ERROR_SHARING_VIOLATION | ERROR_DELETE_PENDING)) => {
                Acquired::Busy
            }
            Err(_) => Acquired::Unsupported,
        }
    }
}

#[cfg(not(any(unix, windows)))]
mod system {
    use std::path::Path;

    use super::Acquired;

    pub(super) fn acquire(_: &Path) -> Acquired {
        Acquired::Unsupported
    }
}
