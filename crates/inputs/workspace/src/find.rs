//! Search for the configuration of an input, in its folder and the parent folders.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::absent_submodule::is_absent;
use super::found::{ConfiguredInput, parent, upwards};
use super::layout::{Layout, OpenOptions};
use super::policy_files::{load_given_policies, load_policies};
use super::{codes, diagnostics};
use protoward_inputs::{Input, InputError, Opened, OpenedFiles};
use protoward_settings::{Config, FILE_NAMES, Form, Module, WORK_FILE_NAME};
use protoward_source::paths::{System, below};
use protoward_source::{LocatedText, Report, SourceId, SourcePath, Sources, Tree, join, paths};

/// Returns the given configuration, or the nearest one, or the fallback, or the default with one module for the
/// folder of the input.
pub(super) fn find(
    files: &OpenedFiles,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<ConfiguredInput> {
    let folder = if files.is_file { parent(&files.path) } else { &files.path };
    let mut is_inherited = false;
    let (root, mut config) = match (&options.config, &options.fallback) {
        (Some(text), fallback) => {
            let flag = if fallback.is_some() { "--against-config" } else { "--config" };
            (folder.to_owned(), Finder { flag, ..Finder::new(files, sources, report) }.given(text)?)
        }
        (None, None) => {
            let nearest = Finder::new(files, sources, report).nearest(folder)?;
            nearest.unwrap_or_else(|| {
                report.append(misnamed(files, folder));
                (folder.to_owned(), Config::default())
            })
        }
        (None, Some(layout)) => old(files, folder, sources, report)?.unwrap_or_else(|| {
            is_inherited = layout.config.source.is_some();
            fall_back(layout, folder, files)
        }),
    };
    let (missing, imports) = if options.fallback.is_some() || config.version == protoward_settings::Version::V1Beta1 {
        remove_missing(files.tree.as_ref(), &root, &mut config)
    } else {
        (Vec::new(), Vec::new())
    };
    // Folders that a change names in its own configuration do not correct the version before it.
    let here = options.fallback.as_ref().and_then(|layout| layout.here.as_ref()).filter(|here| !here.found.is_in_file);
    let lent = here.map(|here| here.found.lend(&imports)).unwrap_or_default();
    let is_in_file =
        options.fallback.is_some() || config.source.is_none_or(|source| sources.get(source).path().is_some());
    let within = below(&files.path, &root).unwrap_or_default().to_owned();
    let tree = Arc::clone(&files.tree);
    let found =
        ConfiguredInput { tree, root, config, is_in_file, missing, lent, within, is_inherited, inherited: None };
    folders_exist(&found, files, report).then_some(found)
}

/// Names that users give to configurations by mistake, and the right ones.
const MISNAMED: [(&str, &str); 7] = [
    ("buf.yml", "buf.yaml"),
    ("Buf.yaml", "buf.yaml"),
    ("buf.work.yml", "buf.work.yaml"),
    (".protoward.toml", "protoward.toml"),
    ("Protoward.toml", "protoward.toml"),
    ("protoward.yaml", "protoward.toml"),
    ("protoward.yml", "protoward.toml"),
];

/// Returns warnings about files in a folder and above that are no configurations because of their names.
fn misnamed(files: &OpenedFiles, folder: &str) -> Report {
    let is_there = |path: &String| matches!(files.tree.read(path), Ok(Some(_)));
    let problems = upwards(folder).flat_map(|folder| {
        let paths = MISNAMED.into_iter().map(move |(name, right)| (join(folder, name), right));
        paths
            .filter(|(path, _)| is_there(path))
            .map(|(path, right)| diagnostics::misnamed(&files.tree.display(&path), right))
    });
    problems.collect()
}

/// Returns the folder of the outermost configuration around a folder, or else the folder itself.
pub fn folder_around(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(Opened::Files(files)) = Input::Folder(folder.to_owned()).open() else { return folder.to_owned() };
    let has_one = |folder: &&str| {
        let names = FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME]);
        names.map(|name| join(folder, name)).any(|path| matches!(files.tree.read(&path), Ok(Some(_))))
    };
    let outermost = upwards(&files.path).filter(has_one).last();
    match outermost.map(|folder| files.tree.display(folder)) {
        None => folder.to_owned(),
        Some(here) if here.is_empty() => PathBuf::from("."),
        Some(shown) => PathBuf::from(shown),
    }
}

