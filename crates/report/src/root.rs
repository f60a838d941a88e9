use std::path::{Component, Path, PathBuf};

/// The repository around the folder of the run. Services that show a report beside a file know the file by its path
/// from the root of the repository; people know it by its path from the folder they are in.
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
    known: Option<Known>,
}

#[derive(Clone, Debug)]
struct Known {
    root: PathBuf,
    here: PathBuf,
}

impl RepositoryRoot {
    /// The repository at `root`, with the run in the folder `here`; both are absolute.
    pub fn new(root: impl Into<PathBuf>, here: impl Into<PathBuf>) -> Self {
        Self { known: Some(Known { root: root.into(), here: here.into() }) }
    }

    /// A path as it is shown, from the root of the repository. What is not in the repository, or is no path, stays.
    pub fn path(&self, shown: &str) -> String {
        let inside = self.known.as_ref().filter(|_| is_path(shown)).and_then(|known| known.inside(shown));
        inside.unwrap_or_else(|| shown.to_owned())
    }
}

impl Known {
    fn inside(&self, shown: &str) -> Option<String> {
        let whole = normal(&self.here.join(shown))?;
        let inside = whole.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        parts.map(|parts| parts.join("/")).filter(|path| !path.is_empty())
    }
}

/// Without `.` and `..`, which are taken as they are written.
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

/// Whether a source is shown by its path. Standard input and a configuration on the command line are not.
fn is_path(shown: &str) -> bool {
    !shown.starts_with(['-', '<']) && shown != "standard input"
}
