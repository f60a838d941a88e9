//! The input of a build script: files to compile, or an existing descriptor set. The input is read first, and linked
//! only if code has to be generated.

use std::path::{Path, PathBuf};

use prost_types::FileDescriptorSet;

use super::dependencies::Dependencies;
use super::diagnostics::{self, diagnostic_error, report_error};
use super::digest::Parts;
use super::extension::{Extension, extension};
use super::missing::MissingTypes;
use super::origin::SourcedSchema;
use super::run::Run;
use super::{cargo, common_protos, fit, inputs, watch};
use protoward_build_protocol::Error;
use protoward_compiler::prost::descriptor_set;
use protoward_compiler::{Compilation, Loaded};
use protoward_output::Plan;
use protoward_rust::{ImportedTypes, RustSettings, editions};
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Sources};

/// The display name of descriptors that are not in a file.
pub(super) const DESCRIPTORS: &str = "descriptors";

/// The linked input for the generator.
pub(super) struct LinkedInput {
    pub(super) origin: SourcedSchema,
    /// The types that other crates provide.
    pub(super) imported: ImportedTypes,
    /// The descriptor set to write, if one was requested.
    pub(super) set: Option<Plan>,
    /// The steps that the feature `full` extends.
    pub(super) extension: Box<dyn Extension>,
}

/// The input before linking, and the steps that the feature `full` extends.
pub(super) struct Input {
    content: Content,
    extension: Box<dyn Extension>,
}

/// The content that was read.
enum Content {
    /// Files that were read from disk, with their imports.
    Files(Box<InputFiles>),
    /// A file that contains a descriptor set, and its bytes.
    Set(PathBuf, Vec<u8>),
    /// Descriptors in memory, and their bytes.
    Descriptors(FileDescriptorSet, Vec<u8>),
}

/// The paths of files to compile, and of the include folders.
pub(super) struct Files {
    pub(super) protos: Vec<PathBuf>,
    pub(super) includes: Vec<PathBuf>,
}

/// Files that were read and parsed, but are linked only if code is needed.
pub(super) struct InputFiles {
    loaded: Loaded,
    sources: Sources,
    /// The import names of the files to compile.
    targets: Vec<String>,
    includes: Vec<PathBuf>,
}

impl Input {
    /// Links files, or decodes descriptors.
    pub(super) fn link(self, run: &Run) -> Result<LinkedInput, Error> {
        let Self { content, extension } = self;
        match content {
            Content::Files(files) => run.link(*files, extension),
            Content::Set(path, bytes) => {
                let origin = run.origin(&bytes, &path, |why| diagnostics::unreadable_set(&path, why))?;
                run.warn_about_editions(&origin);
                Ok(LinkedInput { origin, imported: ImportedTypes::default(), set: None, extension })
            }
            Content::Descriptors(fds, bytes) => run.descriptors(&fds, &bytes, extension),
        }
    }

    /// Adds everything to a hash that was read, or that the code in a folder depends on.
    pub(super) fn add_to(&self, parts: &mut Parts, run: &Run, folder: &Path) {
        match &self.content {
            Content::Files(files) => {
                let InputFiles { loaded: _, sources, targets, includes } = &**files;
                parts.add(format!("files {targets:?} {includes:?}"));
                for (_, file) in sources.iter() {
                    parts.add(&file.name);
                    parts.add(&file.display);
                    parts.add_optional(file.text.as_deref());
                }
            }
            Content::Set(path, bytes) => {
                parts.add(format!("set {path:?}"));
                parts.add(bytes);
            }
            Content::Descriptors(_, bytes) => {
                parts.add("descriptors");
                parts.add(bytes);
            }
        }
        self.extension.add_to(parts, run);
        for path in fit::manifests(folder) {
            parts.add(path.as_os_str().as_encoded_bytes());
            parts.add_optional(std::fs::read(path).ok());
        }
    }
}

