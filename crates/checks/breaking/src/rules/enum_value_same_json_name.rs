//! `pb.enumvalue.json`: custom JSON names of enum values, from edition 2026 on.

use std::collections::HashMap;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::annotations::value_in_json;
use protoward_schema::{EnumId, EnumValueId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "ENUM_VALUE_SAME_JSON_NAME",
    "values of enums keep the names that options give them in JSON",
    &[FILE, PACKAGE, WIRE_JSON],
    include_str!("enum_value_same_json_name.md"),
    Check::Enum(check),
)
.unjudged("JSON is not written with names of options here, as many programs do not know them yet")
.own()];

fn check(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    let has_options = |schema: &Schema, id: EnumId| {
        schema[id].values.iter().any(|&value| schema[value].options.custom().next().is_some())
    };
    if !has_options(cx.old, pair.old) && !has_options(cx.new, pair.new) {
        return;
    }
    let before: HashMap<&str, EnumValueId> =
        cx.old[pair.old].values.iter().map(|&value| (cx.old.name(value.into()), value)).collect();
    for &new in &cx.new[pair.new].values {
        let name = cx.new.name(new.into());
        let Some(&old) = before.get(name) else { continue };
        let was = json_name(cx.old, old);
        let now = json_name(cx.new, new);
        if was == now {
            continue;
        }
        let problem = Problem {
            message: format!(
                "value `{name}` of `{}` is {now:?} in JSON and was {was:?}: a client built before this change does not know \
                 {now:?} and refuses the JSON",
                subject::enumeration(cx.new, pair.new)
            ),
            now: format!("{now:?} now"),
            was: format!("{was:?} before"),
            help: format!("keep {was:?}, and add a value with another number for another name"),
        };
        findings.push(cx.now(new, &[]), cx.was(old, &[]), problem);
    }
}

fn json_name(schema: &Schema, value: EnumValueId) -> String {
    value_in_json::name(schema, value).unwrap_or_else(|| schema.name(value.into()).to_owned())
}
