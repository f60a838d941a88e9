//! Output folders of plugins: from inputs to the expected content of folders. All plugins run before anything is compared.

use std::path::Path;

use indexmap::IndexMap;

use crate::generate::clean::FilesRead;
use crate::generate::diagnostics;
use crate::generate::folder::{OutputFolder, with_files_of_all};
use crate::generate::observer::{GenerationStep, Observer, observed, reported};
use crate::generate::outputs::{self, Outputs};
use crate::generate::plugin_input::{FileGroup, InputRequirements, PluginInput, PluginInputs};
use crate::generate::template_generators::{self, Generators};
use crate::generate::template_inputs::{RunSettings, TemplateInput};
use protoward_image::managed::MatchedName;
use protoward_plugin as plugin;
use protoward_plugin::{Generated, GeneratorCall, PlannedCall, RequestOptions};
use protoward_settings::{Config, Generation, PluginSetting, Strategy};
use protoward_source::{Report, Sources};
use protoward_workspace::Material;

/// Generates everything that the tables of a configuration with plugins request, and compares it with the existing files.
/// Returns no folders if there are no such tables. `root` is the folder of the configuration. The input was compiled before, so
/// that its warnings are already known.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be compared.
pub fn folders_of_plugins(
    config: &Config,
    root: &Path,
    settings: &RunSettings,
    sources: &mut Sources,
    observer: &mut dyn Observer,
) -> Result<Vec<OutputFolder>, Report> {
    let mut generation = reported(observer, sources, |_, report| protoward_settings::plugins_of(config, report))?;
    generation.plugins.iter_mut().for_each(|plugin| plugin.locate_files(root));
    if generation.plugins.is_empty() {
        return Ok(Vec::new());
    }
    let run = PluginRun { generation: &generation, settings, base: settings.base(root), is_known: true };
    run.folders(sources, observer)
}

/// A run of the plugins of a template or a configuration.
pub(crate) struct PluginRun<'a> {
    pub(crate) generation: &'a Generation,
    pub(crate) settings: &'a RunSettings,
    /// The base folder of outputs.
    pub(crate) base: &'a Path,
    /// `true` if the input was compiled before, so that its warnings are already known.
    pub(crate) is_known: bool,
}

impl PluginRun<'_> {
    /// Generates everything, and compares it with the existing files.
    ///
    /// # Errors
    /// Fails if something cannot be generated, or if a folder cannot be compared.
    pub(crate) fn folders(
        &self,
        sources: &mut Sources,
        observer: &mut dyn Observer,
    ) -> Result<Vec<OutputFolder>, Report> {
        let &Self { generation, settings, base, .. } = self;
        let limits = settings.limits.clone()?;
        let generators = Generators::new(generation, limits)?;
        generators.notes.iter().for_each(|note| observer.remark(note));
        let mut outputs = Outputs::new(base);
        let inputs: Vec<TemplateInput> =
            TemplateInput::selected(generation, settings).into_iter().collect::<Result<_, _>>()?;
        let mut unmatched: Vec<MatchedName<'_>> = self.names_to_match();
        for input in &inputs {
            let material = self.material(input, sources, observer)?;
            unmatched
                .retain(|name| !material.descriptors.files().iter().any(|file| name.is_of(&file.name, &file.whole)));
            let types = generation.plugins.iter().map(|plugin| input.types(plugin)).collect();
            let needs =
                InputRequirements { schema: generators.needs_schema(), imports: settings.needs_imports(generation) };
            let plugin_inputs = PluginInputs::new(material, types, &generation.managed, needs)?;
            let job = Job { generation, settings, generators: &generators, plugin_inputs: &plugin_inputs };
            let outputs_by_plugin = job.run(sources, observer)?;
            outputs.add(generation, &generators, outputs_by_plugin, observer)?;
        }
        let problems: Report = unmatched.into_iter().map(diagnostics::managed_nothing).collect();
        observer.problems(&problems, sources);
        let is_cleaned = generation.clean || settings.clean;
        let cleaned = is_cleaned.then(|| FilesRead::new(inputs.iter().map(|input| &input.input), sources));
        with_files_of_all(outputs.folders(generation, cleaned.as_ref())?)
    }

    /// Returns the names in the rules of managed mode that the inputs should have. A part of the inputs may lack them.
    fn names_to_match(&self) -> Vec<MatchedName<'_>> {
        let Self { generation, settings, .. } = self;
        let RunSettings { options, is_input_named, .. } = settings;
        let is_part = *is_input_named || !options.paths.is_empty() || !options.exclude_paths.is_empty();
        if is_part || !generation.managed.enabled { Vec::new() } else { generation.managed.names().collect() }
    }

    /// Reads the files of an input.
    fn material(
        &self,
        input: &TemplateInput,
        sources: &mut Sources,
        observer: &mut dyn Observer,
    ) -> Result<Material, Report> {
        let mut problems = Report::default();
        let material = observed(observer, GenerationStep::Compiling(&input.input), |_| {
            let prepared = protoward_workspace::prepare(&input.input, &input.options, sources, &mut problems);
            prepared.and_then(|prepared| prepared.material(sources, &mut problems))
        });
        match material {
            None => Err(problems),
            Some(material) => {
                if !self.is_known {
                    observer.problems(&problems, sources);
                }
                Ok(material)
            }
        }
    }
}

