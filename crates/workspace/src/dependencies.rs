//! The dependencies of a configuration: resolved, locked and opened.

use std::path::PathBuf;
use std::sync::Arc;

use super::diagnostics;
use super::find;
use super::found::ConfiguredInput;
use super::layout::OpenOptions;
use super::open::is_on_disk;
use crate::config::Config;
use crate::inputs::{Input, Opened};
use protoward_deps::{Imports, Lock, Project, Resolution};
use protoward_source::{Report, Sources};

/// The dependencies of an input.
#[derive(Debug)]
pub struct Dependencies {
    /// The dependencies, and the lock with them.
    pub resolution: Resolution,
    /// The lock before.
    pub earlier: Lock,
    /// The folder of the configuration; `None` for a commit or an archive.
    pub folder: Option<PathBuf>,
    /// The configuration.
    pub config: Config,
}

/// The part of the options that concerns dependencies.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// `true` for files in a folder, whose lock file can be written.
    pub(super) is_on_disk: bool,
    pub(super) options: &'a OpenOptions,
}

/// Resolves the dependencies of an input, and writes the lock file if it is in a folder. Returns `None` after errors,
/// which are added to `report`.
pub fn dependencies(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let opened = input.open().map_err(|error| report.push(error.into())).ok()?;
    let Opened::Files(files) = opened else {
        report.push(diagnostics::no_dependencies_in_image());
        return None;
    };
    let found = find::find(&files, options, sources, report)?;
    let scope = Scope { is_on_disk: is_on_disk(&files), options };
    locked(&found, scope, sources, report)
}

/// Returns a resolver for the dependencies of a configuration.
pub(super) fn imports(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Imports> {
    if found.config.dependencies.is_empty() {
        return Some(Imports::default());
    }
    locked(found, scope, sources, report).map(|dependencies| dependencies.resolution.imports())
}

fn locked(
    found: &ConfiguredInput,
    scope: Scope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let Scope { is_on_disk, options } = scope;
    let folder = is_on_disk.then(|| found.root_folder());
    let vendor = found.config.vendor.as_ref().map(|vendor| vendor.text.clone());
    let project = Project { tree: Arc::clone(&found.tree), root: found.root.clone(), folder, vendor };
    let new_side = options.fallback.as_ref().and_then(|layout| layout.here.as_deref()).map(|here| &here.found);
    let fallback =
        new_side.map(|it| Project { tree: Arc::clone(&it.tree), root: it.root.clone(), folder: None, vendor: None });
    let earlier = project.lock(fallback.as_ref(), sources, report)?;
    let requirements = found.config.dependencies.clone();
    let resolution = project.resolve(requirements, &earlier, &options.dependencies, sources, report)?;
    // The old side of a comparison is never written.
    if let Some(folder) = project.folder.as_deref().filter(|_| resolution.is_changed && options.fallback.is_none()) {
        Project::write_lock(&resolution.lock, folder, report)?;
    }
    Some(Dependencies { resolution, earlier, folder: project.folder, config: found.config.clone() })
}
