//! The files that decide about a schema besides its own: configurations, lock files, and folders with imports.

use super::found::{parent, upwards};
use super::layout::{Layout, NewSideFiles};
use super::prepared::Prepared;
use protoward_deps::{LOCK_FILE_NAME, Origin};
use protoward_inputs::DecidingPaths;
use protoward_settings::{FILE_NAMES, Module, WORK_FILE_NAME};
use protoward_source::join;
use protoward_source::tree_path::{below, relative};

/// The lock file of buf.
const BUF_LOCK: &str = "buf.lock";

impl Layout {
    /// Returns the paths that decide about the schema besides the files of the input: its modules, folders for imports,
    /// vendored files, dependencies in folders, and the configurations of all of them. It is empty for an image.
    pub fn deciding_paths(&self) -> DecidingPaths {
        let Some(here) = &self.here else { return DecidingPaths::default() };
        let root = &here.found.root;
        let config = &here.found.config;
        let named = (config.modules.iter().map(|module| &module.path)).chain(&config.include).chain(&config.vendor);
        let mut folders: Vec<String> = named.map(|word| join(root, &word.text)).collect();
        folders.extend(config.dependencies.iter().filter_map(|dependency| match &dependency.origin {
            // A folder outside of the repository has no history there.
            Origin::Folder(path) => relative(root, path),
            Origin::Git { .. } => None,
        }));
        folders.sort_unstable();
        folders.dedup();
        let names = FILE_NAMES.map(|(name, _)| name).into_iter().chain([WORK_FILE_NAME, LOCK_FILE_NAME, BUF_LOCK]);
        let start = if here.found.tree.is_folder(&here.path) { &here.path } else { parent(&here.path) };
        let mut configured: Vec<&str> = upwards(start).chain(folders.iter().map(String::as_str)).collect();
        configured.sort_unstable();
        configured.dedup();
        let files = names.flat_map(|name| configured.iter().map(move |folder| join(folder, name))).collect();
        DecidingPaths { folders, files }
    }

    /// Returns `true` for a folder of the tree that has files of the schema, or may have them: one in a module, or around
    /// one, that neither the configuration nor flags exclude.
    pub fn may_read(&self, folder: &str) -> bool {
        self.here.as_ref().is_some_and(|here| self.may_read_of(here, here.found.config.modules.iter(), folder))
    }

    /// Returns [`may_read`](Self::may_read) for an older version of the configuration in the same place.
    pub fn may_read_with(&self, old: &Prepared, folder: &str) -> bool {
        let modules = old.config().modules.iter().chain(&old.setting.missing);
        self.here.as_ref().is_some_and(|here| self.may_read_of(here, modules, folder))
    }

    fn may_read_of<'a>(
        &self,
        here: &NewSideFiles,
        mut modules: impl Iterator<Item = &'a Module>,
        folder: &str,
    ) -> bool {
        let meets = |other: &str| below(folder, other).is_some() || below(other, folder).is_some();
        let in_root = |path: &str| join(&here.found.root, path);
        let is_excluded = |path: &String| below(folder, path).is_some();
        let is_of_module = |module: &Module| {
            let excludes = module.excludes.iter().map(|path| in_root(&path.text));
            meets(&in_root(&module.path.text)) && !excludes.into_iter().any(|path| is_excluded(&path))
        };
        meets(&here.path)
            && modules.any(is_of_module)
            && here.filter.only.iter().any(|only| meets(only))
            && !here.filter.except.iter().any(is_excluded)
    }
}
