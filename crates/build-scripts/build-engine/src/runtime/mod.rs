//! The versions of prost and tonic for the generated code. They are those that the crate of the code depends on.
//!
//! The versions come from the crate's manifest or, if the manifest allows several, from the nearest `Cargo.lock`. No
//! other file is read, and no program is run.

mod version;

use std::path::{Path, PathBuf};

use super::cargo;
use super::diagnostics::{self, diagnostic_error};
use super::run::Run;
use protoward_build_protocol::Error;
use protoward_cargo_manifest::{Dependency, DependencyKind, Lock, Manifest, ManifestFile, Table};
use protoward_rust::Runtime;
use protoward_source::Diagnostic;
use protoward_source::paths::shown;
use version::{Line, Requirement};

const MANIFEST: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";

impl Run {
    /// Returns the versions of prost and tonic for the generated code. The settings of this run override those of `config`.
    pub(super) fn runtime_over(&self, config: &Self) -> Result<Runtime, Error> {
        if let Some(runtime) = self.runtime.or(config.runtime) {
            return Ok(runtime);
        }
        let folder = self.out_dir.clone().or_else(|| config.out_dir.clone()).or_else(cargo::out_dir);
        let Some(of) = folder.and_then(|folder| Crate::at(cargo::crate_of(&folder)?)) else {
            return Ok(Runtime::default());
        };
        let prost_path = self.settings.prost_path.as_deref().or(config.settings.prost_path.as_deref());
        let services = self.settings.services.as_ref().filter(|it| it.build_client || it.build_server);
        let mut files = vec![of.folder.join(MANIFEST)];
        let prost = of.version("prost", prost_path.map_or("prost", crate_of_path), &mut files);
        let tonic = services.map_or(Ok(None), |_| of.version("tonic", "tonic", &mut files));
        if self.watches_files() && !config.has_written_set() {
            files.dedup();
            let here = std::env::current_dir().unwrap_or_default();
            let relative = |file: &PathBuf| shown(file.strip_prefix(&here).unwrap_or(file)).to_string();
            cargo::rerun_if_changed(files.iter().map(relative));
        }
        let chosen = prost.and_then(|prost| choose(prost, tonic?));
        chosen.map_err(|diagnostic| diagnostic_error(*diagnostic))
    }
}

/// Returns the first of these packages that the crate in a folder depends on, and its locked version. Of several versions,
/// the newest counts. Adds the files that were read to `files`.
#[cfg(feature = "google-rust")]
pub(super) fn locked<'a>(folder: PathBuf, packages: &[&'a str], files: &mut Vec<PathBuf>) -> Option<(&'a str, String)> {
    let of = Crate::at(folder)?;
    packages.iter().find_map(|package| Some((*package, of.locked(package, files).pop()?)))
}

/// Returns the name of the crate that a path begins with.
fn crate_of_path(path: &str) -> &str {
    path.split("::").find(|part| !part.is_empty()).unwrap_or_default()
}

/// Returns the runtime with these versions. The newest runtime is the default if a crate depends on neither, as
/// another crate may re-export them.
fn choose(prost: Option<Line>, tonic: Option<Line>) -> Result<Runtime, Box<Diagnostic>> {
    let is = |line: Option<Line>, version| line.is_none_or(|line| line.to_string() == version);
    let mut newest_first = Runtime::ALL.into_iter().rev();
    let fitting = newest_first.find(|it| is(prost, it.prost()) && is(tonic, it.tonic()));
    fitting.ok_or_else(|| {
        let found = [("prost", prost), ("tonic", tonic)];
        let found = found.into_iter().filter_map(|(name, line)| Some(format!("{name} {}", line?)));
        Box::new(diagnostics::no_runtime(&found.collect::<Vec<_>>().join(" and ")))
    })
}

/// Files that exist only in packages that Cargo has downloaded or vendored.
const PACKED: [&str; 2] = ["Cargo.toml.orig", ".cargo-checksum.json"];

/// A crate, with the manifest of its workspace.
struct Crate {
    folder: PathBuf,
    manifest: Manifest,
    /// The path of the manifest of its workspace.
    root: Option<PathBuf>,
}

impl Crate {
    fn at(folder: PathBuf) -> Option<Self> {
        let own = read(&folder.join(MANIFEST))?;
        let root = root(&folder, &own);
        let manifest = Manifest::of(&own, root.as_ref().map(|(_, table)| table))?;
        Some(Self { folder, manifest, root: root.map(|(path, _)| path) })
    }

    /// Returns the version of a package that the code uses by the given name. Adds the files that were read to `files`.
    ///
    /// # Errors
    /// Returns an error if the version depends on the target.
    fn version(&self, package: &str, name: &str, files: &mut Vec<PathBuf>) -> Result<Option<Line>, Box<Diagnostic>> {
        let all: Vec<&Dependency> = self.manifest.dependencies.iter().filter(|it| it.package == package).collect();
        let of_code = of_code(&all);
        let Some(first) = of_code.iter().find(|it| it.name == name).or(of_code.first()) else { return Ok(None) };
        let mut lines = Vec::new();
        for dependency in of_code.iter().filter(|it| it.name == first.name) {
            lines.extend(self.version_of(dependency, &all, files));
        }
        lines.sort_unstable();
        lines.dedup();
        match lines[..] {
            [one, .., other] => Err(diagnostics::versions_of_targets(package, one, other)),
            _ => Ok(lines.first().copied()),
        }
    }

