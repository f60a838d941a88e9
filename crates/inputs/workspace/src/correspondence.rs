//! The modules of the old files in the new configuration, which show what a changed configuration does to them.

use std::collections::BTreeSet;

use super::layout::NewSideFiles;
use super::own_files::admits;
use super::pairing::paired;
use super::workspace::Workspace;
use protoward_source::join;
use protoward_source::tree_path::below;

/// The modules of the old files on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleCorrespondence {
    /// Pairs of an old and a new module: those that correspond to each other, and those that have or would have the same
    /// file.
    pub pairs: BTreeSet<(usize, usize)>,
    /// The existing files without a module, by path from the folder of the new configuration, with their old
    /// modules.
    pub left_out: Vec<(String, usize)>,
}

impl Workspace {
    /// Returns the modules of the files of an older version: in its configuration, and in the one of this version.
    ///
    /// A file belongs to the new module that has it, or else to the one that has its folder. The module that corresponds to its old
    /// one decides about findings in this comparison, the module that it belongs to about those after it. A module that was removed
    /// keeps its rules.
    pub fn modules_of_old_files(&self, old: &Self) -> ModuleCorrespondence {
        let config = self.compared_config();
        let old_config = old.compared_config();
        let new_of_old = paired(old, self);
        let holds: Vec<_> = config.modules.iter().map(|module| (module, admits("", config, module))).collect();
        let mut found = ModuleCorrespondence::default();
        for (name, was) in &old.modules {
            let path = join(&old_config.modules[*was].path.text, name);
            // Paths are relative to the folders of configurations, which may differ; the input is the same.
            let path = below(&path, &old.layout.within).map(|path| join(&self.layout.within, path));
            let of_path = path.as_ref().and_then(|path| {
                holds.iter().position(|(module, admits)| below(path, &module.path.text).is_some() && admits(path))
            });
            let by_name = || self.modules.iter().find(|(other, _)| other == name).map(|(_, module)| *module);
            found.pairs.extend(new_of_old[*was].map(|is| (*was, is)));
            match (by_name().or(of_path), path) {
                (Some(is), _) => _ = found.pairs.insert((*was, is)),
                (None, Some(path)) if self.has_file(&path) => found.left_out.push((path, *was)),
                (None, _) => {}
            }
        }
        found
    }

    /// Returns the module of this version that each module of an older one is now; `None` for one that was removed with its files.
    pub fn modules_now(&self, old: &Self) -> Vec<Option<usize>> {
        paired(old, self)
    }

    /// Returns the import paths of the files of all modules, with the modules.
    pub fn files_with_modules(&self) -> impl Iterator<Item = (&str, usize)> {
        self.modules.iter().map(|(name, module)| (name.as_str(), *module))
    }

    /// Returns `true` for an existing file, by its path from the folder of the configuration.
    fn has_file(&self, path: &str) -> bool {
        let has = |here: &NewSideFiles| matches!(here.found.tree.read(&join(&here.found.root, path)), Ok(Some(_)));
        self.layout.here.as_deref().is_some_and(has)
    }

    /// Returns a path in a module as one from the input; the empty path for one that contains the input, and `None` for
    /// one outside of the input.
    pub fn path_from_input(&self, module: usize, path: &str) -> Option<String> {
        let path = join(&self.compared_config().modules[module].path.text, path);
        match below(&path, &self.layout.within) {
            Some(inside) => Some(inside.to_owned()),
            None => below(&self.layout.within, &path).map(|_| String::new()),
        }
    }
}
