//! AIP-185: API versioning.

use super::report::at;
use super::{methods, standard};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FileId, MethodId, Stability};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0185_PACKAGE_VERSION",
        "packages with services end with a version",
        &[AIP],
        include_str!("aip_0185_package_version.md"),
        Check::File(package),
    ),
    LintRule::new(
        "AIP_0185_URI_VERSION",
        "paths begin with the version of the package",
        &[AIP_GOOGLE],
        include_str!("aip_0185_uri_version.md"),
        Check::Method(uri),
    ),
];

/// A service belongs to a version. Packages of types, which all versions share, have none.
fn package(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(id);
    let last = package.rsplit('.').next().unwrap_or_default();
    if !cx.schema[id].services.is_empty() && Stability::of(last).is_none() {
        let message = format!("the package `{package}` of a service does not end with a version");
        let help = "add `.v1`, so that a later version can exist beside this one";
        at(cx, findings, id, &[2], message, help);
    }
}

fn uri(cx: &LintContext<'_>, id: MethodId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(cx.schema[cx.schema[id].service].file);
    let version = package.rsplit('.').next().unwrap_or_default();
    if Stability::of(version).is_none() {
        return;
    }
    let is_other = |route: &methods::Route| {
        let mut segments = route.path.split('/');
        // A path may have a prefix that is the same for all versions, such as `/compute`.
        !segments.any(|segment| segment == version || segment.split(':').next() == Some(version))
    };
    if let Some(route) = methods::routes(cx, id).into_iter().find(is_other) {
        let message = format!("the path of `{}` does not have the version `{version}`", methods::name(cx, id));
        standard::at_rule(cx, findings, &route, message, format!("begin the path with `/{version}`"));
    }
}
