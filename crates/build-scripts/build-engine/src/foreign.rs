//! Code generation by the crate prost-build, for callers with a configuration or a service generator of that crate.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use prost::Message as _;
use prost_build::{Module, ServiceGenerator};
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use protoward_rust::additions::Additions;
use protoward_rust::diagnostics::invalid_extern_path;
use protoward_rust::tree::{Files, Modules, is_include_file};
use protoward_rust::{Generator, Runtime, RustSettings, Services};
use tonic_prost_build::NON_PATH_TYPE_ALLOWLIST;

use super::call::{Prepared, prepare};
use super::diagnostics::diagnostic_error;
use super::output::{INCLUDE_FILE, Includes, Output};
use super::run::Run;
use super::subject::{Input, LinkedInput};
use super::{debug_settings, session};
use protoward_build_protocol::{Call, Error, Options, from_path};
use protoward_rust::additions::custom::CustomCode;
use std::sync::Arc;

/// The configuration and service generator of the crate prost-build.
#[derive(Default)]
pub struct ProstBuildFallback {
    config: Option<prost_build::Config>,
    services: Option<Box<dyn ServiceGenerator>>,
    /// The number of `extern_path`s that the configuration contained at the start.
    extern_paths: usize,
}

impl fmt::Debug for ProstBuildFallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProstBuildFallback").field("config", &self.config).finish_non_exhaustive()
    }
}

impl From<prost_build::Config> for ProstBuildFallback {
    fn from(prost: prost_build::Config) -> Self {
        Self { extern_paths: debug_settings::extern_paths(&prost).len(), config: Some(prost), services: None }
    }
}

/// Returns the settings of a configuration of prost-build, as far as they can be read.
pub fn options(prost: &prost_build::Config) -> Options {
    let mut options = Options {
        out_dir: debug_settings::out_dir(prost).as_deref().map(from_path),
        file_descriptor_set_path: debug_settings::file_descriptor_set_path(prost).as_deref().map(from_path),
        ..Options::default()
    };
    for (path, value) in debug_settings::extern_paths(prost) {
        options.add_pair("extern_path", path, value);
    }
    options.set_flag("compile_well_known_types", debug_settings::compiles_well_known_types(prost));
    options.set_flag("prost_names", true);
    options
}

/// Returns tonic's service generator with the settings of a builder.
///
/// # Panics
/// Panics if a setting is not in the table of options, which no method of the builder makes.
pub fn service_generator(builder: &Options) -> Box<dyn ServiceGenerator> {
    // The methods of the builder are held to the table of options by a test; dropping a setting silently would be worse.
    let run = Run::new(builder, Vec::new()).expect("a builder sets only options of the table");
    let RustSettings { services, compile_well_known_types, .. } = run.settings;
    tonic(&services.unwrap_or_default()).compile_well_known_types(compile_well_known_types).service_generator()
}

/// Returns the output folder of these settings, if it exists.
pub fn output_folder(options: &Options) -> Option<PathBuf> {
    Run::new(options, Vec::new()).ok()?.folder().ok()
}

impl ProstBuildFallback {
    /// Sets the generator of services.
    pub fn set_services(&mut self, services: Box<dyn ServiceGenerator>) {
        self.services = Some(services);
    }

    /// Returns the code of each module, generated from descriptors. Writes no files.
    ///
    /// # Errors
    /// Returns an error if code cannot be generated.
    pub fn modules(
        &mut self,
        options: &Options,
        requests: Vec<(Module, FileDescriptorProto)>,
    ) -> Result<HashMap<Module, String>, Error> {
        if self.generates() {
            let config = self.config.get_or_insert_default();
            self.services.take().into_iter().for_each(|services| _ = config.service_generator(services));
            return Ok(config.generate(requests)?);
        }
        let (modules, file): (Vec<_>, Vec<_>) = requests.into_iter().unzip();
        let fds = FileDescriptorSet { file };
        let run = Run::new(options, Vec::new())?;
        let bytes = fds.encode_to_vec();
        let subject = run.input_of_descriptors(fds.clone(), bytes)?.link(&run)?;
        let settings = run.settings_for(&subject)?;
        let schema = &subject.origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let generator = Generator::new(schema, &files, &settings);
        let generator = generator.map_err(|error| diagnostic_error(*invalid_extern_path(&error)))?;
        let mut code: HashMap<Vec<String>, String> =
            generator.modules().into_iter().map(|module| (module.path, module.code)).collect();
        let of_package = |file: &FileDescriptorProto| generator.package_path(file.package());
        let named = modules.into_iter().zip(&fds.file);
        Ok(named.filter_map(|(module, file)| Some((module, code.remove(&of_package(file))?))).collect())
    }

