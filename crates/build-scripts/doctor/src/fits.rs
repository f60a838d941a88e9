//! A comparison of the needs of generated code with the dependencies of a crate.

use super::diagnostics::{self, Mismatch, Missing, MissingSource};
use super::local_crate::{Crate, KnownVersion};
use super::needs::CodeRequirements;
use super::versions::Line;
use super::{TargetVersions, features};
use protoward_cargo_manifest::{Dependency, DependencyKind};
use protoward_source::{Report, Severity, Sources};

/// A crate that code needs: its package, and its name in code.
#[derive(Clone, Copy)]
struct CrateRequirement {
    package: &'static str,
    name: &'static str,
}

const PROST: CrateRequirement = CrateRequirement { package: "prost", name: "prost" };
const PROST_TYPES: CrateRequirement = CrateRequirement { package: "prost-types", name: "prost_types" };
const TONIC: CrateRequirement = CrateRequirement { package: "tonic", name: "tonic" };
const TONIC_PROST: CrateRequirement = CrateRequirement { package: "tonic-prost", name: "tonic_prost" };
const SERDE: CrateRequirement = CrateRequirement { package: "serde", name: "serde" };
const RUNTIME: CrateRequirement = CrateRequirement { package: "protoward-runtime", name: "protoward_runtime" };

/// The package that generates code in build scripts.
const GENERATOR: &str = "protoward-build";

/// The result of the search for a needed dependency.
enum Match {
    Compatible,
    /// The version of the dependency is unknown, or it is another package with the same name in code.
    Unknown,
    Missing,
    Incompatible(KnownVersion, Dependency),
}

/// Reports the dependencies that do not fit. `is_private` means that no other crate can use the code.
pub(super) fn check(
    of: &Crate,
    needs: CodeRequirements,
    target: &TargetVersions,
    is_private: bool,
    sources: &mut Sources,
) -> Report {
    let tonic = target.tonic.as_ref();
    let version_1 = Line::of("1");
    let own = Line::of(env!("CARGO_PKG_VERSION"));
    let required = [
        (needs.prost, PROST, Some(&target.prost)),
        (needs.prost_types, PROST_TYPES, Some(&target.prost)),
        (needs.tonic, TONIC, tonic),
        (needs.tonic_prost, TONIC_PROST, tonic),
        (needs.serde, SERDE, version_1.as_ref()),
        // Last, because text about its source follows its name.
        (needs.protoward_runtime, RUNTIME, own.as_ref()),
    ];
    let mut mismatches = Vec::new();
    let mut missing = Vec::new();
    let mut compatible = Vec::new();
    for (_, need, line) in required.into_iter().filter(|(is_needed, ..)| *is_needed) {
        let Some(line) = line else { continue };
        let package = need.package;
        match find_match(of, need, line) {
            Match::Compatible => compatible.push(package),
            Match::Unknown => {}
            Match::Missing => {
                let source = if package == RUNTIME.package { source(of) } else { MissingSource::Registry };
                let (features, default_features) = features_of(package, needs, &target.prost);
                missing.push(Missing { package, line: line.clone(), features, default_features, source });
            }
            Match::Incompatible(known, dependency) => {
                mismatches.push(Mismatch { package, line: line.clone(), known, dependency })
            }
        }
    }
    if needs.is_conditional {
        // If the code is behind a condition, its dependencies may be missing on purpose.
        missing.clear();
    }
    let mut report = Report::default();
    if !mismatches.is_empty() || !missing.is_empty() {
        let is_certain = is_private && !needs.is_conditional && is_certain_failure(needs, &mismatches, &compatible);
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        report.push(diagnostics::mismatched_dependencies(of, severity, &mismatches, &missing, sources));
    } else if !needs.is_conditional {
        if let Some(tonic) = features::without_channel(of).filter(|_| needs.channel) {
            report.push(diagnostics::no_channel(of, tonic, sources));
        }
        if let Some((prost, missing)) = features::missing_of_prost(of, needs) {
            report.push(diagnostics::no_features(of, prost, &missing, sources));
        }
        if let Some(tonic) = features::without_codegen(of).filter(|_| needs.codegen) {
            report.push(diagnostics::no_features(of, tonic, &["codegen"], sources));
        }
        if let Some((runtime, missing)) = features::missing_of_runtime(of, needs, &target.prost) {
            report.push(diagnostics::no_features(of, runtime, &missing, sources));
        }
    }
    report
}

