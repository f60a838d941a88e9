//! Replacement of files that other programs have open, which Windows refuses.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The time before the first repetition of a rename. Each wait is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(2);

/// The number of repetitions, which take a second. Virus scanners and indexers close a new file in that time.
const REPETITIONS: u32 = 9;

/// Renames a file over another one. While another program has that file open, the rename is repeated for a second.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    repeated(is_in_use, thread::sleep, || fs::rename(from, to))
}

/// Writes the content of a file into another one, which stays the same file. A program that has it open may permit this, but no
/// rename. If the content cannot be written as a whole, such as to a full disk, the file gets its old content back.
pub(crate) fn write_in_place(from: &Path, to: &Path) -> io::Result<()> {
    let content = fs::read(from)?;
    let old = fs::read(to)?;
    let file = File::options().write(true).open(to)?;
    let written = overwrite(&file, &content);
    if written.is_err() {
        // The first error is the one to report.
        let _ = overwrite(&file, &old);
    }
    written
}

fn overwrite(mut file: &File, content: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(content)?;
    // Only then, so that what the old content takes stays allocated to the file.
    file.set_len(content.len() as u64)
}

/// Returns `true` if an operation failed because another program has the file open, as far as the error tells. This happens only on
/// Windows.
pub(crate) fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && error.raw_os_error().is_some_and(is_violation)
}

/// Returns `true` for the error codes of Windows for files that are open: access denied, sharing violation, lock violation. The first
/// one also means a missing permission.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const fn is_violation(code: i32) -> bool {
    matches!(code, 5 | 32 | 33)
}

fn repeated<T>(
    is_in_use: impl Fn(&io::Error) -> bool,
    wait: impl Fn(Duration),
    mut operation: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for repetition in 0..REPETITIONS {
        match operation() {
            Err(error) if is_in_use(&error) => wait(FIRST_WAIT * 2_u32.pow(repetition)),
            result => return result,
        }
    }
    operation()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::cell::Cell;

    use super::*;

    const SHARING_VIOLATION: i32 = 32;
    const NOT_FOUND: i32 = 2;

    /// Returns the number of calls of an operation that fails that often, its result, and the time that was waited.
    fn ran(failures: u32, code: i32) -> (u32, bool, Duration) {
        let calls = Cell::new(0);
        let waited = Cell::new(Duration::ZERO);
        let result = repeated(
            |error| error.raw_os_error().is_some_and(is_violation),
            |time| waited.set(waited.get() + time),
            || {
                calls.set(calls.get() + 1);
                if calls.get() <= failures { Err(io::Error::from_raw_os_error(code)) } else { Ok(()) }
            },
        );
        (calls.get(), result.is_ok(), waited.get())
    }

    #[test]
    fn renames_are_repeated_while_a_file_is_open() {
        assert_eq!(ran(0, SHARING_VIOLATION), (1, true, Duration::ZERO));
        assert_eq!(ran(2, SHARING_VIOLATION), (3, true, Duration::from_millis(6)));
        assert_eq!(ran(1, NOT_FOUND), (1, false, Duration::ZERO));
        let (calls, is_ok, waited) = ran(u32::MAX, SHARING_VIOLATION);
        assert!(calls == 10 && !is_ok && (900..1100).contains(&waited.as_millis()), "{calls} {waited:?}");
    }

    #[test]
    fn files_are_written_in_place_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
        for (new, old) in [("ab", "abcdef"), ("abcdef", "ab"), ("", "a")] {
            fs::write(&from, new).unwrap();
            fs::write(&to, old).unwrap();
            write_in_place(&from, &to).unwrap();
            assert_eq!(fs::read_to_string(&to).unwrap(), new);
        }
    }
}
