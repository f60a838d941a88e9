//! A project: the files of one configuration, or of a folder without one. Files of the program are written to the cache of the
//! user when an editor wants to open them.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::LinkedSchemas;
use crate::roots::{configuration_of_folders, folders_around, guessed_configuration, is_configured};
use protoward_compiler::{Compiler, FileCache, well_known_types};
use protoward_deps::{Cache, DependencyOptions};
use protoward_ide_index::{Analysis, File, FileId, Revision};
use protoward_inputs::{EditedTexts, Input};
use protoward_source::paths::{shown, tree_path};
use protoward_source::{Report, Sources, parallel};
use protoward_workspace::codes::NO_FILES;
use protoward_workspace::{OpenOptions, Prepared, prepare};

/// The size of the syntax trees that are kept, in bytes. Those of google-proto-files, 8,000 files, take half of it.
const CACHE: usize = 1 << 30;

/// The size of further syntax trees after a project is opened, in bytes.
const SPARE: usize = 16 << 20;

/// The maximum number of importers that are checked at once after an edit.
const MOST_IMPORTERS: usize = 100;

/// A project, with the texts of the editor in place of those on disk.
pub(crate) struct Project {
    /// The folder of the configuration, or the one that is opened.
    pub(crate) root: PathBuf,
    pub(crate) input: Input,
    pub(crate) options: OpenOptions,
    pub(crate) texts: EditedTexts,
    /// The input with its configuration; `None` if it cannot be read.
    pub(crate) prepared: Option<Prepared>,
    /// `true` if the configuration cannot be used. The input then has the configuration of a folder that has none.
    pub(crate) is_misconfigured: bool,
    /// The problems of the configuration.
    pub(crate) problems: (Report, Sources),
    pub(crate) analysis: Analysis,
    pub(crate) linked: LinkedSchemas,
    /// `true` if the files of the program are read.
    has_built_in: bool,
    /// The revision of the newest check of everything whose errors are published; `None` before the first one.
    pub(crate) checked: Option<Revision>,
    /// The import name of each file.
    names: HashMap<PathBuf, String>,
    /// The import names of the files of the input.
    targets: HashSet<String>,
    /// The file of each import name.
    paths: HashMap<String, PathBuf>,
}

impl Project {
    /// Opens the project with a root, which was open until the revision `since`, without its files. If `folders` are not empty, the
    /// project has only the files in these. If it `is_part` of a repository, files around it are imported too.
    pub(crate) fn open(root: PathBuf, folders: &[PathBuf], is_part: bool, texts: EditedTexts, since: Revision) -> Self {
        let file_cache = Arc::new(FileCache::new(CACHE));
        let guessed =
            || configuration_of_folders(&root, folders).or_else(|| guessed_configuration(&root, &texts, &file_cache));
        let config = if is_configured(&root) { None } else { guessed() };
        let input = Input::Folder(root.clone());
        // An editor opens projects unasked, so nothing is fetched and nothing is written.
        let dependencies = DependencyOptions {
            is_offline: true,
            keeps_lock: true,
            ..DependencyOptions::of_environment(|name| std::env::var_os(name))
        };
        let mut options = OpenOptions {
            config,
            edited: Some(texts.clone()),
            file_cache: Some(Arc::clone(&file_cache)),
            dependencies,
            ..OpenOptions::default()
        };
        let mut sources = Sources::default();
        let mut report = Report::default();
        let mut prepared = prepare(&input, &options, &mut sources, &mut report);
        if !is_configured(&root) {
            // Whoever opens an empty folder is about to write the first file.
            report = report.into_iter().filter(|diagnostic| diagnostic.code != NO_FILES).collect();
        }
        let is_misconfigured = prepared.is_none() && is_configured(&root);
        if is_misconfigured {
            // An invalid configuration is reported; names and errors are found without it.
            options.config = guessed();
            prepared = prepare(&input, &options, &mut sources, &mut Report::default());
        }
        if is_part || report.has_errors() {
            // The files of a dependency that is missing may be vendored elsewhere in the repository.
            options.imports = folders_around(&root, &texts, &file_cache);
            prepared = prepare(&input, &options, &mut sources, &mut Report::default());
        }
        let targets = prepared.as_ref().and_then(Prepared::compilation).map_or(&[][..], |(_, targets)| targets);
        let targets = targets.iter().cloned().collect();
        Self {
            root,
            input,
            options,
            texts,
            prepared,
            is_misconfigured,
            problems: (report, sources),
            analysis: Analysis::since(since),
            linked: LinkedSchemas::default(),
            has_built_in: false,
            checked: None,
            names: HashMap::new(),
            targets,
            paths: HashMap::new(),
        }
    }