/// Returns the configuration of the old side; the inner `None` stands for that of the new side. An invalid old
/// configuration must not block a change that fixes it. One that cannot be read may be valid, and decides what is
/// compared: then the outer `None` is returned, and the reason is added to `report`.
pub(super) fn old(
    files: &OpenedFiles,
    folder: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Option<(String, Config)>> {
    let mut problems = Report::default();
    if let Some(found) = Finder::new(files, sources, &mut problems).nearest(folder) {
        return Some(found);
    }
    if problems.iter().any(|problem| {
        [protoward_inputs::codes::NOT_FETCHED, protoward_inputs::codes::UNREADABLE].contains(&problem.code)
    }) {
        report.append(problems);
        return None;
    }
    if !report.iter().any(|problem| problem.code == codes::OLD_CONFIG) {
        report.push(diagnostics::old_config_unreadable(problems));
    }
    Some(None)
}

/// Returns `true` if a configuration applies to an input. As in buf, an input outside of all modules stands alone.
fn is_for(root: &str, config: &Config, input: &str) -> bool {
    let mut modules = config.modules.iter().map(|module| join(root, &module.path.text));
    modules.any(|module| below(input, &module).is_some() || below(&module, input).is_some())
}

pub(super) struct Finder<'a> {
    tree: &'a dyn Tree,
    sources: &'a mut Sources,
    report: &'a mut Report,
    /// The flag for an explicit configuration.
    flag: &'static str,
}

impl<'a> Finder<'a> {
    pub(super) fn new(files: &'a OpenedFiles, sources: &'a mut Sources, report: &'a mut Report) -> Self {
        Self { tree: files.tree.as_ref(), sources, report, flag: "--config" }
    }

    /// Returns the nearest configuration and its folder. The outer `None` means that it is invalid, which is in the
    /// report.
    pub(super) fn nearest(&mut self, start: &str) -> Option<Option<(String, Config)>> {
        for folder in upwards(start) {
            for (name, form) in FILE_NAMES {
                let Some((source, config)) = self.config(folder, name, form)? else { continue };
                if form == Form::Buf && self.is_beside_work(folder, source)? {
                    return None;
                }
                // A `buf.yaml` before v2 may be that of a directory in a workspace further up.
                let alone = form == Form::Protoward || config.version == protoward_settings::Version::V2;
                let around = if alone { None } else { self.work_around(folder)? };
                let (root, config) = around.unwrap_or_else(|| (folder.to_owned(), config));
                if is_for(&root, &config, start) {
                    return Some(Some((root, config)));
                }
            }
            if let Some(found) = self.work(folder)?.filter(|(root, config)| is_for(root, config, start)) {
                return Some(Some(found));
            }
        }
        Some(None)
    }

    /// Reads a configuration in a folder, if it exists.
    fn config(&mut self, folder: &str, name: &str, form: Form) -> Option<Option<(SourceId, Config)>> {
        let Some(source) = self.source(&join(folder, name))? else { return Some(None) };
        let mut config = protoward_settings::read(form, source, self.sources, self.report)?;
        load_policies(&mut config, folder, self.tree, self.sources);
        Some(Some((source, config)))
    }

    /// Adds the file at `path` to the sources, if it exists.
    fn source(&mut self, path: &str) -> Option<Option<SourceId>> {
        match self.tree.read(path) {
            Ok(None) => Some(None),
            Ok(Some(bytes)) => {
                protoward_settings::admit(self.tree.displayed(path), bytes, self.sources, self.report).map(Some)
            }
            Err(error) => {
                self.report.push(protoward_inputs::unreadable(&error, None));
                None
            }
        }
    }

    /// Reports a `buf.work.yaml` in the folder of a `buf.yaml`, because it is ambiguous which one counts.
    fn is_beside_work(&mut self, folder: &str, config: SourceId) -> Option<bool> {
        let work = self.source(&join(folder, WORK_FILE_NAME))?;
        if let Some(work) = work {
            self.report.push(diagnostics::two_configurations(config, work));
        }
        Some(work.is_some())
    }

    /// Returns the `buf.work.yaml`, or the `buf.yaml` of v2, in a parent folder that names `folder`.
    fn work_around(&mut self, folder: &str) -> Option<Option<(String, Config)>> {
        for above in upwards(folder).skip(1) {
            let workspace = self.workspace(above)?;
            let found = if workspace.is_some() { workspace } else { self.work(above)? };
            if let Some((root, config)) = found {
                let names = |module: &Module| below(&join(&root, &module.path.text), folder).is_some();
                return Some(config.modules.iter().any(names).then_some((root, config)));
            }
        }
        Some(None)
    }

