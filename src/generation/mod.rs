//! What a `buf.gen.yaml` or a `[[generate]]` with a plugin asks for: from inputs to what folders are to hold.

mod inputs;
mod makers;
mod outputs;
mod stock;
mod template;

use std::path::Path;

use indexmap::IndexMap;

pub(super) use template::{find, of_flags, peek};

use super::console::Console;
use super::generated::Folder;
use super::guard::working_on;
use super::input::{InputArgs, report_errors};
use super::progress::Progress;
use inputs::Wanted;
use makers::Makers;
use outputs::Outputs;
use protoward_image::select::Types;
use protoward_plugin as plugin;
use protoward_plugin::{Call, Failure, Generated, RequestOptions, Task};
use protoward_report::Style;
use protoward_source::{Report, Sources};
use protoward_workspace::Material;
use protoward_workspace::config::{self, Config, Generation, PluginSetting, Strategy};
use protoward_workspace::inputs::Input;
use stock::{Needs, Stock, Stocks};

/// What flags say over a template.
#[derive(Debug)]
pub(super) struct Wishes<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) types: Types,
    /// The folder that outputs are below.
    pub(super) base: &'a Path,
    pub(super) include_imports: bool,
    pub(super) include_wkt: bool,
    pub(super) clean: bool,
    /// Whether the input has been compiled before, so that what is report_errors of it was report_errors.
    pub(super) is_known: bool,
    /// Whether nothing is report_errors but what is wrong.
    pub(super) is_quiet: bool,
}

impl<'a> Wishes<'a> {
    /// Nothing beyond what a configuration says.
    pub(super) fn none(input: &'a InputArgs, base: &'a Path) -> Self {
        let (include_imports, include_wkt, clean) = (false, false, false);
        let (is_known, is_quiet) = (false, false);
        Self { input, types: Types::default(), base, include_imports, include_wkt, clean, is_known, is_quiet }
    }
}

impl Wishes<'_> {
    /// How a line about what is running is drawn.
    fn moving(&self, console: &Console) -> Option<Style> {
        console.moving().filter(|_| !self.is_quiet)
    }

    /// Whether anything is generated from imports.
    fn want_imports(&self, generation: &Generation) -> bool {
        self.include_imports || generation.plugins.iter().any(|plugin| plugin.include_imports)
    }
}

