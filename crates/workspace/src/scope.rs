//! What a configuration says about the files of a tree, without reading any of them.

use std::path::PathBuf;

use super::files::{Filter, NameFilter, admits};
use super::find;
use super::found::{Found, Target};
use super::layout::{Layout, OpenOptions};
use super::select::{filter, select};
use crate::config::{Config, Module, Word};
use crate::inputs::paths::below;
use crate::inputs::{Files, Input, Opened};
use protoward_source::{Report, Sources, join};

/// Which paths of a tree are files of the schema, and by which names files are imported.
pub struct Scope {
    modules: Vec<Folder>,
    /// Folders that are for imports only.
    includes: Vec<String>,
    filter: Filter,
    /// The filter of another side, where that counts.
    names: Option<NameFilter>,
    config: Config,
    /// What two scopes have in common when they say the same.
    key: String,
}

struct Folder {
    path: String,
    admits: Box<dyn Fn(&str) -> bool>,
}

impl Scope {
    /// The scope of an input. Where the configuration is wrong, that is in the report.
    pub fn new(files: &Files, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Self> {
        let found = find::find(files, options, sources, report)?;
        let filter = filter(files, options, report);
        let names = options.fallback.as_ref().map(|layout| layout.filter.clone());
        let Found { root, config, .. } = found;
        let folder = |module: &Module| {
            let path = join(&root, &module.path.text);
            Folder { path, admits: Box::new(admits(&root, &config, module)) }
        };
        let modules: Vec<Folder> = config.modules.iter().map(folder).collect();
        let includes = config.include.iter().map(|path| join(&root, &path.text)).collect();
        let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        let module_key = |module: &Module| (module.path.text.clone(), texts(&module.includes), texts(&module.excludes));
        let key = format!(
            "{root:?} {:?} {:?} {filter:?}",
            config.modules.iter().map(module_key).collect::<Vec<_>>(),
            texts(&config.include)
        );
        Some(Self { modules, includes, filter, names, config, key })
    }

    /// Whether another scope says the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// The name by which a file of the schema is imported; `None` where the path is of none.
    pub fn target(&self, path: &str) -> Option<String> {
        let inside = |folder: &Folder| below(path, &folder.path).filter(|_| (folder.admits)(path)).map(str::to_owned);
        let (module, name) =
            self.modules.iter().enumerate().find_map(|(index, folder)| Some((index, inside(folder)?)))?;
        let target = Target { name, path: path.to_owned(), module };
        let is_wanted = match &self.names {
            Some(names) => below(path, self.within()).is_some() && names.admits(&target, &self.config),
            None => self.filter.admits(path),
        };
        is_wanted.then_some(target.name)
    }

    /// The input itself.
    fn within(&self) -> &str {
        self.filter.only.first().map_or("", String::as_str)
    }

    /// The names by which a file may be imported.
    pub fn names(&self, path: &str) -> Vec<String> {
        self.folders().filter_map(|folder| below(path, folder)).map(str::to_owned).collect()
    }

    /// Where the file of an import may lie, the first place first.
    pub fn candidates(&self, name: &str) -> Vec<String> {
        self.folders().map(|folder| join(folder, name)).collect()
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|folder| folder.path.as_str()).chain(self.includes.iter().map(String::as_str))
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope").field("says", &self.key).finish()
    }
}

/// The configuration of an input, and the folder that its paths start from. Nothing is compiled.
pub fn config(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Config, Option<PathBuf>)> {
    let files = files(input, report)?;
    let found = find::find(&files, options, sources, report)?;
    let is_on_disk = files.commit.is_none() && files.root.is_some();
    let root = is_on_disk.then(|| found.root_folder());
    Some((found.config, root))
}

/// The layout of an input, to look at other versions with. Nothing is compiled.
pub fn layout(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Layout> {
    let files = files(input, report)?;
    let selection = select(&files, options, sources, report)?;
    let (config, within) = (selection.found.config, selection.found.within);
    Some(Layout { config, within, filter: selection.filter, here: None })
}

fn files(input: &Input, report: &mut Report) -> Option<Files> {
    match input.open().map_err(|error| report.push(error.into())).ok()? {
        Opened::Files(files) => Some(files),
        Opened::Image(_) => None,
    }
}
