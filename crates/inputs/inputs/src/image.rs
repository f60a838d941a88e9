//! Images as they are opened: in memory, or in a file that is read when it is decoded.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Take};
use std::path::{Path, PathBuf};

use super::disk::{file_not_a_pointer, file_to_read};
use super::error::InputError;
use super::input::{CommitName, ImageFormat};
use protoward_schema::descriptor::Blocks;
use protoward_source::paths::shown;
use protoward_source::{MAX_FILE, SourcePath};

/// A compiled schema before it is decoded.
#[derive(Clone, Debug)]
pub struct Image {
    /// The bytes, without compression.
    pub bytes: ImageBytes,
    /// The encoding of the bytes.
    pub format: ImageFormat,
    /// The path or the reference that diagnostics name.
    pub display: SourcePath,
    /// The commit of the image.
    pub commit: Option<CommitName>,
}

/// The bytes of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageBytes {
    /// Bytes in memory, without compression.
    Read(Blocks),
    /// A file. Only the locations of declarations are needed.
    File(ImageFile),
}

impl Default for ImageBytes {
    fn default() -> Self {
        Self::Read(Blocks::default())
    }
}

impl ImageBytes {
    /// Returns the bytes in memory, after reading them if necessary.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn in_memory(&self) -> Result<Cow<'_, Blocks>, InputError> {
        match self {
            Self::Read(blocks) => Ok(Cow::Borrowed(blocks)),
            Self::File(file) => file.read().map(Cow::Owned),
        }
    }
}

/// The path of an uncompressed binary image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    path: PathBuf,
}

impl ImageFile {
    /// Checks that the file can be opened.
    pub(super) fn open(path: &Path) -> Result<Self, InputError> {
        file_not_a_pointer(&file_to_read(path, "image")?, path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Reads the whole file into memory.
    pub(super) fn read(&self) -> Result<Blocks, InputError> {
        let blocks = self.reader().and_then(Blocks::read).map_err(|error| self.not_read(error))?;
        let is_too_large = blocks.size() > MAX_FILE;
        if is_too_large { Err(InputError::TooLarge { path: shown(&self.path).to_string() }) } else { Ok(blocks) }
    }

    /// Returns a reader of the whole file.
    pub fn reader(&self) -> io::Result<BufReader<Take<File>>> {
        Ok(BufReader::with_capacity(1 << 16, File::open(&self.path)?.take(MAX_FILE + 1)))
    }

    /// Returns the error of a command whose reader failed.
    pub fn not_read(&self, error: io::Error) -> InputError {
        InputError::Io { path: shown(&self.path).to_string(), error }
    }
}
