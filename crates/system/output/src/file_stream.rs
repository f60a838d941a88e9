//! Incremental, atomic writing of one large file.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::apply::why_read_only;
use crate::devices::is_device;
use crate::diagnostics;
use crate::interrupts;
use crate::replace;
use crate::staged::{remove_leftovers, staged_name};
use crate::write::resolve_links;
use protoward_source::Diagnostic;

/// An output file. While the content equals the existing file, nothing is written, so that an unchanged file keeps
/// its timestamp.
#[derive(Debug)]
pub struct FileStream {
    /// The path that the caller gave.
    path: PathBuf,
    /// The file after all links.
    target: PathBuf,
    state: State,
    /// A buffer for the existing content.
    buffer: Vec<u8>,
}

#[derive(Debug)]
enum State {
    New,
    /// The existing file, which starts with the written content, and its length so far.
    Same(File, u64),
    /// A temporary file that will replace the target.
    Staged(File, PathBuf),
    Failed(io::Error),
}

impl FileStream {
    /// Prepares to create or replace a file. Nothing happens before the first write. Returns `None` if the path exists and is
    /// not a regular file.
    pub fn open(path: &Path) -> Option<Self> {
        let target = resolve_links(path.to_owned());
        (!is_device(path) && !path.is_dir()).then(|| Self {
            path: path.to_owned(),
            target,
            state: State::New,
            buffer: Vec::new(),
        })
    }

    /// Writes the next piece. An error is kept until the end.
    pub fn write(&mut self, piece: &[u8]) {
        if let Err(error) = self.try_write(piece) {
            self.remove_staged();
            self.state = State::Failed(error);
        }
    }

    /// Replaces the target with the written content.
    ///
    /// # Errors
    /// Fails with the first error of a piece, or if the file cannot be replaced.
    pub fn finish(mut self) -> Result<(), Box<Diagnostic>> {
        let written = self.try_finish();
        written.map_err(|error| {
            why_read_only(&self.path).unwrap_or_else(|| diagnostics::cannot("write", &self.path, &error))
        })
    }

    fn try_finish(&mut self) -> io::Result<()> {
        self.start()?;
        if let State::Same(old, written) = &self.state {
            if old.metadata()?.len() == *written {
                return Ok(());
            }
            self.stage()?;
        }
        match std::mem::replace(&mut self.state, State::New) {
            State::Staged(file, path) => {
                let done = self.replace(file, &path);
                remove_staged(&path);
                done
            }
            State::Failed(error) => Err(error),
            State::New | State::Same(..) => Ok(()),
        }
    }

    fn replace(&self, file: File, staged: &Path) -> io::Result<()> {
        if let Ok(found) = fs::metadata(&self.target) {
            file.set_permissions(found.permissions())?;
        }
        drop(file);
        let _rename = interrupts::transaction();
        match replace::rename(staged, &self.target) {
            Err(error) if replace::is_in_use(&error) => {
                replace::write_in_place(staged, &self.target).map_err(|_| error)
            }
            renamed => renamed,
        }
    }

    fn try_write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.start()?;
        if let State::Same(old, written) = &mut self.state {
            self.buffer.clear();
            old.take(piece.len() as u64).read_to_end(&mut self.buffer)?;
            if self.buffer == piece {
                *written += piece.len() as u64;
                return Ok(());
            }
            self.stage()?;
        }
        match &mut self.state {
            State::Staged(file, _) => file.write_all(piece),
            State::New | State::Same(..) | State::Failed(_) => Ok(()),
        }
    }

    fn start(&mut self) -> io::Result<()> {
        if !matches!(self.state, State::New) {
            return Ok(());
        }
        // Also if nothing has to be written: a killed run may have been about to write something else.
        remove_leftovers(self.target.parent().unwrap_or(Path::new("")));
        match File::open(&self.target) {
            Ok(old) => self.state = State::Same(old, 0),
            Err(_) => self.stage()?,
        }
        Ok(())
    }

    /// Creates a temporary file with the content that is equal so far.
    fn stage(&mut self) -> io::Result<()> {
        if fs::metadata(&self.target).is_ok_and(|found| found.permissions().readonly()) {
            let reason = "it is read-only, and was not replaced";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, reason));
        }
        let path = self.target.with_file_name(staged_name());
        let mut file = interrupts::create_file(&path)?;
        let before = std::mem::replace(&mut self.state, State::New);
        let copied = match before {
            State::Same(mut old, written) => copy_start(&mut old, written, &mut file),
            State::New | State::Staged(..) | State::Failed(_) => Ok(()),
        };
        self.state = State::Staged(file, path);
        copied
    }

    fn remove_staged(&self) {
        if let State::Staged(_, path) = &self.state {
            remove_staged(path);
        }
    }
}

impl Drop for FileStream {
    fn drop(&mut self) {
        self.remove_staged();
    }
}

/// Removes a staged file. It is gone if it was renamed; otherwise an earlier error is already being reported.
fn remove_staged(path: &Path) {
    let _ = fs::remove_file(path);
    interrupts::forget_file(path);
}

fn copy_start(old: &mut File, bytes: u64, new: &mut File) -> io::Result<()> {
    old.rewind()?;
    io::copy(&mut old.take(bytes), new).map(drop)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
mod tests {
    use super::*;

    fn written(old: Option<&str>, pieces: &[&str]) -> (String, bool) {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let modified = old.map(|old| {
            fs::write(&target, old).unwrap();
            File::options().append(true).open(&target).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
            fs::metadata(&target).unwrap().modified().unwrap()
        });
        // Such a file is left by a run that was killed. Ids of processes are smaller.
        #[cfg(target_os = "linux")]
        {
            let left = staged_name().replace(&format!("-{}-", std::process::id()), "-1073741824-");
            fs::write(folder.path().join(left), "").unwrap();
        }
        let mut stream = FileStream::open(&target).unwrap();
        pieces.iter().for_each(|piece| stream.write(piece.as_bytes()));
        stream.finish().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let is_untouched = modified == fs::metadata(&target).unwrap().modified().ok();
        (fs::read_to_string(target).unwrap(), is_untouched)
    }

    #[test]
    fn keeps_unchanged_files() {
        assert_eq!(written(Some("abcd"), &["ab", "cd"]), ("abcd".to_owned(), true));
        assert_eq!(written(Some(""), &[]), (String::new(), true));
    }

    #[test]
    fn replaces_changed_files() {
        for (old, pieces) in [
            (None, &["ab", "cd"][..]),
            (Some("abcx"), &["ab", "cd"]),
            (Some("abcdef"), &["ab", "cd"]),
            (Some("ab"), &["ab", "cd"]),
            (Some("x"), &["ab", "cd"]),
        ] {
            assert_eq!(written(old, pieces), ("abcd".to_owned(), false), "{old:?}");
        }
        assert_eq!(written(Some("a"), &[]), (String::new(), false));
    }

    #[test]
    fn removes_unfinished_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut stream = FileStream::open(&folder.path().join("out")).unwrap();
        stream.write(b"a");
        drop(stream);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
