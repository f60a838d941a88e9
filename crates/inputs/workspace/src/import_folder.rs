//! Folders from which files are imported: those of dependencies, those of `include`, and those of modules that leave files out.
//! Their files are compared like those of modules.

use std::fmt;
use std::sync::Arc;

use protoward_deps::{Dependency, DependencySource};
use protoward_source::{Resolver, join};

/// A predicate for the files of a module, by path from the folder of the configuration.
type IsOwn = dyn Fn(&str) -> bool + Send + Sync;

/// A folder from which files are imported.
#[derive(Clone)]
pub(super) struct ImportFolder {
    files: Arc<dyn Resolver>,
    /// The path from the folder of the configuration.
    folder: String,
    /// The files of a module that are not imported.
    own: Option<Arc<IsOwn>>,
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

    /// Creates the folder of a module that leaves some of its files out.
    pub(super) fn of_module(
        files: Arc<dyn Resolver>,
        folder: String,
        own: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { files, folder, own: Some(Arc::new(own)) }
    }

    /// Returns the path of a file from the folder of the configuration, if this folder has the file that is displayed as `display`.
    pub(super) fn path(&self, name: &str, display: &str) -> Option<String> {
        let path = (self.files.path(name).shown == display).then(|| join(&self.folder, name))?;
        self.own.as_ref().is_none_or(|is_own| !is_own(&path)).then_some(path)
    }
}
