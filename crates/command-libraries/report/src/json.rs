//! JSON, one object per line, with the keys of buf in its order.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use protoward_source::paths::System;
use protoward_source::{
    AffectedConsumers, Diagnostic, Evidence, Located, Point, PointRange, Report, Severity, Sources, sorted_texts,
};

/// Writes one JSON object per line, with the keys of `buf`: `path`, `start_line`, `start_column`, `end_line`,
/// `end_column`, `type` and `message`. As in buf, a diagnostic without a place has the position 1:1.
///
/// Requested evidence has its own key. A warning has the key `severity`; errors have none. A diagnostic with advice has the key
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
        map.serialize_entry("message", &diagnostic.message)?;
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
        if let Some(evidence) = diagnostic.evidence.as_deref() {
            map.serialize_entry(evidence.name, &Data(evidence))?;
        }
        map.end()
    }
}

/// The evidence of a diagnostic for programs.
struct Data<'a>(&'a Evidence);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.data.iter().map(|(key, text)| (key, text)))
    }
}
