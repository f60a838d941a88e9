//! Requests to generate code, and their results: the one way of commands that generate code.

use std::path::{Path, PathBuf};

use crate::generate::clean::FilesRead;
use crate::generate::complete_schema::complete_schema;
use crate::generate::configured::generators;
use crate::generate::diagnostics;
use crate::generate::folder::{OutputFolder, with_files_of_all};
use crate::generate::observer::{GenerationStep, Observer, observed, reported};
use crate::generate::option_text::{GeneratorOption, OPENAPI, openapi_template, rust_generator};
use crate::generate::plugin_folders::{PluginRun, folders_of_plugins};
use crate::generate::rust_folders::{GenerationPurpose, folders, root_of};
use crate::generate::template::{Template, is_template};
use crate::generate::template_inputs::RunSettings;
use protoward_inputs::Input;
use protoward_rust_crate::{self as codegen, Generate, Plugin, SetOptionError};
use protoward_schema::Schema;
use protoward_settings::GENERATION_FILE_NAME;
use protoward_source::{Report, Sources};
use protoward_workspace::{Origin, Prepared, Workspace};

/// A request to generate code.
#[derive(Clone, Debug)]
pub struct GenerationRequest {
    /// The generators to run, or where they are configured.
    pub generators: RequestedGenerators,
    /// The input, and settings that override those of a configuration or a template.
    pub settings: RunSettings,
    /// The use of the result, which decides whether changed files are staged.
    pub purpose: GenerationPurpose,
}

/// The generators of a request.
#[derive(Clone, Debug, Default)]
pub enum RequestedGenerators {
    /// Those of the input's configuration, or else of the `buf.gen.yaml` in the working directory.
    #[default]
    Configured,
    /// Those of a `buf.gen.yaml`, which is a file or its text.
    Template(String),
    /// A built-in generator of Rust.
    Rust(Box<Generate>),
    /// A built-in generator that is requested like a plugin, as the text of a template.
    BuiltIn(String),
}

/// The result of a request.
#[derive(Debug)]
pub struct GenerationResult {
    /// The output folders, compared with the existing files.
    pub folders: Vec<OutputFolder>,
    /// The origin of the schema or the settings.
    pub from: GeneratedFrom,
}

/// The origin of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneratedFrom {
    /// An input with a configuration, or with a generator of the request.
    Input(Origin),
    /// A template in a file.
    Template(PathBuf),
    /// A template in a text.
    Text,
}

impl GenerationRequest {
    /// Returns a request to look at what the configuration of an input generates.
    pub fn new(input: Input) -> Self {
        let generators = RequestedGenerators::default();
        let settings = RunSettings::new(input);
        Self { generators, settings, purpose: GenerationPurpose::Look }
    }
}

impl RequestedGenerators {
    /// Returns the generator of a name from [`plugin_names`](crate::generate::plugin_names), with options.
    ///
    /// # Errors
    /// Fails if there is no such generator, or if it does not have an option.
    pub fn of_plugin(name: &str, output: &str, options: &[GeneratorOption]) -> Result<Self, SetOptionError> {
        match Plugin::by_name(name) {
            Some(plugin) => Ok(Self::Rust(Box::new(rust_generator(plugin, output, options)?))),
            None => {
                debug_assert_eq!(name, OPENAPI, "the other name of `plugin_names`");
                Ok(Self::BuiltIn(openapi_template(output, options)))
            }
        }
    }
}