/// Generates everything, and compares it with what is there. Writes nothing; where anything is wrong, says what.
pub(super) fn folders(
    generation: &Generation,
    wishes: &Wishes<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Vec<Folder>> {
    let makers = Makers::new(generation).map_err(|report| console.problems(&report, sources)).ok()?;
    makers.remarks.iter().filter(|_| !wishes.is_quiet).for_each(|remark| console.remark(remark));
    let mut outputs = Outputs::new(wishes.base);
    for wanted in inputs::wanted(generation, wishes) {
        let input = super::input::parse(&wanted.input, console)?;
        working_on(&wanted.input);
        let material = material(&input, &wanted, wishes, sources, console)?;
        let types = generation.plugins.iter().map(|plugin| wanted.types(plugin)).collect();
        let needs = Needs { schema: makers.need_schema(), imports: wishes.want_imports(generation) };
        let stocks = Stocks::new(material, types, &generation.managed, needs);
        let stocks = stocks.map_err(|report| console.problems(&report, sources)).ok()?;
        let made = Job { generation, wishes, makers: &makers, stocks: &stocks }.run(sources, console);
        let added = made.and_then(|made| outputs.add(generation, &makers, made, console));
        added.map_err(|report| console.problems(&report, sources)).ok()?;
    }
    let clean = generation.clean || wishes.clean;
    outputs.folders(generation, clean).map_err(|report| console.problems(&report, sources)).ok()
}

/// What the tables of a configuration ask for that name plugins, as [`folders`]; nothing where there are none.
pub(super) fn configured(
    config: &Config,
    wishes: &Wishes<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Vec<Folder>> {
    let generation = report_errors(console, sources, |_, report| config::plugins_of(config, report))?;
    if generation.plugins.is_empty() { Some(Vec::new()) } else { folders(&generation, wishes, sources, console) }
}

/// The files of an input. What is wrong is report_errors, and what is not quite right, unless that was report_errors before.
fn material(
    input: &Input,
    wanted: &Wanted,
    wishes: &Wishes<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Material> {
    let style = wishes.moving(console);
    report_errors(console, sources, |sources, report| {
        let _progress = Progress::new(style, "compiling");
        let mut problems = Report::default();
        let prepared = protoward_workspace::prepare(input, &wanted.options, sources, &mut problems);
        let material = prepared.and_then(|prepared| prepared.material(sources, &mut problems));
        if material.is_none() || !wishes.is_known {
            report.append(problems);
        }
        material
    })
}

/// The plugins of a template and the files of one input.
struct Job<'a> {
    generation: &'a Generation,
    wishes: &'a Wishes<'a>,
    makers: &'a Makers,
    stocks: &'a Stocks,
}

impl Job<'_> {
    /// Returns the output of each plugin, in their order.
    fn run(&self, sources: &mut Sources, console: &mut Console) -> Result<Vec<Generated>, Report> {
        let &Self { generation, wishes, makers, stocks } = self;
        let parameters: Vec<String> = generation.plugins.iter().map(|plugin| plugin.options.join(",")).collect();
        let groups: Vec<(usize, &Stock, Group)> = generation
            .plugins
            .iter()
            .enumerate()
            .flat_map(|(index, plugin)| {
                let stock = stocks.of(index);
                groups(plugin, wishes, stock).into_iter().map(move |group| (index, stock, group))
            })
            .collect();
        let calls: Vec<Call<'_>> = groups
            .iter()
            .map(|(index, stock, group)| Call {
                generator: makers.of(*index),
                task: Task {
                    subject: &stock.subject,
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
        let mut made = vec![Generated::default(); generation.plugins.len()];
        let mut report = Report::default();
        for ((index, stock, _), result) in groups.iter().zip(ran(&calls, wishes, console)) {
            let schema = &stock.subject.schema;
            match result {
                Ok(generated) => {
                    console.note(&String::from_utf8_lossy(&generated.notes));
                    if !wishes.is_quiet {
                        console.problems(&plugin::located(&generated.warnings, schema, sources), sources);
                    }
                    outputs::join(&mut made[*index], generated);
                }
                Err(failures) => {
                    for failure in &failures {
                        let place = generation.plugins[*index].place;
                        for diagnostic in makers::explain(failure, place, schema, sources) {
                            // A program that is not there is missed by the call for each folder.
                            if !report.iter().any(|known| *known == diagnostic) {
                                report.push(diagnostic);
                            }
                        }
                    }
                }
            }
        }
        if report.has_errors() { Err(report) } else { Ok(made) }
    }
}

/// What came of each call. While they run, it is report_errors which are busy.
fn ran(calls: &[Call<'_>], wishes: &Wishes<'_>, console: &Console) -> Vec<Result<Generated, Vec<Failure>>> {
    let progress = Progress::new(wishes.moving(console), "generating");
    progress.calls(calls.len());
    plugin::run_with_progress(calls, |call, step| progress.step(calls[call].generator.name(), step))
}

/// The files that a plugin is given at once.
struct Group {
    /// Those to generate from.
    files: Vec<String>,
    /// All that it is told of, by their positions.
    order: Vec<usize>,
}

/// The files that a plugin is given, call by call.
fn groups(plugin: &PluginSetting, wishes: &Wishes<'_>, stock: &Stock) -> Vec<Group> {
    let imports = plugin.include_imports || wishes.include_imports;
    let wkt = plugin.include_wkt || wishes.include_wkt;
    let files: Vec<&str> = stock.files(imports, imports && wkt).collect();
    match plugin.strategy {
        _ if files.is_empty() => Vec::new(),
        Strategy::All => {
            let order = stock.in_order(&files);
            vec![Group { files: files.into_iter().map(str::to_owned).collect(), order }]
        }
        Strategy::Directory => {
            let mut groups: IndexMap<&str, Vec<&str>> = IndexMap::new();
            for file in files {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                groups.entry(folder).or_default().push(file);
            }
            groups.into_values().map(|files| stock.group(files)).collect()
        }
    }
}

impl Wanted {
    /// The types that a plugin is given of this input.
    fn types(&self, plugin: &PluginSetting) -> Vec<Types> {
        let of = |words: &[protoward_workspace::config::Word]| words.iter().map(|word| word.text.clone()).collect();
        let own = Types { include: of(&plugin.types), exclude: of(&plugin.exclude_types) };
        [self.types.clone(), own].into_iter().filter(|types| !types.is_everything()).collect()
    }
}
