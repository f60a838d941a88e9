//! Updates of the lock. With a gate, the new lock is written only if the schema with it breaks nothing.

use protoward_deps::Refresh;
use protoward_gate::Gate;
use protoward_source::{Report, Sources};
use protoward_workspace::Dependencies;

use crate::deps::lock_changes::LockChanges;
use crate::deps::verdict::{UpdateVerdict, verdict};
use crate::deps::{DependencyProject, diagnostics};

/// The dependencies of a project after its lock may have changed.
#[derive(Debug)]
pub struct DependencyUpdate {
    /// The dependencies by the new lock, with the earlier lock.
    pub dependencies: Dependencies,
    /// The verdict on a changed lock, if a gate was asked. A lock that fails is not written.
    pub verdict: Option<UpdateVerdict>,
}

impl DependencyUpdate {
    /// Returns the changes of the lock.
    pub fn changes(&self) -> LockChanges<'_> {
        LockChanges::new(&self.dependencies.earlier, &self.dependencies.resolution.lock)
    }

    /// Returns the folder of vendored files if these are not the files of the lock anymore.
    pub fn outdated_vendor_folder(&self) -> Option<&str> {
        let vendor = self.dependencies.config.vendor.as_ref();
        vendor.filter(|_| self.dependencies.resolution.is_changed).map(|folder| folder.text.as_str())
    }
}

/// Locks the current commits of all dependencies, or of one and those from the same repository. With a `gate`, the lock is
/// written only if the schema with it does not break that with the earlier lock. Returns `None` after errors, which are added to
/// `report`.
pub fn update(
    project: &DependencyProject,
    name: Option<&str>,
    gate: Option<&Gate>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<DependencyUpdate> {
    let refreshed = project.with_cache(|options| {
        options.refresh = name.map_or(Refresh::Everything, |name| Refresh::Named([name.to_owned()].into()));
        // With a gate, the lock is written after the verdict.
        options.keeps_lock = gate.is_some();
    });
    let dependencies = refreshed.resolve(sources, report)?;
    let earlier = &dependencies.earlier;
    let lock = &dependencies.resolution.lock;
    let is_known = |name: &&str| lock.get(name).is_some() || earlier.get(name).is_some();
    if let Some(unknown) = name.filter(|name| !is_known(name)) {
        let known: Vec<&str> = lock.dependencies.iter().map(|it| it.name.as_str()).collect();
        report.push(*diagnostics::no_such_dependency(unknown, &known));
        return None;
    }
    let verdict = match gate.filter(|_| dependencies.resolution.is_changed) {
        Some(gate) => Some(verdict(project, &dependencies, gate, sources, report)?),
        None => None,
    };
    if verdict.as_ref().is_some_and(|verdict| !verdict.fails) {
        dependencies.write_lock(report)?;
    }
    Some(DependencyUpdate { dependencies, verdict })
}
