//! A crate on disk: its manifest, the manifest of its workspace, and the `Cargo.lock` that applies to it.

use std::path::{Path, PathBuf};

use super::versions::Line;
use protoward_cargo_manifest::{Dependency, Lock, LockedPackage, Manifest, ManifestFile, ManifestSpan, Table};
use protoward_source::paths::shown;
use protoward_source::{Place, Sources};

pub(super) const MANIFEST: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";

/// The files that Cargo adds to a packaged or vendored crate. Such a crate is not under development here, and its
/// `Cargo.lock` does not apply to this build.
const PACKAGED_FILES: [&str; 2] = ["Cargo.toml.orig", ".cargo-checksum.json"];

pub(super) struct Crate {
    pub(super) manifest: Manifest,
    pub(super) lock: Option<Lock>,
    /// The `Cargo.lock` that cannot be parsed, if there is no other.
    pub(super) unreadable_lock: Option<PathBuf>,
    own: File,
    root: Option<File>,
}

/// A manifest that was read.
#[derive(Clone)]
struct File {
    path: PathBuf,
    text: String,
    table: Table,
}

/// A version of a dependency.
#[derive(Clone)]
pub(super) struct KnownVersion {
    pub(super) line: Line,
    /// The version, as precisely as it is known.
    pub(super) version: String,
    /// Whether the requirement in the manifest allows only versions of this line.
    pub(super) is_pinned: bool,
}

impl File {
    fn read(path: PathBuf) -> Option<Self> {
        let text = std::fs::read_to_string(&path).ok()?;
        let table = Table::parse(&text)?;
        Some(Self { path, text, table })
    }
}

impl Crate {
    /// Reads the crate in a folder. Returns `None` if there is no crate, if its manifest cannot be parsed, or if it is
    /// packaged.
    pub(super) fn at(folder: &Path) -> Option<Self> {
        if PACKAGED_FILES.iter().any(|name| folder.join(name).exists()) {
            return None;
        }
        let own = File::read(folder.join(MANIFEST))?;
        let roots = roots(folder, &own);
        // The lock of a workspace takes precedence over a stale one in the folder of a member.
        let locked =
            roots.iter().enumerate().find_map(|(index, root)| Some((index, lock(root.path.parent()?, &own.table)?)));
        let lock = locked.as_ref().map(|(_, lock)| lock.clone()).or_else(|| lock(folder, &own.table));
        let folders = roots.iter().filter_map(|root| root.path.parent());
        let unreadable_lock =
            folders.chain([folder]).map(|it| it.join(LOCK)).find(|path| lock.is_none() && !is_readable(path));
        let root = roots.into_iter().nth(locked.map_or(0, |(index, _)| index));
        let manifest = Manifest::of(&own.table, root.as_ref().map(|root| &root.table))?;
        Some(Self { manifest, lock, unreadable_lock, own, root })
    }

    /// Returns the paths of the manifests that were used.
    pub(super) fn manifests(&self) -> impl Iterator<Item = &Path> {
        let is_used = |root: &&File| {
            let inherited = self.manifest.dependencies.iter().any(|it| it.place.file == ManifestFile::Root);
            inherited && root.path != self.own.path
        };
        [&self.own].into_iter().chain(self.root.as_ref().filter(is_used)).map(|file| &*file.path)
    }

    /// Returns the version of a dependency, from the lock or from the requirement.
    pub(super) fn version(&self, dependency: &Dependency) -> Option<KnownVersion> {
        let required = dependency.requirement.as_deref().and_then(Line::of_requirement);
        let is_pinned = required.is_some();
        let mut known = Vec::new();
        for (_, it) in &self.locked(&dependency.package) {
            if let Some(line) = Line::of(&it.version) {
                known.push(KnownVersion { line, version: it.version.clone(), is_pinned });
            }
        }
        if let Some(required) = required {
            known.retain(|known| known.line == required);
            // A lock that does not match the requirement belongs to another build.
            let version = required.to_string();
            return known.pop().or(Some(KnownVersion { line: required, version, is_pinned }));
        }
        known.pop().filter(|_| known.is_empty())
    }

