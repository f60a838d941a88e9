//! The configuration that was found for an input, with the tree and the folder that its paths refer to.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::import_folder::ImportFolder;
use protoward_settings::{Config, Module};
use protoward_source::tree_path::relative;
use protoward_source::{LocatedText, Resolver, Tree, join};

/// An input and its configuration.
#[derive(Clone)]
pub(super) struct ConfiguredInput {
    pub(super) tree: Arc<dyn Tree>,
    /// The folder of the configuration in the tree.
    pub(super) root: String,
    pub(super) config: Config,
    /// `false` for a configuration that the caller has as a text, such as one that was guessed.
    pub(super) is_in_file: bool,
    /// The modules of the configuration that the tree lacks, which `config` does not have. Submodules that are not checked
    /// out are among them.
    pub(super) missing: Vec<Module>,
    /// The folders for imports that only the new side has, if its configuration is no file: git ignores many vendored ones.
    pub(super) lent: Vec<Arc<dyn Resolver>>,
    /// The location of the input relative to `root`.
    pub(super) within: String,
    /// `true` for the configuration of the new side, because this side has none.
    pub(super) is_inherited: bool,
    /// The configuration of the new side with its folder, if this side inherited it and needs other roots. Filters by
    /// import path refer to it.
    pub(super) inherited: Option<Arc<(String, Config)>>,
}

impl ConfiguredInput {
    /// Returns the folders in which imports are searched: those of the modules, and those for imports.
    pub(super) fn folders(&self) -> impl Iterator<Item = Arc<dyn Resolver>> {
        let modules = self.config.modules.iter().map(|module| &module.path);
        let own = modules.chain(&self.config.include).map(|path| self.folder(&path.text));
        own.chain(self.lent.iter().cloned())
    }

    /// Returns the folders for imports among some that an older version lacks.
    pub(super) fn lend(&self, imports: &[LocatedText]) -> Vec<Arc<dyn Resolver>> {
        let is_there = |path: &&LocatedText| self.tree.is_folder(&join(&self.root, &path.text));
        imports.iter().filter(is_there).map(|path| self.folder(&path.text)).collect()
    }

    /// Returns the folders for imports: those of `include`, and those of modules, of which some files are not part of the schema. `own`
    /// has the import paths of those that are. buf compares imports by itself.
    pub(super) fn included(&self, own: HashSet<String>) -> Vec<ImportFolder> {
        let own = Arc::new(own);
        let included = self.config.include.iter();
        let included = included.map(|path| ImportFolder::included(self.folder(&path.text), path.text.clone()));
        let modules = self.config.modules.iter().filter(|_| !self.config.is_of_buf()).map(|module| &module.path.text);
        let modules = modules.map(|path| ImportFolder::of_module(self.folder(path), path.clone(), Arc::clone(&own)));
        included.chain(modules).collect()
    }

    /// Returns a folder of the configuration as a resolver. Files that moved into an older version may be outside of it.
    fn folder(&self, path: &str) -> Arc<dyn Resolver> {
        let folder = relative(&self.root, path).unwrap_or_else(|| join(&self.root, path));
        Arc::new(Arc::clone(&self.tree).below(folder))
    }

    /// Returns the base folder of the configuration's paths, as the user writes it.
    pub(super) fn root_folder(&self) -> PathBuf {
        let folder = self.tree.display(&self.root);
        PathBuf::from(if folder.is_empty() { ".".to_owned() } else { folder })
    }
}

/// A file of the schema: its import name, its path in the tree and its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TargetFile {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) module: usize,
}

/// Returns the folder of a path.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Returns a folder and those above it, up to the root of the tree.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}
