//! One run of the generator: its settings, and the steps from a [`LinkedInput`] to written files. Either all files are
//! written or none.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use prost_types::FileDescriptorSet;

use super::error::{self, Error};
use super::extras::Extras;
use super::full::ExternTypes;
use super::origin::SourcedSchema;
use super::output::{self, INCLUDE_FILE, Includes, Output};
use super::record::WrittenFile;
use super::session::{self, Outcome};
use super::subject::{Files, Input, LinkedInput};
use super::{cargo, diagnostics, key, stale};
use protoward_compiler::prost::descriptor_set;
use protoward_rust::additions::custom::{self, CustomCode};
use protoward_rust::additions::packages::Packages;
use protoward_rust::additions::{self, Additions, embedded};
use protoward_rust::checks;
use protoward_rust::tree::{generated, with_added};
use protoward_rust::{Comments, Generator, PathMap, Runtime, Settings, diagnostics as generator_diagnostics, editions};
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{Report, plain};

/// The settings of a run, apart from those of the generator.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The output folder; `None` for `OUT_DIR`.
    pub(super) out_dir: Option<PathBuf>,
    /// The path of the descriptor set.
    pub(super) set: Option<PathBuf>,
    /// Whether the descriptor set exists already and is the input.
    pub(super) from_set: bool,
    /// Whether descriptors omit source info.
    pub(super) skip_source_info: bool,
    /// The path of the file that declares all modules, relative to the output folder.
    pub(super) include_file: Option<PathBuf>,
    /// Additional include folders, searched after those that are given with the files.
    pub(super) includes: Vec<PathBuf>,
    /// Whether the common protos are used; `None` for the default, which depends on the feature.
    pub(super) common_protos: Option<bool>,
    /// The configuration with dependencies.
    pub(super) dependencies: Option<PathBuf>,
    pub(super) emit_rerun_if_changed: bool,
    /// Whether code is generated from descriptors in memory. No file is watched in that case: with the first
    /// `rerun-if-changed` line, Cargo would stop watching all files of the package, among them the sources of the
    /// descriptors.
    pub(super) has_descriptors: bool,
    /// The versions of prost and tonic; `None` for those that the crate depends on.
    pub(super) runtime: Option<Runtime>,
    /// The settings of the generator.
    pub(super) settings: Settings,
    /// Whether the code contains the descriptors as a constant.
    pub(super) embeds_set: bool,
    /// Additions to the code of messages.
    pub(super) additions: Additions,
    /// The generators of additional code for declarations.
    pub(super) custom: Vec<Arc<dyn CustomCode>>,
    /// The settings that need the feature `full`.
    pub(super) extras: Extras,
    /// Whether a file that declares all modules is written if `include_file` is not set.
    pub(super) module_tree: bool,
}

#[cfg(test)]
impl Default for Run {
    fn default() -> Self {
        Self::new(&protoward_build_protocol::Options::default(), Vec::new())
    }
}

/// Settings.
impl Run {
    /// Merges the settings of a builder with those of its prost configuration. The settings of the builder take precedence.
    pub(super) fn merged_with(mut self, mut config: Self) -> Self {
        config.includes.append(&mut self.includes);
        Self {
            // tonic-prost-build ignores the output folder of its configuration.
            out_dir: self.out_dir,
            set: self.set.or(config.set),
            from_set: self.from_set || config.from_set,
            skip_source_info: self.skip_source_info || config.skip_source_info,
            include_file: self.include_file.or(config.include_file),
            includes: config.includes,
            common_protos: self.common_protos.or(config.common_protos),
            dependencies: self.dependencies.or(config.dependencies),
            emit_rerun_if_changed: self.emit_rerun_if_changed,
            has_descriptors: self.has_descriptors,
            runtime: self.runtime.or(config.runtime),
            settings: joined(config.settings, self.settings),
            embeds_set: self.embeds_set || config.embeds_set,
            additions: self.additions.over(config.additions),
            custom: config.custom.into_iter().chain(self.custom).collect(),
            extras: self.extras.merged_with(config.extras),
            module_tree: self.module_tree && config.module_tree,
        }
    }
}

