//! A guess of the modules of a folder that has no configuration.
//!
//! A file says twice where its import path starts: its package is usually the folder of its import path, and other files
//! import it by that path.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::found::{parent, upwards};
use super::moved::Content;
use protoward_common_protos::package;
use protoward_compiler::{Compiler, FileCache, FoundFile, well_known};
use protoward_inputs::{EditedTexts, EditedTree, ignored_folders};
use protoward_source::tree_path::below;
use protoward_source::{FolderTree, ReadError, Tree, join, parallel};

use protoward_settings::{FILE_NAMES, WORK_FILE_NAME};

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
    /// Folders in modules that have only copies of common protos, which protoward has.
    pub copies: Vec<String>,
    /// Folders with files that are in no module.
    pub left_out: Vec<LeftOutFolder>,
}

/// A folder whose files are in no module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOutFolder {
    /// The path, relative to the folder whose modules are guessed.
    pub path: String,
    /// The reason why no module has its files.
    pub why: LeftOutReason,
}

/// The reason why the files of a folder are in no module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeftOutReason {
    /// The folder has this configuration of its own.
    Configured(&'static str),
    /// The folder is `target` beside a `Cargo.toml`, in which build scripts write copies.
    Built,
    /// Git ignores the folder, and no other file imports from it.
    Ignored,
    /// A module has a file of the same import path.
    Twice {
        /// The import path that two files would have.
        file: String,
        /// The folder of the module whose file has the path.
        module: String,
    },
}

/// Names of folders for files from elsewhere.
const VENDORED: [&str; 7] =
    ["third_party", "third-party", "thirdparty", "vendor", "external", "googleapis", "node_modules"];

/// Names of folders in which import paths usually start.
const USUAL_ROOTS: [&str; 5] = ["proto", "protos", "protobuf", "protobufs", "schemas"];

/// Returns the modules of a folder.
///
/// # Errors
/// Fails if a folder or a file cannot be read.
pub fn guess_modules(folder: &Path) -> Result<GuessedModules, ReadError> {
    let tree = &FolderTree::new(folder);
    guess(folder, tree, |path| Ok(Content::new(path.to_owned(), tree.read(path)?.unwrap_or_default())))
}

/// Returns the modules of a folder that is compiled afterwards, like [`guess_modules`]. The files are parsed only once, because
/// `cache` keeps them. Those of `texts` count that are not on disk.
///
/// # Errors
/// Fails if a folder or a file cannot be read.
pub fn guess_cached_modules(
    folder: &Path,
    texts: &EditedTexts,
    cache: &Arc<FileCache>,
) -> Result<GuessedModules, ReadError> {
    let tree = FolderTree::new(folder);
    let compiler = Compiler::new().file_cache(Arc::clone(cache)).resolver(tree.clone());
    let tree = EditedTree::new(Arc::new(tree), texts.clone());
    guess(folder, &tree, |path| {
        if let Ok(Some(FoundFile { text, parsed: Some(parsed), .. })) = compiler.read(path) {
            return Ok(Content::of_tree(path.to_owned(), &text, &parsed.file));
        }
        Ok(Content::new(path.to_owned(), tree.read(path)?.unwrap_or_default()))
    })
}

fn guess(
    folder: &Path,
    tree: &dyn Tree,
    content: impl Fn(&str) -> Result<Content, ReadError> + Sync,
) -> Result<GuessedModules, ReadError> {
    let configurations = FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME, CARGO]);
    let endings: Vec<&str> = configurations.chain([PROTO]).collect();
    let (paths, configured): (Vec<_>, Vec<_>) =
        tree.list("", &endings)?.files.into_iter().partition(|path| path.ends_with(PROTO));
    let content = |at: usize| {
        let content = content(&paths[at])?;
        Ok(Content { bytes: Vec::new(), ..content })
    };
    let files = parallel::map(paths.len(), parallel::threads(None), content);
    let mut files = files.into_iter().collect::<Result<Vec<_>, ReadError>>()?;
    let left_out = left_out(&configured, &ignored_folders(folder, &paths), &files);
    files.retain(|file| !left_out.iter().any(|folder| below(&file.path, &folder.path).is_some()));
    let has_projects = left_out.iter().any(|folder| matches!(folder.why, LeftOutReason::Configured(_)));
    Ok(GuessedModules { left_out, ..of_files(&files, has_projects) }.with_unique_files(&files))
}

