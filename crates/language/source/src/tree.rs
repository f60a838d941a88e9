//! Trees of files: folders, commits, archives and memory behind one trait.

use super::listing::Listing;
use super::read_error::ReadError;
use super::source_path::SourcePath;

/// A tree of files that contains a schema: a folder, a Git tree, an archive, or texts in memory.
///
/// Paths are relative to the root and use `/`. The root is the empty path. A path cannot leave the tree: `..` is
/// rejected.
pub trait Tree: Send + Sync {
    /// Returns the bytes of the file at `path`; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file exists and cannot be read, or if `path` leaves the tree.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError>;

    /// Returns the content of the file at `path` as far as it is known without reading it. By default, it is not.
    ///
    /// The answer is that of [`read`](Self::read): the file is absent only if `read` returns `None`.
    fn content(&self, path: &str) -> KnownContent {
        let _ = path;
        KnownContent::Unknown
    }

    /// Returns all files below `under` whose name ends with one of the endings, without hidden folders, and the entries that
    /// cannot be read.
    ///
    /// # Errors
    /// If `under` itself cannot be listed, or if there are too many entries.
    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError>;

    /// Returns the sorted paths of all files below `under` whose name ends with `ending`, like [`list`](Self::list), without
    /// those that cannot be read.
    ///
    /// # Errors
    /// If `under` itself cannot be listed, or if there are too many entries.
    fn files(&self, under: &str, ending: &str) -> Result<Vec<String>, ReadError> {
        Ok(self.list(under, &[ending])?.files)
    }

    /// Returns the paths of `.proto` files below `under`, to propose one where a file is missing; nothing if the search takes too
    /// long. By default, returns all files.
    fn proposals(&self, under: &str) -> Vec<String> {
        self.files(under, ".proto").unwrap_or_default()
    }

    /// Returns whether `path` is a nonempty folder.
    fn is_folder(&self, path: &str) -> bool;

    /// Returns `true` if the entry at `path` is a symbolic link; the empty path is the root. By default, a tree has no links.
    fn is_link(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Returns the displayed form of `path`, with its meaning.
    fn displayed(&self, path: &str) -> SourcePath;

    /// Returns the displayed form of `path` as text. Trees implement [`displayed`](Self::displayed).
    fn display(&self, path: &str) -> String {
        self.displayed(path).shown
    }
}

/// The content of a file as far as it is known without reading the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownContent {
    /// There is no such file.
    Absent,
    /// The content has this id.
    Id(ContentId),
    /// The file has to be read.
    Unknown,
}

/// The id of a content, such as the id of a blob in git. Files with equal ids have equal contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentId(pub [u8; 20]);

/// Maximum file size, as in protobuf.
pub const MAX_FILE: u64 = i32::MAX as u64;

/// Returns whether `path` stays inside a tree: relative, without `..`, backslash or drive.
pub fn stays_inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| part != "..")
        && !path.split('/').next().is_some_and(|first| first.ends_with(':'))
}

/// Joins two paths inside a tree. An empty path is the root.
pub fn join(under: &str, path: &str) -> String {
    match (under.is_empty() || under == ".", path.is_empty()) {
        (true, _) => path.to_owned(),
        (false, true) => under.to_owned(),
        (false, false) => format!("{}/{path}", under.trim_end_matches('/')),
    }
}
