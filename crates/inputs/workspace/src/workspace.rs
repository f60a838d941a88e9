//! A schema with its configuration, and what rules and generators need of its input: modules, paths of files, and the files
//! beside the configuration.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use super::config_folder::{ConfigFolder, TreeFile};
use super::deleted_folder::DeletedFolder;
use super::layout::Layout;
use super::left_out_file::LeftOutFile;
use super::moved::ForeignFile;
use super::resolution::Imported;
use protoward_inputs::{CommitName, Input, OpenedFiles, STDIN};
use protoward_schema::{FileId, Schema};
use protoward_settings::{Config, Module};
use protoward_source::paths::System;
use protoward_source::{Diagnostic, ReadError, Sources, join};

/// A schema with its configuration.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The linked schema, without errors and files that have some.
    pub schema: Schema,
    /// A description of the input.
    pub origin: Origin,
    /// The configuration, or the default one.
    pub config: Config,
    /// The base folder for paths in the configuration; `None` for a commit, an archive or an image, unless the caller gives their
    /// configuration.
    pub root: Option<PathBuf>,
    /// The module of each compiled file, by import path; in an image, of the files that the working directory has too.
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
    /// The configuration to compare with that of the other side, if it is not `config`.
    pub(super) compared: Option<Box<Config>>,
    pub(super) is_image: bool,
    /// The import paths of the common protos among the files.
    pub(super) common_protos: BTreeSet<String>,
    pub(super) imported: ImportedFiles,
    /// The files that the configuration of the other side leaves out, if this side has none.
    pub(super) left_out: Vec<LeftOutFile>,
    /// The configurations of this side for folders of the input, if it has none for all of it.
    pub(super) former: Vec<Config>,
    pub(super) passed_over: Vec<String>,
    /// The files of this older version that another configuration judged.
    pub(super) foreign: Vec<ForeignFile>,
    /// `true` for an older version without a configuration, which has that of the newer one.
    pub(super) inherits_configuration: bool,
    /// The folder of the configuration in the tree of this side; `None` for an image.
    pub(super) config_folder: Option<ConfigFolder>,
    /// The folder of a deleted schema in the newer version; `None` for other schemas.
    pub(super) deleted: Option<DeletedFolder>,
    /// The schema without options of source retention, if `schema` has them and code is generated.
    pub(super) stripped: Option<Box<Schema>>,
    /// `true` if files with errors are not in the schema.
    pub(super) has_invalid_files: bool,
    /// For an older version that lacks unchanged files: `true` for the files of the new version that it is compared with, by id.
    /// `None` for all.
    pub(super) is_compared: Option<Vec<bool>>,
}

/// The files of dependencies and of folders for imports in a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedFiles {
    /// Their import paths, with their paths from the folder of the configuration if they are not in the cache.
    pub(super) paths: BTreeMap<String, Option<String>>,
    pub(super) imported: Imported,
}

impl Workspace {
    /// Returns the configuration to compare with that of the other side. It has the modules of the input.
    pub fn compared_config(&self) -> &Config {
        self.compared.as_deref().unwrap_or(&self.config)
    }

    /// Sets the configuration with the policy to apply, and the one to compare with that of the other side.
    pub fn set_policy(&mut self, applied: Config, compared: Config) {
        self.config = applied;
        self.compared = Some(Box::new(compared));
    }

    /// Returns the entries outside of the selected files that cannot be read, in words: links that lead nowhere or back.
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// Returns the compiled files of each module, without imports. Files of an image whose module is unknown are in the first, and
    /// those of a further root in the module before it.
    pub fn files_by_module(&self) -> Vec<Vec<FileId>> {
        let mut files = vec![Vec::new(); self.config.modules.len()];
        if self.is_image {
            let known = self.known_modules();
            for (name, file) in self.requested_files() {
                files[self.first_root(known.get(name).copied().unwrap_or(0))].push(file);
            }
            return files;
        }
        for (name, module) in &self.modules {
            if let Some(file) = self.schema.find_file(name) {
                files[self.first_root(*module)].push(file);
            }
        }
        files
    }

    /// Returns the module of a root: itself, or one before it.
    fn first_root(&self, root: usize) -> usize {
        self.config.modules[..=root].iter().rposition(|module| !module.is_further_root).unwrap_or(root)
    }

    /// Returns the files of an image that the working directory does not have, so that their module is unknown. None if there is
    /// only one module.
    pub fn files_of_unknown_module(&self) -> Vec<FileId> {
        if !self.is_image || self.config.modules.len() == 1 {
            return Vec::new();
        }
        let known = self.known_modules();
        self.requested_files().filter(|(name, _)| !known.contains_key(name)).map(|(_, file)| file).collect()
    }