    /// Returns the `buf.yaml` of v2 in `folder`, whose modules need no configuration of their own.
    fn workspace(&mut self, folder: &str) -> Option<Option<(String, Config)>> {
        let Some((_, config)) = self.config(folder, "buf.yaml", Form::Buf)? else { return Some(None) };
        let is_workspace = config.version == protoward_settings::Version::V2;
        Some(is_workspace.then(|| (folder.to_owned(), config)))
    }

    /// Returns the modules of the `buf.work.yaml` in `folder`, each according to its own `buf.yaml`.
    fn work(&mut self, folder: &str) -> Option<Option<(String, Config)>> {
        let Some(source) = self.source(&join(folder, WORK_FILE_NAME))? else { return Some(None) };
        let mut config = protoward_settings::read_work(source, self.sources, self.report)?;
        let mut modules = Vec::new();
        for module in std::mem::take(&mut config.modules) {
            let path = join(folder, &module.path.text);
            match self.source(&join(&path, "buf.yaml"))? {
                Some(source) => modules.extend(self.modules_of_work(&module, source, &mut config.deps)?),
                None => modules.push(module),
            }
        }
        config.modules = modules;
        let mut twice = Report::default();
        protoward_settings::different_names(&config.modules, &mut twice);
        if twice.has_errors() {
            self.report.append(twice);
            return None;
        }
        if let [Module { breaking: Some(breaking), .. }] = &config.modules[..] {
            config.breaking = breaking.clone();
        }
        Some(Some((folder.to_owned(), config)))
    }

    /// Returns the modules of a directory in a `buf.work.yaml`: one, or one per root of a v1beta1 configuration.
    /// Its dependencies are added to `deps`.
    fn modules_of_work(
        &mut self,
        directory: &Module,
        source: SourceId,
        deps: &mut Vec<LocatedText>,
    ) -> Option<Vec<Module>> {
        let own = protoward_settings::read(Form::Buf, source, self.sources, self.report)?;
        if own.version == protoward_settings::Version::V2 {
            self.report.push(diagnostics::v2_in_work(source, &directory.path));
            return None;
        }
        deps.extend(own.deps);
        let breaking = own.breaking;
        let lint = own.lint;
        let module = |module: Module| Module {
            name: module.name,
            path: LocatedText { text: join(&directory.path.text, &module.path.text), place: directory.path.place },
            includes: Vec::new(),
            excludes: moved(module.excludes, &directory.path.text),
            breaking: Some(module.breaking.unwrap_or_else(|| breaking.clone())),
            lint: module.lint.or_else(|| lint.clone()),
            is_further_root: module.is_further_root,
        };
        Some(own.modules.into_iter().map(module).collect())
    }

    /// Returns the configuration of `--config`: a file or its text.
    fn given(&mut self, text: &str) -> Option<Config> {
        let is_yaml = |path: &str| [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending));
        let inline = text.trim_start().starts_with('{') || text.contains('\n') || text.contains(": ");
        let (form, source) = match () {
            () if text.ends_with(".toml") && !inline => (Form::Protoward, self.file(text)?),
            () if is_yaml(text) && !inline => (Form::Buf, self.file(text)?),
            () if is_toml(text) => (Form::Protoward, self.inline(text)?),
            () if inline => (Form::Buf, self.inline(text)?),
            () => {
                self.report.push(diagnostics::no_config(text));
                return None;
            }
        };
        let mut config = protoward_settings::read(form, source, self.sources, self.report)?;
        load_given_policies(&mut config, self.sources);
        Some(config)
    }

    fn inline(&mut self, text: &str) -> Option<SourceId> {
        protoward_settings::admit(SourcePath::name(self.flag), text.as_bytes().to_vec(), self.sources, self.report)
    }

    fn file(&mut self, path: &str) -> Option<SourceId> {
        match protoward_inputs::read_file(Path::new(path), "configuration") {
            Ok(bytes) => {
                let root = self.tree.displayed("");
                let shown = paths::spelled_like(Path::new(path), Path::new(root.without_revision()));
                protoward_settings::admit(paths::shown(&shown).to_string(), bytes, self.sources, self.report)
            }
            Err(error) => {
                self.report.push(InputError::into(error));
                None
            }
        }
    }
}

