//! Names in the case that all systems see. A file system that ignores case finds a file for an import in another case, which fails on
//! other systems; and git does not notice there that a file was renamed to another case (`core.ignorecase`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_source::paths::with_case_of;
use protoward_source::{KnownContent, Listing, ReadError, SourcePath, Tree};

/// A tree on a file system that ignores case, whose files have the names of the index, or else those on disk.
pub(super) struct SpelledNames {
    tree: Arc<dyn Tree>,
    root: PathBuf,
    /// The schema files of the index, and their folders, by their lower case.
    names: HashMap<String, String>,
}

impl SpelledNames {
    pub(super) fn new(tree: Arc<dyn Tree>, root: PathBuf, files: impl IntoIterator<Item = String>) -> Self {
        let mut names = HashMap::new();
        for file in files {
            for name in prefixes(&file) {
                names.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
            }
        }
        Self { tree, root, names }
    }

    /// Returns `true` if a path has the case that other systems see: that of the index, or else that on disk.
    fn is_spelled(&self, path: &str) -> bool {
        let mut of_index = prefixes(path).map(|name| (name, self.names.get(&name.to_lowercase())));
        let is_other = |(name, known): (&str, Option<&String>)| known.is_some_and(|known| known != name);
        if of_index.any(is_other) {
            return false;
        }
        self.names.contains_key(&path.to_lowercase()) || self.is_spelled_on_disk(path)
    }

    fn is_spelled_on_disk(&self, path: &str) -> bool {
        self.root
            .join(path)
            .canonicalize()
            .is_ok_and(|on_disk| with_case_of(Path::new(path), &on_disk) == Path::new(path))
    }
}

/// Returns `true` if a folder is on a file system that ignores case: if its name in the other case means the same folder. A name
/// without letters does not tell, so the usual file systems of the system count.
pub(super) fn ignores_case(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { return cfg!(windows) };
    let flip = |letter: char| {
        if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
    };
    let flipped: String = name.chars().map(flip).collect();
    if flipped == name {
        return cfg!(windows);
    }
    let other = folder.with_file_name(flipped).canonicalize();
    other.is_ok_and(|other| folder.canonicalize().is_ok_and(|folder| folder == other))
}

/// Returns the folders of a path, and the path itself.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]).filter(|path| !path.is_empty())
}

impl Tree for SpelledNames {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let found = self.tree.read(path)?;
        Ok(found.filter(|_| self.is_spelled(path)))
    }

    fn content(&self, path: &str) -> KnownContent {
        if self.is_spelled(path) { self.tree.content(path) } else { KnownContent::Unknown }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        if !under.is_empty() && !self.is_spelled(under) {
            return Ok(Listing::default());
        }
        let mut listing = self.tree.list(under, endings)?;
        for path in &mut listing.files {
            if let Some(name) = self.names.get(&path.to_lowercase()) {
                path.clone_from(name);
            }
        }
        listing.sort();
        Ok(listing)
    }

    fn proposals(&self, under: &str) -> Vec<String> {
        self.tree.proposals(under)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.tree.is_folder(path) && (path.is_empty() || self.is_spelled(path))
    }

    fn is_link(&self, path: &str) -> bool {
        self.tree.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.tree.displayed(path)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    /// Files of a file system that ignores case.
    struct Files(Vec<&'static str>);

    impl Tree for Files {
        fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
            Ok(self.0.iter().find(|name| name.eq_ignore_ascii_case(path)).map(|name| name.as_bytes().to_vec()))
        }

        fn list(&self, under: &str, _: &[&str]) -> Result<Listing, ReadError> {
            let below = |name: &&str| name.get(..under.len()).is_some_and(|start| start.eq_ignore_ascii_case(under));
            let files = self.0.iter().copied().filter(below).map(|name| format!("{under}{}", &name[under.len()..]));
            Ok(Listing { files: files.collect(), unread: Vec::new() })
        }

        fn is_folder(&self, path: &str) -> bool {
            self.0.iter().any(|name| name.get(..path.len()).is_some_and(|start| start.eq_ignore_ascii_case(path)))
        }

        fn displayed(&self, path: &str) -> SourcePath {
            path.into()
        }
    }

    fn tree() -> SpelledNames {
        let disk = Files(vec!["Proto/A.proto", "Proto/user.proto", "X.proto"]);
        let index = ["Proto/a.proto", "Proto/User.proto", "x.proto"].map(str::to_owned);
        SpelledNames::new(Arc::new(disk), PathBuf::from("/absent"), index)
    }

    #[test]
    fn a_file_keeps_the_name_of_the_index() {
        let files = |under: &str| tree().list(under, &[".proto"]).unwrap().files;
        assert_eq!(files(""), ["Proto/User.proto", "Proto/a.proto", "x.proto"]);
        assert_eq!(files("Proto"), ["Proto/User.proto", "Proto/a.proto"]);
        assert_eq!(files("proto"), [""; 0]);
        assert!(tree().is_folder("Proto") && !tree().is_folder("proto"));
    }

    #[test]
    fn another_case_is_not_found() {
        let is_found = |path: &str| tree().read(path).unwrap().is_some();
        assert!(is_found("Proto/a.proto") && is_found("x.proto"));
        for path in ["Proto/A.proto", "proto/a.proto", "PROTO/A.PROTO", "X.proto"] {
            assert!(!is_found(path), "{path}");
            assert_eq!(tree().content(path), KnownContent::Unknown);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_does_not_ignore_case() {
        assert!(!ignores_case(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
