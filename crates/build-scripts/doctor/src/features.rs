//! Features of dependencies that generated code needs and that no crate in the build enables.

use super::local_crate::Crate;
use super::needs::{CodeRequirements, GRPC};
use super::versions::Line;
use protoward_cargo_manifest::LockedPackage;
use protoward_cargo_manifest::{Dependency, DependencyKind};

const PROST: &str = "prost";
const TONIC: &str = "tonic";
const RUNTIME: &str = "protoward-runtime";

/// The default feature of protoward-runtime, for the newest version of prost.
pub(super) const DEFAULT_OF_RUNTIME: &str = "prost-0-14";

/// Crates that depend on tonic and enable no feature that clients need to connect.
const WITHOUT_TRANSPORT: [&str; 5] = ["tonic-prost", "tonic-health", "tonic-reflection", "tonic-web", "tonic-types"];

/// Returns the dependency on tonic if no crate in the build enables the features with which clients connect.
pub(super) fn without_channel(of: &Crate) -> Option<&Dependency> {
    let connects =
        |feature: &String| ["default", "transport", "channel"].contains(&&**feature) || feature.starts_with("tls-");
    let tonic = without_default_features(of, TONIC).filter(|it| !it.features.iter().any(connects))?;
    let &(lock, locked) = of.locked(TONIC).first()?;
    let is_only_dependent =
        lock.dependents(locked).all(|it| it.name == of.manifest.name || WITHOUT_TRANSPORT.contains(&&*it.name));
    is_only_dependent.then_some(tonic)
}

/// Returns the dependency on tonic if no crate in the build enables `codegen`, which generated code imports.
pub(super) fn without_codegen(of: &Crate) -> Option<&Dependency> {
    let has = |feature: &String| ["default", "codegen"].contains(&&**feature);
    let tonic = without_default_features(of, TONIC).filter(|it| !it.features.iter().any(has))?;
    let &(lock, locked) = of.locked(TONIC).first()?;
    let is_only_dependent = lock.dependents(locked).all(|it| it.name == of.manifest.name || it.name == "tonic-prost");
    is_only_dependent.then_some(tonic)
}

/// Returns the features of protoward-runtime that code for a version of prost needs, without those that others enable.
pub(super) fn of_runtime(needs: CodeRequirements, prost: &Line) -> Vec<&'static str> {
    let of_prost = if Line::of("0.13").as_ref() == Some(prost) { "prost-0-13" } else { DEFAULT_OF_RUNTIME };
    let of_code = [
        needs.runtime_fields.then_some("fields"),
        needs.runtime_grpc,
        needs.runtime_json.then_some("json"),
        needs.runtime_rest.then_some("rest"),
        needs.runtime_rest_client.then_some("rest-client"),
        needs.runtime_tz.then_some("tz"),
        needs.runtime_validate.then_some("validate"),
    ];
    // Services of earlier versions of tonic need no version of prost.
    let is_for_earlier = needs.runtime_grpc.is_some_and(|feature| feature != GRPC);
    let needs_prost = needs.runtime_fields || needs.runtime_json || !is_for_earlier;
    // Without default features, rules about maps need it for `HashMap`.
    let needs_std = needs.runtime_validate && of_prost != DEFAULT_OF_RUNTIME;
    let others = needs_prost.then_some(of_prost).into_iter().chain(needs_std.then_some("std"));
    let mut all: Vec<_> = of_code.into_iter().flatten().chain(others).collect();
    let enabled_by_others: Vec<_> = all.iter().flat_map(|feature| enabled_by(feature)).collect();
    // The default feature stays, because it decides whether a dependency has the default features.
    all.retain(|feature| *feature == DEFAULT_OF_RUNTIME || !enabled_by_others.contains(&feature));
    all
}

/// Returns the features that a feature of protoward-runtime enables.
fn enabled_by(feature: &str) -> &'static [&'static str] {
    match feature {
        "default" | GRPC => &[DEFAULT_OF_RUNTIME, "std"],
        "grpc-tonic-0-12" | "grpc-tonic-0-13" | "json" => &["std"],
        "tz" => &["std", "validate"],
        "rest" => &[GRPC, "json", DEFAULT_OF_RUNTIME, "std"],
        "rest-client" | "rest-gzip" => &["rest", GRPC, "json", DEFAULT_OF_RUNTIME, "std"],
        _ => &[],
    }
}