/// Returns the features that are needed in a new dependency, and whether it needs the default features.
fn features_of(package: &str, needs: CodeRequirements, prost: &Line) -> (Vec<&'static str>, bool) {
    match package {
        _ if package == RUNTIME.package => {
            let is_default = |feature: &&str| *feature == features::DEFAULT_OF_RUNTIME;
            let (default, others): (Vec<_>, Vec<_>) =
                features::of_runtime(needs, prost).into_iter().partition(is_default);
            (others, !default.is_empty())
        }
        _ => (Vec::new(), true),
    }
}

/// Returns where to get protoward-runtime: from the same folder or repository as the generator, or from the registry.
fn source(of: &Crate) -> MissingSource {
    let build = of.manifest.dependencies.iter().find(|it| it.package == GENERATOR);
    if build.is_some_and(|it| it.is_local) { MissingSource::As(GENERATOR) } else { MissingSource::Registry }
}

fn find_match(of: &Crate, need: CrateRequirement, line: &Line) -> Match {
    let mut found = Match::Missing;
    for dependency in of.manifest.named(need.name) {
        // Another package that the manifest renames to this name is not checked.
        let known = of.version(dependency).filter(|_| dependency.package == need.package);
        match known {
            None => return Match::Unknown,
            Some(known) if known.line == *line => return Match::Compatible,
            Some(known) => found = Match::Incompatible(known, dependency.clone()),
        }
    }
    found
}

/// Returns `true` if the code certainly cannot compile.
///
/// Messages alone compile with several versions of prost. Code is tied to one version by the codec of services, which is
/// built on one prost and one tonic, and by messages of `prost-types` in messages of another prost.
fn is_certain_failure(needs: CodeRequirements, mismatches: &[Mismatch], compatible: &[&str]) -> bool {
    let is_pinned_to_older = |mismatch: &Mismatch| {
        let Dependency { kind, is_conditional, .. } = mismatch.dependency;
        kind == DependencyKind::Normal
            && !is_conditional
            && mismatch.known.is_pinned
            && mismatch.known.line < mismatch.line
    };
    let is_mismatched =
        |package: &str| mismatches.iter().any(|mismatch| mismatch.package == package && is_pinned_to_older(mismatch));
    let are_incompatible = |one: &str, other: &str| is_mismatched(one) && compatible.contains(&other);
    needs.tonic_prost && (is_mismatched(PROST.package) || is_mismatched(TONIC.package))
        || are_incompatible(PROST.package, PROST_TYPES.package)
        || are_incompatible(PROST_TYPES.package, PROST.package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_dependencies_have_the_features_for_the_code() {
        let of = |package: CrateRequirement, needs: CodeRequirements, prost: &str| {
            Line::of(prost).map(|prost| features_of(package.package, needs, &prost))
        };
        let none = CodeRequirements::default();
        let json = CodeRequirements { protoward_runtime: true, runtime_json: true, ..none };
        assert_eq!(of(RUNTIME, json, "0.14"), Some((vec!["json"], true)));
        assert_eq!(of(RUNTIME, json, "0.13"), Some((vec!["json", "prost-0-13"], false)));
        let both = CodeRequirements { runtime_fields: true, ..json };
        assert_eq!(of(RUNTIME, both, "0.14"), Some((vec!["fields", "json"], true)));
        assert_eq!(of(RUNTIME, CodeRequirements { runtime_json: false, ..json }, "0.14"), Some((vec![], true)));
        let client = CodeRequirements { runtime_rest: true, runtime_rest_client: true, ..json };
        assert_eq!(of(RUNTIME, client, "0.14"), Some((vec!["rest-client"], true)));
        assert_eq!(of(SERDE, client, "0.14"), Some((vec![], true)));
        let validation = CodeRequirements { protoward_runtime: true, runtime_validate: true, ..none };
        assert_eq!(of(RUNTIME, validation, "0.14"), Some((vec!["validate"], true)));
        assert_eq!(of(RUNTIME, validation, "0.13"), Some((vec!["validate", "prost-0-13", "std"], false)));
        let both = CodeRequirements { runtime_json: true, ..validation };
        assert_eq!(of(RUNTIME, both, "0.13"), Some((vec!["json", "validate", "prost-0-13"], false)));
    }
}
