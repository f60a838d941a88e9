//! The files that are written without a generator: the descriptor set and its like.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::errors::Failure;
use crate::stream;
use crate::write::{self, write_files};

/// Writes one file, whole or not at all.
pub(super) fn write(path: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    let mut stream = Stream::new(path);
    stream.write(&bytes);
    stream.finish()
}

/// Makes a file new, whether its content has changed or not: `make` and its like would run protoc again and again
/// while an output is older than what it is made of.
pub(super) fn touch(path: &Path) {
    if path.is_file()
        && let Ok(file) = File::options().append(true).open(path)
    {
        // The content is there; what cannot have another time is made once more.
        let _ = file.set_modified(SystemTime::now());
    }
}

/// A file while it is written.
pub(super) struct Stream {
    path: PathBuf,
    stream: Option<stream::Stream>,
    /// All of it, where it cannot be taken back once it is written: for a pipe or a device.
    held: Vec<u8>,
}

impl Stream {
    pub(super) fn new(path: &str) -> Self {
        let path = PathBuf::from(path);
        Self { stream: write::stream(&path), path, held: Vec::new() }
    }

    pub(super) fn write(&mut self, piece: &[u8]) {
        match &mut self.stream {
            Some(stream) => stream.write(piece),
            None => self.held.extend_from_slice(piece),
        }
    }

    /// protoc makes no folders, and build scripts may count on it.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(Failure::NoFolder(self.path.display().to_string()));
        }
        let done = match self.stream {
            Some(stream) => write::finish(stream, &self.path),
            None => write_files(vec![(self.path.clone(), self.held)]),
        };
        done.map_err(|diagnostic| Failure::Output(diagnostic.message))?;
        touch(&self.path);
        Ok(())
    }
}
