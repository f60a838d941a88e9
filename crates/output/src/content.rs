//! What a file holds: bytes, or another file that holds them.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::stage::StagedFile;

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Content(pub(super) Held);

#[derive(Clone, Debug)]
pub(super) enum Held {
    /// The bytes.
    Bytes(Vec<u8>),
    /// A file that is there.
    Current(PathBuf),
    /// A file that waits beside the one that it is to replace.
    Staged(Arc<StagedFile>),
}

impl Content {
    /// Reads the bytes.
    ///
    /// # Errors
    /// When they are in a file that cannot be read.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        match &self.0 {
            Held::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Held::Current(path) => fs::read(path).map(Cow::Owned),
            Held::Staged(staged) => fs::read(staged.path()).map(Cow::Owned),
        }
    }

    pub(super) fn of_file(path: &Path) -> Self {
        Self(Held::Current(path.to_owned()))
    }

    pub(super) fn staged(file: StagedFile) -> Self {
        Self(Held::Staged(Arc::new(file)))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Held::Bytes(bytes))
    }
}