/// Returns the dependency on protoward-runtime, and the features that code needs and that no crate in the build enables.
pub(super) fn missing_of_runtime<'c>(
    of: &'c Crate,
    needs: CodeRequirements,
    prost: &Line,
) -> Option<(&'c Dependency, Vec<&'static str>)> {
    if !needs.protoward_runtime {
        return None;
    }
    missing(of, RUNTIME, of_runtime(needs, prost), enabled_by)
}

/// Returns the dependency on a package, and the needed features that no crate in the build enables. `enabled_by` returns the
/// features that a feature enables.
fn missing<'c>(
    of: &'c Crate,
    package: &'c str,
    mut needed: Vec<&'static str>,
    enabled_by: fn(&str) -> &'static [&'static str],
) -> Option<(&'c Dependency, Vec<&'static str>)> {
    let dependency = unique_dependency(of, package)?;
    let default = dependency.default_features.then_some("default");
    let set: Vec<_> = dependency.features.iter().map(|feature| &**feature).chain(default).collect();
    needed.retain(|feature| !set.iter().any(|it| it == feature || enabled_by(it).contains(feature)));
    let &(lock, locked) = of.locked(package).first()?;
    // Any other crate may enable them.
    let is_only_dependent = lock.dependents(locked).all(|it| it.name == of.manifest.name);
    (is_only_dependent && !needed.is_empty()).then_some((dependency, needed))
}

/// Returns the dependency on prost, and the features that code needs and that no crate in the build enables.
///
/// Any other crate that depends on prost is assumed to enable both features. The dependencies of a build script do not
/// count, because Cargo builds prost separately for them.
pub(super) fn missing_of_prost(of: &Crate, needs: CodeRequirements) -> Option<(&Dependency, Vec<&'static str>)> {
    let prost = without_default_features(of, PROST).filter(|_| needs.prost)?;
    let has = |feature: &str| prost.features.iter().any(|it| [feature, "default"].contains(&&**it));
    let needed = [(needs.derive, "derive"), (needs.std, "std")];
    let missing: Vec<_> = needed.iter().filter(|(is_needed, it)| *is_needed && !has(it)).map(|(_, it)| *it).collect();
    let version = of.version(prost)?.version;
    let (lock, locked) = *of.locked(PROST).iter().find(|(_, it)| it.version == version)?;
    let transitive = |is_meant: fn(&Dependency) -> bool| {
        let mut packages = Vec::new();
        for it in of.manifest.dependencies.iter().filter(|it| is_meant(it) && it.package != PROST) {
            packages.extend(of.locked(&it.package).iter().map(|&(_, package)| package));
        }
        lock.with_transitive_dependencies(packages)
    };
    let (for_code, for_script) =
        (transitive(|it| it.kind != DependencyKind::Build), transitive(|it| it.kind == DependencyKind::Build));
    let is_among = |list: &[&LockedPackage], one: &LockedPackage| list.iter().any(|it| std::ptr::eq(*it, one));
    let is_other = |it: &&LockedPackage| it.name != of.manifest.name;
    let mut others = lock.dependents(locked).filter(is_other);
    let is_only_dependent = others.all(|it| is_among(&for_script, it) && !is_among(&for_code, it));
    (is_only_dependent && !missing.is_empty()).then_some((prost, missing))
}

/// Returns the dependency of [`unique_dependency`] if it has no default features.
fn without_default_features<'c>(of: &'c Crate, package: &'c str) -> Option<&'c Dependency> {
    unique_dependency(of, package).filter(|it| !it.default_features)
}

/// Returns the dependency on a package under its own name. Returns `None` if there are several, if it is optional or for
/// some targets only, or if a feature of the crate enables features of it.
fn unique_dependency<'c>(of: &'c Crate, package: &'c str) -> Option<&'c Dependency> {
    let name = package.replace('-', "_");
    let mut named = of.manifest.named(&name);
    let is_plain = |it: &&Dependency| it.package == package && !it.is_conditional;
    let dependency = named.next().filter(is_plain).filter(|_| named.next().is_none())?;
    (!of.manifest.enables_features_of(dependency)).then_some(dependency)
}
