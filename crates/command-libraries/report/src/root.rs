//! Paths from the root of the repository, as services expect them.

use std::path::PathBuf;

use protoward_source::paths::{System, UserPath, portable};
use protoward_source::{PathStart, SourceFile};

/// The repository around the working directory. Services identify files by paths relative to the repository root,
/// while users see paths relative to the working directory.
///
/// ```
/// use protoward_report::RepositoryRoot;
/// use protoward_source::{SourcePath, Sources};
/// let mut sources = Sources::default();
/// let mut path = |root: &RepositoryRoot, path: SourcePath| {
///     let id = sources.add("user.proto", path, None);
///     root.path(sources.get(id))
/// };
/// let root = RepositoryRoot::new("/work/shop", "/work/shop/api");
/// assert_eq!(path(&root, "proto/user.proto".into()), "api/proto/user.proto");
/// assert_eq!(path(&root, "../user.proto".into()), "user.proto");
/// assert_eq!(path(&root, SourcePath::from("../user.proto").at("HEAD".into())), "user.proto");
/// assert_eq!(path(&root, "/work/shop/user.proto".into()), "user.proto");
/// assert_eq!(path(&root, "../../elsewhere.proto".into()), "../../elsewhere.proto"); // not in the repository
/// assert_eq!(path(&root, SourcePath::name("standard input")), "standard input"); // no path
/// assert_eq!(path(&RepositoryRoot::default(), "user.proto".into()), "user.proto"); // no repository
/// ```
#[derive(Clone, Debug, Default)]
pub struct RepositoryRoot {
    known: Option<KnownRoot>,
}

/// The absolute paths of the root and of the working directory, with `/` as the separator.
#[derive(Clone, Debug)]
struct KnownRoot {
    system: System,
    root: String,
    here: String,
}

impl RepositoryRoot {
    /// Creates the root from the repository folder `root` and the working directory `here`, both absolute.
    pub fn new(root: impl Into<PathBuf>, here: impl Into<PathBuf>) -> Self {
        let [root, here] = [root.into(), here.into()].map(|path| portable(&path));
        Self { known: Some(KnownRoot { system: System::HERE, root, here }) }
    }

    /// Returns the path of a source relative to the repository root, with `/` and without a revision. A path that is not in the
    /// repository is relative to the working directory or absolute, and a name stays a name.
    pub fn path(&self, source: &SourceFile) -> String {
        let path = source.without_revision();
        match (&self.known, source.origin.start) {
            (Some(known), PathStart::WorkingFolder) => known.path(path),
            (None, PathStart::WorkingFolder) | (_, PathStart::Tree) => System::HERE.portable(path).into_owned(),
            (_, PathStart::Dependency | PathStart::Nowhere) => path.to_owned(),
        }
    }
}

impl KnownRoot {
    fn path(&self, shown: &str) -> String {
        self.inside(shown).unwrap_or_else(|| self.system.portable(shown).into_owned())
    }

    fn inside(&self, shown: &str) -> Option<String> {
        let [root, here, path] = [&self.root, &self.here, shown].map(|text| UserPath::parse(self.system, text));
        here.join(&path)?.normal()?.below(&root).filter(|inside| !inside.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_paths_of_windows_in_the_repository() {
        let root =
            KnownRoot { system: System::Windows, root: "C:/Work/shop".to_owned(), here: "C:/Work/shop/api".to_owned() };
        for (shown, path) in [
            (r"proto\user.proto", "api/proto/user.proto"),
            (r"..\user.proto", "user.proto"),
            (r"c:\work\Shop\user.proto", "user.proto"),
            (r"\Work\shop\user.proto", "user.proto"),
            (r"..\..\user.proto", "../../user.proto"),
            (r"D:\user.proto", "D:/user.proto"),
            (r"\\server\share\user.proto", "//server/share/user.proto"),
        ] {
            assert_eq!(root.path(shown), path);
        }
    }
}
