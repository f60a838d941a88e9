//! Vendored dependencies: a folder with the locked files of all git dependencies as plain files.
//!
//! `NAME/` has the files of a dependency at their import paths, its license files, its manifest as `.protoward-files`,
//! and its configuration as `.protoward-config`. The digest of the manifest is in the lock file, and the manifest has
//! the digests of the files: a file that was changed is an error when it is read.

use std::path::Path;
use std::sync::Arc;

use protoward_source::{Diagnostic, ReadError, Resolver, SourcePath, join};

use crate::cache::Cache;
use crate::diagnostics;
use crate::digest::digest;
use crate::fetch_diagnostics;
use crate::licenses;
use crate::lock::{Lock, Locked};
use crate::manifest::Manifest;
use crate::requirement::Requirement;
use crate::tree::{CachedTree, LockedTree};

/// The manifest of a vendored dependency.
const FILES: &str = ".protoward-files";

/// The configuration of a vendored dependency. Its name differs from that of a configuration, so that no command takes
/// it for that of the files around it.
const CONFIG: &str = ".protoward-config";

/// A folder with vendored dependencies.
#[derive(Clone)]
pub struct Vendored {
    files: Arc<dyn Resolver>,
    folder: String,
}

impl std::fmt::Debug for Vendored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vendored").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Vendored {
    /// Creates a folder from its files. `folder` is the name of the folder in the configuration.
    pub fn new(files: Arc<dyn Resolver>, folder: impl Into<String>) -> Self {
        Self { files, folder: folder.into() }
    }

    /// Opens the files of a requirement.
    pub(crate) fn open(
        &self,
        requirement: &Requirement,
        lock: &Lock,
    ) -> Result<(Locked, Arc<dyn LockedTree>), Box<Diagnostic>> {
        let missing = || Box::new(diagnostics::not_vendored(requirement, &self.folder));
        let locked = lock.dependencies.iter().find(|locked| locked.satisfies(requirement)).ok_or_else(missing)?;
        let read = self.files.resolve(&join(&locked.name, FILES));
        let read = read.map_err(|error| Box::new(diagnostics::unreadable(requirement, &error)))?;
        let bytes = read.ok_or_else(missing)?;
        let text = String::from_utf8(bytes).ok().filter(|text| digest(text.as_bytes()) == locked.digest);
        let Some(manifest) = text.and_then(Manifest::new) else {
            return Err(Box::new(diagnostics::vendored_at_another_commit(requirement, locked, &self.folder)));
        };
        let tree = VendoredTree { vendored: self.clone(), name: locked.name.clone(), manifest };
        Ok((locked.clone(), Arc::new(tree)))
    }
}

/// The vendored files of a dependency.
struct VendoredTree {
    vendored: Vendored,
    name: String,
    manifest: Manifest,
}

impl VendoredTree {
    fn read(&self, name: &str, expected: &str) -> Result<Vec<u8>, ReadError> {
        let reason = match self.vendored.files.resolve(&join(&self.name, name))? {
            Some(bytes) if digest(&bytes) == expected => return Ok(bytes),
            Some(_) => "it was changed: its contents are not those of protoward.lock",
            None => "it is missing, although protoward.lock has it",
        };
        let help = format!("remove what is there and run `protoward deps vendor {}`", self.vendored.folder);
        Err(ReadError::Refused { path: self.path(name).shown, reason: reason.to_owned(), help })
    }
}

impl Resolver for VendoredTree {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if let Some(file) = self.manifest.file(name) {
            return self.read(name, file.digest).map(Some);
        }
        match self.manifest.unreadable(name) {
            Some(reason) => Err(ReadError::Broken { path: self.path(name).shown, reason: reason.reason().to_owned() }),
            None => Ok(None),
        }
    }

    fn path(&self, name: &str) -> SourcePath {
        self.vendored.files.path(&join(&self.name, name))
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.manifest.names(under)
    }
}

impl LockedTree for VendoredTree {
    fn config(&self) -> Result<Option<(String, Vec<u8>)>, ReadError> {
        let Some(config) = self.manifest.config() else { return Ok(None) };
        Ok(Some((config.path.to_owned(), self.read(CONFIG, config.digest)?)))
    }

    fn cache_file(&self) -> Option<&Path> {
        None
    }
}

/// Returns the files to write for a dependency, with paths relative to the vendor folder. Its tree is in the cache.
///
/// # Errors
/// If the cache cannot be read, or if the license files have to be fetched and that fails.
pub fn vendored_files(
    requirement: &Requirement,
    locked: &Locked,
    cache: &Cache,
    is_offline: bool,
) -> Result<Vec<(String, Vec<u8>)>, Box<Diagnostic>> {
    let tree = match CachedTree::open(cache, &locked.digest, &locked.name, locked.version()) {
        Ok(Some(tree)) => tree,
        Ok(None) => return Err(Box::new(diagnostics::offline(requirement))),
        Err(error) => return Err(Box::new(diagnostics::tree(requirement, error))),
    };
    let unreadable = |error: ReadError| Box::new(diagnostics::unreadable(requirement, &error));
    let mut files = vec![(FILES.to_owned(), tree.manifest().text().as_bytes().to_vec())];
    if let Some((_, bytes)) = tree.config().map_err(unreadable)? {
        files.push((CONFIG.to_owned(), bytes));
    }
    for name in tree.files() {
        let bytes = tree.resolve(name).map_err(unreadable)?;
        files.extend(bytes.map(|bytes| (name.to_owned(), bytes)));
    }
    let licenses = licenses::read(cache, locked, is_offline)
        .map_err(|error| Box::new(fetch_diagnostics::fetch(requirement, Some(locked), &error)))?;
    let is_free = |name: &str| !tree.files().any(|file| file.split('/').next() == Some(name));
    files.extend(licenses.into_iter().filter(|(name, _)| is_free(name)));
    Ok(files.into_iter().map(|(path, bytes)| (join(&locked.name, &path), bytes)).collect())
}