#[cfg(feature = "google-rust")]
impl Input {
    /// Links files for another generator than that of prost. Returns the schema and the import names of the files to
    /// generate. Both are empty if the input is a descriptor set.
    pub(super) fn compile(self) -> Result<(SourcedSchema, Vec<String>), Error> {
        let Content::Files(files) = self.content else { return Ok(<_>::default()) };
        let targets = files.targets.clone();
        Ok((files.compile()?, targets))
    }
}

impl InputFiles {
    /// Links the files and their imports.
    fn compile(self) -> Result<SourcedSchema, Error> {
        let InputFiles { loaded, sources, targets: _, includes } = self;
        let Compilation { schema, report, .. } = loaded.link(&sources).compilation();
        drop(loaded);
        if report.has_errors() {
            let mut report = common_protos::explained(report, &sources);
            report.append(inputs::missing_folders(&includes));
            return Err(report_error(&report, &sources));
        }
        Ok(SourcedSchema { schema, sources })
    }
}

impl Run {
    /// Reads files, or an existing descriptor set.
    pub(super) fn input(&self, files: &Files) -> Result<Input, Error> {
        self.folder()?;
        match self.set.as_deref().filter(|_| self.from_set || files.protos.is_empty()) {
            Some(set) => self.read_set(set),
            None => self.read_files(&files.protos, &files.includes),
        }
    }

    /// Reads an existing descriptor set.
    pub(super) fn read_set(&self, set: &Path) -> Result<Input, Error> {
        if self.watches_files() {
            cargo::rerun_if_changed([shown(set).to_string()]);
            cargo::rerun_if_machine_changed();
        }
        if self.extras.provides.is_some() {
            return Err(diagnostic_error(diagnostics::no_sources_to_provide()));
        }
        let bytes = std::fs::read(set).map_err(|error| diagnostic_error(diagnostics::unread_set(set, &error)))?;
        Ok(Input { content: Content::Set(set.to_owned(), bytes), extension: extension(self, false)? })
    }

    /// Reads files and their imports, and lets Cargo watch them.
    pub(super) fn read_files(&self, protos: &[PathBuf], includes: &[PathBuf]) -> Result<Input, Error> {
        let mut sources = Sources::default();
        let extension = extension(self, true)?;
        let includes = inputs::with_crates([includes, &self.includes].concat(), extension.folders());
        let folders = inputs::with_protoc_include(&includes);
        let inputs = inputs::inputs(protos, &includes);
        let (compiler, targets) = inputs.map_err(|report| {
            // The script may ignore the error.
            let folders: Vec<PathBuf> = [PathBuf::new()].into_iter().chain(folders.iter().cloned()).collect();
            let names = protos.iter().filter_map(|proto| proto.to_str());
            self.watch(inputs::proto_folders(protos, &includes), &folders, names);
            report_error(&report, &sources)
        })?;
        let dependencies = self.resolve_dependencies()?;
        let compiler = common_protos::added(self.common_protos, dependencies.add_to(compiler))?;
        let loaded = compiler.load(&targets, &mut sources);
        let read = cargo::read_files(&sources);
        let read = inputs::proto_folders(protos, &includes).chain(read);
        let names = sources.iter().map(|(_, file)| &*file.name).chain(loaded.missing_imports());
        self.watch(read, &folders, names);
        let files = InputFiles { loaded, sources, targets, includes };
        Ok(Input { content: Content::Files(Box::new(files)), extension })
    }

    /// Resolves the dependencies of the schemas, and lets Cargo watch what they depend on.
    fn resolve_dependencies(&self) -> Result<Dependencies, Error> {
        let dependencies = Dependencies::resolve(self.dependencies.as_deref());
        if self.emit_rerun_if_changed {
            // A script that ignores the error runs again when the configuration changes.
            let watched = match &dependencies {
                Ok(dependencies) => dependencies.watched().collect(),
                Err(_) => self.dependencies.iter().map(|config| shown(config).to_string()).collect::<Vec<_>>(),
            };
            cargo::rerun_if_changed(watched);
        }
        dependencies
    }

