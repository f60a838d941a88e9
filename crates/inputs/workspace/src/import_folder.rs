//! Folders from which files are imported: those of dependencies, those of `include`, and those of modules, which leave out some of
//! their files: excluded ones, and those that no listing has, such as those in hidden folders. These files are compared like those of
//! modules.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use protoward_deps::{Dependency, DependencySource};
use protoward_source::{Resolver, join};

/// A folder from which files are imported.
#[derive(Clone)]
pub(super) struct ImportFolder {
    files: Arc<dyn Resolver>,
    /// The path from the folder of the configuration.
    folder: String,
    /// The import paths of the schema's own files, for the folder of a module.
    own: Option<Arc<HashSet<String>>>,
}

/// Omits the files, which do not implement `Debug`.
impl fmt::Debug for ImportFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportFolder").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl ImportFolder {
    /// Creates the folder of a dependency; `None` for one in the cache.
    pub(super) fn of_dependency(dependency: &Dependency, vendor: Option<&str>) -> Option<Self> {
        let folder = match &dependency.found {
            DependencySource::Folder(folder) => join(folder, &dependency.requirement.root),
            DependencySource::Git(_) if dependency.cache_file.is_some() => return None,
            DependencySource::Git(locked) => join(vendor?, &locked.name),
        };
        Some(Self { files: Arc::clone(&dependency.resolver), folder, own: None })
    }

    /// Creates the folder of an entry of `include`.
    pub(super) fn included(files: Arc<dyn Resolver>, folder: String) -> Self {
        Self { files, folder, own: None }
    }

    /// Creates the folder of a module; `own` has the import paths of the schema's own files.
    pub(super) const fn of_module(files: Arc<dyn Resolver>, folder: String, own: Arc<HashSet<String>>) -> Self {
        Self { files, folder, own: Some(own) }
    }

    /// Returns the path of a file from the folder of the configuration, if this folder has the file that is displayed as `display`.
    pub(super) fn path(&self, name: &str, display: &str) -> Option<String> {
        let is_own = self.own.as_ref().is_some_and(|own| own.contains(name));
        (!is_own && self.files.path(name).shown == display).then(|| join(&self.folder, name))
    }
}
