//! AIP-144: repeated fields.

use super::methods::Verb;
use super::report::at_name;
use super::{standard, types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FieldId;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0144_PLURAL",
        "repeated fields have a plural name",
        &[AIP],
        include_str!("aip_0144_plural.md"),
        Check::Field(plural),
    ),
    LintRule::new(
        "AIP_0144_ADD_HTTP_METHOD",
        "Add methods are bound to POST",
        &[AIP],
        include_str!("aip_0144_add_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Add)),
    ),
    LintRule::new(
        "AIP_0144_REMOVE_HTTP_METHOD",
        "Remove methods are bound to POST",
        &[AIP],
        include_str!("aip_0144_remove_http_method.md"),
        Check::Method(|cx, id, findings| standard::http_method(cx, id, findings, Verb::Remove)),
    ),
    LintRule::new(
        "AIP_0144_ADD_HTTP_BODY",
        "Add methods have the whole request as body",
        &[AIP],
        include_str!("aip_0144_add_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::Add)),
    ),
    LintRule::new(
        "AIP_0144_REMOVE_HTTP_BODY",
        "Remove methods have the whole request as body",
        &[AIP],
        include_str!("aip_0144_remove_http_body.md"),
        Check::Method(|cx, id, findings| standard::whole_body(cx, id, findings, Verb::Remove)),
    ),
];

fn plural(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let last = name.rsplit('_').next().unwrap_or(name);
    // A plural may stand before what it is of: `columns_order` is left to people.
    let is_phrase = ["by", "for", "in", "of", "on", "only", "to", "unreachable", "sample"].contains(&last);
    if !is_phrase && types::is_repeated(cx, id) && !types::is_map(cx, id) && !words::is_plural(last) {
        let message = format!("the repeated field `{name}` is not a plural");
        let wanted = format!("{}{}", name.strip_suffix(last).unwrap_or_default(), words::plural(last));
        at_name(cx, findings, id, message, format!("write `{wanted}`"));
    }
}