/// The plugins of a template and the files of one input.
struct Job<'a> {
    generation: &'a Generation,
    settings: &'a RunSettings,
    generators: &'a Generators,
    plugin_inputs: &'a PluginInputs,
}

impl Job<'_> {
    /// Returns the output of each plugin, in their order.
    fn run(&self, sources: &mut Sources, observer: &mut dyn Observer) -> Result<Vec<Generated>, Report> {
        let &Self { generation, settings, generators, plugin_inputs } = self;
        let parameters: Vec<String> = generation.plugins.iter().map(|plugin| plugin.options.join(",")).collect();
        let groups: Vec<(usize, &PluginInput, FileGroup)> = generation
            .plugins
            .iter()
            .enumerate()
            .flat_map(|(index, plugin)| {
                let plugin_input = plugin_inputs.of(index);
                groups(plugin, settings, plugin_input).into_iter().map(move |group| (index, plugin_input, group))
            })
            .collect();
        let calls: Vec<PlannedCall<'_>> = groups
            .iter()
            .map(|(index, plugin_input, group)| PlannedCall {
                generator: generators.of(*index),
                task: GeneratorCall {
                    subject: &plugin_input.subject,
                    files: &group.files,
                    parameter: &parameters[*index],
                    request_options: RequestOptions {
                        order: Some(&group.order),
                        is_anonymous: true,
                        ..RequestOptions::default()
                    },
                },
            })
            .collect();
        let mut outputs_by_plugin = vec![Generated::default(); generation.plugins.len()];
        let mut report = Report::default();
        let results = observed(observer, GenerationStep::Calling(calls.len()), |observer| {
            plugin::run(&calls, |call, step| observer.call(calls[call].generator.name(), step))
        });
        for ((index, plugin_input, _), result) in groups.iter().zip(results) {
            let schema = &plugin_input.subject.schema;
            match result {
                Ok(generated) => {
                    observer.text(&String::from_utf8_lossy(&generated.notes));
                    let warnings = plugin::located(&generated.warnings, schema, sources);
                    observer.problems(&warnings, sources);
                    for file in outputs::join(&mut outputs_by_plugin[*index], generated) {
                        let plugin = generators.of(*index).name();
                        observer.text(&format!(
                            "`{plugin}` generates `{file}` from several folders: the contents differ, and the first ones are \
                             written; one call for all folders, with `strategy: all`, generates all of them\n"
                        ));
                    }
                }
                Err(failures) => {
                    for failure in &failures {
                        let place = generation.plugins[*index].place;
                        for diagnostic in template_generators::explain(failure, place, schema, sources) {
                            // A missing program fails in the call for each folder, and is reported once.
                            if !report.iter().any(|known| *known == diagnostic) {
                                report.push(diagnostic);
                            }
                        }
                    }
                }
            }
        }
        if report.has_errors() { Err(report) } else { Ok(outputs_by_plugin) }
    }
}

/// Returns the files of each call of a plugin.
fn groups(plugin: &PluginSetting, settings: &RunSettings, plugin_input: &PluginInput) -> Vec<FileGroup> {
    let imports = plugin.include_imports || settings.include_imports;
    let wkt = plugin.include_wkt || settings.include_wkt;
    let files: Vec<&str> = plugin_input.files(imports, imports && wkt).collect();
    match plugin.strategy {
        _ if files.is_empty() => Vec::new(),
        Strategy::All => {
            let order = plugin_input.in_order(&files);
            vec![FileGroup { files: files.into_iter().map(str::to_owned).collect(), order }]
        }
        Strategy::Directory => {
            let mut groups: IndexMap<&str, Vec<&str>> = IndexMap::new();
            for file in files {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                groups.entry(folder).or_default().push(file);
            }
            groups.into_values().map(|files| plugin_input.group(files)).collect()
        }
    }
}
