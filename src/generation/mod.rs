//! Code generation by a `buf.gen.yaml`, or by `[[generate]]` tables with plugins: from inputs to the expected content
//! of folders.

mod generators;
mod inputs;
mod outputs;
mod plugin_input;
mod template;

use std::path::Path;

use indexmap::IndexMap;

pub(super) use template::{find, parse_flags_template, peek};

use super::console::Console;
use super::generated::Folder;
use super::guard::working_on;
use super::input::{InputArgs, report_errors};
use super::progress::Progress;
use generators::Generators;
use inputs::TemplateInput;
use outputs::Outputs;
use plugin_input::{InputRequirements, PluginInput, PluginInputs};
use protoward_image::select::Types;
use protoward_plugin as plugin;
use protoward_plugin::{Call, Failure, Generated, GeneratorCall, RequestOptions};
use protoward_report::Style;
use protoward_source::{Report, Sources};
use protoward_workspace::Material;
use protoward_workspace::config::{self, Config, Generation, PluginSetting, Strategy};
use protoward_workspace::inputs::Input;

/// The flags that override a template.
#[derive(Debug)]
pub(super) struct Overrides<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) types: Types,
    /// The base folder of outputs.
    pub(super) base: &'a Path,
    pub(super) include_imports: bool,
    pub(super) include_wkt: bool,
    pub(super) clean: bool,
    /// `true` if the input was compiled before, so that its problems are already reported.
    pub(super) is_known: bool,
    /// `true` if only errors are reported.
    pub(super) is_quiet: bool,
}

impl<'a> Overrides<'a> {
    /// Returns flags that override nothing.
    pub(super) fn none(input: &'a InputArgs, base: &'a Path) -> Self {
        let (include_imports, include_wkt, clean) = (false, false, false);
        let (is_known, is_quiet) = (false, false);
        Self { input, types: Types::default(), base, include_imports, include_wkt, clean, is_known, is_quiet }
    }
}

impl Overrides<'_> {
    /// Returns the style of the progress line.
    fn progress_style(&self, console: &Console) -> Option<Style> {
        console.progress_style().filter(|_| !self.is_quiet)
    }

    /// Returns `true` if a plugin generates code from imports.
    fn needs_imports(&self, generation: &Generation) -> bool {
        self.include_imports || generation.plugins.iter().any(|plugin| plugin.include_imports)
    }
}

