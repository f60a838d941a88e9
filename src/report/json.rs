use serde_json::Value;

use super::located::{Located, sorted};
use super::{Diagnostic, Report};
use crate::source::Sources;

/// One JSON object a line, with the keys of `buf`: `path`, `start_line`, `start_column`, `end_line`, `end_column`,
/// `type` and `message`. What has no place has no keys for it.
pub fn json(report: &Report, sources: &Sources) -> String {
    sorted(report, sources).into_iter().map(|diagnostic| format!("{}\n", object(diagnostic, sources))).collect()
}

/// By hand, for the order of the keys; values are escaped by `serde_json`.
fn object(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut pairs: Vec<(&str, Value)> = Vec::new();
    if let Some(Located { path, span }) = Located::of(diagnostic, sources) {
        pairs.push(("path", path.into()));
        if let Some(span) = span {
            pairs.push(("start_line", span.start.line.into()));
            pairs.push(("start_column", span.start.column.into()));
            pairs.push(("end_line", span.end.line.into()));
            pairs.push(("end_column", span.end.column.into()));
        }
    }
    pairs.push(("type", diagnostic.code.as_str().into()));
    pairs.push(("message", diagnostic.message.as_str().into()));
    let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", pairs.join(","))
}