/// Generates code, and compares it with the existing files. Nothing is written, apart from staged files if the purpose is to
/// write.
///
/// # Errors
/// Fails if the input does not compile, or if something cannot be generated or compared.
pub fn generate(
    request: &GenerationRequest,
    sources: &mut Sources,
    observer: &mut dyn Observer,
) -> Result<GenerationResult, Report> {
    let GenerationRequest { generators, settings, .. } = request;
    let run = |template: Template, sources: &mut Sources, observer: &mut dyn Observer| {
        let Template { generation, path } = template;
        let run = PluginRun { generation: &generation, settings, base: &settings.output, is_known: false };
        let folders = run.folders(sources, observer)?;
        Ok(GenerationResult { folders, from: path.map_or(GeneratedFrom::Text, GeneratedFrom::Template) })
    };
    match generators {
        RequestedGenerators::Rust(generator) => request.by_generator(generator, sources, observer),
        RequestedGenerators::BuiltIn(text) => {
            let template = Template::of_text("--plugin", text, sources, observer)?;
            run(template, sources, observer)
        }
        RequestedGenerators::Template(argument) => {
            let template = Template::named(argument, sources, observer)?;
            run(template, sources, observer)
        }
        RequestedGenerators::Configured => {
            let prepared = if is_template_alone() { None } else { Some(request.prepare(sources, observer)?) };
            let is_configured = |prepared: &Prepared| !prepared.config().generate.is_empty();
            if !prepared.as_ref().is_some_and(is_configured)
                && let Some(template) = Template::here(sources, observer)?
            {
                return run(template, sources, observer);
            }
            let prepared = match prepared {
                Some(prepared) => prepared,
                None => request.prepare(sources, observer)?,
            };
            request.by_configuration(prepared, sources, observer)
        }
    }
}

/// Returns `true` if a template is beside no configuration. It may name inputs even if the working directory is none.
fn is_template_alone() -> bool {
    is_template(Path::new(GENERATION_FILE_NAME)) && !Path::new("protoward.toml").is_file()
}

impl GenerationRequest {
    fn prepare(&self, sources: &mut Sources, observer: &mut dyn Observer) -> Result<Prepared, Report> {
        let RunSettings { input, options, .. } = &self.settings;
        reported(observer, sources, |sources, report| protoward_workspace::prepare(input, options, sources, report))
    }

    /// Runs one generator of Rust.
    fn by_generator(
        &self,
        generator: &Generate,
        sources: &mut Sources,
        observer: &mut dyn Observer,
    ) -> Result<GenerationResult, Report> {
        let mut options = self.settings.options.clone();
        options.detail = generator.detail();
        let workspace = reported(observer, sources, |sources, report| {
            protoward_workspace::open(&self.settings.input, &options, sources, report)
        })?;
        let generators = std::slice::from_ref(generator);
        let folders = self.rust_folders(&workspace.schema, generators, Path::new(""), sources, observer);
        Ok(GenerationResult { folders: folders?, from: GeneratedFrom::Input(workspace.origin) })
    }

    /// Runs the plugins and the generators of Rust of a configuration.
    fn by_configuration(
        &self,
        prepared: Prepared,
        sources: &mut Sources,
        observer: &mut dyn Observer,
    ) -> Result<GenerationResult, Report> {
        let Self { settings, .. } = self;
        let part = reported(observer, sources, |sources, report| prepared.compile(sources, report))?;
        if part.config.generate.is_empty() {
            return Err(Report::from_iter([diagnostics::nothing_to_generate(&part.config)]));
        }
        let root: PathBuf = part.root.clone().unwrap_or_default();
        let mut all = folders_of_plugins(&part.config, &root, settings, sources, observer)?;
        let workspace = reported(observer, sources, |sources, report| {
            complete_schema(&settings.input, &settings.options, &part, sources, report)
        })?;
        let generators = generators(&workspace.config)?;
        if !generators.is_empty() {
            let schema = workspace.schema_for_generators();
            let root = root_of(&workspace);
            all.extend(self.rust_folders(schema, &generators, settings.base(&root), sources, observer)?);
        }
        drop(workspace);
        let Workspace { origin, .. } = part;
        Ok(GenerationResult { folders: with_files_of_all(all)?, from: GeneratedFrom::Input(origin) })
    }

    /// Runs generators of Rust for the selected types of a schema.
    fn rust_folders(
        &self,
        schema: &Schema,
        generators: &[Generate],
        root: &Path,
        sources: &Sources,
        observer: &mut dyn Observer,
    ) -> Result<Vec<OutputFolder>, Report> {
        let Self { settings, purpose, .. } = self;
        let selected = if settings.types.is_everything() { None } else { Some(settings.types.select(schema)?) };
        let schema = selected.as_ref().unwrap_or(schema);
        observer.problems(&codegen::warnings(schema, generators), sources);
        let cleaned = settings.clean.then(|| FilesRead::new([&settings.input], sources));
        observed(observer, GenerationStep::WritingRust, |_| {
            folders((schema, sources), generators, root, *purpose, cleaned.as_ref())
        })
    }
}