/// Generates everything, and compares it with the existing files. Writes nothing. Returns `None` after a reported error.
pub(super) fn folders(
    generation: &Generation,
    overrides: &Overrides<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Vec<Folder>> {
    let generators = Generators::new(generation).map_err(|report| console.problems(&report, sources)).ok()?;
    generators.notes.iter().filter(|_| !overrides.is_quiet).for_each(|note| console.print_status(note));
    let mut outputs = Outputs::new(overrides.base);
    for template_input in inputs::selected(generation, overrides) {
        let input = super::input::parse(&template_input.input, console)?;
        working_on(&template_input.input);
        let material = material(&input, &template_input, overrides, sources, console)?;
        let types = generation.plugins.iter().map(|plugin| template_input.types(plugin)).collect();
        let needs =
            InputRequirements { schema: generators.needs_schema(), imports: overrides.needs_imports(generation) };
        let plugin_inputs = PluginInputs::new(material, types, &generation.managed, needs);
        let plugin_inputs = plugin_inputs.map_err(|report| console.problems(&report, sources)).ok()?;
        let outputs_by_plugin =
            Job { generation, overrides, generators: &generators, plugin_inputs: &plugin_inputs }.run(sources, console);
        let added = outputs_by_plugin
            .and_then(|outputs_by_plugin| outputs.add(generation, &generators, outputs_by_plugin, console));
        added.map_err(|report| console.problems(&report, sources)).ok()?;
    }
    let clean = generation.clean || overrides.clean;
    outputs.folders(generation, clean).map_err(|report| console.problems(&report, sources)).ok()
}

/// Like [`folders`], but for the tables of a configuration that name plugins. Returns no folders if there are none. `root` is
/// the folder of the configuration.
pub(super) fn configured(
    config: &Config,
    root: &Path,
    overrides: &Overrides<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Vec<Folder>> {
    let mut generation = report_errors(console, sources, |_, report| config::plugins_of(config, report))?;
    generation.plugins.iter_mut().for_each(|plugin| plugin.locate_files(root));
    if generation.plugins.is_empty() { Some(Vec::new()) } else { folders(&generation, overrides, sources, console) }
}

/// Reads the files of an input. Reports errors, and warnings unless they were already reported.
fn material(
    input: &Input,
    template_input: &TemplateInput,
    overrides: &Overrides<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Material> {
    let style = overrides.progress_style(console);
    report_errors(console, sources, |sources, report| {
        let _progress = Progress::new(style, "compiling");
        let mut problems = Report::default();
        let prepared = protoward_workspace::prepare(input, &template_input.options, sources, &mut problems);
        let material = prepared.and_then(|prepared| prepared.material(sources, &mut problems));
        if material.is_none() || !overrides.is_known {
            report.append(problems);
        }
        material
    })
}

/// The plugins of a template and the files of one input.
struct Job<'a> {
    generation: &'a Generation,
    overrides: &'a Overrides<'a>,
    generators: &'a Generators,
    plugin_inputs: &'a PluginInputs,
}

impl Job<'_> {
    /// Returns the output of each plugin, in their order.
    fn run(&self, sources: &mut Sources, console: &mut Console) -> Result<Vec<Generated>, Report> {
        let &Self { generation, overrides, generators, plugin_inputs } = self;
        let parameters: Vec<String> = generation.plugins.iter().map(|plugin| plugin.options.join(",")).collect();
        let groups: Vec<(usize, &PluginInput, Group)> = generation
            .plugins
            .iter()
            .enumerate()
            .flat_map(|(index, plugin)| {
                let plugin_input = plugin_inputs.of(index);
                groups(plugin, overrides, plugin_input).into_iter().map(move |group| (index, plugin_input, group))
            })
            .collect();
        let calls: Vec<Call<'_>> = groups
            .iter()
            .map(|(index, plugin_input, group)| Call {
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
        for ((index, plugin_input, _), result) in groups.iter().zip(run_calls(&calls, overrides, console)) {
            let schema = &plugin_input.subject.schema;
            match result {
                Ok(generated) => {
                    console.note(&String::from_utf8_lossy(&generated.notes));
                    if !overrides.is_quiet {
                        console.problems(&plugin::located(&generated.warnings, schema, sources), sources);
                    }
                    outputs::join(&mut outputs_by_plugin[*index], generated);
                }
                Err(failures) => {
                    for failure in &failures {
                        let place = generation.plugins[*index].place;
                        for diagnostic in generators::explain(failure, place, schema, sources) {
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

/// Runs the calls, shows their progress, and returns their results.
fn run_calls(calls: &[Call<'_>], overrides: &Overrides<'_>, console: &Console) -> Vec<Result<Generated, Vec<Failure>>> {
    let progress = Progress::new(overrides.progress_style(console), "generating");
    progress.calls(calls.len());
    plugin::run(calls, |call, step| progress.step(calls[call].generator.name(), step))
}

/// The files of one call of a plugin.
struct Group {
    /// The files to generate from.
    files: Vec<String>,
    /// The positions of all files in the request.
    order: Vec<usize>,
}

/// Returns the files of each call of a plugin.
fn groups(plugin: &PluginSetting, overrides: &Overrides<'_>, plugin_input: &PluginInput) -> Vec<Group> {
    let imports = plugin.include_imports || overrides.include_imports;
    let wkt = plugin.include_wkt || overrides.include_wkt;
    let files: Vec<&str> = plugin_input.files(imports, imports && wkt).collect();
    match plugin.strategy {
        _ if files.is_empty() => Vec::new(),
        Strategy::All => {
            let order = plugin_input.in_order(&files);
            vec![Group { files: files.into_iter().map(str::to_owned).collect(), order }]
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

impl TemplateInput {
    /// Returns the selected types for a plugin and this input.
    fn types(&self, plugin: &PluginSetting) -> Vec<Types> {
        let of =
            |words: &[protoward_workspace::config::LocatedText]| words.iter().map(|word| word.text.clone()).collect();
        let own = Types { include: of(&plugin.types), exclude: of(&plugin.exclude_types) };
        [self.types.clone(), own].into_iter().filter(|types| !types.is_everything()).collect()
    }
}