    /// Reads the files of the input, then their imports, and `descriptor.proto`, which declares the options.
    pub(crate) fn read_all(&mut self) {
        let Some((compiler, targets)) = self.prepared.as_ref().and_then(Prepared::compilation) else { return };
        let compiler = compiler.clone();
        let mut wanted = targets.to_vec();
        wanted.push("google/protobuf/descriptor.proto".to_owned());
        // The first check parses the same files at the same time. From the other end, few are parsed twice.
        wanted.reverse();
        while !wanted.is_empty() {
            let threads = parallel::threads(None);
            let read = parallel::map(wanted.len(), threads, |at| found(&compiler, &wanted[at]));
            let mut next = Vec::new();
            for (file, path) in read.into_iter().flatten() {
                next.extend(file.imports.iter().map(|import| import.name.clone()));
                self.note_path(&file, path);
                self.analysis.load(file);
            }
            next.sort();
            next.dedup();
            next.retain(|name| self.analysis.find_file(name).is_none());
            wanted = next;
        }
        // The texts of edits come and go.
        if let Some(cache) = &self.options.file_cache {
            cache.keep_to_size(SPARE);
        }
    }

    /// Reads the files that are part of the program, which nothing needs to import yet: they are proposed, and missing imports of them
    /// are added. Copies of the user stay.
    pub(crate) fn read_built_in(&mut self) {
        if std::mem::replace(&mut self.has_built_in, true) {
            return;
        }
        let Some((compiler, _)) = self.prepared.as_ref().and_then(Prepared::compilation) else { return };
        let names = well_known_types().chain(protoward_common_protos::names());
        let names: Vec<&str> = names.filter(|name| self.analysis.find_file(name).is_none()).collect();
        let read = parallel::map(names.len(), parallel::threads(None), |at| found(compiler, names[at]));
        for (file, path) in read.into_iter().flatten() {
            self.note_path(&file, path);
            self.analysis.load(file);
        }
    }

    fn note_path(&mut self, file: &File, path: Option<PathBuf>) {
        if let Some(path) = path {
            self.names.insert(path.clone(), file.name.clone());
            self.paths.insert(file.name.clone(), path);
        }
    }

