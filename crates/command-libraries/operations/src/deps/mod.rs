//! Changes of the dependencies of a schema: additions, updates, vendored files, newer versions.
//!
//! In: a [`DependencyProject`], which is an input with the options of its configuration. Out: a changed configuration, lock file
//! or vendor folder, and what changed. An update can ask the gate first, so that a lock that breaks the schema is not written.
//! What a dependency is, and how it is locked, fetched and read, is up to `protoward-deps`.
//!
//! ```
//! use protoward_operations::deps::{DependencyProject, tree};
//! use protoward_source::{Report, Sources};
//! use protoward_inputs::Input;
//! use protoward_workspace::OpenOptions;
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::create_dir(folder.path().join("money"))?;
//! std::fs::write(folder.path().join("protoward.toml"), "[dependencies]\nmoney = { path = \"money\" }\n")?;
//! let project = DependencyProject { input: Input::Folder(folder.path().to_owned()), options: OpenOptions::default() };
//! let found = project.resolve(&mut Sources::default(), &mut Report::default()).expect("the folder exists");
//! assert_eq!(tree(&found), "protoward.toml\n  money money\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod add;
mod diagnostics;
mod graph;
mod graph_text;
mod lock_changes;
mod tree;
mod update;
mod vendor;
mod vendor_key;
mod verdict;
mod versions;
mod versions_text;

pub use add::{NewDependency, add};
pub use graph::{DependencyGraph, graph};
pub use graph_text::{graph_dot, graph_json, graph_mermaid, graph_text};
pub use lock_changes::{LockChange, LockChanges};
pub use tree::{requirers, tree};
pub use update::{DependencyUpdate, update};
pub use vendor::{VendoredDependencies, VendoredDependency, vendor};
pub use verdict::UpdateVerdict;
pub use versions::{DependencyVersions, versions};
pub use versions_text::{versions_json, versions_table};

use protoward_deps::DependencyOptions;
use protoward_inputs::Input;
use protoward_source::{Report, Sources};
use protoward_workspace::{Dependencies, OpenOptions};
use std::path::{Path, PathBuf};

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

/// Returns the path of a file in a folder, without a `.` at its start.
pub(crate) fn below(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}