    /// Generates code for a call of a build script with the crate prost-build.
    ///
    /// # Errors
    /// Returns an error if a file does not compile, or if code cannot be generated or written.
    pub fn call(&mut self, call: &Call, custom: Vec<Arc<dyn CustomCode>>) -> Result<(), Error> {
        let Prepared { run, input, includes } = prepare(call, custom)?;
        let services = run.settings.services.clone().filter(|_| call.builder.is_some());
        self.generate(&run, input, includes, services.as_ref())
    }
}

impl ProstBuildFallback {
    /// Returns `true` if the crate prost-build generates the code.
    pub const fn generates(&self) -> bool {
        self.config.is_some() || self.services.is_some()
    }

    /// Returns the configuration, or the default if there is none.
    pub fn into_config(self) -> prost_build::Config {
        self.config.unwrap_or_default()
    }

    /// Generates and writes code. `services` are the settings of tonic's code generator, if services are generated.
    fn generate(
        &mut self,
        run: &Run,
        input: Input,
        includes: Includes,
        services: Option<&Services>,
    ) -> Result<(), Error> {
        // The call always runs: a configuration and a service generator can depend on anything.
        let call = session::begin()?;
        let subject = input.link(run)?;
        let has_additions = run.additions != Additions::default() || !run.custom.is_empty();
        if has_additions || run.extras.is_unsupported_by_prost_build() || run.embeds_set {
            return Err(diagnostic_error(crate::diagnostics::unsupported_by_prost_build()));
        }
        if run.settings.runtime != Runtime::default() {
            return Err(diagnostic_error(crate::diagnostics::other_runtime_of_prost_build(run.settings.runtime)));
        }
        let settings = run.settings_for(&subject)?;
        let fds = run.legacy_descriptors(&subject)?;
        let mut config = self.config.take().unwrap_or_default();
        self.set(&settings, &subject, &mut config)?;
        let temp = tempfile::tempdir()?;
        config.out_dir(temp.path());
        if run.include_file.is_some() {
            config.include_file(INCLUDE_FILE);
        }
        match services.filter(|services| services.build_client || services.build_server) {
            Some(services) => {
                let _plain = services.with_extended_rust_types.then(PlainTypes::allow);
                let builder = tonic(services).out_dir(temp.path());
                let builder = builder.compile_well_known_types(settings.compile_well_known_types);
                builder.compile_fds_with_config(fds, config)?;
            }
            None => {
                config.compile_fds(fds)?;
                self.config = Some(config);
            }
        }
        let files = read(temp.path())?;
        // A configuration does not expose whether it writes a file that declares all modules.
        let has_tree = files.values().any(|code| str::from_utf8(code).is_ok_and(is_include_file));
        let output = Output {
            call,
            folder: run.folder()?,
            include_file: run.include_file.as_deref(),
            includes,
            module_tree: run.module_tree && !has_tree,
            prints_instructions: run.emit_rerun_if_changed,
        };
        let modules = modules(&files, run.settings.default_file_stem());
        output.write_all(files, modules, subject.set.into_iter().collect())?;
        Ok(())
    }

    /// Applies the settings to a configuration of prost-build.
    fn set(
        &mut self,
        settings: &RustSettings,
        subject: &LinkedInput,
        config: &mut prost_build::Config,
    ) -> Result<(), Error> {
        let paths =
            |paths: &protoward_rust::PathMap<()>| paths.iter().map(|(path, ())| path.to_owned()).collect::<Vec<_>>();
        let several =
            [&settings.btree_map, &settings.bytes, &settings.skip_debug, &settings.disable_comments].map(paths);
        let [btree_map, bytes, skip_debug, disable_comments] = several;
        for (path, _) in settings.boxed.iter() {
            config.boxed(path);
        }
        if !btree_map.is_empty() {
            config.btree_map(btree_map);
        }
        if !bytes.is_empty() {
            config.bytes(bytes);
        }
        if !skip_debug.is_empty() {
            config.skip_debug(skip_debug);
        }
        if !disable_comments.is_empty() {
            config.disable_comments(disable_comments);
        }
        for (path, text) in settings.type_attributes.iter() {
            config.type_attribute(path, text);
        }
        for (path, text) in settings.message_attributes.iter() {
            config.message_attribute(path, text);
        }
        for (path, text) in settings.enum_attributes.iter() {
            config.enum_attribute(path, text);
        }
        for (path, by_type) in settings.field_type_attributes.iter() {
            config.field_attribute(path, &by_type.attribute);
        }
        for (path, text) in settings.field_attributes.iter() {
            config.field_attribute(path, text);
        }
        for (path, domain) in settings.type_name_domains.iter() {
            config.type_name_domain([path], domain);
        }
        for (proto, rust) in settings.extern_paths.iter().skip(self.extern_paths) {
            config.extern_path(proto, rust);
        }
        self.set_switches(settings, config);
        self.box_delimited(settings, subject, config)
    }

