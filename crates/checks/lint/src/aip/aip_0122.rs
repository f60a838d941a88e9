//! AIP-122: resource names.

use super::annotations::{BEHAVIOR_FILE, Behavior, RESOURCE, has, imports, is_resource, reference, resource};
use super::report::{TYPE, at, at_annotation, at_name};
use super::{resources, standard, types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, FileId, MessageId};
use std::collections::HashSet;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0122_NAME_FIELD",
        "resources have a string `name`",
        &[AIP],
        include_str!("aip_0122_name_field.md"),
        Check::Message(name_field),
    ),
    LintRule::new(
        "AIP_0122_COLLECTION_CAMEL_CASE",
        "collections in patterns are in camelCase",
        &[AIP],
        include_str!("aip_0122_collection_camel_case.md"),
        Check::File(camel_case),
    ),
    LintRule::new(
        "AIP_0122_COLLECTION_PLURAL",
        "collections in patterns are plurals",
        &[AIP],
        include_str!("aip_0122_collection_plural.md"),
        Check::File(plural),
    ),
    LintRule::new(
        "AIP_0122_COLLECTION_UNIQUE",
        "a pattern names each collection once",
        &[AIP],
        include_str!("aip_0122_collection_unique.md"),
        Check::File(unique),
    ),
    LintRule::new(
        "AIP_0122_NO_SELF_LINK",
        "resources have no link to themselves",
        &[AIP],
        include_str!("aip_0122_no_self_link.md"),
        Check::Field(no_self_link),
    ),
    LintRule::new(
        "AIP_0122_EMBEDDED_RESOURCE",
        "resources name other resources instead of containing them",
        &[AIP],
        include_str!("aip_0122_embedded_resource.md"),
        Check::Field(embedded),
    ),
    LintRule::new(
        "AIP_0122_ID_TYPE",
        "IDs of resources are strings",
        &[AIP],
        include_str!("aip_0122_id_type.md"),
        Check::Field(id_type),
    ),
    LintRule::new(
        "AIP_0122_ID_OUTPUT_ONLY",
        "the ID in a resource is output only",
        &[AIP],
        include_str!("aip_0122_id_output_only.md"),
        Check::Field(id_output_only),
    ),
    LintRule::new(
        "AIP_0122_NAME_SUFFIX",
        "references to resources do not end with `_name`",
        &[AIP],
        include_str!("aip_0122_name_suffix.md"),
        Check::Field(name_suffix),
    ),
];

fn name_field(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    if let Some(resource) = resource(cx, id) {
        standard::field_of_type(cx, findings, id, (&resource.name_field, "string"));
    }
}

/// Reports patterns of the resources in a file.
fn patterns(
    cx: &LintContext<'_>,
    file: FileId,
    findings: &mut Findings<'_>,
    problem: impl Fn(&str) -> Option<(String, String)>,
) {
    for defined in resources::of_file(cx, file) {
        let found = defined.resource.patterns.iter().filter(|pattern| *pattern != "*").find_map(|it| problem(it));
        if let Some((message, help)) = found {
            at_annotation(cx, findings, defined.element, RESOURCE, message, help);
        }
    }
}

/// Returns the segments of a pattern that are text.
fn collections(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('/').filter(|segment| !segment.contains(['{', '}', '*']))
}

fn camel_case(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    patterns(cx, id, findings, |pattern| {
        let wrong = collections(pattern).find(|segment| !words::is_camel(segment))?;
        let message = format!("`{wrong}` in the pattern `{pattern}` is not in camelCase");
        Some((message, "begin with a lower-case letter, and use only letters and digits".to_owned()))
    });
}

/// Reports a collection with the name of the variable after it, such as `book/{book}`.
fn plural(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    patterns(cx, id, findings, |pattern| {
        let segments: Vec<&str> = pattern.split('/').collect();
        let singular = segments.windows(2).find_map(|pair| {
            let [collection, variable] = pair else { return None };
            let variable = variable.strip_prefix('{')?.strip_suffix('}')?;
            let last = words::snake(collection);
            let last = last.rsplit('_').next()?;
            (words::plain(variable) == words::plain(collection) && !words::is_plural(last)).then_some(*collection)
        })?;
        let message = format!("the collection `{singular}` in the pattern `{pattern}` is not a plural");
        Some((message, format!("write `{}`", words::plural(singular))))
    });
}

fn unique(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    patterns(cx, id, findings, |pattern| {
        let mut seen = HashSet::new();
        let again = collections(pattern).find(|segment| !seen.insert(*segment))?;
        let message = format!("the pattern `{pattern}` has the collection `{again}` twice");
        Some((message, "give each level of the hierarchy its own collection".to_owned()))
    });
}

fn no_self_link(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    if ["self_link", "self_uri", "self_url"].contains(&name) && types::is_of_resource(cx, id) {
        let message = format!("the resource has a link to itself, `{name}`, beside its name");
        at_name(cx, findings, id, message, "remove the field; clients use `name` to refer to the resource");
    }
}

fn embedded(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(owner) = types::owner(cx, id).filter(|&owner| is_resource(cx, owner)) else { return };
    let Some(inner) = types::message(cx, id).filter(|&inner| is_resource(cx, inner)) else { return };
    let name = types::message_name(cx, owner);
    if name.ends_with("Revision") || name.ends_with("Snapshot") || name.ends_with("Version") || owner == inner {
        return;
    }
    let field = types::name(cx, id);
    let of = types::message_name(cx, inner);
    let message = format!("`{field}` of the resource `{name}` contains the resource `{of}`");
    let help = format!("write `string {field}` with the name of the resource, and a `google.api.resource_reference`");
    at(cx, findings, id, TYPE, message, help);
}

/// Returns the name of a field if it is the ID of its resource.
fn own_id<'a>(cx: &LintContext<'a>, id: FieldId) -> Option<&'a str> {
    let name = types::name(cx, id);
    let owner = types::owner(cx, id)?;
    let of_resource = format!("{}_id", words::snake(types::message_name(cx, owner)));
    let is_id = name == "id" || name == "uid" || name == of_resource;
    (is_id && is_resource(cx, owner)).then_some(name)
}

fn id_type(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = own_id(cx, id) else { return };
    if types::is_integer(cx, id) {
        let message = format!("the ID `{name}` is {}, and not `string`", types::described(cx, id));
        at(cx, findings, id, TYPE, message, "use a string: other IDs may be needed later");
    }
}

fn id_output_only(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = own_id(cx, id) else { return };
    if imports(cx, cx.schema[id].file, BEHAVIOR_FILE) && !has(cx, id, Behavior::OutputOnly) {
        let message = format!("the ID `{name}` is not annotated as output only");
        let help = "add `[(google.api.field_behavior) = OUTPUT_ONLY]`; clients choose an ID only in a Create request";
        at_name(cx, findings, id, message, help);
    }
}

fn name_suffix(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let Some(stem) = name.strip_suffix("_name") else { return };
    // `resource_name` is the name of the message itself in APIs that have no `name`. A key without the suffix could be the
    // key itself.
    let is_needed = name == "resource_name" || name.ends_with("key_name") || name.ends_with("secret_name");
    if reference(cx, id).is_some() && types::is_single(cx, id, "string") && !is_needed {
        let message = format!("`{name}` refers to a resource, and ends with `_name`");
        at_name(cx, findings, id, message, format!("write `{stem}`: the value is the name, as in all references"));
    }
}
