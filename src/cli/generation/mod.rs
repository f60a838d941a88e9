//! What a `buf.gen.yaml` or a `[[generate]]` with a plugin asks for: from inputs to what folders are to hold.

mod inputs;
mod makers;
mod outputs;
mod stock;
mod template;

use std::path::Path;

use indexmap::IndexMap;

pub(super) use template::find;

use super::console::Console;
use super::generated::Folder;
use super::guard::working_on;
use super::input::{InputArgs, said};
use crate::config::{Generation, PluginSetting, Strategy};
use crate::plugin::{self, Call, Generated, Task, Told};
use crate::report::Report;
use crate::select::Types;
use crate::source::Sources;
use crate::workspace;
use inputs::Wanted;
use makers::Makers;
use outputs::Outputs;
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
}

impl Wishes<'_> {
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
    let mut outputs = Outputs::new(wishes.base);
    for wanted in inputs::wanted(generation, wishes) {
        let input = super::input::parse(&wanted.input, console)?;
        working_on(&wanted.input);
        let material = said(console, sources, |sources, report| {
            workspace::prepare(&input, &wanted.options, sources, report)?.material(sources, report)
        })?;
        let types = generation.plugins.iter().map(|plugin| wanted.types(plugin)).collect();
        let needs = Needs { schema: makers.need_schema(), imports: wishes.want_imports(generation) };
        let stocks = Stocks::new(material, types, &generation.managed, needs);
        let stocks = stocks.map_err(|report| console.problems(&report, sources)).ok()?;
        let made = made(generation, wishes, &makers, &stocks, console);
        let added = made.and_then(|made| outputs.add(generation, &makers, made, console));
        added.map_err(|report| console.problems(&report, sources)).ok()?;
    }
    let clean = generation.clean || wishes.clean;
    outputs.folders(generation, clean).map_err(|report| console.problems(&report, sources)).ok()
}

/// What each plugin gives, in their order.
fn made(
    generation: &Generation,
    wishes: &Wishes<'_>,
    makers: &Makers,
    stocks: &Stocks,
    console: &mut Console,
) -> Result<Vec<Generated>, Report> {
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
                told: Told { order: Some(&group.order), is_anonymous: true },
            },
        })
        .collect();
    let mut made = vec![Generated::default(); generation.plugins.len()];
    let mut report = Report::default();
    for ((index, ..), result) in groups.iter().zip(plugin::run(&calls)) {
        match result {
            Ok(generated) => {
                console.note(&String::from_utf8_lossy(&generated.notes));
                outputs::join(&mut made[*index], generated);
            }
            Err(failures) => {
                failures.iter().for_each(|failure| report.push(makers.said(generation, *index, failure)));
            }
        }
    }
    if report.has_errors() { Err(report) } else { Ok(made) }
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
        let of = |words: &[crate::config::Word]| words.iter().map(|word| word.text.clone()).collect();
        let own = Types { include: of(&plugin.types), exclude: of(&plugin.exclude_types) };
        [self.types.clone(), own].into_iter().filter(|types| !types.is_everything()).collect()
    }
}
