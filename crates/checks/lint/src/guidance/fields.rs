//! Guidance for messages and fields: sizes, groups, ids, and types that protobuf has already.

use crate::aip::report::{TYPE, at, at_name};
use crate::aip::types;
use crate::categories::GUIDANCE;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, FieldType, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "GUIDANCE_MESSAGE_SIZE",
        "messages have fewer than 200 fields",
        &[GUIDANCE],
        include_str!("guidance_message_size.md"),
        Check::Message(size),
    ),
    LintRule::new(
        "GUIDANCE_NO_GROUPS",
        "fields are messages instead of groups",
        &[GUIDANCE],
        include_str!("guidance_no_groups.md"),
        Check::Field(groups),
    ),
    LintRule::new(
        "GUIDANCE_STRING_ID",
        "IDs of an API are strings",
        &[GUIDANCE],
        include_str!("guidance_string_id.md"),
        Check::Field(string_id),
    ),
    LintRule::new(
        "GUIDANCE_WELL_KNOWN_TYPES",
        "times and durations have their well-known types",
        &[GUIDANCE],
        include_str!("guidance_well_known_types.md"),
        Check::Field(well_known),
    ),
];

const MOST_FIELDS: usize = 200;

fn size(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let count = cx.schema[id].fields.len();
    if count >= MOST_FIELDS {
        let message = format!("`{}` has {count} fields", types::message_name(cx, id));
        let help = "group fields in messages of their own: each field takes memory in C++, and Java limits a method";
        at_name(cx, findings, id, message, help);
    }
}

fn groups(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if matches!(cx.schema[id].ty, FieldType::Group(_)) {
        let message = format!("`{}` is a group", cx.schema.text_name(id));
        at_name(cx, findings, id, message, "declare a nested message and a field of it; editions have no groups");
    }
}

/// Reports integers called `id` in requests and responses, which are the surface of an API.
fn string_id(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_id = name == "id" || name.ends_with("_id") || name.ends_with("_ids");
    let is_of_call = types::owner(cx, id).is_some_and(|owner| {
        let name = types::message_name(cx, owner);
        name.ends_with("Request") || name.ends_with("Response")
    });
    if is_id && is_of_call && types::is_integer(cx, id) {
        let message = format!("the ID `{name}` is {}", types::described(cx, id));
        at(cx, findings, id, TYPE, message, "use a string, which can hold any ID that is needed later");
    }
}

/// Reports integers whose name has a word for a point in time and a unit, such as `create_time_ms`.
fn well_known(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let units = ["ms", "millis", "micros", "nanos", "seconds", "secs", "sec", "msec", "usec"];
    let Some((rest, unit)) = name.rsplit_once('_') else { return };
    let word = rest.rsplit('_').next().unwrap_or(rest);
    let wanted = match word {
        "time" | "timestamp" | "at" => types::TIMESTAMP,
        "duration" | "timeout" | "interval" | "delay" | "latency" | "ttl" => types::DURATION,
        _ => return,
    };
    if units.contains(&unit) && types::is_integer(cx, id) && types::owner(cx, id).is_some() {
        let message = format!("`{name}` is {}, and not `{wanted}`", types::described(cx, id));
        at(
            cx,
            findings,
            id,
            TYPE,
            message,
            format!("write `{wanted} {rest}`, which languages convert to their own types"),
        );
    }
}
