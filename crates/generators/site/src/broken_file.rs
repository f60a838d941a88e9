//! Files that do not compile, which the site lists with their errors.

/// A file that does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenFile {
    /// The import path of the file.
    pub path: String,
    /// The errors of the file.
    pub errors: Vec<FileError>,
}

/// An error of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The line and the column, from one, as `3:5`; empty for an error of the whole file.
    pub place: String,
    /// The message.
    pub message: String,
    /// How to correct it.
    pub help: Option<String>,
}
