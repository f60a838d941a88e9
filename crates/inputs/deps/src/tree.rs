//! Trees of the cache: the files of a dependency, compared with their digests when they are read.
//!
//! A tree is one file: the contents of all files without gaps, the manifest, and an end with the size of the manifest.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_source::paths::shown;
use protoward_source::{PathStart, ReadError, Resolver, SourcePath, join};

use crate::cache::{Cache, CacheError, at};
use crate::digest::digest;
use crate::limits::{MAX_FILE, MAX_MANIFEST};
use crate::manifest::{Manifest, ManifestFile};

/// The files of a dependency at a locked commit.
pub(crate) trait LockedTree: Resolver {
    /// Returns the configuration of the dependency, with its path in the repository.
    fn config(&self) -> Result<Option<(String, Vec<u8>)>, ReadError>;

    /// Returns the file of the tree in the cache; `None` for vendored files.
    fn cache_file(&self) -> Option<&Path>;
}

/// The last bytes of a tree, after the size of the manifest.
const END: &[u8; 8] = b"PWTREE1\n";

/// The size of the end of a tree.
const END_SIZE: u64 = 16;

/// Returns the end of a tree.
pub(crate) fn end(manifest: &str) -> Vec<u8> {
    [(manifest.len() as u64).to_le_bytes().as_slice(), END].concat()
}

/// The files of a dependency at a commit.
#[derive(Clone, Debug)]
pub struct CachedTree {
    file: PathBuf,
    manifest: Arc<Manifest>,
    /// The name of the dependency, for display.
    name: String,
    /// The tag, branch or commit, for display.
    version: Arc<str>,
}

/// A failure to open a tree.
#[derive(Debug)]
pub(crate) enum TreeError {
    Cache(CacheError),
    /// The manifest does not have its digest.
    Tampered(PathBuf),
}

impl CachedTree {
    /// Opens a tree; `None` if the cache does not have it, or only a part of it.
    pub(crate) fn open(cache: &Cache, tree: &str, name: &str, version: &str) -> Result<Option<Self>, TreeError> {
        let path = cache.tree(tree);
        let bytes = match read_manifest(&path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return at(&path, Err(error)).map_err(TreeError::Cache),
        };
        let text = String::from_utf8(bytes).ok().filter(|text| digest(text.as_bytes()) == tree);
        let Some(manifest) = text.and_then(Manifest::new) else {
            return Err(TreeError::Tampered(path));
        };
        let name = name.to_owned();
        let version = version.into();
        Ok(Some(Self { file: path, manifest: Arc::new(manifest), name, version }))
    }

    /// Returns the list of the files.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the import paths of all files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.manifest.files().map(|file| file.path)
    }

    fn read(&self, file: ManifestFile<'_>) -> Result<Vec<u8>, ReadError> {
        let read = || {
            let mut tree = File::open(&self.file)?;
            tree.seek(SeekFrom::Start(file.start))?;
            let size = file.size.min(MAX_FILE);
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
            tree.take(size).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|error| ReadError::Io { path: shown(&self.file).to_string(), error })?;
        if digest(&bytes) == file.digest {
            return Ok(bytes);
        }
        let reason = "its contents differ from the lock file, possibly by tampering".to_owned();
        let help = format!(
            "find the cause of the change of `{}`; if it is only damaged, remove it, and it is fetched again",
            shown(&self.file)
        );
        Err(ReadError::Refused { path: self.path(file.path).shown, reason, help })
    }
}

/// Reads the manifest of a tree. Returns `None` if the file is incomplete: after a loss of power, or because a disk is
/// damaged.
fn read_manifest(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let Some(end) = size.checked_sub(END_SIZE) else { return Ok(None) };
    let mut bytes = [0; 16];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut bytes)?;
    let (length, magic) = bytes.split_at(8);
    let length = length.iter().rev().fold(0, |length, byte| length << 8 | u64::from(*byte));
    let Some(start) = end.checked_sub(length).filter(|_| magic == END && length <= MAX_MANIFEST) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(start))?;
    let mut manifest = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut manifest)?;
    Ok(Some(manifest))
}

