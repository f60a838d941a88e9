use std::fmt;

/// An `extern_path` that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExternPathError {
    /// The path does not begin with a dot.
    NotQualified(String),
    /// A part of the path is empty.
    Invalid(String),
    /// The path is given twice.
    Duplicate(String),
}

impl fmt::Display for ExternPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotQualified(path) => {
                write!(f, "Protobuf paths must be fully qualified (begin with a leading '.'): {path}")
            }
            Self::Invalid(path) => write!(f, "invalid fully-qualified Protobuf path: {path}"),
            Self::Duplicate(path) => write!(f, "duplicate extern Protobuf path: {path}"),
        }
    }
}

impl std::error::Error for ExternPathError {}