/// Returns `true` if the first significant line is TOML: a table header, or a key with a value.
fn is_toml(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let is_key = |key: &str| {
        !key.is_empty() && key.trim().chars().all(|it| it.is_ascii_alphanumeric() || "-_.\"' ".contains(it))
    };
    line.is_some_and(|line| line.starts_with('[') || line.split_once('=').is_some_and(|(key, _)| is_key(key)))
}

fn moved(words: Vec<LocatedText>, folder: &str) -> Vec<LocatedText> {
    words.into_iter().map(|word| LocatedText { text: join(folder, &word.text), ..word }).collect()
}

/// Returns the layout of the other side if this side has none: all of it if the input has the same location, else the
/// part that the input represents.
fn fall_back(layout: &Layout, folder: &str, files: &OpenedFiles) -> (String, Config) {
    let root = match files.path.strip_suffix(&layout.within) {
        Some(root) if layout.within.is_empty() || root.is_empty() => Some(root),
        Some(root) => root.strip_suffix('/'),
        None => None,
    };
    match root {
        Some(root) => (root.to_owned(), layout.config.clone()),
        None => (folder.to_owned(), rebased(&layout.config, &layout.within)),
    }
}

/// Removes folders that did not exist yet on the old side, and returns the removed modules and folders for imports.
fn remove_missing(tree: &dyn Tree, root: &str, config: &mut Config) -> (Vec<Module>, Vec<LocatedText>) {
    let is_there = |path: &LocatedText| tree.is_folder(&join(root, &path.text));
    let missing = config.modules.extract_if(.., |module| !is_there(&module.path)).collect();
    let imports = config.include.extract_if(.., |path| !is_there(path)).collect();
    if config.modules.is_empty() {
        config.modules.push(Module::default());
    }
    (missing, imports)
}

/// Returns the modules in a part of a layout, relative to that part.
fn rebased(config: &Config, within: &str) -> Config {
    let inside = |word: &LocatedText| {
        below(&word.text, within).map(|text| LocatedText { text: text.to_owned(), place: word.place })
    };
    let all = |words: &[LocatedText]| words.iter().filter_map(inside).collect::<Vec<_>>();
    let module = |module: &Module| {
        let includes = all(&module.includes);
        let excludes = all(&module.excludes);
        let path = inside(&module.path)?;
        let &Module { is_further_root, .. } = module;
        let name = module.name.clone();
        Some(Module { name, path, includes, excludes, breaking: None, lint: None, is_further_root })
    };
    let modules = config.modules.iter().filter_map(module).collect();
    let vendor = config.vendor.as_ref().and_then(inside);
    Config { modules, include: all(&config.include), vendor, ..config.clone() }
}

/// Returns the name on disk of a folder whose name has another case in a configuration; `None` if it has the same. Windows finds such a
/// folder, but other systems and commits do not: an older version would have no files to compare with.
fn in_other_case(files: &OpenedFiles, folder: &str) -> Option<String> {
    let root = files.root.as_ref().filter(|_| files.is_on_disk() && System::HERE == System::Windows)?;
    let on_disk = paths::absolute(&root.join(folder)).ok()?;
    let on_disk = paths::tree_path(on_disk.strip_prefix(root).ok()?)?;
    (on_disk != folder).then_some(on_disk)
}

/// Checks that every folder in the configuration exists.
fn folders_exist(found: &ConfiguredInput, files: &OpenedFiles, report: &mut Report) -> bool {
    let named = found.config.modules.iter().map(|module| ("module", &module.path));
    let named = named.chain(found.config.include.iter().map(|path| ("include", path)));
    let mut all = true;
    for (what, path) in named.filter(|(_, path)| path.place.is_some()) {
        let full = join(&found.root, &path.text);
        let shown = found.tree.display(&full);
        if let Some(on_disk) = in_other_case(files, &full) {
            report.push(diagnostics::folder_in_other_case(what, path, &shown, &on_disk));
            all = false;
        } else if what == "module" && files.is_on_disk() && is_absent(files, &full) {
            let empty = diagnostics::empty_folder(path, &shown);
            report.push(diagnostics::in_absent_submodule(empty, &shown));
            all = false;
        } else if !found.tree.is_folder(&full) {
            let submodule = upwards(&full).find(|folder| files.has_submodule(folder));
            let problem = diagnostics::no_such_folder(what, path, &shown);
            report.push(match submodule.map(|folder| found.tree.display(folder)) {
                Some(submodule) => diagnostics::in_absent_submodule(problem, &submodule),
                None => problem,
            });
            all = false;
        }
    }
    all
}