impl Resolver for CachedTree {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if let Some(file) = self.manifest.file(name) {
            return self.read(file).map(Some);
        }
        match self.manifest.unreadable(name) {
            Some(unreadable) => {
                let reason = unreadable.reason().to_owned();
                let help = unreadable.help().to_owned();
                Err(ReadError::Refused { path: self.path(name).shown, reason, help })
            }
            None => Ok(None),
        }
    }

    fn path(&self, name: &str) -> SourcePath {
        SourcePath::from_start(join(&self.name, name), PathStart::Dependency).at(Arc::clone(&self.version))
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.manifest.names(under)
    }
}

impl LockedTree for CachedTree {
    fn config(&self) -> Result<Option<(String, Vec<u8>)>, ReadError> {
        let Some(config) = self.manifest.config() else { return Ok(None) };
        Ok(Some((config.path.to_owned(), self.read(config)?)))
    }

    fn cache_file(&self) -> Option<&Path> {
        Some(&self.file)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::fs;

    use super::*;
    use crate::manifest::{CONFIG, FILE, Unreadable};
    use crate::tree_writer::TreeWriter;

    fn tree(cache: &Cache) -> CachedTree {
        let mut writer = TreeWriter::new(cache).unwrap();
        writer.add(CONFIG, "protoward.toml", b"# config").unwrap();
        writer.add(FILE, "a/b.proto", b"message A {}").unwrap();
        writer.add_unreadable("sub", Unreadable::Submodule);
        let digest = writer.finish().unwrap();
        CachedTree::open(cache, &digest, "dep", "v1").unwrap().unwrap()
    }

    #[test]
    fn resolves_files_with_their_display_path() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(&Cache::new(folder.path()));
        assert_eq!(tree.resolve("a/b.proto").unwrap().as_deref(), Some(&b"message A {}"[..]));
        assert_eq!(tree.path("a/b.proto").shown, "dep/a/b.proto@v1");
        assert_eq!(tree.config().unwrap().unwrap().1, b"# config");
        assert_eq!(
            (tree.names("a"), tree.names("a/b.p"), tree.names("")),
            (vec!["a/b.proto".to_owned()], vec![], vec!["a/b.proto".to_owned()])
        );
        assert!(tree.resolve("protoward.toml").unwrap().is_none());
        assert!(tree.resolve("sub/a.proto").unwrap_err().to_string().contains("submodule"));
    }

    /// Every byte of a tree is covered by a digest, and a tree that is cut anywhere is not in the cache.
    #[test]
    fn uses_no_changed_byte() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let tree = tree(&cache);
        let digest = tree.file.file_name().unwrap().to_str().unwrap();
        let whole = fs::read(&tree.file).unwrap();
        let reads = || {
            let Ok(Some(tree)) = CachedTree::open(&cache, digest, "dep", "v1") else { return false };
            tree.config().is_ok() && tree.resolve("a/b.proto").is_ok()
        };
        assert!(reads());
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&tree.file, changed).unwrap();
            assert!(!reads(), "byte {at}");
            fs::write(&tree.file, &whole[..at]).unwrap();
            assert!(matches!(CachedTree::open(&cache, digest, "dep", "v1"), Ok(None)), "cut at {at}");
        }
        let longer = [b"x", whole.as_slice()].concat();
        fs::write(&tree.file, longer).unwrap();
        assert!(!reads());
    }

    #[test]
    fn reports_a_changed_file_as_tampering() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(&Cache::new(folder.path()));
        let text = String::from_utf8_lossy(&fs::read(&tree.file).unwrap()).replace("message A", "message B");
        fs::write(&tree.file, text).unwrap();
        let error = tree.resolve("a/b.proto").unwrap_err().to_string();
        assert!(error.contains("possibly by tampering"), "{error}");
    }
}
