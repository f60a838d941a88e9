//! A guess of the modules of a folder that has no configuration.
//!
//! A file says twice where its import path starts: its package is usually the folder of its import path, and other files
//! import it by that path.

use std::collections::{BTreeMap, BTreeSet};

use super::found::{parent, upwards};
use super::moved::Content;
use protoward_common_protos::package;
use protoward_compiler::well_known;
use protoward_source::{ReadError, Tree, join};

/// The modules of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GuessedModules {
    /// The folders where import paths start, each with the number of its files.
    pub modules: Vec<(String, usize)>,
    /// Folders with copies of files from elsewhere, which the schema imports.
    pub includes: Vec<String>,
    /// Imports that no file has, and that are no common protos either.
    pub missing: BTreeSet<String>,
}

/// Names of folders for files from elsewhere.
const VENDORED: [&str; 7] =
    ["third_party", "third-party", "thirdparty", "vendor", "external", "googleapis", "node_modules"];

/// Returns the modules of a tree.
///
/// # Errors
/// Fails if a folder or a file cannot be read.
pub fn guess_modules(tree: &dyn Tree) -> Result<GuessedModules, ReadError> {
    let paths = tree.files("", ".proto")?;
    let content = |path: String| Ok(Content::new(path.clone(), tree.read(&path)?.unwrap_or_default()));
    let files = paths.into_iter().map(content).collect::<Result<Vec<_>, ReadError>>()?;
    let paths: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let imported: BTreeSet<&str> = files.iter().flat_map(|file| &file.imports).map(String::as_str).collect();
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for import in &imported {
        by_name.entry(file_name(import)).or_default().push(import);
    }
    let root = |file: &Content| {
        let folder = Some(file.package.replace('.', "/")).filter(|folder| !folder.is_empty());
        let of_package = folder.and_then(|folder| root_of(parent(&file.path), &folder));
        let names = by_name.get(file_name(&file.path)).into_iter().flatten();
        let of_imports = || names.filter_map(|import| root_of(&file.path, import)).max_by_key(|root| root.len());
        of_package.or_else(of_imports).map(str::to_owned)
    };
    let mut roots: Vec<Option<String>> = files.iter().map(root).collect();
    let known: BTreeSet<String> = roots.iter().flatten().cloned().collect();
    for (root, file) in roots.iter_mut().zip(&files) {
        root.get_or_insert_with(|| {
            let around = upwards(parent(&file.path)).find(|folder| known.contains(*folder));
            around.unwrap_or(if known.is_empty() { "" } else { parent(&file.path) }).to_owned()
        });
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for root in roots.into_iter().flatten() {
        *counts.entry(root).or_default() += 1;
    }
    let (includes, modules): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(root, _)| is_vendored(root));
    let all: Vec<&str> = modules.iter().chain(&includes).map(|(root, _)| &**root).collect();
    let is_there = |import: &str| all.iter().any(|root| paths.contains(&*join(root, import)));
    let is_known = |import: &str| well_known(import).is_some() || package(import).is_some() || is_there(import);
    let missing = imported.iter().filter(|import| !is_known(import)).map(|import| (*import).to_owned()).collect();
    Ok(GuessedModules { modules, includes: includes.into_iter().map(|(root, _)| root).collect(), missing })
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Returns the folder from which a path has another one: `proto` for `proto/user/v1` and `user/v1`.
fn root_of<'p>(path: &'p str, inside: &str) -> Option<&'p str> {
    let rest = path.strip_suffix(inside)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_suffix('/') }
}

fn is_vendored(root: &str) -> bool {
    root.split('/').any(|part| VENDORED.contains(&part))
}