    /// Lets Cargo watch paths, and files with these names that would be found in the folders if they existed.
    fn watch<'a>(
        &self,
        paths: impl Iterator<Item = String>,
        folders: &[PathBuf],
        names: impl Iterator<Item = &'a str>,
    ) {
        if self.emit_rerun_if_changed {
            let missing = watch::missing_paths(folders, names, cargo::out_dir().as_deref());
            cargo::rerun_if_changed(paths.chain(missing));
            cargo::rerun_if_machine_changed();
        }
    }

    /// Links files and their imports.
    fn link(&self, files: InputFiles, extension: Box<dyn Extension>) -> Result<LinkedInput, Error> {
        let origin = files.compile()?;
        let mut imported = extension.imported_types(self, &origin.schema, &origin.sources);
        let report = std::mem::take(&mut imported.report);
        if report.has_errors() {
            return Err(report_error(&report, &origin.sources));
        }
        self.warn(&report, &origin);
        self.warn_about_editions(&origin);
        let set = self.set.as_deref().map(|path| self.set_of(&origin, path)).transpose()?;
        Ok(LinkedInput { origin, imported, set, extension })
    }

    /// Plans the descriptor set to write.
    fn set_of(&self, origin: &SourcedSchema, path: &Path) -> Result<Plan, Error> {
        let what = Encode { imports: true, source_info: !self.skip_source_info };
        Plan::file(path, encode(&origin.schema, what)).map_err(|diagnostic| diagnostic_error(*diagnostic))
    }

    /// Warns about features of editions that Rust code cannot represent.
    fn warn_about_editions(&self, origin: &SourcedSchema) {
        let files: Vec<_> = origin.schema.files.ids().collect();
        let RustSettings { utf8_none_as_string, prost_names, .. } = self.settings;
        self.warn(&editions::warnings(&origin.schema, &files, utf8_none_as_string, prost_names), origin);
    }

    /// Returns descriptors in memory as an input. `bytes` is their encoding.
    pub(super) fn input_of_descriptors(&self, fds: FileDescriptorSet, bytes: Vec<u8>) -> Result<Input, Error> {
        Ok(Input { content: Content::Descriptors(fds, bytes), extension: extension(self, false)? })
    }

    /// Decodes descriptors in memory. `bytes` is their encoding.
    fn descriptors(
        &self,
        fds: &FileDescriptorSet,
        bytes: &[u8],
        extension: Box<dyn Extension>,
    ) -> Result<LinkedInput, Error> {
        if !self.extras.custom_options.is_empty() {
            return Err(diagnostic_error(diagnostics::no_custom_options_in_descriptors()));
        }
        check_descriptors(fds)?;
        let origin = self.origin(bytes, Path::new(DESCRIPTORS), diagnostics::unlinked)?;
        Ok(LinkedInput { origin, imported: ImportedTypes::default(), set: None, extension })
    }

    /// Decodes descriptors. They may lack types that other crates provide.
    fn origin(
        &self,
        bytes: &[u8],
        path: &Path,
        unlinked: impl FnOnce(&Diagnostic) -> Diagnostic,
    ) -> Result<SourcedSchema, Error> {
        let why = match SourcedSchema::of_set(bytes, path) {
            Ok(origin) => return Ok(origin),
            Err(why) => why,
        };
        let Ok(fds) = descriptor_set(bytes) else { return Err(diagnostic_error(unlinked(&why))) };
        let missing = MissingTypes::of(&fds, &self.settings);
        if missing.report.has_errors() {
            return Err(report_error(&missing.report, &Sources::default()));
        }
        let all = [bytes, &missing.declarations()].concat();
        SourcedSchema::of_set(&all, path).map_err(|_| diagnostic_error(unlinked(&why)))
    }
}

/// Rejects files with an edition, because the descriptors of prost-types do not keep their features.
fn check_descriptors(fds: &FileDescriptorSet) -> Result<(), Error> {
    match fds.file.iter().find(|file| file.syntax() == "editions") {
        Some(file) => Err(diagnostic_error(diagnostics::descriptors_of_edition(file.name()))),
        None => Ok(()),
    }
}
