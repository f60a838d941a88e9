//! Folders whose files are imported: of dependencies, and of `include`. Their files are compared like those of modules.

use std::fmt;
use std::sync::Arc;

use protoward_deps::{Dependency, DependencySource};
use protoward_source::{Resolver, join};

/// The files of a dependency in a folder.
#[derive(Clone)]
pub(super) struct DependencyFolder {
    files: Arc<dyn Resolver>,
    folder: String,
}

/// Omits the files, which do not implement `Debug`.
impl fmt::Debug for DependencyFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DependencyFolder").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl DependencyFolder {
    pub(super) fn new(dependency: &Dependency, vendor: Option<&str>) -> Option<Self> {
        let folder = match &dependency.found {
            DependencySource::Folder(folder) => join(folder, &dependency.requirement.root),
            DependencySource::Git(_) if dependency.cache_file.is_some() => return None,
            DependencySource::Git(locked) => join(vendor?, &locked.name),
        };
        Some(Self { files: Arc::clone(&dependency.resolver), folder })
    }

    /// Returns the folder for imports with a path from the folder of the configuration.
    pub(super) const fn included(files: Arc<dyn Resolver>, folder: String) -> Self {
        Self { files, folder }
    }

    /// Returns the path of a file that is displayed as `display`.
    pub(super) fn path(&self, name: &str, display: &str) -> Option<String> {
        (self.files.path(name).shown == display).then(|| join(&self.folder, name))
    }
}
