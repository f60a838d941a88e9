//! AIP-162: resource revisions.

use super::annotations::{RESOURCE, Resource, resource};
use super::methods::Verb;
use super::report::{at_annotation, at_name};
use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::MessageId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0162_ROLLBACK_HTTP_METHOD",
        "Rollback methods are bound to POST",
        &[AIP],
        include_str!("aip_0162_rollback_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Rollback)),
    ),
    LintRule::new(
        "AIP_0162_ROLLBACK_HTTP_BODY",
        "Rollback methods have the whole request as body",
        &[AIP],
        include_str!("aip_0162_rollback_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::Rollback)),
    ),
    LintRule::new(
        "AIP_0162_ROLLBACK_URI",
        "the path of a Rollback method ends with `:rollback`",
        &[AIP],
        include_str!("aip_0162_rollback_uri.md"),
        Check::Method(|cx, id, findings| standard::uri_suffix(cx, id, findings, Verb::Rollback, "rollback")),
    ),
    LintRule::new(
        "AIP_0162_ROLLBACK_NAME",
        "Rollback requests have a string `name`",
        &[AIP],
        include_str!("aip_0162_rollback_name.md"),
        Check::Method(|cx, id, findings| standard::has_field(cx, id, findings, Verb::Rollback, ("name", "string"))),
    ),
    LintRule::new(
        "AIP_0162_REVISION_SNAPSHOT",
        "revisions contain a snapshot of the resource",
        &[AIP],
        include_str!("aip_0162_revision_snapshot.md"),
        Check::Message(snapshot),
    ),
    LintRule::new(
        "AIP_0162_REVISION_COLLECTION",
        "revisions are in the collection `revisions`",
        &[AIP],
        include_str!("aip_0162_revision_collection.md"),
        Check::Message(collection),
    ),
    LintRule::new(
        "AIP_0162_REVISION_CREATE_TIME",
        "revisions have the time of their creation",
        &[AIP],
        include_str!("aip_0162_revision_create_time.md"),
        Check::Message(create_time),
    ),
];

/// Returns the resource of which a message is a revision, by its name: `Book` for `BookRevision`.
fn revised(cx: &LintContext<'_>, id: MessageId) -> Option<(Resource, MessageId)> {
    let name = types::message_name(cx, id);
    let of = name.strip_suffix("Revision").filter(|of| !of.is_empty())?;
    let package = cx.schema.package(cx.schema[id].file);
    let of = cx.schema.find_message(&protoward_schema::qualified(package, of))?;
    Some((resource(cx, id)?, of))
}

fn snapshot(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let Some((_, of)) = revised(cx, id) else { return };
    let holds = types::find(cx, id, "snapshot").is_some_and(|field| types::message(cx, field) == Some(of));
    if !holds {
        let name = types::message_name(cx, id);
        let of = types::message_name(cx, of);
        let message = format!("the revision `{name}` has no `snapshot` of `{of}`");
        at_name(cx, findings, id, message, format!("add `{of} snapshot`, annotated as output only"));
    }
}

fn collection(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let Some((resource, _)) = revised(cx, id) else { return };
    let is_other = |pattern: &&String| pattern.split('/').nth_back(1) != Some("revisions");
    if let Some(pattern) = resource.patterns.iter().find(is_other) {
        let message = format!("the pattern `{pattern}` of a revision is not in the collection `revisions`");
        at_annotation(
            cx,
            findings,
            id,
            RESOURCE,
            message,
            "write the pattern of the resource and `/revisions/{revision}`",
        );
    }
}

fn create_time(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    if revised(cx, id).is_some() {
        standard::field_of_type(cx, findings, id, ("create_time", types::TIMESTAMP));
    }
}
