//! The located configuration of an input, its files, and paths in a tree.

use std::path::PathBuf;
use std::sync::Arc;

use super::files::NameFilter;
use crate::config::{Config, Module};
use protoward_source::tree_path::below;
use protoward_source::{Tree, join};

/// An input and its configuration.
#[derive(Clone)]
pub(super) struct ConfiguredInput {
    pub(super) tree: Arc<dyn Tree>,
    /// The folder of the configuration in the tree.
    pub(super) root: String,
    pub(super) config: Config,
    /// The modules of the configuration that the tree lacks, which `config` does not have. Submodules that are not checked
    /// out are among them.
    pub(super) missing: Vec<Module>,
    /// The location of the input relative to `root`.
    pub(super) within: String,
    /// `true` for the configuration of the new side, because this side has none.
    pub(super) is_inherited: bool,
    /// The configuration of the new side with its folder, if this side inherited it and needs other roots. Filters by
    /// import path refer to it.
    pub(super) inherited: Option<Arc<(String, Config)>>,
}

impl ConfiguredInput {
    /// Returns the base folder of the configuration's paths, as the user writes it.
    pub(super) fn root_folder(&self) -> PathBuf {
        let folder = self.tree.display(&self.root);
        PathBuf::from(if folder.is_empty() { ".".to_owned() } else { folder })
    }

    /// Returns `true` if the filter of the new side selects a file.
    pub(super) fn admits(&self, filter: &NameFilter, target: &Target) -> bool {
        match self.inherited.as_deref() {
            None => filter.admits(target, &self.config),
            Some((root, config)) => {
                let module = |(module, it): (usize, &Module)| {
                    let name = below(&target.path, &join(root, &it.path.text))?.to_owned();
                    Some(Target { name, path: target.path.clone(), module })
                };
                let named = config.modules.iter().enumerate().find_map(module);
                filter.admits(named.as_ref().unwrap_or(target), config)
            }
        }
    }
}

/// A file of the schema: its import name, its path in the tree and its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
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
