//! The files that generators process: the selected part of the schema, with managed options.

use std::collections::BTreeSet;
use std::sync::Arc;

use protoward_compiler::well_known;
use protoward_image::managed::{self, Rules};
use protoward_image::select::Types;
use protoward_plugin::GeneratorInput;
use protoward_schema::Schema;
use protoward_schema::descriptor::{Descriptor, Descriptors};
use protoward_source::{Report, Sources, parallel};
use protoward_workspace::Material;

/// The requirements of generators besides the bytes of the files.
#[derive(Clone, Copy)]
pub(crate) struct InputRequirements {
    /// A schema of the files, which built-in generators read.
    pub(crate) schema: bool,
    /// Imports without options that have source retention. Requested files never have these options.
    pub(crate) imports: bool,
}

/// The files for each plugin. Plugins with the same types share them.
pub(crate) struct PluginInputs {
    plugin_inputs: Vec<PluginInput>,
    /// The index of the files of each plugin.
    of_plugin: Vec<usize>,
}

/// The files for the plugins with the same types.
pub(crate) struct PluginInput {
    pub(crate) subject: Arc<GeneratorInput>,
    files: Vec<(String, Rank)>,
}

/// The files of one call of a plugin.
pub(crate) struct FileGroup {
    /// The files to generate from.
    pub(crate) files: Vec<String>,
    /// The positions of all files in the request.
    pub(crate) order: Vec<usize>,
}

/// The reason for which a file is included.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Target,
    Import,
    WellKnown,
}

impl PluginInputs {
    /// Creates the files for each plugin. `types` contains the selections of each plugin, which are applied one after
    /// the other.
    pub(crate) fn new(
        mut material: Material,
        types: Vec<Vec<Types>>,
        rules: &Rules,
        needs: InputRequirements,
    ) -> Result<Self, Report> {
        if needs.imports {
            let schema = schema(&material.descriptors, true, &material.targets)?;
            material.descriptors = protoward_dynamic::retention::descriptors(&schema);
        }
        let mut different: Vec<&Vec<Types>> = Vec::new();
        let of_plugin = types.iter().map(|types| {
            different.iter().position(|other| *other == types).unwrap_or_else(|| {
                different.push(types);
                different.len() - 1
            })
        });
        let of_plugin: Vec<usize> = of_plugin.collect();
        let mut all_descriptors = std::mem::take(&mut material.descriptors);
        let order = ranked(&all_descriptors, &material.targets);
        let common_settings = CommonSettings { order: &order, rules, needs, material: &material };
        let last = different.len().saturating_sub(1);
        let mut plugin_inputs = Vec::new();
        for (index, types) in different.into_iter().enumerate() {
            // The last selection takes the descriptors, so that a single one copies nothing.
            let descriptors =
                if index == last { std::mem::take(&mut all_descriptors) } else { all_descriptors.clone() };
            plugin_inputs.push(common_settings.plugin_input(descriptors, types)?);
        }
        Ok(Self { plugin_inputs, of_plugin })
    }

    pub(crate) fn of(&self, plugin: usize) -> &PluginInput {
        &self.plugin_inputs[self.of_plugin[plugin]]
    }
}

/// The settings that the files of all plugins have in common.
struct CommonSettings<'a> {
    order: &'a [(String, Rank)],
    rules: &'a Rules,
    needs: InputRequirements,
    material: &'a Material,
}

impl CommonSettings<'_> {
    /// Returns the part of the files that `types` need, with managed options.
    fn plugin_input(&self, mut descriptors: Descriptors, types: &[Types]) -> Result<PluginInput, Report> {
        let &Self { order, rules, needs, material } = self;
        if !types.is_empty() {
            descriptors = part(&descriptors, types, &material.targets)?;
        }
        if rules.enabled {
            descriptors = managed(&descriptors, rules, material);
        }
        let schema = if needs.schema { schema(&descriptors, false, &material.targets)? } else { Schema::default() };
        let remains = |(name, _): &&(String, Rank)| descriptors.position(name).is_some();
        let files = order.iter().filter(remains).cloned().collect();
        Ok(PluginInput { subject: Arc::new(GeneratorInput { schema, descriptors }), files })
    }
}

