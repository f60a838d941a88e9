//! The root folders of the import paths of old files.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Content;
use super::pairs::{innermost, is_in};
use crate::found::{parent, upwards};
use protoward_compiler::well_known;
use protoward_settings::{Config, Module};
use protoward_source::{LocatedText, Tree, join};

/// The folders for resolving imports.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// The folders of the modules.
    pub(super) modules: Vec<String>,
    /// The folders that are only for imports.
    pub(super) includes: Vec<String>,
}

impl Roots {
    /// Returns the root folder of a file.
    pub(super) fn module_of(&self, path: &str) -> Option<usize> {
        innermost(&self.modules, path)
    }

    /// Adds the folder for imports that has a file, unless a module inside of that folder has it. In its other modules, the file
    /// would have another import path.
    pub(super) fn add_include_around(&mut self, path: &str) {
        let Some(folder) = innermost(&self.includes, path).map(|include| &self.includes[include]) else { return };
        if !self.modules.iter().any(|module| is_in(path, module) && is_in(module, folder)) {
            self.modules.push(folder.clone());
        }
    }

    fn add(&mut self, folder: String) {
        if !self.modules.contains(&folder) {
            self.modules.push(folder);
        }
    }

    /// Adds the folders of an old configuration.
    pub(super) fn configured(&mut self, root: &str, config: &Config, tree: &dyn Tree) {
        let folders =
            |words: Vec<&LocatedText>| words.into_iter().map(|word| join(root, &word.text)).collect::<Vec<_>>();
        let is_there = |folder: &String| folder.is_empty() || tree.is_folder(folder);
        let modules = folders(config.modules.iter().map(|module| &module.path).collect());
        modules.into_iter().filter(is_there).for_each(|folder| self.add(folder));
        for folder in folders(config.include.iter().collect()).into_iter().filter(is_there) {
            if !self.includes.contains(&folder) {
                self.includes.push(folder);
            }
        }
    }

    /// Adds folders from which the imports of files without a configuration resolve. `natural` is the folder that
    /// would give a file its current import path.
    pub(super) fn guessed(&mut self, files: &[(&Content, String)], all: &BTreeSet<&str>) {
        let mut groups: BTreeMap<&str, Vec<&Content>> = BTreeMap::new();
        for (file, natural) in files {
            groups.entry(natural).or_default().push(file);
        }
        for (natural, files) in groups {
            let first = parent(&files[0].path);
            let around = upwards(first).filter(|folder| files.iter().all(|file| is_in(&file.path, folder)));
            let missing = |folder: &str| {
                let imports = files.iter().flat_map(|file| &file.imports);
                imports.filter(|import| !self.finds(import, folder, all)).count()
            };
            let depth = |folder: &str| if folder.is_empty() { 0 } else { folder.split('/').count() };
            let best = around.min_by_key(|folder| (missing(folder), depth(folder).abs_diff(depth(natural))));
            self.add(best.unwrap_or_default().to_owned());
        }
    }

    fn finds(&self, import: &str, folder: &str, all: &BTreeSet<&str>) -> bool {
        let others = self.includes.iter().chain(&self.modules).map(String::as_str);
        well_known(import).is_some() || others.chain([folder]).any(|root| all.contains(&*join(root, import)))
    }

    /// Returns the folders as a configuration relative to the root of the tree.
    pub(super) fn config(&self) -> Config {
        let module = |folder: &String| Module { path: LocatedText::unplaced(folder), ..Module::default() };
        let include = self.includes.iter().map(LocatedText::unplaced).collect();
        Config { modules: self.modules.iter().map(module).collect(), include, ..Config::default() }
    }
}
