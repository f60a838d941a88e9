//! Files that are written without a generator, such as descriptor sets.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::arguments::Arguments;
use crate::errors::Failure;
use protoward_output::{FileStream, write_files};

/// Writes a file whole or not at all.
pub(crate) fn write(path: &str, arguments: &Arguments, bytes: Vec<u8>) -> Result<(), Failure> {
    let mut stream = Stream::new(path, arguments)?;
    stream.write(&bytes);
    stream.finish()
}

/// Updates the time of a file even if its content is unchanged. Otherwise `make` would run protoc again and again.
pub(crate) fn touch(path: &Path) {
    if path.is_file()
        && let Ok(file) = File::options().append(true).open(path)
    {
        // The content is current; if the time cannot be changed, the file is written again next time.
        let _ = file.set_modified(SystemTime::now());
    }
}

/// A file being written, which is in its place when it is finished.
pub(crate) struct Stream {
    path: PathBuf,
    stream: Option<FileStream>,
    /// The buffered content for a pipe or device, whose output cannot be undone.
    buffer: Vec<u8>,
    /// `true` to keep the time of an unchanged file.
    keeps_time: bool,
}

impl Stream {
    pub(crate) fn new(path: &str, arguments: &Arguments) -> Result<Self, Failure> {
        let surroundings = &arguments.surroundings;
        if !surroundings.may_write(path) {
            return Err(Failure::DeviceOfWorker(path.to_owned()));
        }
        if !surroundings.can_write(path) {
            return Err(Failure::NoFileName(path.to_owned()));
        }
        let path = surroundings.at(path);
        let keeps_time = arguments.keep_times;
        Ok(Self { stream: FileStream::open(&path), path, buffer: Vec::new(), keeps_time })
    }

    pub(crate) fn write(&mut self, chunk: &[u8]) {
        match &mut self.stream {
            Some(stream) => stream.write(chunk),
            None => self.buffer.extend_from_slice(chunk),
        }
    }

    /// Like protoc, creates no folders; build scripts may rely on that.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(Failure::NoFolder(self.path.display().to_string()));
        }
        let done = match self.stream {
            Some(stream) => stream.finish(),
            None => write_files(vec![(self.path.clone(), self.buffer)]),
        };
        done.map_err(|diagnostic| Failure::Output(diagnostic.message))?;
        if !self.keeps_time {
            touch(&self.path);
        }
        Ok(())
    }
}
