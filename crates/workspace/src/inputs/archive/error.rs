use super::super::compression::UnpackError;

/// Why an archive could not be read. [`ArchiveError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the archive `{archive}`: {problem}")]
pub struct ArchiveError {
    /// The archive, as a person knows it.
    pub archive: String,
    /// What is wrong with it.
    pub problem: ArchiveProblem,
}

/// What can be wrong with an archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveProblem {
    /// The system refused.
    #[error("{0}")]
    Io(std::io::Error),
    /// The name does not say what it is.
    #[error("its name ends with none of `.tar`, `.tar.gz`, `.tgz`, `.tar.zst` and `.zip`")]
    UnknownEnding,
    /// It is packed in another way, or broken.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// An entry would be outside of the archive.
    #[error("its entry `{entry}` leads out of it")]
    Escapes {
        /// The entry.
        entry: String,
    },
    /// Two entries have the same path, and are not the same.
    #[error("it has two different files `{path}`")]
    Twice {
        /// The path.
        path: String,
    },
    /// An entry of a zip that needs a password.
    #[error("its entry `{entry}` is encrypted")]
    Encrypted {
        /// The entry.
        entry: String,
    },
    /// An entry of a zip that is packed in a way that is not known.
    #[error("its entry `{entry}` is neither stored nor deflated")]
    Method {
        /// The entry.
        entry: String,
    },
    /// More entries than anybody would want.
    #[error("it has more than {limit} entries")]
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
}

impl ArchiveError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match &self.problem {
            ArchiveProblem::Io(_) => return None,
            ArchiveProblem::UnknownEnding => "give it such a name, or say what it is, as in `#format=tar`".to_owned(),
            ArchiveProblem::Unpack(error) => return error.help(),
            ArchiveProblem::Escapes { .. } => {
                "pack it from the folder that holds the schema, with paths that start there".to_owned()
            }
            ArchiveProblem::Twice { .. } => {
                "pack it anew, with one of them; `strip_components` can make two paths the same".to_owned()
            }
            ArchiveProblem::Encrypted { .. }
            | ArchiveProblem::Method { .. }
            | ArchiveProblem::TooManyEntries { .. } => "unpack it, and name the folder".to_owned(),
        })
    }
}
