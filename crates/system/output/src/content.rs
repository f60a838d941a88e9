//! The content of a file: bytes in memory, or a file with the bytes.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::stage::StagedFile;

/// The content of a file.
#[derive(Clone, Debug)]
pub struct Content(pub(super) StoredContent);

#[derive(Clone, Debug)]
pub(super) enum StoredContent {
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// The content of an existing file.
    Current(PathBuf),
    /// The content of a staged file.
    Staged(Arc<StagedFile>),
}

impl Content {
    /// Returns the bytes, which are read from disk unless they are in memory.
    ///
    /// # Errors
    /// Returns an error if the bytes are in a file that cannot be read.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.0 {
            StoredContent::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            StoredContent::Current(path) => fs::read(path).map(Cow::Owned),
            StoredContent::Staged(staged) => fs::read(staged.path()).map(Cow::Owned),
        }
    }

    pub(super) fn of_file(path: &Path) -> Self {
        Self(StoredContent::Current(path.to_owned()))
    }

    pub(super) fn staged(file: StagedFile) -> Self {
        Self(StoredContent::Staged(Arc::new(file)))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(StoredContent::Bytes(bytes))
    }
}
