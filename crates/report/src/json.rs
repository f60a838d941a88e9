use serde_json::Value;

use protoward_source::{Diagnostic, Evidence, Located, Point, PointRange, Report, Severity, Sources, sorted};

/// Returns one JSON object per line, with the keys of `buf`: `path`, `start_line`, `start_column`, `end_line`,
/// `end_column`, `type` and `message`. As in buf, a diagnostic without a place has the position 1:1.
///
/// Requested evidence has its own key. A warning has the key `severity`; errors have none.
pub fn json(report: &Report, sources: &Sources) -> String {
    sorted(report, sources).into_iter().map(|diagnostic| format!("{}\n", object(diagnostic, sources))).collect()
}

/// Written manually to preserve the order of keys; `serde_json` escapes the values.
fn object(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut pairs: Vec<(&str, Value)> = Vec::new();
    let located = Located::of(diagnostic, sources);
    if let Some(Located { path, .. }) = located {
        pairs.push(("path", path.into()));
    }
    let PointRange { start, end } =
        located.and_then(|located| located.span).unwrap_or(PointRange { start: Point::START, end: Point::START });
    pairs.push(("start_line", start.line.into()));
    pairs.push(("start_column", start.column.into()));
    pairs.push(("end_line", end.line.into()));
    pairs.push(("end_column", end.column.into()));
    pairs.push(("type", diagnostic.code.as_str().into()));
    pairs.push(("message", diagnostic.message.as_str().into()));
    if diagnostic.severity == Severity::Warning {
        pairs.push(("severity", "warning".into()));
    }
    let mut pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    pairs.extend(diagnostic.evidence.as_deref().map(shown));
    format!("{{{}}}", pairs.join(","))
}

/// Formats evidence under its own key.
fn shown(evidence: &Evidence) -> String {
    let pair = |(key, text): &(&str, String)| format!("\"{key}\":{}", Value::from(text.as_str()));
    let pairs: Vec<String> = evidence.data.iter().map(pair).collect();
    format!("\"{}\":{{{}}}", evidence.name, pairs.join(","))
}
