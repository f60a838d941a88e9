//! The limits of the data that a repository can make this program read, write and keep in memory.

use std::fmt;

/// Maximum size of a file in a dependency.
pub(crate) const MAX_FILE: u64 = 32 << 20;

/// Maximum size of all files of a dependency together.
pub(crate) const MAX_TREE: u64 = 1 << 30;

/// Maximum number of `.proto` files in a dependency.
pub(crate) const MAX_FILES: usize = 200_000;

/// Maximum number of files in a commit, of any kind.
pub(crate) const MAX_ENTRIES: usize = 500_000;

/// Maximum size of the paths and ids of all files in a commit.
pub(crate) const MAX_LISTING: u64 = 128 << 20;

/// Maximum number of symbolic links in a commit.
pub(crate) const MAX_LINKS: usize = 20_000;

/// Maximum size of the target of a symbolic link, as in Linux. Also the maximum length of a path.
pub(crate) const MAX_PATH: usize = 4096;

/// Maximum size of the configuration of a dependency.
pub(crate) const MAX_CONFIG: u64 = 1 << 20;

/// Maximum size of the manifest of a tree.
pub(crate) const MAX_MANIFEST: u64 = 256 << 20;

/// Maximum size of the objects that git fetches at once.
pub(crate) const MAX_FETCH: u64 = 4 << 30;

/// Maximum number of dependencies, those of dependencies included.
pub(crate) const MAX_DEPENDENCIES: usize = 256;

/// Maximum length of a chain of dependencies.
pub(crate) const MAX_DEPTH: usize = 32;

/// A limit that a repository exceeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExceededLimit {
    /// A file, with its path and size.
    File(String, u64),
    /// The configuration, with its path and size.
    Config(String, u64),
    /// The size of all files.
    Tree,
    /// The number of `.proto` files.
    Files,
    /// The number of files of any kind, or the size of their paths.
    Entries,
    /// The number of symbolic links.
    Links,
    /// The size of the objects that git fetches.
    Fetch,
}

impl fmt::Display for ExceededLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, size) => write!(f, "`{path}` has {size} bytes, and the limit is {} MiB", MAX_FILE >> 20),
            Self::Config(path, size) => write!(f, "`{path}` has {size} bytes, and the limit is {MAX_CONFIG}"),
            Self::Tree => write!(f, "its `.proto` files have more than {} MiB", MAX_TREE >> 20),
            Self::Files => write!(f, "it has more than {MAX_FILES} `.proto` files"),
            Self::Entries => {
                write!(f, "it has more than {MAX_ENTRIES} files, or more than {} MiB of paths", MAX_LISTING >> 20)
            }
            Self::Links => write!(f, "it has more than {MAX_LINKS} symbolic links, or they lead to too many files"),
            Self::Fetch => write!(f, "its server sent more than {} MiB", MAX_FETCH >> 20),
        }
    }
}
