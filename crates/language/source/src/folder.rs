//! Folders of the file system as trees, with symbolic links and limits on the entries that a walk visits.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::listing::{Listing, UnreadEntry, UnreadKind};
use super::paths::{self, System, shown};
use super::read_error::ReadError;
use super::source_path::SourcePath;
use super::tree::{MAX_FILE, Tree, stays_inside};
use super::walk::{self, WalkError, Walked, is_absent};

/// The system's error code for a cycle of symbolic links, for which `io::ErrorKind` has no stable name.
const LINK_LOOP: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
    40
} else if cfg!(windows) {
    1921
} else {
    62
};

/// Maximum number of files and folders that a listing visits.
const MOST_ENTRIES: usize = 1_000_000;

/// Maximum number of files and folders that the search for proposals visits. An include folder may be a home folder, or `/`.
const MOST_SEARCHED: usize = 20_000;

/// A folder of the file system.
///
/// Symbolic links are followed, as in `protoc` and `buf`. A link to one of its parent folders has no files. Only regular
/// files are read, so that a pipe or device cannot block.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
/// use protoward_source::{FolderTree, Tree};
/// let tree = FolderTree::new("proto");
/// assert!(tree.read("user/v1/user.proto")?.is_some());
/// assert_eq!(tree.display("user/v1/user.proto"), "proto/user/v1/user.proto");
/// assert!(tree.read("../Cargo.toml").is_err()); // a path never leaves the tree
/// # Ok::<(), protoward_source::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct FolderTree {
    root: PathBuf,
    shown: DisplayRoot,
}

/// The displayed form of paths in the tree.
#[derive(Clone, Debug)]
enum DisplayRoot {
    /// A prefix for all paths.
    As(String),
    /// Paths relative to this folder inside the tree.
    From(PathBuf),
}

impl FolderTree {
    /// Creates a tree of the folder at `root`, displayed as given.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let shown = System::HERE.shown_folder(&shown(&root).to_string());
        Self { root, shown: DisplayRoot::As(shown) }
    }

    /// Creates a tree of the folder at `root`, displayed relative to `here`. Both paths are absolute.
    pub fn seen_from(root: PathBuf, here: &Path) -> Self {
        let shown = match here.strip_prefix(&root) {
            Ok(inside) if !inside.as_os_str().is_empty() => DisplayRoot::From(inside.to_owned()),
            _ => DisplayRoot::As(shown(&paths::relative(here, &root)).to_string()),
        };
        Self { root, shown }
    }

    fn error(&self, path: &str, error: io::Error) -> ReadError {
        let path = self.display(path);
        if error.raw_os_error() == Some(LINK_LOOP) {
            return ReadError::LinkLoop { path };
        }
        ReadError::Io { path, error }
    }

    /// Returns the size of a regular file. Checks the type first, because opening a pipe blocks until a writer appears.
    fn size(&self, path: &str, full: &Path) -> Result<Option<u64>, ReadError> {
        match std::fs::metadata(full) {
            Ok(metadata) if metadata.len() > MAX_FILE && metadata.is_file() => {
                Err(ReadError::Broken { path: self.display(path), reason: "it is larger than 2 GiB".to_owned() })
            }
            Ok(metadata) if metadata.is_file() => Ok(Some(metadata.len())),
            Ok(metadata) if metadata.is_dir() => Ok(None),
            Ok(_) => Err(ReadError::Broken { path: self.display(path), reason: "it is a pipe or a device".to_owned() }),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(self.error(path, error)),
        }
    }

    /// Finds the files below a folder whose names have one of the endings. Visits at most `most` files and folders.
    fn walk(&self, under: &str, endings: &[&str], most: usize) -> Result<Walked, WalkError> {
        let is_match = |path: &Path| {
            let name = path.as_os_str().as_encoded_bytes();
            endings.iter().any(|ending| name.ends_with(ending.as_bytes()))
        };
        walk::files(&self.root.join(under), &is_match, most)
    }

    /// Returns a path in the tree; `None` for one that protobuf cannot name.
    fn inside(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.root).ok().and_then(paths::tree_path)
    }

    /// Returns the entry of a file whose path no import can name.
    fn misnamed(&self, file: &Path) -> Option<UnreadEntry> {
        let path = paths::portable(file.strip_prefix(&self.root).ok()?);
        let error = ReadError::misnamed(&path, self.display(&path));
        Some(UnreadEntry { path, kind: UnreadKind::File, error })
    }

    fn unread(&self, entry: walk::UnreadPath) -> Option<UnreadEntry> {
        let path = self.inside(&entry.path)?;
        let error = match entry.cause {
            None => ReadError::LinkLoop { path: self.display(&path) },
            Some(cause) if entry.path.is_symlink() && is_absent(&cause) => {
                let target = std::fs::read_link(&entry.path).ok().map(|target| shown(&target).to_string());
                ReadError::Dangling { path: self.display(&path), target }
            }
            Some(cause) => self.error(&path, cause),
        };
        Some(UnreadEntry { path, kind: entry.kind, error })
    }
}