/// Merges the settings of a prost configuration with those of a builder, by the rules of tonic-prost-build.
fn joined(mut config: Settings, builder: Settings) -> Settings {
    add(&mut config.boxed, &builder.boxed);
    add(&mut config.type_attributes, &builder.type_attributes);
    add(&mut config.message_attributes, &builder.message_attributes);
    add(&mut config.enum_attributes, &builder.enum_attributes);
    add(&mut config.field_attributes, &builder.field_attributes);
    replace(&mut config.btree_map, builder.btree_map);
    replace(&mut config.bytes, builder.bytes);
    replace(&mut config.skip_debug, builder.skip_debug);
    add(&mut config.type_name_domains, &builder.type_name_domains);
    config.extern_paths.extend(builder.extern_paths);
    config.not_copied.extend(builder.not_copied);
    config.compile_well_known_types |= builder.compile_well_known_types;
    config.enable_type_names |= builder.enable_type_names;
    config.retain_enum_prefix |= builder.retain_enum_prefix;
    config.attribute_origins |= builder.attribute_origins;
    config.prost_names |= builder.prost_names;
    config.utf8_none_as_string |= builder.utf8_none_as_string;
    config.prost_path = builder.prost_path.or(config.prost_path);
    config.prost_types_path = builder.prost_types_path.or(config.prost_types_path);
    config.default_package_filename = builder.default_package_filename.or(config.default_package_filename);
    if builder.comments != Comments::default() {
        config.comments = builder.comments;
    }
    config.services = builder.services;
    config
}

fn add<T: Clone>(to: &mut PathMap<T>, more: &PathMap<T>) {
    to.extend(more.iter().map(|(path, value)| (path, value.clone())));
}

/// Replaces paths by others, unless there are no others.
fn replace<T>(paths: &mut PathMap<T>, with: PathMap<T>) {
    if !with.is_empty() {
        *paths = with;
    }
}

