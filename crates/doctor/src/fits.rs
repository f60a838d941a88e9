//! A comparison of the needs of generated code with the dependencies of a crate.

use super::diagnostics::{self, Misfit, Missing};
use super::found::{Crate, Known};
use super::manifest::{Dependency, Kind};
use super::needs::Needs;
use super::versions::Line;
use super::{Wanted, features};
use protoward_source::{Report, Severity, Sources};

/// A crate that code needs: its package, and its name in code.
#[derive(Clone, Copy)]
struct Need {
    package: &'static str,
    name: &'static str,
}

const PROST: Need = Need { package: "prost", name: "prost" };
const PROST_TYPES: Need = Need { package: "prost-types", name: "prost_types" };
const TONIC: Need = Need { package: "tonic", name: "tonic" };
const TONIC_PROST: Need = Need { package: "tonic-prost", name: "tonic_prost" };
const SERDE: Need = Need { package: "serde", name: "serde" };

const HTTP_BODY: Need = Need { package: "http-body", name: "http_body" };
const TOKIO: Need = Need { package: "tokio", name: "tokio" };

/// The result of the search for a needed dependency.
enum Has {
    Fits,
    /// The version of the dependency is unknown, or it is another package with the same name in code.
    Unknown,
    Nothing,
    Other(Known, Dependency),
}

/// Reports the dependencies that do not fit. `is_private` means that no other crate can use the code.
pub(super) fn judge(of: &Crate, needs: Needs, wanted: &Wanted, is_private: bool, sources: &mut Sources) -> Report {
    let tonic = wanted.tonic.as_ref();
    let stable = Line::of("1");
    let asked = [
        (needs.prost, PROST, Some(&wanted.prost)),
        (needs.prost_types, PROST_TYPES, Some(&wanted.prost)),
        (needs.tonic, TONIC, tonic),
        (needs.tonic_prost, TONIC_PROST, tonic),
        (needs.serde, SERDE, stable.as_ref()),
        (needs.http_body, HTTP_BODY, stable.as_ref()),
        (needs.tokio, TOKIO, stable.as_ref()),
    ];
    let (mut misfits, mut missing, mut fitting) = (Vec::new(), Vec::new(), Vec::new());
    for (_, need, line) in asked.into_iter().filter(|(is_needed, ..)| *is_needed) {
        let Some(line) = line else { continue };
        let package = need.package;
        match has(of, need, line) {
            Has::Fits => fitting.push(package),
            Has::Unknown => {}
            Has::Nothing => {
                missing.push(Missing { package, line: line.clone(), features: features_of(package, needs) })
            }
            Has::Other(known, dependency) => misfits.push(Misfit { package, line: line.clone(), known, dependency }),
        }
    }
    if needs.is_conditional {
        // If the code is behind a condition, its dependencies may be missing on purpose.
        missing.clear();
    }
    let mut report = Report::default();
    if !misfits.is_empty() || !missing.is_empty() {
        let is_certain = is_private && !needs.is_conditional && cannot_compile(needs, &misfits, &fitting);
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        report.push(diagnostics::does_not_fit(of, severity, &misfits, &missing, sources));
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
        if let Some((tokio, missing)) = features::missing_of_tokio(of, needs) {
            report.push(diagnostics::no_features(of, tokio, &missing, sources));
        }
    }
    report
}

/// Returns the features that are needed in a new dependency.
fn features_of(package: &str, needs: Needs) -> Vec<&'static str> {
    if package == TOKIO.package { needs.of_tokio.names() } else { Vec::new() }
}

fn has(of: &Crate, need: Need, line: &Line) -> Has {
    let mut has = Has::Nothing;
    for dependency in of.manifest.named(need.name) {
        // Another package that the manifest renames to this name is not checked.
        let known = of.version(dependency).filter(|_| dependency.package == need.package);
        match known {
            None => return Has::Unknown,
            Some(known) if known.line == *line => return Has::Fits,
            Some(known) => has = Has::Other(known, dependency.clone()),
        }
    }
    has
}

/// Returns `true` if the code certainly cannot compile.
///
/// Messages alone compile with several versions of prost. Code is tied to one version by the codec of services, which is
/// built on one prost and one tonic, and by messages of `prost-types` in messages of another prost.
fn cannot_compile(needs: Needs, misfits: &[Misfit], fitting: &[&str]) -> bool {
    let is_plain = |misfit: &Misfit| {
        let Dependency { kind, is_conditional, .. } = misfit.dependency;
        kind == Kind::Normal && !is_conditional && misfit.known.is_pinned && misfit.known.line < misfit.line
    };
    let is_off = |package: &str| misfits.iter().any(|misfit| misfit.package == package && is_plain(misfit));
    let one_is_off = |one: &str, other: &str| is_off(one) && fitting.contains(&other);
    needs.tonic_prost && (is_off(PROST.package) || is_off(TONIC.package))
        || one_is_off(PROST.package, PROST_TYPES.package)
        || one_is_off(PROST_TYPES.package, PROST.package)
}
