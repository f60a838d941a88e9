//! JSON, one object per line, with the keys of buf in its order.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use protoward_source::paths::System;
use protoward_source::{
    AffectedConsumers, CallDetail, CallStatus, Diagnostic, Evidence, Located, Point, PointRange, Report, Severity,
    Sources, sorted_texts,
};

/// Writes one JSON object per line, with the keys of `buf`: `path`, `start_line`, `start_column`, `end_line`,
/// `end_column`, `type` and `message`. As in buf, a diagnostic without a place has the position 1:1.
///
/// A failed call has the message of its server, and the keys `code` and `details`. Requested evidence has its own key. A warning has the key `severity`; errors have none. A diagnostic with advice has the key
/// `help`. A breaking change has the key `fingerprint`, `versions` if there are several baselines: those that it breaks, `consumers`
/// and `unaffected_consumers` if some are configured, and `direction` and `registry` if requested.
pub(crate) fn write(report: &Report, sources: &Sources, out: &mut dyn fmt::Write) -> fmt::Result {
    let lines = sorted_texts(report, sources, |diagnostic, located| {
        serde_json::to_string(&Line { diagnostic, located }).expect("a map of texts and numbers is JSON")
    });
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// A diagnostic as a JSON object with buf's keys in buf's order.
struct Line<'a> {
    diagnostic: &'a Diagnostic,
    located: Option<Located<'a>>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { diagnostic, located } = self;
        let PointRange { start, end } =
            located.and_then(|located| located.span).unwrap_or(PointRange { start: Point::START, end: Point::START });
        let mut map = serializer.serialize_map(None)?;
        if let Some(Located { path, .. }) = located {
            map.serialize_entry("path", &System::HERE.portable(path))?;
        }
        map.serialize_entry("start_line", &start.line)?;
        map.serialize_entry("start_column", &start.column)?;
        map.serialize_entry("end_line", &end.line)?;
        map.serialize_entry("end_column", &end.column)?;
        map.serialize_entry("type", diagnostic.code.as_str())?;
        let status = diagnostic.status.as_deref();
        map.serialize_entry("message", status.map_or(&diagnostic.message, |status| &status.message))?;
        if let Some(CallStatus { code, details, .. }) = status {
            map.serialize_entry("code", code)?;
            map.serialize_entry("details", &details.iter().map(detail).collect::<Vec<_>>())?;
        }
        if diagnostic.severity == Severity::Warning {
            map.serialize_entry("severity", "warning")?;
        }
        if let Some(help) = &diagnostic.help {
            map.serialize_entry("help", help)?;
        }
        if let Some(fingerprint) = &diagnostic.fingerprint {
            map.serialize_entry("fingerprint", fingerprint)?;
        }
        if !diagnostic.versions.is_empty() {
            map.serialize_entry("versions", &diagnostic.versions)?;
        }
        if !diagnostic.consumers.is_empty() {
            let AffectedConsumers { broken, unaffected } = &diagnostic.consumers;
            map.serialize_entry("consumers", broken)?;
            map.serialize_entry("unaffected_consumers", unaffected)?;
        }
        if let Some(directions) = diagnostic.directions {
            map.serialize_entry("direction", directions.name())?;
        }
        if let Some(verdict) = diagnostic.registry {
            map.serialize_entry("registry", verdict)?;
        }
        if let Some(evidence) = diagnostic.evidence.as_deref().filter(|_| status.is_none()) {
            map.serialize_entry(evidence.name, &Data(evidence))?;
        }
        map.end()
    }
}

/// Returns a detail of a failed call as `google.protobuf.Any` is written in JSON.
fn detail(CallDetail { type_name, json }: &CallDetail) -> Map<String, Value> {
    let mut members = match serde_json::from_str(json) {
        Ok(Value::Object(members)) => members,
        Ok(value) => Map::from_iter([("value".to_owned(), value)]),
        Err(_) => Map::from_iter([("value".to_owned(), json.as_str().into())]),
    };
    members.entry("@type").or_insert_with(|| format!("type.googleapis.com/{type_name}").into());
    members
}

/// The evidence of a diagnostic for programs.
struct Data<'a>(&'a Evidence);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.data.iter().map(|(key, text)| (key, text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_source::Code;

    #[test]
    fn the_parts_of_a_status_are_apart() {
        let detail =
            |type_name: &str, json: &str| CallDetail { type_name: type_name.to_owned(), json: json.to_owned() };
        let details = vec![
            detail("a.B", r#"{"c":1}"#),
            detail("google.protobuf.Duration", r#""3s""#),
            detail("a.\"", r#""AAE=""#),
            detail("a.B", r#"{"@type":"x/a.B"}"#),
        ];
        let status = CallStatus { code: "NOT_FOUND", message: "no such thing".to_owned(), details };
        let mut diagnostic = Diagnostic::error(Code::new("call-status"), "NOT_FOUND: no such thing");
        diagnostic.evidence = Some(Box::default());
        diagnostic.status = Some(Box::new(status));
        let mut out = String::new();
        write(&Report::from_iter([diagnostic]), &Sources::default(), &mut out).unwrap_or_default();
        let expected = concat!(
            r#"{"start_line":1,"start_column":1,"end_line":1,"end_column":1,"type":"call-status","message":"no such thing","#,
            r#""code":"NOT_FOUND","details":[{"@type":"type.googleapis.com/a.B","c":1},"#,
            r#"{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"},"#,
            r#"{"@type":"type.googleapis.com/a.\"","value":"AAE="},{"@type":"x/a.B"}]}"#,
            "\n"
        );
        assert_eq!(out, expected);
    }
}
