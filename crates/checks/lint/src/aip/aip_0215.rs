//! AIP-215: common component versions.

use super::report::{TYPE, at};
use super::{resources, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, FieldType, FileId, Stability};
use std::collections::BTreeMap;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0215_OTHER_VERSION",
        "an API does not use another version of itself",
        &[AIP],
        include_str!("aip_0215_other_version.md"),
        Check::File(other_version),
    ),
    LintRule::new(
        "AIP_0215_FOREIGN_API",
        "an API does not use messages of other APIs",
        &[AIP],
        include_str!("aip_0215_foreign_api.md"),
        Check::File(foreign),
    ),
];

/// Returns the package without its version, if it has one.
fn versioned(package: &str) -> Option<(&str, &str)> {
    let (api, version) = package.rsplit_once('.')?;
    Stability::of(version).map(|_| (api, version))
}

/// Returns the packages of the messages and enums that fields of a file use, with a field.
fn used<'a>(cx: &LintContext<'a>, id: FileId) -> BTreeMap<&'a str, FieldId> {
    let mut packages = BTreeMap::new();
    for message in resources::messages(cx, id) {
        for &field in &cx.schema[message].fields {
            let file = match cx.schema[field].ty {
                FieldType::Message(ty) | FieldType::Group(ty) => cx.schema[ty].file,
                FieldType::Enum(ty) => cx.schema[ty].file,
                FieldType::Scalar(_) => continue,
            };
            packages.entry(cx.schema.package(file)).or_insert(field);
        }
    }
    packages
}

fn other_version(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let Some((api, version)) = versioned(cx.schema.package(id)) else { return };
    for (package, field) in used(cx, id) {
        if versioned(package).is_some_and(|(of, other)| of == api && other != version) {
            let message = format!("`{}` uses `{package}`, another version of its API", types::name(cx, field));
            at(
                cx,
                findings,
                field,
                TYPE,
                message,
                format!("copy the message to `{api}.{version}`, so that versions are independent"),
            );
        }
    }
}

/// Reports a message of an unrelated API with a version. Neighbors in the package tree belong to one product.
fn foreign(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let own = cx.schema.package(id);
    let Some((api, _)) = versioned(own) else { return };
    for (package, field) in used(cx, id) {
        let Some((other, _)) = versioned(package) else { continue };
        let is_related = is_within(api, other) || is_within(other, api) || parent(api) == parent(other);
        if !is_related && !is_shared(package) {
            let message = format!("`{}` uses `{package}`, which is another API", types::name(cx, field));
            at(cx, findings, field, TYPE, message, "copy the message, or move it to a package that ends with `type`");
        }
    }
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn parent(package: &str) -> Option<&str> {
    package.rsplit_once('.').map(|(parent, _)| parent)
}

/// Packages with a version that all APIs of Google share: IAM, and operations of clusters.
fn is_shared(package: &str) -> bool {
    package.starts_with("google.iam.") || package.split('.').any(|part| part == "type" || part == "common")
}