/// The ending of schema files.
const PROTO: &str = ".proto";

/// The name of Cargo's manifests.
const CARGO: &str = "Cargo.toml";

/// Returns the folders with a configuration of their own and those that git ignores, except those whose files others import, and
/// the folders that cargo writes. `configured` are the paths of configurations and manifests.
fn left_out(configured: &[String], ignored: &BTreeSet<String>, files: &[Content]) -> Vec<LeftOutFolder> {
    let with_name = |name: &'static str| configured.iter().filter(move |path| file_name(path) == name);
    let ignored = ignored.iter().map(|path| LeftOutFolder { path: path.clone(), why: LeftOutReason::Ignored });
    let mut found: Vec<LeftOutFolder> = ignored.collect();
    for path in with_name(CARGO) {
        found.push(LeftOutFolder { path: join(parent(path), "target"), why: LeftOutReason::Built });
    }
    for name in FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME]) {
        let folders = with_name(name).map(|path| parent(path).to_owned());
        let folders = folders.filter(|folder| !folder.is_empty() && !is_vendored(folder));
        found.extend(folders.map(|path| LeftOutFolder { path, why: LeftOutReason::Configured(name) }));
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    let mut kept: Vec<LeftOutFolder> = Vec::new();
    for folder in found {
        if !kept.iter().any(|outer| below(&folder.path, &outer.path).is_some()) {
            kept.push(folder);
        }
    }
    let is_in = |file: &Content, folder: &LeftOutFolder| below(&file.path, &folder.path).is_some();
    let outside: Vec<&Content> = files.iter().filter(|file| !kept.iter().any(|folder| is_in(file, folder))).collect();
    let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
    for file in &outside {
        by_name.entry(file_name(&file.path)).or_default().push(&file.path);
    }
    let is_there = |import: &str| {
        let paths = by_name.get(file_name(import)).map_or(&[][..], Vec::as_slice);
        paths.iter().any(|path| root_of(path, import).is_some())
    };
    let imported: BTreeSet<&str> = outside.iter().flat_map(|file| &file.imports).map(String::as_str).collect();
    let missing: Vec<&str> = imported.into_iter().filter(|import| !is_there(import)).collect();
    let is_needed = |file: &Content| missing.iter().any(|import| root_of(&file.path, import).is_some());
    let is_left_out = |folder: &LeftOutFolder| {
        let mut inside = files.iter().filter(|file| is_in(file, folder)).peekable();
        inside.peek().is_some() && (folder.why == LeftOutReason::Built || !inside.any(is_needed))
    };
    let keeps: Vec<bool> = kept.iter().map(is_left_out).collect();
    kept.into_iter().zip(keeps).filter(|(_, keep)| *keep).map(|(folder, _)| folder).collect()
}