    fn set_switches(&mut self, settings: &RustSettings, config: &mut prost_build::Config) {
        if settings.compile_well_known_types {
            config.compile_well_known_types();
        }
        if settings.enable_type_names {
            config.enable_type_names();
        }
        if settings.retain_enum_prefix {
            config.retain_enum_prefix();
        }
        if let Some(path) = &settings.prost_path {
            config.prost_path(path);
        }
        if let Some(path) = &settings.prost_types_path {
            config.prost_types_path(path);
        }
        if let Some(name) = &settings.default_package_filename {
            config.default_package_filename(name);
        }
        if let Some(services) = self.services.take() {
            config.service_generator(services);
        }
    }

    /// Boxes delimited fields through which a message can contain itself. prost-build does not box them.
    fn box_delimited(
        &self,
        settings: &RustSettings,
        subject: &LinkedInput,
        config: &mut prost_build::Config,
    ) -> Result<(), Error> {
        let schema = &subject.origin.schema;
        let files: Vec<_> = schema.files.ids().collect();
        let generator = Generator::new(schema, &files, settings);
        let generator = generator.map_err(|error| diagnostic_error(*invalid_extern_path(&error)))?;
        for id in schema.messages.ids() {
            let Some(code) = generator.message(id) else { continue };
            for (field, member) in code.members {
                if schema.is_delimited(field) && member.is_boxed {
                    let message = schema.text(schema[id].full_name);
                    let name = schema.text(schema[field].name);
                    let oneof = schema[field].oneof.map(|oneof| format!(".{}", schema.text(schema[oneof].name)));
                    config.boxed(format!(".{message}{}.{name}", oneof.unwrap_or_default()));
                }
            }
        }
        Ok(())
    }
}

/// Returns tonic's builder with these settings.
fn tonic(services: &Services) -> tonic_prost_build::Builder {
    let mut builder = tonic_prost_build::configure()
        .build_client(services.build_client)
        .build_server(services.build_server)
        .build_transport(services.build_transport)
        .use_arc_self(services.use_arc_self)
        .generate_default_stubs(services.generate_default_stubs)
        .codec_path(services.codec_path.as_deref().unwrap_or(Runtime::default().codec()))
        .proto_path(&services.proto_path)
        .disable_comments(&services.disable_comments);
    for (path, text) in &services.client_attributes.modules {
        builder = builder.client_mod_attribute(path, text);
    }
    for (path, text) in &services.client_attributes.structs {
        builder = builder.client_attribute(path, text);
    }
    for (path, text) in &services.server_attributes.modules {
        builder = builder.server_mod_attribute(path, text);
    }
    for (path, text) in &services.server_attributes.structs {
        builder = builder.server_attribute(path, text);
    }
    for (path, text) in &services.server_attributes.traits {
        builder = builder.trait_attribute(path, text);
    }
    builder
}

/// A guard: while it is alive, tonic accepts well-known types that are plain Rust types instead of paths.
struct PlainTypes {
    previous: &'static [&'static str],
}

impl PlainTypes {
    fn allow() -> Self {
        const TYPES: &[&str] = &["()", "bool", "i32", "i64", "u32", "u64", "f32", "f64"];
        Self { previous: NON_PATH_TYPE_ALLOWLIST.replace(TYPES) }
    }
}

impl Drop for PlainTypes {
    fn drop(&mut self) {
        NON_PATH_TYPE_ALLOWLIST.set(self.previous);
    }
}

/// Reads the files of a folder.
fn read(folder: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string() {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Returns the modules of generated files.
fn modules(files: &Files, nameless: &str) -> Modules {
    let stems = files.keys().filter_map(|file| Some((file.strip_suffix(".rs")?, file)));
    let path = |stem: &str| if stem == nameless { Vec::new() } else { stem.split('.').map(str::to_owned).collect() };
    stems.map(|(stem, file)| (path(stem), file.clone())).collect::<BTreeMap<_, _>>()
}