impl PluginInput {
    /// Returns the files to generate from, in dependency order.
    pub(crate) fn files(&self, imports: bool, well_known: bool) -> impl Iterator<Item = &str> {
        let is_selected = move |rank: Rank| match rank {
            Rank::Target => true,
            Rank::Import => imports,
            Rank::WellKnown => well_known,
        };
        self.files.iter().filter(move |(_, rank)| is_selected(*rank)).map(|(name, _)| name.as_str())
    }

    /// Returns these files and their imports, in the order of the image.
    pub(crate) fn in_order(&self, files: &[&str]) -> Vec<usize> {
        let descriptors = &self.subject.descriptors;
        let targets: Vec<usize> = files.iter().filter_map(|name| descriptors.position(name)).collect();
        let needed: BTreeSet<usize> = descriptors.with_imports(&targets).into_iter().collect();
        let positions = self.files.iter().filter_map(|(name, _)| descriptors.position(name));
        positions.filter(|position| needed.contains(position)).collect()
    }

    /// Returns the files of a folder and their imports, in the order that an image of the folder would have.
    pub(crate) fn group(&self, mut files: Vec<&str>) -> FileGroup {
        files.sort_unstable();
        let descriptors = &self.subject.descriptors;
        let targets: Vec<usize> = files.iter().filter_map(|name| descriptors.position(name)).collect();
        let order = descriptors.with_imports(&targets);
        let is_selected: BTreeSet<usize> = targets.into_iter().collect();
        let files = order.iter().filter(|position| is_selected.contains(position));
        let files = files.map(|&position| descriptors.files()[position].name.clone()).collect();
        FileGroup { files, order }
    }
}

/// Returns all files in the order of an image: the targets by name, each after its imports.
fn ranked(descriptors: &Descriptors, targets: &BTreeSet<String>) -> Vec<(String, Rank)> {
    let positions: Vec<usize> = targets.iter().filter_map(|name| descriptors.position(name)).collect();
    let rank = |name: &str| match () {
        () if targets.contains(name) => Rank::Target,
        () if well_known(name).is_some() => Rank::WellKnown,
        () => Rank::Import,
    };
    let names = descriptors.with_imports(&positions).into_iter().map(|file| descriptors.files()[file].name.clone());
    names.map(|name| (name.clone(), rank(&name))).collect()
}

fn part(descriptors: &Descriptors, types: &[Types], targets: &BTreeSet<String>) -> Result<Descriptors, Report> {
    let mut schema = schema(descriptors, true, targets)?;
    for types in types {
        schema = types.select(&schema)?;
    }
    Ok(protoward_dynamic::retention::descriptors(&schema))
}

fn schema(descriptors: &Descriptors, whole: bool, targets: &BTreeSet<String>) -> Result<Schema, Report> {
    let schema = descriptors.schema(whole, &mut Sources::default());
    let mut schema = schema?;
    let imports: Vec<_> =
        schema.files.iter().filter(|(_, file)| !targets.contains(schema.text(file.path))).map(|(id, _)| id).collect();
    imports.into_iter().for_each(|id| schema.files[id].is_import = true);
    Ok(schema)
}

/// Returns the descriptors with the options that rules set. The options of well-known types stay unchanged.
fn managed(descriptors: &Descriptors, rules: &Rules, material: &Material) -> Descriptors {
    let files = descriptors.files();
    let one = |index: usize| {
        let file = &files[index];
        if well_known(&file.name).is_some() {
            return file.clone();
        }
        let module = material.modules.get(&file.name).map(String::as_str);
        let apply = |bytes: &[u8]| managed::apply(rules, module, bytes);
        let whole = apply(&file.whole).unwrap_or_else(|| file.whole.clone());
        let stripped = file.stripped.as_ref().map(|bytes| apply(bytes).unwrap_or_else(|| bytes.clone()));
        Descriptor { whole, stripped, name: file.name.clone(), imports: file.imports.clone(), ..*file }
    };
    Descriptors::new(parallel::map(files.len(), parallel::threads(None), one))
}
