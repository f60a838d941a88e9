//! The folders of projects: where the configuration of a file is, or where its import path starts.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protoward_common_protos::package;
use protoward_compiler::{FileCache, well_known};
use protoward_ide_index::File;
use protoward_inputs::{EditedTexts, repository_root};
use protoward_source::{FolderTree, Tree, paths, tree_path};
use protoward_workspace::{GuessedModules, guess_cached_modules};

/// The names of the files that make a folder a project.
pub(crate) const CONFIGURATIONS: [&str; 3] = ["protoward.toml", "buf.yaml", "buf.work.yaml"];

/// The files that mark a folder outside of a repository as a project: manifests of other tools, and `.gitmodules` in the copy of a
/// repository, such as an archive.
const MANIFESTS: [&str; 8] =
    [".gitmodules", "Cargo.toml", "MODULE.bazel", "WORKSPACE", "go.mod", "go.work", "package.json", "pyproject.toml"];

/// The manifests that only the root of several packages has.
const WORKSPACES: [&str; 4] = [".gitmodules", "MODULE.bazel", "WORKSPACE", "go.work"];

/// The manifests that name the packages of a workspace.
const MEMBERS: [&str; 3] = ["Cargo.toml", "package.json", "pyproject.toml"];

pub(crate) fn is_configured(folder: &Path) -> bool {
    CONFIGURATIONS.iter().any(|name| folder.join(name).is_file())
}

fn has_manifest(folder: &Path) -> bool {
    MANIFESTS.iter().any(|name| folder.join(name).is_file())
}

/// Returns the root of the project that a file belongs to: the folder of the nearest configuration, or else the opened folder
/// around the file, the repository, or the folder in which its import path starts. `text` returns the text of the file.
pub(crate) fn root_of(path: &Path, folders: &[PathBuf], text: impl FnOnce() -> Option<Arc<str>>) -> PathBuf {
    let parent = path.parent().unwrap_or(path);
    if let Some(configured) = parent.ancestors().find(|folder| is_configured(folder)) {
        return outermost(configured);
    }
    let opened = folders.iter().filter(|folder| path.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len());
    let repository = repository_root(parent);
    match (opened, repository) {
        (Some(opened), _) => {
            let imports = imports(text());
            let root = root_above(opened, &imports).unwrap_or_else(|| opened.clone());
            root_around(&root, repository, &imports).unwrap_or(root)
        }
        (None, Some(repository)) => repository.to_owned(),
        (None, None) => {
            let text = text();
            let root = import_root(parent, text.clone());
            root_around(&root, None, &imports(text)).unwrap_or(root)
        }
    }
}

/// Returns the import paths of a file that are not part of the program.
fn imports(text: Option<Arc<str>>) -> Vec<String> {
    let imports = text.map(|text| File::new("", text).imports).unwrap_or_default();
    let names = imports.into_iter().map(|import| import.name);
    names.filter(|name| !name.is_empty() && well_known(name).is_none() && package(name).is_none()).collect()
}

/// Returns the nearest folder around an opened one from which an import of a file is found; `None` if there is none, or if an import
/// is found from the opened folder itself.
fn root_above(opened: &Path, imports: &[String]) -> Option<PathBuf> {
    let has_import = |root: &&Path| imports.iter().any(|import| root.join(import).is_file());
    opened.ancestors().find(has_import).filter(|root| *root != opened).map(Path::to_owned)
}

/// Returns the repository around a folder, or without one, the nearest folder with a manifest or the workspace around it, if it has files
/// for imports that the folder lacks: those of folders beside it, such as `third_party`.
fn root_around(folder: &Path, repository: Option<&Path>, imports: &[String]) -> Option<PathBuf> {
    let manifest = folder.ancestors().find(|folder| has_manifest(folder));
    let workspace = manifest.and_then(|inner| inner.ancestors().skip(1).find(|folder| is_workspace(folder)));
    let around = repository.map_or_else(|| [manifest, workspace], |repository| [Some(repository), None]);
    let mut around = around.into_iter().flatten().filter(|around| *around != folder).peekable();
    around.peek()?;
    let missing = missing_below(folder, imports);
    around.find(|around| missing_below(around, &missing).len() < missing.len()).map(Path::to_owned)
}