    /// Returns the files of the input, with their import names.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        let all = self.names.iter().map(|(path, name)| (path.as_path(), name.as_str()));
        all.filter(|(_, name)| self.is_target(name))
    }

    /// Returns `true` if the project has no file for an import of a file.
    pub(crate) fn lacks_imports_of(&self, path: &Path) -> bool {
        self.file(path).is_some_and(|file| !self.missing_imports(file).is_empty())
    }

    /// Returns the import name of a file.
    pub(crate) fn name(&self, path: &Path) -> Option<&str> {
        self.names.get(path).map(String::as_str)
    }

    /// Returns the path of a file. One that is part of the program is written to a folder of the user.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        match self.paths.get(name) {
            Some(path) => Some(path.clone()),
            None => path_of_program(name, &self.analysis.file(self.analysis.find_file(name)?).text),
        }
    }

    /// Returns `true` for a file that is not part of the program.
    pub(crate) fn is_on_disk(&self, name: &str) -> bool {
        self.paths.contains_key(name)
    }

    /// Returns `true` for a file that is not part of the program, some of which are read for completion only.
    pub(crate) fn is_own(&self, file: FileId) -> bool {
        self.is_on_disk(&self.analysis.file(file).name)
    }

    /// Returns the file at a path.
    pub(crate) fn file(&self, path: &Path) -> Option<FileId> {
        match self.name(path) {
            Some(name) => self.analysis.find_file(name),
            None => self.analysis.find_file(&name_in_program(path)?),
        }
    }

    /// Returns the folder in which the import names of the first file start.
    pub(crate) fn import_root(&self) -> Option<&Path> {
        let (path, name) = self.files().min()?;
        import_root(path, name)
    }

    /// Returns `true` if the text of a file has changed after a revision.
    pub(crate) fn has_changed(&self, path: &Path, since: Revision) -> bool {
        self.file(path).is_some_and(|file| self.analysis.has_changed(file, since))
    }

    /// Returns `true` if a file is one of those that the input has.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.names.contains_key(path)
    }

    /// Takes the text of a file that was opened. Returns its name, and whether the text is another one than before; `None` for a
    /// file of another project.
    pub(crate) fn show(&mut self, path: &Path, text: Arc<str>) -> Option<(String, bool)> {
        if !self.has_text(path, &text) {
            return self.edit(path, text).map(|name| (name, true));
        }
        let name = self.name(path)?.to_owned();
        self.texts.set(&shown(path).to_string(), text);
        Some((name, false))
    }

    /// Replaces the text of a file, and reads imports that are new. Returns its name; `None` for a file of another project.
    pub(crate) fn edit(&mut self, path: &Path, text: Arc<str>) -> Option<String> {
        let name = self.name(path)?.to_owned();
        self.texts.set(&shown(path).to_string(), Arc::clone(&text));
        self.set(&name, text);
        Some(name)
    }

    /// Restores the text on disk. Returns the name of the file if its text changes.
    pub(crate) fn revert(&mut self, path: &Path) -> Option<String> {
        let name = self.name(path)?.to_owned();
        self.texts.remove(&shown(path).to_string());
        match fs::read_to_string(path) {
            Ok(text) if self.has_text(path, &text) => return None,
            Ok(text) => self.set(&name, text.into()),
            Err(_) => self.analysis.remove(&name),
        }
        Some(name)
    }

    fn has_text(&self, path: &Path, text: &str) -> bool {
        self.file(path).is_some_and(|file| *self.analysis.file(file).text == *text)
    }

    fn set(&mut self, name: &str, text: Arc<str>) {
        let id = self.analysis.set(name, text);
        let mut wanted: Vec<String> = self.missing_imports(id);
        let Some((compiler, _)) = self.prepared.as_ref().and_then(Prepared::compilation) else { return };
        let compiler = compiler.clone();
        while let Some(name) = wanted.pop() {
            if let Some((file, path)) = found(&compiler, &name) {
                self.note_path(&file, path);
                self.analysis.add(file);
                let id = self.analysis.find_file(&name);
                wanted.extend(id.map(|id| self.missing_imports(id)).unwrap_or_default());
            }
        }
    }

    fn missing_imports(&self, id: FileId) -> Vec<String> {
        let imports = self.analysis.file(id).imports.iter().map(|import| &import.name);
        imports.filter(|name| self.analysis.find_file(name).is_none()).cloned().collect()
    }

    /// Returns `true` if a file is one of those of the input, and not only imported.
    pub(crate) fn is_target(&self, name: &str) -> bool {
        self.targets.contains(name)
    }

    /// Returns the files of the input that import a file, to be checked after an edit. If they are many, there are none: they are
    /// checked with everything, which takes hardly longer.
    pub(crate) fn importers(&self, name: &str) -> Vec<String> {
        let importers = self.analysis.importers(name).map(|importer| &self.analysis.file(importer).name);
        let importers: Vec<String> = importers.filter(|name| self.is_target(name)).cloned().collect();
        if importers.len() <= MOST_IMPORTERS { importers } else { Vec::new() }
    }
}

/// Returns the folder in which the import name of a file starts.
pub(crate) fn import_root<'p>(path: &'p Path, name: &str) -> Option<&'p Path> {
    path.ancestors().nth(name.split('/').count())
}

/// Reads a file by its import name, and returns its path if it is on disk.
fn found(compiler: &Compiler, name: &str) -> Option<(File, Option<PathBuf>)> {
    let found = compiler.read(name).ok()??;
    let path = (!found.is_built_in).then(|| PathBuf::from(found.path)).filter(|path| path.is_absolute());
    let file = match found.parsed {
        Some(parsed) => File::of_tree(name, found.text, &parsed),
        None => File::new(name, found.text),
    };
    Some((file, path))
}

/// Returns the folder for the files that are part of the program, in the cache of the user.
fn folder_of_program() -> PathBuf {
    let cache = Cache::standard(|name| std::env::var_os(name));
    let folder = cache.map_or_else(|| std::env::temp_dir().join("protoward"), |cache| cache.folder().to_owned());
    folder.join("built-in").join(env!("CARGO_PKG_VERSION"))
}

/// Returns the path of a file that is part of the program, and writes it if it is not there.
fn path_of_program(name: &str, text: &str) -> Option<PathBuf> {
    let path = folder_of_program().join(name);
    if fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
        return Some(path);
    }
    fs::create_dir_all(path.parent()?).ok()?;
    fs::write(&path, text).ok()?;
    Some(path)
}

/// Returns the import name of a path in the folder of these files.
fn name_in_program(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(folder_of_program()).ok()?;
    tree_path(inside)
}
