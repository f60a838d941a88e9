//! The reasons for which no code is generated.

use crate::version::UnsupportedVersion;
use std::fmt;

/// A reason for which nothing is generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The experiment was not enabled.
    #[error(
        "The Rust codegen is highly experimental. Future versions will break existing code. Use at your own risk. You \
         can opt-in by passing 'experimental-codegen=enabled' to '--rust_opt'."
    )]
    NotEnabled,
    /// The parameter does not say which kernel the code is for, which protoc demands.
    #[error("Mandatory option `kernel` missing, please specify `cpp` or `upb`.")]
    NoKernel,
    /// There is no such kernel.
    #[error("Unknown kernel `{0}`, please specify `cpp` or `upb`.")]
    UnknownKernel(String),
    /// The kernel of C++ was chosen.
    #[error("the kernel `cpp` is not supported, as it needs the C++ code of protoc; use `kernel=upb`")]
    CppKernel,
    /// The release of the runtime is not supported.
    #[error(transparent)]
    Version(#[from] UnsupportedVersion),
    /// The crate of an import is not known.
    #[error(transparent)]
    Unmapped(#[from] Unmapped),
    /// The path of the entry point is not that of a file in the output folder.
    #[error("`generated_entry_point_rs_file_name={0}` is not the relative path of a file, without `.` and `..`")]
    EntryPoint(String),
    /// An enum value has a name without letters and digits.
    #[error("`{0}` has no letter or digit, of which a name could be made")]
    Nameless(String),
}

/// The reason for which a crate mapping cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The line after the name of a crate is no count.
    #[error("Couldn't parse number of import paths in mapping file")]
    Count,
    /// The text ends before the last import path.
    #[error("the crate mapping ends in the list of the crate `{0}`, which announces more import paths")]
    Short(String),
}

/// An import whose crate is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// The import path of a file that no crate of the mapping has.
    pub path: String,
}

impl std::error::Error for Unmapped {}

impl fmt::Display for Unmapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        write!(
            f,
            "`{path}` is neither generated here nor in the crate mapping; generate it in the same call, or add its crate to \
             the file of `crate_mapping`, in three lines: the name of the crate, `1`, and `{path}`"
        )
    }
}
