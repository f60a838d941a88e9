//! The scope of a configuration: the files of a tree that it selects, without reading them.

use std::borrow::Cow;
use std::path::PathBuf;

use super::files::Filter;
use super::find;
use super::found::{ConfiguredInput, TargetFile};
use super::layout::{Layout, OpenOptions};
use super::name_filter::NameFilter;
use super::own_files::admits;
use super::select::{filter, select};
use protoward_common_protos::CommonProtos;
use protoward_compiler::well_known;
use protoward_inputs::{Input, Opened, OpenedFiles};
use protoward_settings::{Config, Module};
use protoward_source::paths::below;
use protoward_source::{LocatedText, ReadError, Report, Resolver, Sources, join};

/// The schema files of a tree and their import paths.
pub struct SchemaScope {
    modules: Vec<Folder>,
    /// Folders that are only for imports.
    includes: Vec<String>,
    filter: Filter,
    /// The filter of the other side, if it applies.
    names: Option<NameFilter>,
    found: ConfiguredInput,
    /// A key that is equal for equal scopes.
    key: String,
}

struct Folder {
    path: String,
    admits: Box<dyn Fn(&str) -> bool>,
}

impl SchemaScope {
    /// Returns the scope of an input. Problems of the configuration are added to `report`.
    pub fn new(files: &OpenedFiles, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Self> {
        let found = find::find(files, options, sources, report)?;
        let filter = filter(files, options, report);
        let names = options.fallback.as_ref().map(|layout| layout.filter.clone());
        let ConfiguredInput { root, config, .. } = &found;
        let folder = |module: &Module| {
            let path = join(root, &module.path.text);
            Folder { path, admits: Box::new(admits(root, config, module)) }
        };
        let modules: Vec<Folder> = config.modules.iter().map(folder).collect();
        let includes = config.include.iter().map(|path| join(root, &path.text)).collect();
        let texts = |words: &[LocatedText]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        let module_key = |module: &Module| (module.path.text.clone(), texts(&module.includes), texts(&module.excludes));
        let key = format!(
            "{root:?} {:?} {:?} {:?} {} {filter:?}",
            config.modules.iter().map(module_key).collect::<Vec<_>>(),
            texts(&config.include),
            config.vendor.as_ref().map(|word| &word.text),
            config.common_protos
        );
        Some(Self { modules, includes, filter, names, found, key })
    }

    /// Returns `true` if another scope selects the same files.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Returns the import path of a schema file; `None` for other paths.
    pub fn target(&self, path: &str) -> Option<String> {
        let inside = |folder: &Folder| below(path, &folder.path).filter(|_| (folder.admits)(path)).map(str::to_owned);
        let (module, name) =
            self.modules.iter().enumerate().find_map(|(index, folder)| Some((index, inside(folder)?)))?;
        let target = TargetFile { name, path: path.to_owned(), module };
        let is_included = match &self.names {
            Some(names) => below(path, self.within()).is_some() && names.admits(&self.found, &target),
            None => self.filter.admits(path),
        };
        is_included.then_some(target.name)
    }

    /// Returns the location of the input.
    fn within(&self) -> &str {
        self.filter.only.first().map_or("", String::as_str)
    }

    /// Returns the possible import paths of a file.
    pub fn names(&self, path: &str) -> Vec<String> {
        self.folders().filter_map(|folder| below(path, folder)).map(str::to_owned).collect()
    }

    /// Returns the possible locations of an import, in order of precedence.
    pub fn candidates(&self, name: &str) -> Vec<String> {
        self.folders().map(|folder| join(folder, name)).collect()
    }

    /// Returns the text of an import that no folder has: a file that is part of the program.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn built_in(&self, name: &str) -> Result<Option<Cow<'static, str>>, ReadError> {
        let common = || if self.found.config.common_protos { CommonProtos.resolve(name) } else { Ok(None) };
        match well_known(name) {
            Some(text) => Ok(Some(text.into())),
            None => Ok(common()?.map(|text| String::from_utf8_lossy(&text).into_owned().into())),
        }
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|folder| folder.path.as_str()).chain(self.includes.iter().map(String::as_str))
    }
}

impl std::fmt::Debug for SchemaScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SchemaScope").field("says", &self.key).finish()
    }
}

/// Returns the configuration of an input and its base folder, without compiling anything.
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

/// Returns the layout of an input for reading other versions, without compiling anything.
pub fn layout(input: &Input, options: &OpenOptions, sources: &mut Sources, report: &mut Report) -> Option<Layout> {
    let files = files(input, report)?;
    let selection = select(&files, options, sources, report)?;
    let config = selection.found.config;
    let within = selection.found.within;
    Some(Layout { config, within, folder: None, filter: selection.filter, here: None })
}

fn files(input: &Input, report: &mut Report) -> Option<OpenedFiles> {
    match input.open().map_err(|error| report.push(error.into())).ok()? {
        Opened::Files(files) => Some(files),
        Opened::Image(_) => None,
    }
}