/// Returns `true` for the root of several packages, by the manifest of another tool.
fn is_workspace(folder: &Path) -> bool {
    let has_members = |name: &&str| fs::read_to_string(folder.join(name)).is_ok_and(|text| text.contains("workspace"));
    WORKSPACES.iter().any(|name| folder.join(name).is_file()) || MEMBERS.iter().any(has_members)
}

/// Returns the imports that no path of a file in a folder ends with.
fn missing_below(folder: &Path, imports: &[String]) -> Vec<String> {
    let names: Vec<&str> = imports.iter().filter_map(|import| import.rsplit('/').next()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let files = FolderTree::new(folder).list("", &names).map(|found| found.files).unwrap_or_default();
    let has = |import: &str| {
        let mut rests = files.iter().filter_map(|path| path.strip_suffix(import));
        rests.any(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    imports.iter().filter(|import| !has(import)).cloned().collect()
}

/// Returns the folder of a `buf.work.yaml` around a configuration of a module, or else the folder of the configuration.
fn outermost(configured: &Path) -> PathBuf {
    let work = configured.ancestors().find(|folder| folder.join("buf.work.yaml").is_file());
    work.unwrap_or(configured).to_owned()
}

/// Returns the folder in which the import path of a file in `parent` starts: where most of its imports are found, outside of the
/// folders of its package if that is one of these.
pub(crate) fn import_root(parent: &Path, text: Option<Arc<str>>) -> PathBuf {
    let Some(text) = text else { return parent.to_owned() };
    let File { package, imports, .. } = File::new("", text);
    let folders = package.replace('.', "/");
    let found = |root: &Path| imports.iter().filter(|import| root.join(&import.name).is_file()).count();
    let of_package = parent.ancestors().find(|root| !package.is_empty() && root.join(&folders) == parent);
    let best = of_package.into_iter().chain(parent.ancestors()).min_by_key(|root| Reverse(found(root)));
    best.unwrap_or(parent).to_owned()
}

/// Returns `true` for a folder in a repository, and `false` for a repository itself.
pub(crate) fn is_in_repository(folder: &Path) -> bool {
    repository_root(folder).is_some_and(|repository| repository != folder)
}

/// Returns `true` for a root that only the files in it show, and that may have other files by chance.
pub(crate) fn is_shown_by_files(root: &Path, folders: &[PathBuf]) -> bool {
    let is_opened = folders.iter().any(|folder| root.starts_with(folder));
    !is_opened && !has_manifest(root) && repository_root(root).is_none() && !root.ancestors().any(is_configured)
}

/// Returns a configuration that has only some folders of a root; `None` if the root itself is one of them.
pub(crate) fn configuration_of_folders(root: &Path, folders: &[PathBuf]) -> Option<String> {
    let inside = folders.iter().map(|folder| paths::tree_path(folder.strip_prefix(root).ok()?));
    let inside: Vec<String> = inside.collect::<Option<_>>()?;
    if inside.is_empty() || inside.iter().any(String::is_empty) {
        return None;
    }
    let listed: Vec<String> = inside.iter().map(|folder| format!("{folder:?}")).collect();
    Some(format!("[[module]]\npath = \".\"\nincludes = [{}]\n", listed.join(", ")))
}

/// Returns a configuration with the folders where the import paths of a folder start.
pub(crate) fn guessed_configuration(root: &Path, texts: &EditedTexts, cache: &Arc<FileCache>) -> Option<String> {
    let GuessedModules { modules, includes, left_out, .. } = guess_cached_modules(root, texts, cache).ok()?;
    let others: Vec<&String> = includes.iter().chain(left_out.iter().map(|folder| &folder.path)).collect();
    let mut modules: Vec<&String> = modules.iter().map(|(path, _)| path).collect();
    let whole = String::new();
    if modules.is_empty() && !others.is_empty() {
        // Without a module, the whole folder would be one.
        modules.push(&whole);
    }
    let mut text = String::new();
    if !includes.is_empty() {
        let includes: Vec<String> = includes.iter().map(|path| format!("{path:?}")).collect();
        text += &format!("include = [{}]\n", includes.join(", "));
    }
    for &path in &modules {
        // A file has one module: the innermost.
        let inner = modules.iter().chain(&others);
        let inner = inner.filter(|other| **other != path && tree_path::below(other, path).is_some());
        let inner: Vec<String> = inner.map(|other| format!("{other:?}")).collect();
        let path = if path.is_empty() { "." } else { path };
        text += &format!("[[module]]\npath = {path:?}\nexcludes = [{}]\n", inner.join(", "));
    }
    (!text.is_empty()).then_some(text)
}

/// Returns the folders of the repository around a root in which import paths start: those of vendored files, and of modules without
/// a configuration.
pub(crate) fn folders_around(root: &Path, texts: &EditedTexts, cache: &Arc<FileCache>) -> Vec<PathBuf> {
    let around = repository_root(root).unwrap_or(root);
    let guessed = guess_cached_modules(around, texts, cache).unwrap_or_default();
    let modules = guessed.modules.into_iter().map(|(path, _)| path);
    modules.chain(guessed.includes).map(|path| around.join(path)).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn root(folder: &Path, name: &str, text: &str) -> String {
        let root = root_of(&folder.join(name), &[], || Some(text.into()));
        protoward_source::paths::portable(root.strip_prefix(folder).unwrap())
    }

    #[test]
    fn a_file_alone_shows_where_imports_start() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::create_dir_all(folder.join("a/acme/v1")).unwrap();
        std::fs::write(folder.join("a/acme/v1/b.proto"), "").unwrap();
        assert_eq!(root(folder, "a/acme/v1/a.proto", "package acme.v1;"), "a");
        assert_eq!(root(folder, "a/acme/v1/a.proto", "package other; import \"acme/v1/b.proto\";"), "a");
        assert_eq!(root(folder, "a/acme/v1/a.proto", "import \"v1/b.proto\"; import \"gone.proto\";"), "a/acme");
        assert_eq!(root(folder, "a/acme/v1/a.proto", "package v1.acme; import \"gone.proto\";"), "a/acme/v1");
        // An opened folder may be inside of the import path of its files.
        let opened = |imports: &str| {
            let file = folder.join("a/acme/v1/a.proto");
            let root = root_of(&file, &[folder.join("a/acme/v1")], || Some(imports.into()));
            protoward_source::paths::portable(root.strip_prefix(folder).unwrap())
        };
        assert_eq!(opened("package acme.v1; import \"acme/v1/b.proto\";"), "a");
        assert_eq!(opened("package acme.v1; import \"b.proto\";"), "a/acme/v1");
        assert_eq!(opened("package acme.v1; import \"gone.proto\";"), "a/acme/v1");
        std::fs::write(folder.join("a/buf.yaml"), "").unwrap();
        assert_eq!(root(folder, "a/acme/v1/a.proto", "package v1;"), "a");
    }

    #[test]
    fn a_configuration_has_the_folders_of_open_files() {
        let folders = |all: &[&str]| {
            let all: Vec<PathBuf> = all.iter().map(|it| Path::new("/r").join(it)).collect();
            configuration_of_folders(Path::new("/r"), &all)
        };
        assert_eq!(folders(&["a", "b/c"]).unwrap(), "[[module]]\npath = \".\"\nincludes = [\"a\", \"b/c\"]\n");
        assert_eq!(folders(&["a", ""]), None);
        assert_eq!(folders(&[]), None);
    }
}
