//! The `deps` of a `buf.yaml`: modules that map to git repositories, fetched only if an import is found nowhere else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::diagnostics;
use super::found::{ConfiguredInput, TargetFile};
use super::registry::KnownModule;
use super::resolution::{self, Dependencies, DependencyScope, ResolutionInput};
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_deps::{Imports, Lock, Refresh, Requirement};
use protoward_settings::Config;
use protoward_source::{LocatedText, ReadError, Report, Resolver, Sources};

/// Resolves the modules that have imports of the files. Returns `None` after errors, which are added to `report`.
/// Modules without a known repository are errors if imports are missing, but the others are returned.
pub(super) fn resolve(
    found: &ConfiguredInput,
    targets: &[TargetFile],
    scope: DependencyScope<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Dependencies> {
    let earlier = resolution::lock(found, scope.options, sources, report)?;
    let mut needed = NeededModules::default();
    let mut lock = earlier.clone();
    let mut resolution = None;
    let missing = loop {
        let imports = resolution.as_ref().map(protoward_deps::Resolution::imports).unwrap_or_default();
        let missing = missing(found, targets, imports);
        let new = needed.add(&missing, &found.config);
        if new.is_empty() {
            break missing;
        }
        let own = Lock { dependencies: lock.dependencies.iter().filter(|it| needed.has(&it.name)).cloned().collect() };
        let refresh = refreshed(&scope.options.dependencies.refresh, new);
        let resolving = ResolutionInput { requirements: needed.requirements.clone(), lock: &own, refresh };
        let resolved = resolution::resolved(found, scope, resolving, sources, report)?;
        lock.dependencies.retain(|it| !needed.has(&it.name));
        lock.dependencies.extend(resolved.lock.dependencies.iter().cloned());
        resolution = Some(resolved);
    };
    if !missing.is_empty() {
        unknown(&found.config).into_iter().for_each(|dep| report.push(diagnostics::unknown_module(dep, &missing)));
    }
    let Some(resolution) = resolution else { return Some(resolution::none(found, scope)) };
    resolution::conclude(found, scope, resolution, earlier, report)
}

/// The modules that have imports of the files.
#[derive(Default)]
struct NeededModules {
    modules: Vec<(&'static KnownModule, LocatedText)>,
    requirements: Vec<Requirement>,
}

impl NeededModules {
    fn has(&self, name: &str) -> bool {
        self.requirements.iter().any(|requirement| requirement.name == name)
    }

    /// Adds the modules with the missing files, among those of the configuration and those that they import. Returns
    /// the names of the new ones.
    fn add(&mut self, missing: &BTreeSet<String>, config: &Config) -> BTreeSet<String> {
        let direct = config.deps.iter().filter_map(|dep| Some((KnownModule::find(&dep.text)?, dep.clone())));
        let needs = self.modules.iter().flat_map(|(module, dep)| {
            let needs = module.needs.iter().filter_map(|module| KnownModule::of_module(module));
            // A reference is one of the module that the configuration names.
            needs.map(|module| (module, LocatedText { text: module.module.to_owned(), place: dep.place }))
        });
        let known: Vec<_> = direct.chain(needs).collect();
        let mut new = BTreeSet::new();
        for (module, dep) in known {
            if !self.has(module.name) && missing.iter().any(|name| module.covers(name)) {
                self.requirements.push(module.requirement(&dep));
                self.modules.push((module, dep));
                new.insert(module.name.to_owned());
            }
        }
        new
    }
}

/// Returns the part of a refresh that concerns new dependencies: others have their current commits already.
fn refreshed(refresh: &Refresh, new: BTreeSet<String>) -> Refresh {
    match refresh {
        Refresh::Nothing => Refresh::Nothing,
        Refresh::Everything => Refresh::Named(new),
        Refresh::Named(names) => Refresh::Named(names & &new),
    }
}

/// Returns the entries of `deps` without a known repository. Modules of the configuration itself are known.
fn unknown(config: &Config) -> Vec<&LocatedText> {
    let is_own =
        |dep: &LocatedText| config.modules.iter().any(|it| it.name.as_ref().is_some_and(|name| name.text == dep.text));
    config.deps.iter().filter(|dep| KnownModule::find(&dep.text).is_none() && !is_own(dep)).collect()
}

/// Returns the imports of the files, and of their imports, that are found nowhere.
fn missing(found: &ConfiguredInput, targets: &[TargetFile], imports: Imports) -> BTreeSet<String> {
    let missing = Arc::new(Mutex::new(BTreeSet::new()));
    let compiler =
        Compiler::new().resolvers(found.folders()).resolver(imports).built_in(MissingImports(Arc::clone(&missing)));
    // The problems are those of the compilation, which follows.
    drop(compiler.load(targets.iter().map(|target| target.name.as_str()), &mut Sources::default()));
    drop(compiler);
    let mut missing = missing.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *missing)
}

/// The common protos, which are searched last, with a record of what they do not have.
struct MissingImports(Arc<Mutex<BTreeSet<String>>>);

impl Resolver for MissingImports {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let file = CommonProtos.resolve(name)?;
        if file.is_none() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        }
        Ok(file)
    }
}