    fn known_modules(&self) -> HashMap<&str, usize> {
        self.modules.iter().map(|(name, module)| (&**name, *module)).collect()
    }

    /// Returns the files that are not only imported, with their import paths.
    fn requested_files(&self) -> impl Iterator<Item = (&str, FileId)> {
        let files = self.schema.files.iter().filter(|(_, file)| !file.is_import);
        files.map(|(id, file)| (self.schema.text(file.path), id))
    }

    /// Returns the module that has a file, by its import path and its path on disk. The file may be an import from another
    /// module than those of the input.
    pub fn module_of(&self, name: &str, path: Option<&Path>) -> Option<usize> {
        let root = self.root.as_deref().filter(|root| *root != Path::new(".")).unwrap_or(Path::new(""));
        let is_at = |module: &Module| path == Some(root.join(join(&module.path.text, name)).as_path());
        let selected = || self.modules.iter().find(|(file, _)| file == name).map(|(_, module)| *module);
        selected().or_else(|| self.config.modules.iter().position(is_at))
    }

    /// Returns the schema for generators, which do not get options of source retention.
    pub fn schema_for_generators(&self) -> &Schema {
        self.stripped.as_deref().unwrap_or(&self.schema)
    }

    /// Returns `true` for an image, which has no configuration of its own.
    pub fn is_image(&self) -> bool {
        self.is_image
    }

    /// Returns `true` if the workspace contains everything that the configuration describes, without filters and errors.
    pub fn is_complete(&self) -> bool {
        self.layout.filter.is_complete() && !self.has_invalid_files
    }

    /// Returns `true` if files with errors, and those that import them, are not in the schema.
    pub const fn has_invalid_files(&self) -> bool {
        self.has_invalid_files
    }

    /// Returns the import paths of the files that are not in the schema because they, or files that they import, have errors.
    pub fn invalid_files(&self) -> impl Iterator<Item = &str> {
        let names = self.modules.iter().map(|(name, _)| name.as_str()).filter(|_| self.has_invalid_files);
        names.filter(|name| self.schema.find_file(name).is_none())
    }

    /// Returns the files of the schema itself: neither imported from elsewhere nor part of protoward.
    pub fn own_files<'w>(&'w self, sources: &'w Sources) -> impl Iterator<Item = FileId> + 'w {
        let files = self.schema.files.iter();
        files.filter(|(_, file)| !file.is_import && !sources.get(file.source).is_built_in).map(|(id, _)| id)
    }

    /// Returns the path of a dependency's file from the folder of the configuration, by import path; `None` for other files.
    pub fn dependency_path(&self, name: &str) -> Option<&str> {
        self.imported.paths.get(name)?.as_deref()
    }

    /// Returns the paths of the dependencies' files from the folder of the configuration.
    pub fn dependency_paths(&self) -> impl Iterator<Item = &str> {
        self.imported.paths.values().filter_map(Option::as_deref)
    }

    /// Reads a file of this version by its path relative to the folder of the configuration. An image uses the configuration
    /// of the working directory. Returns `None` if the file does not exist, if the path leaves the tree, and for an image on
    /// the old side of a comparison.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn read_beside_config(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        self.config_folder.as_ref().map_or(Ok(None), |folder| folder.read(path))
    }

    /// Reads a file of this version by its path from the root of the repository, or of the whole input outside of a repository.
    /// Returns `None` if there is no such file, and for an image on the old side of a comparison.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn read_in_tree(&self, path: &str) -> Result<Option<TreeFile>, ReadError> {
        self.config_folder.as_ref().map_or(Ok(None), |folder| folder.read_in_tree(path))
    }

    /// Returns `true` if this version has a file or a folder, by its path from the folder of the configuration.
    pub fn has_path(&self, path: &str) -> bool {
        self.config_folder.as_ref().is_some_and(|folder| folder.has(path))
    }

    /// Returns the path of a file from the root of the repository, by its path from the folder of the configuration; `None` for a
    /// path out of the repository, and for an image on the old side of a comparison.
    pub fn path_in_tree(&self, path: &str) -> Option<String> {
        self.config_folder.as_ref()?.path_in_tree(path)
    }

    /// Returns the path of a schema file from the root of the repository, by import path; `None` for a file that this version
    /// lacks. Files of an image have no module if there is only one.
    pub fn file_in_tree(&self, name: &str) -> Option<String> {
        let (_, module) = self.modules.iter().find(|(other, _)| other == name)?;
        self.path_in_tree(&join(&self.config.modules[*module].path.text, name))
    }

    /// Returns the configurations that this older version had for folders of the input, if it had none for all of it. Their
    /// paths are relative to the folder of the configuration.
    pub fn former_configs(&self) -> &[Config] {
        &self.former
    }

    /// Returns the files of this older version that were in another project, with the configurations that judged them.
    pub fn foreign_files(&self) -> &[ForeignFile] {
        &self.foreign
    }

    /// Returns the files of this older version that are not compared, because the configuration of the newer version
    /// leaves them out and this version has none.
    pub fn left_out(&self) -> &[LeftOutFile] {
        &self.left_out
    }

    /// Returns `true` for an older version without a configuration, which has that of the newer one.
    pub const fn inherits_configuration(&self) -> bool {
        self.inherits_configuration
    }

    /// Returns the layout for opening the other side of a comparison.
    pub fn layout(&self) -> Layout {
        self.layout.clone()
    }
}

