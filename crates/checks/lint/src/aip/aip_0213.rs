//! AIP-213: common components.

use super::report::at_name;
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId, Scalar};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0213_LAT_LNG",
        "places have the type `google.type.LatLng`",
        &[AIP],
        include_str!("aip_0213_lat_lng.md"),
        Check::Message(lat_lng),
    ),
    LintRule::new(
        "AIP_0213_DATE",
        "dates have the type `google.type.Date`",
        &[AIP],
        include_str!("aip_0213_date.md"),
        Check::Message(date),
    ),
    LintRule::new(
        "AIP_0213_MONEY",
        "amounts of money have the type `google.type.Money`",
        &[AIP],
        include_str!("aip_0213_money.md"),
        Check::Message(money),
    ),
];

/// Returns `true` if a message has fields with these names, all of them numbers.
fn has_numbers(cx: &LintContext<'_>, id: MessageId, names: &[&str]) -> bool {
    let is_number = |field: FieldId| {
        let is_float = matches!(types::scalar(cx, field), Some(Scalar::Double | Scalar::Float));
        (is_float || types::is_integer(cx, field)) && !types::is_repeated(cx, field)
    };
    names.iter().all(|name| types::find(cx, id, name).is_some_and(is_number))
}

/// Returns `true` for the common components themselves.
fn is_common(cx: &LintContext<'_>, id: MessageId) -> bool {
    cx.schema.package(cx.schema[id].file).ends_with(".type")
}

fn lat_lng(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let pairs = [["latitude", "longitude"], ["lat", "lng"], ["lat", "lon"], ["latitude_degrees", "longitude_degrees"]];
    if pairs.iter().any(|names| has_numbers(cx, id, names)) && !is_common(cx, id) {
        let message = format!("`{}` has a latitude and a longitude", types::message_name(cx, id));
        at_name(cx, findings, id, message, "use `google.type.LatLng`, which maps and clients know");
    }
}

fn date(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let is_time = ["hour", "hours"].iter().any(|name| types::find(cx, id, name).is_some());
    if has_numbers(cx, id, &["year", "month", "day"]) && !is_time && !is_common(cx, id) {
        let message = format!("`{}` has a year, a month and a day", types::message_name(cx, id));
        at_name(cx, findings, id, message, "use `google.type.Date`, which calendars and clients know");
    }
}

fn money(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let has_code = types::find(cx, id, "currency_code").is_some_and(|field| types::is_single(cx, field, "string"));
    let amounts = ["amount", "amount_micros", "units", "price", "value", "value_micros"];
    if has_code && amounts.iter().any(|name| has_numbers(cx, id, &[name])) && !is_common(cx, id) {
        let message = format!("`{}` has an amount and its currency", types::message_name(cx, id));
        at_name(cx, findings, id, message, "use `google.type.Money`, which is exact and which clients know");
    }
}
