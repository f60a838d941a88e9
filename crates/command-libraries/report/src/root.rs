//! Paths from the root of the repository, as services expect them.

use std::path::{Component, Path, PathBuf};

/// The repository around the working directory. Services identify files by paths relative to the repository root,
/// while users see paths relative to the working directory.
///
/// ```
/// use protoward_report::RepositoryRoot;
/// let root = RepositoryRoot::new("/work/shop", "/work/shop/api");
/// assert_eq!(root.path("proto/user.proto"), "api/proto/user.proto");
/// assert_eq!(root.path("../user.proto"), "user.proto");
/// assert_eq!(root.path("/work/shop/user.proto"), "user.proto");
/// assert_eq!(root.path("../../elsewhere.proto"), "../../elsewhere.proto"); // not in the repository
/// assert_eq!(RepositoryRoot::default().path("user.proto"), "user.proto"); // no repository
/// ```
#[derive(Clone, Debug, Default)]
pub struct RepositoryRoot {
    known: Option<KnownRoot>,
}

#[derive(Clone, Debug)]
struct KnownRoot {
    root: PathBuf,
    here: PathBuf,
}

impl RepositoryRoot {
    /// Creates the root from the repository folder `root` and the working directory `here`, both absolute.
    pub fn new(root: impl Into<PathBuf>, here: impl Into<PathBuf>) -> Self {
        Self { known: Some(KnownRoot { root: root.into(), here: here.into() }) }
    }

    /// Converts a displayed path to one relative to the repository root. Other paths and texts stay unchanged.
    pub fn path(&self, shown: &str) -> String {
        let inside = self.known.as_ref().filter(|_| is_path(shown)).and_then(|known| known.inside(shown));
        inside.unwrap_or_else(|| shown.to_owned())
    }
}

impl KnownRoot {
    fn inside(&self, shown: &str) -> Option<String> {
        let absolute = normal(&self.here.join(shown))?;
        let inside = absolute.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        parts.map(|parts| parts.join("/")).filter(|path| !path.is_empty())
    }
}

/// Resolves `.` and `..` lexically.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if normal.pop() => {}
            Component::ParentDir => return None,
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => normal.push(part),
        }
    }
    Some(normal)
}

/// Returns `true` if a source is displayed by its path, unlike standard input and inline configurations.
fn is_path(shown: &str) -> bool {
    !shown.starts_with(['-', '<']) && shown != "standard input"
}
