//! The modules that a `buf.yaml` depends on and that need no lock: those of the workspace, and those that are part of protoward.

use super::registry::KnownModule;
use protoward_common_protos::{Package, package, packages};
use protoward_deps::Resolution;
use protoward_settings::Config;
use protoward_source::LocatedText;

/// A module that a `buf.yaml` depends on and that is not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlockedDependency {
    /// The name in the registry: `buf.build/googleapis/googleapis`.
    pub name: String,
    /// The origin of its files.
    pub origin: UnlockedOrigin,
}

/// The origin of the files of a dependency that is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlockedOrigin {
    /// The imported files are common protos, which are part of protoward.
    BuiltIn,
    /// A module of the workspace.
    Workspace,
    /// No file imports one of its files.
    NotNeeded,
}

impl UnlockedDependency {
    /// Returns `true` if the file with an import path is one of this module, which is part of protoward.
    pub fn has(&self, path: &str) -> bool {
        self.origin == UnlockedOrigin::BuiltIn && package(path).is_some_and(|package| is_module(package, &self.name))
    }
}

/// Returns the modules that a configuration names and that are not among the resolved dependencies.
pub(super) fn unlocked(config: &Config, resolution: &Resolution) -> Vec<UnlockedDependency> {
    let is_resolved = |known: &KnownModule| resolution.dependencies.iter().any(|it| it.requirement.name == known.name);
    let unlocked = |dep: &LocatedText| {
        let name = dep.text.split_once(':').map_or(&*dep.text, |(name, _)| name);
        let is_own = config.modules.iter().any(|module| module.name.as_ref().is_some_and(|own| own.text == name));
        let origin = match KnownModule::find(name) {
            _ if is_own => UnlockedOrigin::Workspace,
            Some(known) if is_resolved(known) => return None,
            _ if packages().iter().any(|package| is_module(package, name)) => UnlockedOrigin::BuiltIn,
            Some(_) | None => UnlockedOrigin::NotNeeded,
        };
        Some(UnlockedDependency { name: name.to_owned(), origin })
    };
    config.deps.iter().filter_map(unlocked).collect()
}

/// Returns `true` if a package has the files of a module.
fn is_module(package: &Package, name: &str) -> bool {
    name == package.module
}