impl Run {
    /// Returns the output folder.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match self.out_dir.clone().or_else(cargo::out_dir) {
            Some(folder) if folder.is_dir() => Ok(folder),
            folder => Err(error::of(diagnostics::no_out_dir(folder.as_deref()))),
        }
    }

    /// Returns `true` if Cargo is told which files to watch.
    pub(super) fn watches_files(&self) -> bool {
        self.emit_rerun_if_changed && !self.has_descriptors && !self.has_written_set()
    }

    /// Returns `true` if the input is a descriptor set in `OUT_DIR`, which the build script itself has written. As for
    /// descriptors in memory, only their sources count.
    pub(super) fn has_written_set(&self) -> bool {
        let set = self.set.as_deref().filter(|_| self.from_set);
        let (set, out_dir) = (set.and_then(|set| std::path::absolute(set).ok()), cargo::out_dir());
        set.zip(out_dir).is_some_and(|(set, out_dir)| set.starts_with(out_dir))
    }

    /// Generates code for a call of the build script, unless nothing has changed since the previous run.
    pub(super) fn generate_if_changed(&self, input: Input, includes: Includes) -> Result<(), Error> {
        let folder = self.folder()?;
        let key = key::key(self, &input, &folder, includes);
        let run = self.clone();
        let finish = move |call| run.generate(input.link(&run)?, includes, call);
        if let Outcome::Unchanged(call, code) = session::call(key, Box::new(finish))? {
            stale::keep(call, &folder, &code);
        }
        Ok(())
    }

    /// Generates and writes code for a call of the build script.
    pub(super) fn generate(
        &self,
        subject: LinkedInput,
        includes: Includes,
        call: usize,
    ) -> Result<Vec<WrittenFile>, Error> {
        self.check(&subject.origin)?;
        let settings = self.settings_for(&subject)?;
        let schema = &subject.origin.schema;
        let of: Vec<_> = schema.files.ids().collect();
        let generator = generator_diagnostics::generator(schema, &of, &settings);
        let generator = generator.map_err(|report| error::of_report(&report, &subject.origin.sources))?;
        let provided_types = self.plan_provided_types(&subject, &generator)?;
        let include = self.include_file.is_some().then_some(INCLUDE_FILE);
        let (mut files, modules) = generated(&generator, include);
        if self.embeds_set {
            let descriptors = encode(schema, Encode { imports: true, source_info: false });
            embedded::add(&mut files, include, descriptors);
        }
        self.add(&mut files, include, &generator, &subject)?;
        if !self.custom.is_empty() {
            let packages = Packages::of(&generator, &files);
            self.custom.iter().for_each(|custom| custom::add(&mut files, &generator, &packages, custom.as_ref()));
        }
        let output = Output {
            call,
            folder: self.folder()?,
            include_file: self.include_file.as_deref(),
            includes,
            module_tree: self.module_tree,
            prints_instructions: self.emit_rerun_if_changed,
        };
        self.check_fit(&files, &output.folder, &settings)?;
        let modules = with_added(modules, &files, &generator);
        let written =
            output.write_all(files, modules, subject.set.into_iter().chain(provided_types).collect::<Vec<_>>())?;
        self.publish_types(&output.folder)?;
        Ok(written)
    }

    /// Returns the settings, extended by the types of other crates and the attributes of field types.
    pub(super) fn settings_for(&self, subject: &LinkedInput) -> Result<Settings, Error> {
        let mut settings = self.settings.clone();
        subject.taken.set_on(&mut settings);
        if let Some(services) = &mut settings.services {
            services.other_files = subject.taken.files_without_services().into_iter().map(str::to_owned).collect();
        }
        additions::settings_with(settings, &subject.origin.schema, &self.additions)
            .map_err(|report| error::of_report(&report, &subject.origin.sources))
    }

    /// Compiles files to descriptors for prost, which does not support editions. Writes the descriptor set if one was requested.
    pub(super) fn load(&mut self, files: &Files) -> Result<(FileDescriptorSet, ExternTypes), Error> {
        self.settings.runtime = self.runtime_over(self)?;
        let input = match self.set.as_deref().filter(|_| self.from_set) {
            Some(set) => self.read_set(set)?,
            None => self.read_files(&files.protos, &files.includes)?,
        };
        let subject = input.link(self)?;
        let settings = self.settings_for(&subject)?;
        let files: Vec<_> = subject.origin.schema.files.ids().collect();
        let generator = Generator::new(&subject.origin.schema, &files, &settings);
        let generator = generator.map_err(|error| error::of(*generator_diagnostics::invalid_extern_path(&error)))?;
        let provided_types = self.plan_provided_types(&subject, &generator)?;
        let fds = self.legacy_descriptors(&subject)?;
        let LinkedInput { taken, set, .. } = subject;
        output::write(&set.into_iter().chain(provided_types).collect::<Vec<_>>())?;
        Ok((fds, taken))
    }

    /// Returns descriptors for prost, without the services that other crates provide.
    pub(super) fn legacy_descriptors(&self, subject: &LinkedInput) -> Result<FileDescriptorSet, Error> {
        let schema = &subject.origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let as_string = self.settings.utf8_none_as_string;
        let bytes = editions::legacy_descriptors(schema, &files, !self.skip_source_info, as_string);
        let fds = descriptor_set(&bytes).map_err(|error| Error::from(io::Error::other(error)));
        let mut fds = fds?;
        let others = subject.taken.files_without_services();
        let files = fds.file.iter_mut().filter(|file| others.contains(file.name()));
        files.for_each(|file| file.service.clear());
        Ok(fds)
    }

    /// Validates the settings against the schema. Errors are returned, and warnings are printed through Cargo.
    fn check(&self, origin: &SourcedSchema) -> Result<(), Error> {
        let schema = &origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let include_file = self.include_file.as_ref().map(|path| path.to_string_lossy());
        let include_file = include_file.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"));
        let report = checks::check(schema, &files, &self.settings, include_file.as_deref(), &|_, _| None);
        if report.has_errors() {
            return Err(error::of_report(&report, &origin.sources));
        }
        self.warn(&report, origin);
        let report = self.check_additions(schema)?;
        if report.has_errors() { Err(error::of_report(&report, &origin.sources)) } else { Ok(()) }
    }

    /// Prints warnings through Cargo.
    pub(super) fn warn(&self, warnings: &Report, origin: &SourcedSchema) {
        if self.emit_rerun_if_changed {
            cargo::warn(&plain(warnings, &origin.sources));
        }
    }
}
