//! The dependencies of a configuration, of either format: resolved, locked, and opened for imports.

use super::found::{ConfiguredInput, TargetFile};
use super::layout::OpenOptions;
use super::resolution::{Dependencies, DependencyScope, Imported, ResolutionInput, conclude, lock, resolved};
use super::{buf_deps, diagnostics, files, find};
use protoward_inputs::{Input, Opened};
use protoward_source::{Report, Sources};

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
    let scope = DependencyScope { is_on_disk: files.is_on_disk(), root: files.root.as_deref(), options };
    if !found.config.deps.is_empty() {
        let targets = files::targets(&found, report);
        return buf_deps::resolve(&found, &targets, scope, sources, report).filter(|_| !report.has_errors());
    }
    locked(&found, scope, sources, report)
}

/// Returns a resolver for the dependencies of a configuration.
pub(super) fn imports(
    found: &ConfiguredInput,
    targets: &[TargetFile],
    scope: DependencyScope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Imported> {
    if !found.config.deps.is_empty() {
        let dependencies = buf_deps::resolve(found, targets, scope, sources, report)?;
        return Some(Imported::new(&dependencies.resolution, &found.config));
    }
    if found.config.dependencies.is_empty() {
        return Some(Imported::default());
    }
    locked(found, scope, sources, report).map(|it| Imported::new(&it.resolution, &found.config))
}

fn locked(
    found: &ConfiguredInput,
    scope: DependencyScope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let earlier = lock(found, scope.options, sources, report)?;
    let requirements = found.config.dependencies.clone();
    let resolving =
        ResolutionInput { requirements, lock: &earlier, refresh: scope.options.dependencies.refresh.clone() };
    let resolution = resolved(found, scope, resolving, sources, report)?;
    conclude(found, scope, resolution, earlier, report)
}