/// A workspace without its schema.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) config: Config,
    pub(super) root: Option<PathBuf>,
    pub(super) modules: Vec<(String, usize)>,
    pub(super) layout: Layout,
    /// The configuration to compare with that of the other side, if it is not `config`.
    pub(super) compared: Option<Box<Config>>,
    pub(super) left_out: Vec<LeftOutFile>,
    /// The configurations of this side for folders of the input, if it has none for all of it.
    pub(super) former: Vec<Config>,
    /// `true` for an older version without a configuration, which has that of the newer one.
    pub(super) inherits_configuration: bool,
    /// The folder of the configuration in the tree of this side; `None` for an image.
    pub(super) config_folder: Option<ConfigFolder>,
    /// The entries outside of the selected files that cannot be read, in words.
    pub(super) passed_over: Vec<String>,
    /// The files of this older version that another configuration judged.
    pub(super) foreign: Vec<ForeignFile>,
    /// The modules that the tree lacks, which the configuration does not have.
    pub(super) missing: Vec<Module>,
}

impl Setting {
    pub(super) fn workspace(self, schema: Schema, origin: Origin, is_image: bool) -> Workspace {
        let Self {
            config,
            root,
            modules,
            layout,
            compared,
            left_out,
            former,
            inherits_configuration,
            config_folder,
            passed_over,
            foreign,
            missing: _,
        } = self;
        let common_protos = BTreeSet::new();
        let imported = ImportedFiles::default();
        Workspace {
            schema,
            origin,
            config,
            root,
            modules,
            layout,
            compared,
            is_image,
            common_protos,
            imported,
            left_out,
            former,
            passed_over,
            foreign,
            inherits_configuration,
            config_folder,
            deleted: None,
            stripped: None,
            has_invalid_files: false,
            is_compared: None,
        }
    }
}

/// A description of an input: `41 files of proto at 3f2a1c9 (HEAD~1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The input as the user wrote it.
    pub input: String,
    /// The number of schema files, without imports.
    pub files: usize,
    /// The commit of the input.
    pub commit: Option<CommitName>,
}

impl Origin {
    pub(super) fn new(input: &Input, files: &OpenedFiles, count: usize) -> Self {
        Self { input: shown(input, files), files: count, commit: files.commit.clone() }
    }

    /// Returns the warning about a commit whose name several references have.
    pub fn ambiguous_name(&self) -> Option<Diagnostic> {
        self.commit.as_ref()?.ambiguous.as_ref().map(Diagnostic::from)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.files == 1 { "" } else { "s" };
        write!(f, "{} file{plural} of {}", self.files, self.input)?;
        match &self.commit {
            Some(CommitName { id, asked, .. }) if asked == id => write!(f, " at {id}"),
            Some(CommitName { id, asked, .. }) => write!(f, " at {id} ({asked})"),
            None => Ok(()),
        }
    }
}

/// Returns the input without its commit, for display.
fn shown(input: &Input, files: &OpenedFiles) -> String {
    match input {
        input if input.is_stdin() => STDIN.to_owned(),
        Input::At { input, .. } | Input::Staged { input, .. } => folder(input),
        Input::Git(_) if files.path.is_empty() => "the repository".to_owned(),
        Input::Git(_) => files.path.clone(),
        input => folder(input),
    }
}

/// Returns the input without a separator at the end, which shells may add.
fn folder(input: &Input) -> String {
    let text = input.to_string();
    if text.len() > 1 { text.trim_end_matches(|letter| System::HERE.is_separator(letter)).to_owned() } else { text }
}