/// Returns the modules of files. Vendored folders are for imports only, unless they are all there is: the tree has no other files
/// and no projects with a configuration of their own.
fn of_files(files: &[Content], has_projects: bool) -> GuessedModules {
    let paths: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let imported: BTreeSet<&str> = files.iter().flat_map(|file| &file.imports).map(String::as_str).collect();
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for import in &imported {
        by_name.entry(file_name(import)).or_default().push(import);
    }
    let inner = roots_in_packages(files, &paths, &imported);
    let root = |file: &Content| {
        let of_package = root_of_package(file);
        let mut inside = inner.iter().filter(|root| below(&file.path, root).is_some());
        if let Some(inside) = inside.rfind(|root| of_package.is_some_and(|outer| below(root, outer).is_some())) {
            return Some(inside.clone());
        }
        let names = by_name.get(file_name(&file.path)).into_iter().flatten();
        let of_imports = names.filter_map(|import| root_of(&file.path, import));
        // An import with more folders than the package is certain; one with fewer may be that of another file.
        let is_certain = |root: &&str| of_package.is_none_or(|inner| below(inner, root).is_some());
        of_imports.filter(is_certain).max_by_key(|root| root.len()).or(of_package).map(str::to_owned)
    };
    let mut roots: Vec<Option<String>> = files.iter().map(root).collect();
    if roots.iter().all(Option::is_none) {
        roots = files.iter().map(|file| likely_root(parent(&file.path), &file.package).map(str::to_owned)).collect();
    }
    let known: BTreeSet<String> = roots.iter().flatten().cloned().collect();
    let common = match common_folder(files) {
        // Files without a package tell nothing, but a version is the last part of a package.
        folder if is_version(file_name(folder)) && files.iter().all(|file| file.package.is_empty()) => "",
        folder => folder,
    };
    for (root, file) in roots.iter_mut().zip(files) {
        root.get_or_insert_with(|| {
            let around = upwards(parent(&file.path)).find(|folder| known.contains(*folder));
            around.unwrap_or(if known.is_empty() { common } else { parent(&file.path) }).to_owned()
        });
    }
    let mut roots: Vec<String> = roots.into_iter().map(Option::unwrap_or_default).collect();
    let has_schema = has_projects || !roots.iter().all(|root| is_vendored(root));
    let is_from_elsewhere = |root: &str| has_schema && is_vendored(root);
    remove_inner(&mut roots, files, &imported, is_from_elsewhere);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for root in roots {
        *counts.entry(root).or_default() += 1;
    }
    let (includes, modules): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(root, _)| is_from_elsewhere(root));
    let all: Vec<&str> = modules.iter().chain(&includes).map(|(root, _)| &**root).collect();
    let is_there = |import: &str| all.iter().any(|root| paths.contains(&*join(root, import)));
    let is_known = |import: &str| well_known(import).is_some() || package(import).is_some() || is_there(import);
    let missing = imported.iter().filter(|import| !is_known(import)).map(|import| (*import).to_owned()).collect();
    let includes = includes.into_iter().map(|(root, _)| root).collect();
    GuessedModules { modules, includes, missing, ..GuessedModules::default() }
}

/// Returns the folder from which the package of a file is a path to it.
fn root_of_package(file: &Content) -> Option<&str> {
    let folder = file.package.replace('.', "/");
    if folder.is_empty() { None } else { root_of(parent(&file.path), &folder) }
}

/// Returns roots in the folder of a package: files there import each other from it, and nothing imports them by longer paths. So the files
/// of the package `proto` in `src/proto` may have no folder in their import paths.
fn roots_in_packages(files: &[Content], paths: &BTreeSet<&str>, imported: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut roots = BTreeSet::new();
    for file in files {
        let Some(outer) = root_of_package(file) else { continue };
        let found = |root: &str, import: &str| paths.contains(&*join(root, import));
        for import in file.imports.iter().filter(|import| !found(outer, import)) {
            let mut inside = upwards(parent(&file.path)).take_while(|folder| *folder != outer);
            roots.extend(inside.find(|folder| found(folder, import)).map(str::to_owned));
        }
    }
    let is_imported = |file: &Content| {
        let name = root_of_package(file).and_then(|outer| below(&file.path, outer));
        name.is_some_and(|name| imported.contains(name))
    };
    roots.retain(|root| !files.iter().any(|file| below(&file.path, root).is_some() && is_imported(file)));
    roots
}

