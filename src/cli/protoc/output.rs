//! Where the descriptor set goes.

use std::path::PathBuf;

use super::errors::Failure;
use crate::cli::stream::Stream;
use crate::cli::write::{finish, stream, write_files};

/// A descriptor set while it is written.
pub(super) struct Output {
    path: PathBuf,
    stream: Option<Stream>,
    /// All of it, where it cannot be taken back once it is written: for a pipe or a device.
    held: Vec<u8>,
}

impl Output {
    pub(super) fn new(path: &str) -> Self {
        let path = PathBuf::from(path);
        Self { stream: stream(&path), path, held: Vec::new() }
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
            Some(stream) => finish(stream, &self.path),
            None => write_files(vec![(self.path, self.held)]),
        };
        done.map_err(|diagnostic| Failure::Output(diagnostic.message))
    }
}
