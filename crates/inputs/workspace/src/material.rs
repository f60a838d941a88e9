//! The input of generators: every file as a serialized descriptor, as protoc passes them to plugins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::prepared::{Prepared, PreparedKind};
use super::workspace::Origin;
use protoward_common_protos::package;
use protoward_schema::descriptor::Descriptors;
use protoward_settings::Config;
use protoward_source::{Report, Sources};

/// The descriptors of all files, with the selection to generate.
#[derive(Clone, Debug)]
pub struct Material {
    /// The descriptors of all files, imports included, whose types the generated code needs.
    pub descriptors: Descriptors,
    /// The import paths of the files to generate.
    pub targets: BTreeSet<String>,
    /// The module name of each file in a named module.
    pub modules: BTreeMap<String, String>,
    /// A description of the input.
    pub origin: Origin,
    /// The configuration, or the default one.
    pub config: Config,
    /// The base folder for paths in the configuration.
    pub root: Option<PathBuf>,
}

impl Prepared {
    /// Compiles the input to descriptors. Returns `None` after errors, which are added to `report`.
    pub fn material(self, sources: &mut Sources, report: &mut Report) -> Option<Material> {
        let Self { setting, what } = self;
        let name_of = |module: usize| setting.config.modules.get(module).and_then(|module| module.name.clone());
        let of_setting = || setting.modules.iter().map(|(file, module)| (file.clone(), *module)).collect();
        // Imported files have modules too, to which rules may refer.
        let of_files = match &what {
            PreparedKind::Files(files) => files.modules.clone(),
            PreparedKind::Image(_) => of_setting(),
        };
        let named = of_files.into_iter().filter_map(|(file, module)| Some((file, name_of(module)?.text)));
        let mut modules: BTreeMap<String, String> = named.collect();
        let config = setting.config.clone();
        let root = setting.root.clone();
        let (descriptors, targets, origin) = match what {
            PreparedKind::Image(image) => {
                let workspace = image.open(setting, sources, report)?;
                let schema = &workspace.schema;
                let text = |name| schema.text(name).to_owned();
                // The modules in an image by buf take precedence over the configuration of the working directory.
                let modules_of_image =
                    schema.files.iter().filter_map(|(_, file)| Some((text(file.path), text(file.module?))));
                modules.extend(modules_of_image);
                let targets = schema.files.iter().filter(|(_, file)| !file.is_import);
                let targets = targets.map(|(_, file)| schema.text(file.path).to_owned()).collect();
                (protoward_dynamic::retention::descriptors(schema), targets, workspace.origin)
            }
            PreparedKind::Files(files) => {
                let loaded = files.compiler.load(&files.targets, sources);
                let linked = loaded.link(sources);
                if !files.project().forward_problems(linked.report().clone(), sources, report) {
                    return None;
                }
                modules.extend(modules_of_common_protos(sources));
                let descriptors = linked.descriptors();
                if files.leave_memory {
                    std::mem::forget(linked);
                    std::mem::forget(loaded);
                }
                (descriptors, files.targets.into_iter().collect(), files.origin)
            }
        };
        Some(Material { descriptors, targets, modules, origin, config, root })
    }
}

/// Returns the modules of buf that have the common protos among the sources. Rules of managed mode refer to them.
fn modules_of_common_protos(sources: &Sources) -> impl Iterator<Item = (String, String)> {
    let files = sources.iter().map(|(_, file)| file).filter(|file| file.is_built_in);
    files.filter_map(|file| Some((file.name.clone(), package(&file.name)?.module.to_owned())))
}
