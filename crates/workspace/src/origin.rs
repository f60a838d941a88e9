use std::fmt;

use crate::inputs::CommitName;

/// What a schema was read from, in words: `41 files of proto at 3f2a1c9 (HEAD~1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The input as a person knows it.
    pub input: String,
    /// How many files of it are the schema, imports not counted.
    pub files: usize,
    /// The commit it is of.
    pub commit: Option<CommitName>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.files == 1 { "" } else { "s" };
        write!(f, "{} file{plural} of {}", self.files, self.input)?;
        match &self.commit {
            Some(CommitName { id, asked }) if asked == id => write!(f, " at {id}"),
            Some(CommitName { id, asked }) => write!(f, " at {id} ({asked})"),
            None => Ok(()),
        }
    }
}
