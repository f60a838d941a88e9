//! A lock against concurrent writers of a ledger.
//!
//! Two updates that read the same ledger would each write their own facts, and the second would drop the lines of the
//! first. A ledger is therefore locked from before the schema is read until the ledger is written. The operating
//! system releases the lock when the process ends. No lock file stays: on Unix the folder of the ledger is locked, and
//! Windows removes the lock file with the lock.

use std::fs::File;
#[cfg(unix)]
use std::fs::TryLockError;
use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;
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
            match attempt(&resolve_links(path.to_owned()), start.elapsed()) {
                Attempt::Locked(file) => return Ok(Self { _file: Some(file) }),
                Attempt::Unsupported => return Ok(Self { _file: None }),
                Attempt::Taken if start.elapsed() > TIMEOUT => {
                    return Err(Box::new(diagnostics::is_locked(path, TIMEOUT.as_secs())));
                }
                Attempt::Taken => {}
            }
            if start.elapsed() > QUIET_PERIOD && !std::mem::replace(&mut has_reported_wait, true) {
                wait(&format!("waiting for another protoward that writes `{}`", shown(path)));
            }
            sleep(POLL_INTERVAL);
        }
    }
}

/// The result of an attempt to lock a ledger.
enum Attempt {
    Locked(File),
    /// Another process has the lock.
    Taken,
    /// The system or the folder permits no lock.
    Unsupported,
}

/// Locks the folder of a ledger, or the nearest existing parent.
#[cfg(unix)]
fn attempt(path: &Path, _waited: Duration) -> Attempt {
    let here = |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    let folder = path.ancestors().skip(1).map(here).find(|folder| folder.is_dir());
    let Ok(file) = File::open(folder.unwrap_or_else(|| PathBuf::from("."))) else { return Attempt::Unsupported };
    match file.try_lock() {
        Ok(()) => Attempt::Locked(file),
        Err(TryLockError::WouldBlock) => Attempt::Taken,
        Err(TryLockError::Error(_)) => Attempt::Unsupported,
    }
}

/// Creates a lock file beside a ledger, because Windows locks no folders. While this process has the file open, no other can open it,
/// and Windows removes it when it is closed.
#[cfg(windows)]
fn attempt(path: &Path, waited: Duration) -> Attempt {
    use std::os::windows::fs::OpenOptionsExt as _;
    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    let name = shown(path.file_name().unwrap_or_default());
    let mut options = File::options();
    options.write(true).create(true).truncate(false).share_mode(0).custom_flags(DELETE_ON_CLOSE);
    match options.open(path.with_file_name(format!(".{name}.lock"))) {
        Ok(file) => Attempt::Locked(file),
        Err(error) => match error.raw_os_error() {
            Some(SHARING_VIOLATION) => Attempt::Taken,
            // The file is being removed, or else the folder permits no files: a removal is over soon.
            Some(ACCESS_DENIED) if waited < QUIET_PERIOD => Attempt::Taken,
            _ => Attempt::Unsupported,
        },
    }
}

#[cfg(not(any(unix, windows)))]
fn attempt(_path: &Path, _waited: Duration) -> Attempt {
    Attempt::Unsupported
}

#[cfg(all(test, any(unix, windows)))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn one_lock_at_a_time_and_no_file_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        let attempt = || attempt(&path, Duration::ZERO);
        let Attempt::Locked(first) = attempt() else { panic!("the ledger is not locked") };
        assert!(matches!(attempt(), Attempt::Taken));
        drop(first);
        assert!(matches!(attempt(), Attempt::Locked(_)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
