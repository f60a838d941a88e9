//! AIP-142: time and duration.

use super::report::{TYPE, at, at_name};
use super::types;
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, Scalar};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0142_TIME_SUFFIX",
        "timestamps end with `_time`",
        &[AIP],
        include_str!("aip_0142_time_suffix.md"),
        Check::Field(suffix),
    ),
    LintRule::new(
        "AIP_0142_TIMESTAMP_TYPE",
        "fields that end with `_time` have a type for time",
        &[AIP],
        include_str!("aip_0142_timestamp_type.md"),
        Check::Field(timestamp),
    ),
    LintRule::new(
        "AIP_0142_PAST_TENSE",
        "the names of timestamps have no past tense",
        &[AIP],
        include_str!("aip_0142_past_tense.md"),
        Check::Field(past_tense),
    ),
    LintRule::new(
        "AIP_0142_DURATION_TYPE",
        "fields for durations have a type for durations",
        &[AIP],
        include_str!("aip_0142_duration_type.md"),
        Check::Field(duration),
    ),
    LintRule::new(
        "AIP_0142_DATE_SUFFIX",
        "dates end with `_date`",
        &[AIP],
        include_str!("aip_0142_date_suffix.md"),
        Check::Field(date),
    ),
];

/// The last word of a name.
fn last(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or(name)
}

fn suffix(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    if types::type_name(cx, id) != types::TIMESTAMP || types::is_map(cx, id) {
        return;
    }
    let name = types::name(cx, id);
    let (word, wanted) = if types::is_repeated(cx, id) { ("times", "_times") } else { ("time", "_time") };
    // A value of any type is `timestamp_value` beside `string_value`.
    let is_time = last(name) == word || name == "timestamp" || last(name) == "value" || last(name) == "values";
    if !is_time {
        let message = format!("the timestamp `{name}` does not end with `{wanted}`");
        at_name(cx, findings, id, message, format!("write a verb and `{wanted}`, such as `create{wanted}`"));
    }
}

fn timestamp(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_plain = matches!(types::scalar(cx, id), Some(Scalar::String)) || types::is_integer(cx, id);
    // Standard fields such as `create_time` have their own rule.
    let is_point = ["start", "end", "publish", "modify", "event", "access", "complete", "finish", "schedule"];
    let Some(verb) = name.strip_suffix("_time") else { return };
    if is_plain && is_point.contains(&last(verb)) && !types::is_repeated(cx, id) {
        let message = format!("the time `{name}` is {}, and not a timestamp", types::described(cx, id));
        at(cx, findings, id, TYPE, message, "use `google.protobuf.Timestamp`, which has one meaning in all languages");
    }
}

/// Past tenses that are usual in names of times, with their verbs.
const PAST: &[(&str, &str)] = &[
    ("created", "create"),
    ("updated", "update"),
    ("modified", "update"),
    ("deleted", "delete"),
    ("expired", "expire"),
    ("published", "publish"),
    ("started", "start"),
    ("ended", "end"),
    ("finished", "finish"),
    ("completed", "complete"),
    ("received", "receive"),
    ("sent", "send"),
    ("accessed", "access"),
    ("archived", "archive"),
    ("changed", "change"),
    ("scheduled", "schedule"),
    ("attached", "attach"),
    ("detached", "detach"),
    ("registered", "register"),
    ("processed", "process"),
    ("submitted", "submit"),
    ("enabled", "enable"),
    ("disabled", "disable"),
];

fn past_tense(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    if types::type_name(cx, id) != types::TIMESTAMP {
        return;
    }
    let verb = name.strip_suffix("_time").or_else(|| name.strip_suffix("_at")).unwrap_or_default();
    if let Some((past, verb)) = PAST.iter().find(|(past, _)| last(verb) == *past) {
        let message = format!("the timestamp `{name}` has the past tense `{past}`");
        at_name(cx, findings, id, message, format!("write `{verb}_time`: all APIs name times after the verb"));
    }
}

/// Units of time in names of numbers.
const UNITS: &[&str] =
    &["sec", "secs", "seconds", "minutes", "mins", "hours", "days", "millis", "milliseconds", "ms", "micros", "nanos"];

/// Words for a span of time.
const SPANS: &[&str] = &["duration", "timeout", "ttl", "interval", "delay", "latency", "period", "elapsed", "backoff"];

/// Reports numbers that are spans of time. A word for a span and a unit are needed: `days` alone may be a quantity.
fn duration(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let is_number = types::is_integer(cx, id) || matches!(types::scalar(cx, id), Some(Scalar::Double | Scalar::Float));
    let mut all: Vec<&str> = name.split('_').collect();
    if all.last().is_some_and(|unit| UNITS.contains(unit)) {
        all.pop();
    }
    let is_span = all.last().is_some_and(|word| SPANS.contains(word));
    if is_number && is_span && all.len() < name.split('_').count() {
        let message = format!("the span of time `{name}` is {}, and not a duration", types::described(cx, id));
        let help = format!("write `google.protobuf.Duration {}`: the type states the unit", all.join("_"));
        at(cx, findings, id, TYPE, message, help);
    }
}

fn date(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    let word = last(name);
    let fits = if types::is_repeated(cx, id) { word == "dates" } else { word == "date" };
    if types::type_name(cx, id) == "google.type.Date" && !fits && word != "value" && word != "values" {
        let message = format!("the date `{name}` does not end with `_date`");
        at_name(cx, findings, id, message, "write a noun or a verb and `_date`, such as `release_date`");
    }
}
