//! The targets and the local dependencies of a crate, from its `Cargo.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::diagnostics;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Sources};
use toml::{Table, Value};

/// The manifest of a crate or of a workspace.
#[derive(Debug)]
pub(crate) struct Manifest {
    folder: PathBuf,
    table: Table,
}

/// The part of a crate that is compiled for itself: a library, a program, a test.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CrateTarget {
    pub(crate) path: PathBuf,
    pub(crate) is_library: bool,
}

impl Manifest {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// Fails if there is none, or if it is not TOML.
    pub(crate) fn read(folder: &Path, sources: &mut Sources) -> Result<Self, Box<Diagnostic>> {
        let path = folder.join("Cargo.toml");
        if !path.is_file() {
            return Err(diagnostics::no_crate(folder).into());
        }
        let text = fs::read_to_string(&path).map_err(|error| diagnostics::unreadable(&path, &error))?;
        match text.parse() {
            Ok(table) => Ok(Self { folder: folder.to_owned(), table }),
            Err(error) => {
                let display = shown(&path).to_string();
                let source = sources.add(display.clone(), display, Some(text.into()));
                let place = sources.place(source, error.span().unwrap_or(0..0));
                Err(diagnostics::bad_manifest(place, error.message()).into())
            }
        }
    }

    /// Returns the name of the package; `None` for a workspace without one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.table.get("package")?.get("name")?.as_str()
    }

    /// Returns the name of the library in code.
    pub(crate) fn library_name(&self) -> String {
        let named = self.table.get("lib").and_then(|lib| lib.get("name")).and_then(Value::as_str);
        named.or_else(|| self.name()).unwrap_or_default().replace('-', "_")
    }

    /// Returns the root files of the crate. `with_tests` adds those of tests, benchmarks and examples.
    pub(crate) fn targets(&self, with_tests: bool) -> Vec<CrateTarget> {
        let program = |path: PathBuf| CrateTarget { path, is_library: false };
        let mut targets: Vec<CrateTarget> = self.library().into_iter().collect();
        targets.push(program(self.folder.join("src/main.rs")));
        let mut kinds = vec![("bin", "src/bin")];
        if with_tests {
            kinds.extend([("test", "tests"), ("bench", "benches"), ("example", "examples")]);
        }
        for (section, folder) in kinds {
            let listed = self.table.get(section).and_then(Value::as_array).into_iter().flatten();
            let named = listed.filter_map(|target| target.get("path")?.as_str()).map(|path| self.folder.join(path));
            targets.extend(named.chain(roots(&self.folder.join(folder))).map(program));
        }
        targets.sort();
        targets.dedup_by(|a, b| a.path == b.path);
        targets.retain(|target| target.path.is_file());
        // The library comes first, because programs use its modules.
        targets.sort_by_key(|target| !target.is_library);
        targets
    }

    /// Returns the library of the crate, if it has one.
    pub(crate) fn library(&self) -> Option<CrateTarget> {
        let named = self.table.get("lib").and_then(|lib| lib.get("path")).and_then(Value::as_str);
        let path = self.folder.join(named.unwrap_or("src/lib.rs"));
        path.is_file().then_some(CrateTarget { path, is_library: true })
    }

    /// Returns the folders of the crates that the crate depends on by a path, by their names in code.
    pub(crate) fn local_dependencies(&self, with_tests: bool) -> BTreeMap<String, PathBuf> {
        let mut found = BTreeMap::new();
        let mut inherited = None;
        for (name, value) in self.dependencies(with_tests) {
            let is_inherited = value.get("workspace").and_then(Value::as_bool) == Some(true);
            let folder = if is_inherited {
                let root = inherited.get_or_insert_with(|| workspace_of(&self.folder));
                root.as_ref().and_then(|(folder, dependencies)| Some(folder.join(path(dependencies.get(name)?)?)))
            } else {
                path(value).map(|path| self.folder.join(path))
            };
            if let Some(folder) = folder {
                found.insert(name.replace('-', "_"), folder);
            }
        }
        found
    }

    /// Returns the dependencies of all kinds, also those for some platforms, but not those of the build script.
    fn dependencies(&self, with_tests: bool) -> impl Iterator<Item = (&String, &Value)> {
        let platforms = self.table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
        let tables = std::iter::once(&self.table).chain(platforms.filter_map(Value::as_table));
        let kinds: &[&str] = if with_tests { &["dependencies", "dev-dependencies"] } else { &["dependencies"] };
        let found = tables.flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)));
        found.filter_map(Value::as_table).flatten()
    }

    /// Returns the folders of the members of the workspace.
    pub(crate) fn members(&self) -> Vec<PathBuf> {
        let workspace = self.table.get("workspace");
        let strings = |key: &str| -> Vec<PathBuf> {
            let list = workspace.and_then(|it| it.get(key)).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).flat_map(|pattern| matching(&self.folder, pattern)).collect()
        };
        let excluded = strings("exclude");
        let mut members = strings("members");
        members.retain(|folder| folder.join("Cargo.toml").is_file() && !excluded.contains(folder));
        members.sort();
        members.dedup();
        members
    }
}

fn path(dependency: &Value) -> Option<&str> {
    dependency.get("path")?.as_str()
}

/// Returns the folder of the workspace around a crate, with its dependencies.
fn workspace_of(folder: &Path) -> Option<(PathBuf, Table)> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().find_map(|folder| {
        let table: Table = fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
        let dependencies = table.get("workspace")?.get("dependencies").and_then(Value::as_table);
        Some((folder.to_owned(), dependencies.cloned().unwrap_or_default()))
    })
}

/// Returns the root files that Cargo finds in a folder of targets: `a.rs` and `b/main.rs`.
fn roots(folder: &Path) -> Vec<PathBuf> {
    let root = |path: PathBuf| if path.is_dir() { path.join("main.rs") } else { path };
    entries(folder).into_iter().map(root).filter(|path| path.extension().is_some_and(|it| it == "rs")).collect()
}

/// Returns the folders that a pattern of `members` matches, in which a part may contain `*`.
fn matching(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    pattern.split('/').filter(|part| !part.is_empty() && *part != ".").fold(vec![folder.to_owned()], |found, part| {
        let below = |folder: PathBuf| match part.split_once('*') {
            Some((start, end)) => {
                let is_match = |path: &PathBuf| {
                    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                    name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
                };
                entries(&folder).into_iter().filter(is_match).collect()
            }
            None => vec![folder.join(part)],
        };
        found.into_iter().flat_map(below).collect()
    })
}

/// Returns what is in a folder, sorted; nothing if there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