    /// Returns the version of a dependency. `all` has the dependencies on the same package.
    fn version_of(&self, dependency: &Dependency, all: &[&Dependency], files: &mut Vec<PathBuf>) -> Option<Line> {
        let is_inherited = dependency.place.file == ManifestFile::Root;
        files.extend(self.root.as_ref().filter(|_| is_inherited).cloned());
        let requirement = requirement_of(dependency);
        if let Some(sole) = requirement.and_then(Requirement::sole) {
            return Some(sole);
        }
        let allows = |dependency: &Dependency, version: &str| {
            requirement_of(dependency).is_none_or(|requirement| requirement.has(version))
        };
        let locked = self.locked(&dependency.package, files);
        let fitting: Vec<&String> = locked.iter().filter(|version| allows(dependency, version)).collect();
        // The lock file lists the versions of all kinds of dependencies. One that no other dependency allows is this one's.
        let is_others = |version: &str| all.iter().any(|it| !std::ptr::eq(*it, dependency) && allows(it, version));
        let newest_of = |versions: &mut dyn Iterator<Item = &String>| versions.filter_map(|it| Line::of(it)).max();
        newest_of(&mut fitting.iter().copied().filter(|version| !is_others(version)))
            .or_else(|| newest_of(&mut fitting.iter().copied()))
            .or_else(|| newest(&dependency.package, requirement?))
    }

    /// Returns the locked versions of a package, from the nearest lock file that contains the crate.
    fn locked(&self, package: &str, files: &mut Vec<PathBuf>) -> Vec<String> {
        // In a workspace, the lock file of the workspace takes precedence over one left in the folder of a member. The
        // lock file in a published package is that of its authors.
        let root = self.root.as_ref().and_then(|manifest| manifest.parent());
        let is_packed = PACKED.iter().any(|name| self.folder.join(name).is_file());
        let folders = root.into_iter().chain(self.folder.ancestors().skip(usize::from(is_packed)));
        for lock in folders.map(|folder| folder.join(LOCK)) {
            let versions = std::fs::read_to_string(&lock).map(|text| self.locked_in(&text, package));
            if let Some(versions) = versions.ok().filter(|versions| !versions.is_empty()) {
                files.push(lock);
                return versions;
            }
        }
        Vec::new()
    }

    /// Returns the versions of a package that the crate directly depends on; none if the lock file does not contain the crate.
    fn locked_in(&self, text: &str, package: &str) -> Vec<String> {
        let Some(lock) = Lock::parse(text) else { return Vec::new() };
        let Some(own) = lock.own(&self.manifest.name, self.manifest.version.as_deref()) else { return Vec::new() };
        lock.dependencies(own, package).map(|package| package.version.clone()).collect()
    }
}

/// Returns the dependencies that code can use: dev-dependencies only if there are no others, and build-dependencies never.
fn of_code<'m>(all: &[&'m Dependency]) -> Vec<&'m Dependency> {
    let of = |kind: DependencyKind| all.iter().copied().filter(|it| it.kind == kind).collect::<Vec<_>>();
    let found = of(DependencyKind::Normal);
    if found.is_empty() { of(DependencyKind::Dev) } else { found }
}

/// Returns the requirement of a dependency, or `None` if any version may be meant.
fn requirement_of(dependency: &Dependency) -> Option<Requirement> {
    dependency.requirement.as_deref().and_then(Requirement::parse)
}

/// Returns the newest version of a runtime that a requirement allows.
fn newest(package: &str, requirement: Requirement) -> Option<Line> {
    let version = |runtime: Runtime| if package == "prost" { runtime.prost() } else { runtime.tonic() };
    let lines = Runtime::ALL.into_iter().rev().filter_map(|runtime| Line::of(version(runtime)));
    lines.into_iter().find(|line| requirement.allows(*line))
}

/// Returns the workspace of a crate, which `package.workspace` may specify.
fn root(folder: &Path, own: &Table) -> Option<(PathBuf, Table)> {
    let named = own.table("package").and_then(|package| package.text("workspace")).map(|named| folder.join(named));
    let folders = named.as_deref().into_iter().chain(folder.ancestors());
    let manifests = folders.map(|folder| folder.join(MANIFEST)).filter_map(|path| Some((path.clone(), read(&path)?)));
    manifests.into_iter().find(|(_, table)| table.table("workspace").is_some())
}

fn read(path: &Path) -> Option<Table> {
    Table::parse(&std::fs::read_to_string(path).ok()?)
}

#[cfg(test)]
mod tests;
