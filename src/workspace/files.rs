//! Which files of a tree are the schema, and by which names they are imported.

use std::collections::BTreeMap;

use super::diagnostics;
use super::find::Found;
use crate::config::{Config, Module};
use crate::report::Report;
use crate::source::{ReadError, Tree, join};

/// One file of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    /// The path by which other files import it.
    pub name: String,
    /// The path as a person knows it.
    pub display: String,
}

/// A file that was found: its name, its path in the tree, its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) module: usize,
}

/// Paths in the tree that narrow the files down.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Only files at or below one of these, where there are any.
    pub(super) only: Vec<String>,
    /// No files at or below these.
    pub(super) except: Vec<String>,
}

impl Filter {
    fn admits(&self, path: &str) -> bool {
        let below = |folders: &[String]| folders.iter().any(|folder| is_below(path, folder));
        (self.only.is_empty() || below(&self.only)) && !below(&self.except)
    }
}

/// Whether `path` is `folder` or lies in it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The files of all modules that the filter admits, by name. What is wrong is said in `report`.
pub(super) fn targets(found: &Found, filter: &Filter, report: &mut Report) -> Vec<Target> {
    let mut targets: BTreeMap<String, Target> = BTreeMap::new();
    for target in all(found, report) {
        if let Some(other) = targets.get(&target.name) {
            report.push(diagnostics::name_in_two_modules(found, other, &target));
        } else {
            targets.insert(target.name.clone(), target);
        }
    }
    targets.into_values().filter(|target| filter.admits(&target.path)).collect()
}

fn all(found: &Found, report: &mut Report) -> Vec<Target> {
    let mut all = Vec::new();
    for (index, module) in found.config.modules.iter().enumerate() {
        let folder = join(&found.root, &module.path.text);
        match module_files(found.tree.as_ref(), &folder, &found.root, &found.config, module) {
            Ok(files) => all.extend(files.into_iter().map(|path| {
                let name = path[folder.len()..].trim_start_matches('/').to_owned();
                Target { name, path, module: index }
            })),
            Err(error) => report.push(diagnostics::unreadable(&error, module.path.place)),
        }
    }
    all
}

/// The paths in the tree of the files of one module. Folders that are only for imports are not part of it.
fn module_files(
    tree: &dyn Tree,
    folder: &str,
    root: &str,
    config: &Config,
    module: &Module,
) -> Result<Vec<String>, ReadError> {
    let mut files = tree.files(folder, ".proto")?;
    let includes: Vec<String> = module.includes.iter().map(|path| join(root, &path.text)).collect();
    let imports = config.include.iter().filter(|path| *path.text != module.path.text);
    let excludes: Vec<String> = module.excludes.iter().chain(imports).map(|path| join(root, &path.text)).collect();
    files.retain(|path| {
        (includes.is_empty() || includes.iter().any(|folder| is_below(path, folder)))
            && !excludes.iter().any(|folder| is_below(path, folder))
    });
    Ok(files)
}
