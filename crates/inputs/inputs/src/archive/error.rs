//! The reasons why an archive is refused, most of which protect against hostile archives.

use super::super::compression::UnpackError;

/// The reason why an archive could not be read. [`ArchiveError::help`] suggests an action.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the archive `{archive}`: {problem}")]
pub struct ArchiveError {
    /// The displayed name of the archive.
    pub archive: String,
    /// The problem, without the name of the archive.
    pub problem: ArchiveProblem,
}

/// A problem with an archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveProblem {
    /// An error of the system.
    #[error("{0}")]
    Io(std::io::Error),
    /// A file name that does not tell the format.
    #[error("unknown file extension; expected `.tar`, `.tar.gz`, `.tgz`, `.tar.zst` or `.zip`")]
    UnknownEnding,
    /// The archive has another format or is corrupt.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// An entry outside of the archive.
    #[error("its entry `{entry}` is outside of the archive")]
    Escapes {
        /// The path of the entry, as the archive has it.
        entry: String,
    },
    /// Two different entries with the same path.
    #[error("it has two different files `{path}`")]
    Twice {
        /// The path, without the components that `strip_components` removes.
        path: String,
    },
    /// An encrypted entry of a zip.
    #[error("its entry `{entry}` is encrypted")]
    Encrypted {
        /// The path of the entry, as the archive has it.
        entry: String,
    },
    /// An entry of a zip with an unknown compression.
    #[error("its entry `{entry}` is neither stored nor deflated")]
    Method {
        /// The path of the entry, as the archive has it.
        entry: String,
    },
    /// More entries than are read from an archive that is not trusted.
    #[error("it has more than {limit} entries")]
    TooManyEntries {
        /// The maximum number of entries.
        limit: usize,
    },
}

impl ArchiveError {
    /// Returns advice for the user.
    pub fn help(&self) -> Option<String> {
        Some(match &self.problem {
            ArchiveProblem::Io(_) => return None,
            ArchiveProblem::UnknownEnding => "rename the file, or add the format, as in `#format=tar`".to_owned(),
            ArchiveProblem::Unpack(error) => return error.help(),
            ArchiveProblem::Escapes { .. } => {
                "create the archive in the folder of the schema, with relative paths".to_owned()
            }
            ArchiveProblem::Twice { .. } => {
                "create the archive with one of them; `strip_components` can make different paths equal".to_owned()
            }
            ArchiveProblem::Encrypted { .. }
            | ArchiveProblem::Method { .. }
            | ArchiveProblem::TooManyEntries { .. } => "unpack the archive, and use the folder".to_owned(),
        })
    }
}
