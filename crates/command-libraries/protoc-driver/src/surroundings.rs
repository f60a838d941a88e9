//! The surroundings of a run: the folder of its relative paths, and what a resident process keeps between runs.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::mapping::{has_drive, normalize};
use crate::text_mode;
use crate::worker_protocol::{Cancellation, Digest};
use protoward_compiler::FileCache;
use protoward_output::{is_device, names_device};
use protoward_plugin::Limits;
use protoward_source::ContentId;
use protoward_source::paths::System;

/// The surroundings of a run. By default, the process ends with the run.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The system by whose rules the command line and texts are read.
    pub system: System,
    /// The folder of relative paths; `None` for the working directory.
    pub folder: Option<PathBuf>,
    /// The state of a resident process; `None` if the process ends with the run.
    pub resident: Option<Resident>,
    /// The limits of plugins, or the reason why they are invalid, which is an error if a plugin has to run.
    pub plugin_limits: Result<Limits, String>,
    /// `true` if Bazel writes files of arguments.
    pub is_of_bazel: bool,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            system: System::HERE,
            folder: None,
            resident: None,
            plugin_limits: Ok(Limits::default()),
            is_of_bazel: false,
        }
    }
}

/// The part of a resident process that a run may use.
#[derive(Clone, Debug)]
pub struct Resident {
    /// The parsed files that runs share.
    pub files: Arc<FileCache>,
    /// The digests of input files by normalized path.
    pub digests: HashMap<String, Digest>,
    /// The cancellation of the run.
    pub cancellation: Cancellation,
}

impl Surroundings {
    /// Returns the path to open for a path as given.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        match &self.folder {
            None => PathBuf::from(path),
            Some(folder) if path.is_empty() || path == "." => folder.clone(),
            Some(folder) => folder.join(path),
        }
    }

    /// Returns `true` if there is a file or folder with a normalized path.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.can_exist(path) && self.at(if path.is_empty() { "." } else { path }).exists()
    }

    /// Returns `false` for a normalized path that Windows would read as another one. protoc.exe does not open such paths: it finds no
    /// `a.proto` for `a.proto.`, no devices, and no paths that depend on the working directory of a drive.
    pub(crate) fn can_exist(&self, path: &str) -> bool {
        if has_drive(self.system, path) {
            return path[2..].starts_with('/') && self.system.may_have(&path[2..]);
        }
        self.system.may_have(path)
    }

    /// Returns `false` for the path of an output that would be written under another name. Devices are outputs, too.
    pub(crate) fn can_write(&self, path: &str) -> bool {
        let disk = normalize(self.system, path);
        match self.system {
            System::Unix => true,
            System::Windows => {
                !disk.ends_with('/') && (self.can_exist(&disk) || names_device(self.system, Path::new(&disk)))
            }
        }
    }

    /// Returns the text of a file as protoc of the system reads it.
    pub(crate) fn text(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.system {
            System::Unix => bytes,
            System::Windows => text_mode::read(&bytes),
        }
    }

    /// Reads a file. The standard input of a resident process is not a file of the run.
    pub(crate) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let path = self.at(path);
        if self.resident.is_some() && is_device(&path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device"));
        }
        fs::read(path)
    }

    /// Returns `true` if a run may write to a path. The standard output of a resident process belongs to its protocol.
    pub(crate) fn may_write(&self, path: &str) -> bool {
        self.resident.is_none() || !is_device(&self.at(path))
    }

    /// Returns the digest of an input file, if it is known.
    pub(crate) fn digest(&self, path: &str) -> Option<&Digest> {
        let digests = &self.resident.as_ref()?.digests;
        digests.get(path).or_else(|| digests.get(&normalize(self.system, path)))
    }

    /// Returns the id of the content of an input file, if it is known.
    pub(crate) fn content(&self, path: &str) -> Option<ContentId> {
        self.digest(path).map(|digest| ContentId(digest.id()))
    }

    /// Returns `true` if the run is cancelled and has to stop. It is called before anything is written.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.resident.as_ref().is_some_and(|resident| resident.cancellation.accept())
    }

    /// Frees a value, unless the process is about to end: freeing millions of small blocks takes time.
    pub(crate) fn discard<T>(&self, value: T) {
        match self.resident {
            Some(_) => drop(value),
            None => std::mem::forget(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_reads_no_path_as_another_one() {
        let windows = Surroundings { system: System::Windows, ..Surroundings::default() };
        let unix = Surroundings { system: System::Unix, ..Surroundings::default() };
        for path in ["", "a/b.proto", "../a", "a/", "Z:/a", "/a", "//server/share/a"] {
            assert!(windows.can_exist(path) && unix.can_exist(path), "{path}");
        }
        for path in ["a/b.proto.", "a /b", "nul", "a/aux.proto", "Z:a", "Z:", "a/Z:/b", "a?"] {
            assert!(!windows.can_exist(path) && unix.can_exist(path), "{path}");
        }
        for (path, can_write) in
            [("NUL", true), (r"out\con", true), (r"out\o.bin", true), ("o.", false), (r"o.bin\", false), ("Z:o", false)]
        {
            assert_eq!(windows.can_write(path), can_write, "{path}");
        }
    }
}