    /// Returns the locked packages with a name that the crate depends on directly.
    pub(super) fn locked<'l>(&'l self, package: &'l str) -> Vec<(&'l Lock, &'l LockedPackage)> {
        let mut locked = Vec::new();
        if let Some(lock) = &self.lock
            && let Some(own) = lock.own(&self.manifest.name, self.manifest.version.as_deref())
        {
            for it in lock.dependencies(own, package) {
                locked.push((lock, it));
            }
        }
        locked
    }

    /// Returns the locked version of a package that a dependency depends on.
    pub(super) fn locked_of(&self, dependency: &str, version: Option<&str>, package: &str) -> Option<String> {
        let mut of =
            self.locked(dependency).into_iter().filter(|(_, it)| version.is_none_or(|version| it.version == version));
        let (lock, of) = of.next()?;
        lock.dependencies(of, package).next().map(|it| it.version.clone())
    }

    /// Returns the place of a spot in one of the manifests. Adds the manifest to `sources`.
    pub(super) fn place(&self, span: &ManifestSpan, sources: &mut Sources) -> Place {
        let file = match (span.file, &self.root) {
            (ManifestFile::Root, Some(root)) => root,
            _ => &self.own,
        };
        let name = display_path(&file.path);
        let known = sources.iter().find(|(_, source)| source.name == name).map(|(id, _)| id);
        let id = known.unwrap_or_else(|| sources.add(&*name, &*name, Some(file.text.as_str().into())));
        sources.place(id, span.bytes.clone())
    }
}

/// Returns `false` for a manifest or a lock that exists and cannot be parsed.
pub(super) fn is_readable(path: &Path) -> bool {
    match std::fs::read(path) {
        Ok(bytes) => std::str::from_utf8(&bytes).is_ok_and(|text| Table::parse(text).is_some()),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Returns the manifest of the crate in a folder. Packaged crates are included.
pub fn manifest(folder: &Path) -> Option<Manifest> {
    let own = File::read(folder.join(MANIFEST))?;
    let root = roots(folder, &own).into_iter().next();
    Manifest::of(&own.table, root.as_ref().map(|root| &root.table))
}

/// Returns the files that a check of the crate in a folder reads or looks for.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let own = File::read(folder.join(MANIFEST));
    let named = own.as_ref().and_then(workspace).map(|named| folder.join(named));
    let folders = folder.ancestors().map(Path::to_owned).chain(named);
    let packaged_files = PACKAGED_FILES.iter().map(|name| folder.join(name));
    folders.flat_map(|folder| [folder.join(MANIFEST), folder.join(LOCK)]).chain(packaged_files).collect()
}

/// Returns the folder of the workspace from `package.workspace`.
fn workspace(own: &File) -> Option<&str> {
    own.table.table("package").and_then(|package| package.text("workspace"))
}

/// Returns a path relative to the current folder, if it is below that.
pub(super) fn display_path(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let relative = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    let path = relative.unwrap_or_else(|| path.to_owned());
    shown(&path.strip_prefix(".").unwrap_or(&path)).to_string()
}

/// Returns the manifests of the workspaces that the crate may belong to: that of `package.workspace` first, and then the
/// nearest first.
fn roots(folder: &Path, own: &File) -> Vec<File> {
    let mut roots = Vec::new();
    roots.extend(workspace(own).and_then(|named| File::read(folder.join(named).join(MANIFEST))));
    roots.push(own.clone());
    for folder in folder.ancestors().skip(1) {
        roots.extend(File::read(folder.join(MANIFEST)));
    }
    roots.retain(|file| file.table.table("workspace").is_some());
    roots
}

/// Returns the `Cargo.lock` of a folder, if it has the crate.
fn lock(folder: &Path, own: &Table) -> Option<Lock> {
    let lock = Lock::parse(&std::fs::read_to_string(folder.join(LOCK)).ok()?)?;
    let package = own.table("package")?;
    lock.own(package.text("name")?, package.text("version"))?;
    Some(lock)
}