/// Replaces roots in folders where most files, or most of the imported ones, have a root further out: a few files with unusual
/// packages must not take all others there out of their module.
fn remove_inner(
    roots: &mut [String],
    files: &[Content],
    imported: &BTreeSet<&str>,
    is_from_elsewhere: impl Fn(&str) -> bool,
) {
    let is_candidate = |root: &&String| !root.is_empty() && !is_from_elsewhere(root);
    let known: BTreeSet<String> = roots.iter().filter(is_candidate).cloned().collect();
    for inner in known {
        let is_outer = |root: &&String| **root != inner && below(&inner, root).is_some();
        let inside =
            || roots.iter().zip(files).filter(|(_, file)| below(&file.path, &inner).is_some()).map(|(root, _)| root);
        let own = inside().filter(|root| **root == inner).count();
        let outer: Vec<&String> = inside().filter(is_outer).collect();
        let Some(&nearest) = outer.iter().max_by_key(|root| root.len()) else { continue };
        let imported_from = |root: &str| {
            let inside = files.iter().filter(|file| below(&file.path, &inner).is_some());
            inside.filter(|file| below(&file.path, root).is_some_and(|import| imported.contains(import))).count()
        };
        if outer.len() <= own && imported_from(nearest) <= imported_from(&inner) {
            continue;
        }
        let nearest = nearest.clone();
        roots.iter_mut().filter(|root| **root == inner).for_each(|root| nearest.clone_into(root));
    }
}

impl GuessedModules {
    /// Leaves out modules that have the files of other ones, and finds copies of common protos.
    fn with_unique_files(mut self, files: &[Content]) -> Self {
        let mut by_size = self.modules.clone();
        by_size.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        for (root, _) in by_size {
            let names = self.names(&root, files);
            match names.iter().find_map(|name| Some((name, owners.get(name)?))) {
                Some((file, module)) => {
                    let why = LeftOutReason::Twice { file: file.clone(), module: module.clone() };
                    self.modules.retain(|(other, _)| *other != root);
                    self.left_out.push(LeftOutFolder { path: root, why });
                }
                None => {
                    self.copies.extend(copies(&names).into_iter().map(|folder| join(&root, folder)));
                    owners.extend(names.into_iter().map(|name| (name, root.clone())));
                }
            }
        }
        self
    }

    /// Returns the import paths of the files of a module.
    fn names(&self, root: &str, files: &[Content]) -> Vec<String> {
        let inner: Vec<&String> = self.roots().filter(|other| *other != root && below(other, root).is_some()).collect();
        let own = files.iter().filter(|file| !inner.iter().any(|other| below(&file.path, other).is_some()));
        own.filter_map(|file| below(&file.path, root).map(str::to_owned)).collect()
    }

    fn roots(&self) -> impl Iterator<Item = &String> {
        let left_out = self.left_out.iter().map(|folder| &folder.path);
        self.modules.iter().map(|(root, _)| root).chain(&self.includes).chain(left_out)
    }
}

/// Returns the top folders of a module that have nothing but common protos, if it has other files too.
fn copies(names: &[String]) -> Vec<&str> {
    let mut folders: BTreeMap<&str, bool> = BTreeMap::new();
    for name in names {
        let folder = name.split_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_insert(true) &= package(name).is_some();
    }
    if folders.values().all(|&is_copy| is_copy) {
        Vec::new()
    } else {
        folders.into_iter().filter(|(_, is_copy)| *is_copy).map(|(folder, _)| folder).collect()
    }
}

/// Returns the likely root of a file in `folder` if nothing in the tree is certain: where a part of the package begins, such
/// as `v1` of `acme.shop.v1` in `api/v1`, or else a folder with a usual name.
fn likely_root<'p>(folder: &'p str, package: &str) -> Option<&'p str> {
    let path = package.replace('.', "/");
    let mut parts = std::iter::successors(Some(&*path), |path| path.split_once('/').map(|(_, rest)| rest));
    let of_package = parts.find(|part| !part.is_empty() && root_of(folder, part).is_some());
    let usual = || upwards(folder).find(|folder| USUAL_ROOTS.contains(&file_name(folder)));
    of_package.and_then(|part| root_of(folder, part)).or_else(usual)
}

/// Returns the innermost folder that has all files.
fn common_folder(files: &[Content]) -> &str {
    let Some((first, others)) = files.split_first() else { return "" };
    let has_all = |folder: &&str| others.iter().all(|file| below(&file.path, folder).is_some());
    upwards(parent(&first.path)).find(has_all).unwrap_or_default()
}

/// Returns `true` for the name of a version of a package, such as `v1` or `v2beta1`.
fn is_version(name: &str) -> bool {
    name.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
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
