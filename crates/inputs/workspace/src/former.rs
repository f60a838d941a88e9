//! The configurations that an older version had for folders of an input, if one configuration has the whole input now.
//!
//! Such a version is read with the configuration of the newer one, because it has none for the input. Its own ones show
//! what the change relaxes.

use std::collections::BTreeMap;

use super::find;
use super::found::parent;
use super::own_files::admits;
use super::workspace::Workspace;
use protoward_inputs::OpenedFiles;
use protoward_settings::{Breaking, Config, Module};
use protoward_source::tree_path::below;
use protoward_source::{LocatedText, Report, Sources, join};

impl Workspace {
    /// Returns this older version once for each configuration that it had for folders of the input, with the files of that
    /// configuration. The schema is left out.
    pub fn former_projects(&self) -> Vec<Self> {
        let path = |(name, module): &(String, usize)| join(&self.config.modules[*module].path.text, name);
        let paths: Vec<String> = self.modules.iter().map(path).collect();
        let project = |config: &Config| {
            let modules = paths.iter().filter_map(|path| module_of(config, path)).collect();
            Self { config: config.clone(), compared: None, modules, left_out: Vec::new(), ..self.emptied() }
        };
        self.former.iter().map(project).collect()
    }
}

/// Returns the import path and the module of a file.
fn module_of(config: &Config, path: &str) -> Option<(String, usize)> {
    let mut modules = config.modules.iter().enumerate();
    modules.find_map(|(at, module)| {
        let name = below(path, &module.path.text).filter(|_| admits("", config, module)(path))?;
        Some((name.to_owned(), at))
    })
}

/// The configurations of an older version below an input that has none, by their folders. Paths in them are relative to a folder
/// around all of them.
pub(super) struct FormerConfigs(BTreeMap<String, Config>);

impl FormerConfigs {
    /// Finds the configurations around some files; `base` is the folder to which their paths become relative. Returns `None` if one
    /// cannot be read; the reason is then in `report`.
    pub(super) fn find<'p>(
        files: &OpenedFiles,
        base: &str,
        paths: impl Iterator<Item = &'p str>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let mut search = Search { files, sources, known: BTreeMap::new() };
        for path in paths {
            search.visit(parent(path), report)?;
        }
        let inside = |(root, config): (String, Config)| Some((below(&root, base)?.to_owned(), config));
        let found = search.known.into_values().flatten().filter_map(inside);
        let found: BTreeMap<String, Config> =
            found.map(|(root, config)| (root.clone(), rebased(config, &root))).collect();
        // A configuration inside of the modules of another one does not count.
        let is_covered = |root: &str| {
            let file = join(root, "a.proto");
            found.iter().any(|(other, config)| other != root && module_of(config, &file).is_some())
        };
        let covered: Vec<String> = found.keys().filter(|root| is_covered(root)).cloned().collect();
        Some(Self(found.into_iter().filter(|(root, _)| !covered.contains(root)).collect()))
    }

    /// Returns the configurations that have some of these files in their modules.
    pub(super) fn of_files(self, paths: &[&str]) -> Vec<Config> {
        self.0.into_values().filter(|config| paths.iter().any(|path| module_of(config, path).is_some())).collect()
    }

    /// Returns the configuration that has a file in a module. The outer `None` is for a file in the folder of a configuration that
    /// leaves it out.
    pub(super) fn of(&self, path: &str) -> Option<Option<&Config>> {
        match self.0.values().find(|config| module_of(config, path).is_some()) {
            None if self.0.keys().any(|root| below(path, root).is_some()) => None,
            found => Some(found),
        }
    }
}

struct Search<'a> {
    files: &'a OpenedFiles,
    sources: &'a mut Sources,
    /// The nearest configuration of each folder, with its own folder.
    known: BTreeMap<String, Option<(String, Config)>>,
}

impl Search<'_> {
    /// Finds the configurations around a folder, up to the input.
    fn visit(&mut self, start: &str, report: &mut Report) -> Option<()> {
        let mut folder = start.to_owned();
        while below(&folder, &self.files.path).is_some() && !self.known.contains_key(&folder) {
            let nearest = find::old(self.files, &folder, self.sources, report)?;
            let nearest = nearest.filter(|(root, _)| below(root, &self.files.path).is_some());
            let above = nearest.as_ref().filter(|(root, _)| *root != self.files.path);
            let above = above.map(|(root, _)| parent(root).to_owned());
            self.known.insert(folder, nearest);
            match above {
                Some(above) => folder = above,
                None => break,
            }
        }
        Some(())
    }
}

/// Returns a configuration in a folder as one of the folder around it.
fn rebased(config: Config, folder: &str) -> Config {
    let moved = |word: LocatedText| LocatedText { text: join(folder, &word.text), ..word };
    let all = |words: Vec<LocatedText>| words.into_iter().map(moved).collect::<Vec<_>>();
    let module = |module: Module| Module {
        path: moved(module.path),
        includes: all(module.includes),
        excludes: all(module.excludes),
        ..module
    };
    Config {
        modules: config.modules.into_iter().map(module).collect(),
        include: all(config.include),
        vendor: config.vendor.map(moved),
        breaking: Breaking { ledger: config.breaking.ledger.map(moved), ..config.breaking },
        ..config
    }
}
