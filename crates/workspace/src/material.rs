//! What generators work on: every file as bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::open::said;
use super::prepared::{Prepared, What};
use super::workspace::Origin;
use crate::config::Config;
use protoward_schema::descriptor::Descriptors;
use protoward_source::{Report, Sources};

/// Every file as generators are told of it, and what is known about them.
#[derive(Clone, Debug)]
pub struct Material {
    /// All files, imports included.
    pub descriptors: Descriptors,
    /// The files that were asked for.
    pub targets: BTreeSet<String>,
    /// What the module of a file is called, for those whose module has a name.
    pub modules: BTreeMap<String, String>,
    /// What was read, in words.
    pub origin: Origin,
    /// The configuration; the default where there is none.
    pub config: Config,
    /// The folder that the paths of the configuration start from.
    pub root: Option<PathBuf>,
}

impl Prepared {
    /// Compiles it to bytes. What is wrong is said in `report`; then there is nothing.
    pub fn material(self, sources: &mut Sources, report: &mut Report) -> Option<Material> {
        let Self { setting, what } = self;
        let name_of = |module: usize| setting.config.modules.get(module).and_then(|module| module.name.clone());
        let of_setting = || setting.modules.iter().map(|(file, module)| (file.clone(), *module)).collect();
        // What is only imported has a module as well, and rules may be about it.
        let of_files = match &what {
            What::Files(files) => files.modules.clone(),
            What::Image(_) => of_setting(),
        };
        let named = of_files.into_iter().filter_map(|(file, module)| Some((file, name_of(module)?.text)));
        let mut modules: BTreeMap<String, String> = named.collect();
        let (config, root) = (setting.config.clone(), setting.root.clone());
        let (descriptors, targets, origin) = match what {
            What::Image(image) => {
                let workspace = image.open(setting, sources, report)?;
                let schema = &workspace.schema;
                let text = |name| schema.text(name).to_owned();
                // An image by buf knows better than the configuration around the folder one is in.
                let told = schema.files.iter().filter_map(|(_, file)| Some((text(file.path), text(file.module?))));
                modules.extend(told);
                let targets = schema.files.iter().filter(|(_, file)| !file.is_import);
                let targets = targets.map(|(_, file)| schema.text(file.path).to_owned()).collect();
                (protoward_dynamic::retention::descriptors(schema), targets, workspace.origin)
            }
            What::Files(files) => {
                let loaded = files.compiler.load(&files.targets, sources);
                let linked = loaded.link(sources);
                if !said(linked.report().clone(), &files.found, report) {
                    return None;
                }
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
