//! An input whose dependencies are managed, and the means to resolve them.

use std::path::PathBuf;

use protoward_deps::DependencyOptions;
use protoward_inputs::Input;
use protoward_source::{Report, Sources};
use protoward_workspace::{Dependencies, OpenOptions};

/// A project whose dependencies are managed.
#[derive(Clone, Debug)]
pub struct DependencyProject {
    /// The folder of the configuration, or another input with one.
    pub input: Input,
    /// The options of the configuration and of its dependencies.
    pub options: OpenOptions,
}

impl DependencyProject {
    /// Resolves the dependencies, and writes the lock file if they changed. Returns `None` after errors, which are added to
    /// `report`.
    pub fn resolve(&self, sources: &mut Sources, report: &mut Report) -> Option<Dependencies> {
        protoward_workspace::dependencies(&self.input, &self.options, sources, report)
    }

    /// Returns the named configuration, if it is a file.
    pub(crate) fn config_file(&self) -> Option<PathBuf> {
        self.options.config.as_ref().map(PathBuf::from).filter(|path| path.is_file())
    }

    /// Returns the project with other means of resolving dependencies. What changes the lock needs the cache, although the
    /// configuration may name a folder with vendored files.
    pub(crate) fn with_cache(&self, change: impl FnOnce(&mut DependencyOptions)) -> Self {
        let mut project = self.clone();
        project.options.dependencies.ignores_vendored = true;
        change(&mut project.options.dependencies);
        project
    }
}
