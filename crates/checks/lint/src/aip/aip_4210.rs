//! AIP-4210: client libraries.

use super::annotations::{HOST, SCOPES, has_text};
use super::report::at_name;
use crate::categories::AIP_GOOGLE;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::ServiceId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_4210_DEFAULT_HOST",
        "services have a default host",
        &[AIP_GOOGLE],
        include_str!("aip_4210_default_host.md"),
        Check::Service(host),
    ),
    LintRule::new(
        "AIP_4210_OAUTH_SCOPES",
        "services have OAuth scopes",
        &[AIP_GOOGLE],
        include_str!("aip_4210_oauth_scopes.md"),
        Check::Service(scopes),
    ),
];

/// Mixins, whose host is that of the service that has them.
const MIXINS: &[&str] = &["google.longrunning", "google.iam.v1", "google.cloud.location"];

fn is_checked(cx: &LintContext<'_>, id: ServiceId) -> bool {
    !MIXINS.contains(&cx.schema.package(cx.schema[id].file))
}

fn host(cx: &LintContext<'_>, id: ServiceId, findings: &mut Findings<'_>) {
    if is_checked(cx, id) && !has_text(cx, id, HOST) {
        let message = format!("the service `{}` has no default host", cx.schema.name(id.into()));
        at_name(cx, findings, id, message, "add `option (google.api.default_host) = \"library.example.com\";`");
    }
}

fn scopes(cx: &LintContext<'_>, id: ServiceId, findings: &mut Findings<'_>) {
    if is_checked(cx, id) && has_text(cx, id, HOST) && !has_text(cx, id, SCOPES) {
        let message = format!("the service `{}` has no OAuth scopes", cx.schema.name(id.into()));
        at_name(cx, findings, id, message, "add `option (google.api.oauth_scopes) = \"https://…\";`");
    }
}
