//! Trees of the cache: the files of a dependency, compared with their digests when they are read.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use protoward_source::{ReadError, Resolver};

use crate::cache::{Cache, CacheError, at};
use crate::digest::digest;
use crate::manifest::Manifest;

/// The files of a dependency at a locked commit.
pub(crate) trait LockedTree: Resolver {
    /// Returns the configuration of the dependency, with its path in the repository.
    fn config(&self) -> Result<Option<(String, Vec<u8>)>, ReadError>;
}

/// The file of a tree with its manifest.
pub(crate) const MANIFEST: &str = "files";

/// The files of a dependency at a commit.
#[derive(Clone, Debug)]
pub struct CachedTree {
    folder: PathBuf,
    manifest: Arc<Manifest>,
    /// The name of the dependency, for display.
    name: String,
    /// The version, for display.
    version: String,
}

/// A failure to open a tree.
#[derive(Debug)]
pub(crate) enum TreeError {
    Cache(CacheError),
    /// The manifest does not have its digest.
    Tampered(PathBuf),
}

impl CachedTree {
    /// Opens a tree; `None` if the cache does not have it.
    pub(crate) fn open(cache: &Cache, tree: &str, name: &str, version: &str) -> Result<Option<Self>, TreeError> {
        let folder = cache.tree(tree);
        let path = folder.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(TreeError::Tampered(folder)),
            Err(error) => return at(&path, Err(error)).map_err(TreeError::Cache),
        };
        let manifest = String::from_utf8(bytes).ok().filter(|text| digest(text.as_bytes()) == tree);
        let Some(manifest) = manifest.and_then(|text| Manifest::parse(&text)) else {
            return Err(TreeError::Tampered(folder));
        };
        Ok(Some(Self { folder, manifest: Arc::new(manifest), name: name.to_owned(), version: version.to_owned() }))
    }

    /// Returns the list of the files.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the import paths of all files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.keys().map(String::as_str)
    }

    fn read(&self, name: &str, expected: &str) -> Result<Vec<u8>, ReadError> {
        let file = self.folder.join(expected);
        let bytes = fs::read(&file).map_err(|error| ReadError::Io { path: file.display().to_string(), error })?;
        if digest(&bytes) == expected {
            return Ok(bytes);
        }
        let reason = format!(
            "its contents are not those of the lock file, which may be tampering; if `{}` is only damaged, remove that \
             folder, and the next command fetches it again",
            self.folder.display()
        );
        Err(ReadError::Broken { path: self.path(name), reason })
    }
}

impl Resolver for CachedTree {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if let Some(digest) = self.manifest.files.get(name) {
            return self.read(name, digest).map(Some);
        }
        match self.manifest.unreadable(name) {
            Some(reason) => Err(ReadError::Broken { path: self.path(name), reason: reason.reason().to_owned() }),
            None => Ok(None),
        }
    }

    fn path(&self, name: &str) -> String {
        match name {
            "" => format!("{}@{}", self.name, self.version),
            name => format!("{}/{name}@{}", self.name, self.version),
        }
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.manifest.names(under)
    }
}

impl LockedTree for CachedTree {
    fn config(&self) -> Result<Option<(String, Vec<u8>)>, ReadError> {
        let Some((path, digest)) = &self.manifest.config else { return Ok(None) };
        Ok(Some((path.clone(), self.read(path, digest)?)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn tree(cache: &Cache) -> CachedTree {
        let mut writer = cache.tree_writer().unwrap();
        let (file, config) = (writer.add(b"message A {}").unwrap(), writer.add(b"# config").unwrap());
        let manifest = format!(
            "protoward tree 1\nconfig {config} protoward.toml\nfile {file} a/b.proto\nunreadable submodule sub\n"
        );
        let digest = writer.finish(&manifest).unwrap();
        CachedTree::open(cache, &digest, "dep", "v1").unwrap().unwrap()
    }

    #[test]
    fn resolves_files_with_their_display_path() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(&Cache::new(folder.path()));
        assert_eq!(tree.resolve("a/b.proto").unwrap().as_deref(), Some(&b"message A {}"[..]));
        assert_eq!(tree.path("a/b.proto"), "dep/a/b.proto@v1");
        assert_eq!(tree.config().unwrap().unwrap().1, b"# config");
        assert_eq!(
            (tree.names("a"), tree.names("a/b.p"), tree.names("")),
            (vec!["a/b.proto".to_owned()], vec![], vec!["a/b.proto".to_owned()])
        );
        assert!(tree.resolve("protoward.toml").unwrap().is_none());
        assert!(tree.resolve("sub/a.proto").unwrap_err().to_string().contains("submodule"));
    }

    #[test]
    fn a_changed_file_is_tampering() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(&Cache::new(folder.path()));
        fs::write(tree.folder.join(digest(b"message A {}")), "message B {}").unwrap();
        let error = tree.resolve("a/b.proto").unwrap_err().to_string();
        assert!(error.contains("may be tampering"), "{error}");
    }

    #[test]
    fn a_changed_manifest_is_tampering() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let tree = tree(&cache);
        let name = tree.folder.file_name().unwrap().to_str().unwrap();
        fs::write(tree.folder.join(MANIFEST), "protoward tree 1\n").unwrap();
        assert!(matches!(CachedTree::open(&cache, name, "dep", "v1"), Err(TreeError::Tampered(_))));
        fs::remove_file(tree.folder.join(MANIFEST)).unwrap();
        assert!(matches!(CachedTree::open(&cache, name, "dep", "v1"), Err(TreeError::Tampered(_))));
    }
}