impl Tree for FolderTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        // The system would open another file or a device.
        if !System::HERE.may_have(path) {
            return Ok(None);
        }
        let full = self.root.join(path);
        let Some(size) = self.size(path, &full)? else { return Ok(None) };
        read(&full, size).map(Some).map_err(|error| self.error(path, error))
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let found = self.walk(under, endings, MOST_ENTRIES).map_err(|error| match error {
            WalkError::Io(error) => self.error(under, error),
            WalkError::TooMany => ReadError::Broken {
                path: self.display(under),
                reason: format!("it has more than {MOST_ENTRIES} files and folders, or links that lead to as many"),
            },
        })?;
        let mut listing = Listing::default();
        listing.unread.extend(found.unread.into_iter().filter_map(|entry| self.unread(entry)));
        for file in found.files {
            match self.inside(&file).filter(|path| !path.contains('\\')) {
                Some(path) => listing.files.push(path),
                None => listing.unread.extend(self.misnamed(&file)),
            }
        }
        listing.sort();
        Ok(listing)
    }

    fn proposals(&self, under: &str) -> Vec<String> {
        let found = self.walk(under, &[".proto"], MOST_SEARCHED);
        found.into_iter().flat_map(|found| found.files).filter_map(|path| self.inside(&path)).collect()
    }

    fn is_folder(&self, path: &str) -> bool {
        stays_inside(path) && System::HERE.may_have(path) && self.root.join(path).is_dir()
    }

    fn is_link(&self, path: &str) -> bool {
        let root = || self.root.is_symlink();
        if path.is_empty() { root() } else { stays_inside(path) && self.root.join(path).is_symlink() }
    }

    fn displayed(&self, path: &str) -> SourcePath {
        SourcePath::from(match &self.shown {
            DisplayRoot::As(root) => System::HERE.shown_below(root, path),
            DisplayRoot::From(here) => shown(&paths::relative(here, Path::new(path))).to_string(),
        })
    }
}

/// Reads a file of known size. Querying the size again and probing for the end would double the time for small files.
fn read(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let size = usize::try_from(size).unwrap_or(usize::MAX - 1);
    let mut bytes = vec![0; size + 1];
    let count = file.read(&mut bytes)?;
    bytes.truncate(count);
    if count != size || size == 0 {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn ends_where_links_make_any_number_of_paths() {
        let folder = tempfile::tempdir().unwrap();
        for level in 0..30 {
            let [here, next] = [level, level + 1].map(|level| folder.path().join(level.to_string()));
            fs::create_dir_all(&next).unwrap();
            fs::create_dir_all(&here).unwrap();
            ["left", "right"].into_iter().for_each(|name| symlink(&next, here.join(name)).unwrap());
        }
        fs::write(folder.path().join("30/a.proto"), "").unwrap();
        let tree = FolderTree::new(folder.path().join("0"));
        assert!(matches!(tree.walk("", &[".proto"], 1000), Err(WalkError::TooMany)));
        assert_eq!(tree.proposals(""), Vec::<String>::new());
        let tree = FolderTree::new(folder.path().join("28"));
        assert_eq!(tree.files("", ".proto").unwrap().len(), 4);
        assert_eq!(tree.proposals("").len(), 4);
    }

    #[test]
    fn links_of_bazel_to_its_outputs_have_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |inside: &str| folder.path().join(inside);
        ["a", "base/execroot/a"].into_iter().for_each(|inside| fs::create_dir_all(path(inside)).unwrap());
        fs::write(path("base/execroot/a/x.proto"), "").unwrap();
        symlink(path("base/execroot/a"), path("a/bazel-a")).unwrap();
        symlink(path("base/execroot/a"), path("a/other")).unwrap();
        symlink(path("base/execroot"), path("a/bazel-x")).unwrap();
        fs::create_dir(path("a/bazel-folder")).unwrap();
        fs::write(path("a/bazel-folder/y.proto"), "").unwrap();
        let listing = FolderTree::new(path("a")).list("", &[".proto"]).unwrap();
        assert_eq!(listing.files, ["bazel-folder/y.proto", "other/x.proto"]);
    }

    #[test]
    fn a_link_back_is_a_cycle() {
        let folder = tempfile::tempdir().unwrap();
        let path = |inside: &str| folder.path().join(inside);
        ["a/b", "c"].into_iter().for_each(|inside| fs::create_dir_all(path(inside)).unwrap());
        fs::write(path("c/x.proto"), "").unwrap();
        // Out of the tree and back, to the folder itself, and to one that the walk has left.
        symlink(path("c"), path("a/b/out")).unwrap();
        symlink(path("a/b"), path("c/back")).unwrap();
        symlink(path("a"), path("a/b/above")).unwrap();
        symlink(path("c"), path("a/beside")).unwrap();
        let listing = FolderTree::new(path("a")).list("", &[".proto"]).unwrap();
        assert_eq!(listing.files, ["b/out/x.proto", "beside/x.proto"]);
        let cycles: Vec<(&str, UnreadKind)> = listing.unread.iter().map(|it| (&*it.path, it.kind)).collect();
        let expected = ["b/above", "b/out/back", "beside/back/above", "beside/back/out"];
        assert_eq!(cycles, expected.map(|path| (path, UnreadKind::Cycle)));
    }
}
