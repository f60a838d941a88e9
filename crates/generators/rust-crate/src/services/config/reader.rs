//! A reader for the JSON of a service config. It records errors and continues.

use std::time::Duration;

use super::diagnostics::{self, Problem};
use protoward_source::Report;
use protoward_source::paths::System;
use protoward_values::{Node, Tree, parse_json};

pub(super) type JsonValue = Node;

pub(super) struct ServiceConfigReader<'a> {
    text: &'a [u8],
    path: &'a str,
    report: Report,
}

/// A JSON object with known, unique keys.
pub(super) struct Object<'v>(Vec<(&'v str, &'v JsonValue)>);

impl<'v> Object<'v> {
    pub(super) fn get(&self, key: &str) -> Option<&'v JsonValue> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

impl<'a> ServiceConfigReader<'a> {
    pub(super) fn new(text: &'a [u8], path: &'a str) -> Self {
        Self { text, path, report: Report::default() }
    }

    pub(super) fn into_report(self) -> Report {
        self.report
    }

    pub(super) fn root(&mut self) -> Option<JsonValue> {
        match parse_json(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = self.place(error.at.unwrap_or(0));
                self.report.push(diagnostics::no_json(&place, &error));
                None
            }
        }
    }

    /// Returns the place of a byte as `path:line:column`.
    pub(super) fn place(&self, at: usize) -> String {
        let before = String::from_utf8_lossy(&self.text[..at.min(self.text.len())]);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{}:{line}:{column}", self.path)
    }

    pub(super) fn problem(&mut self, value: &JsonValue, what: Problem<'_>) {
        self.problem_at(value.at, what);
    }

    fn problem_at(&mut self, at: usize, what: Problem<'_>) {
        let first = match &what {
            Problem::DuplicateName { first } => Some(self.place(*first)),
            _ => None,
        };
        let diagnostic = diagnostics::problem(&self.place(at), first.as_deref(), &what);
        self.report.push(diagnostic);
    }

    /// Describes a key without effect, with its place. The text is part of the code, which is the same on every system.
    pub(super) fn ignored(&self, key: &str, value: &JsonValue) -> String {
        format!("`{key}` ({})", System::HERE.portable(&self.place(value.at)))
    }

    pub(super) fn object<'v>(&mut self, value: &'v JsonValue, known: &[&str]) -> Option<Object<'v>> {
        let Tree::Object(entries) = &value.tree else {
            self.problem(value, Problem::Kind { expected: "an object", found: value.shown() });
            return None;
        };
        let mut found: Vec<(&str, &JsonValue)> = Vec::new();
        for (key, value) in entries {
            if !known.contains(&key.text.as_str()) {
                self.problem_at(key.at, Problem::UnknownKey { key: &key.text, known });
            } else if found.iter().any(|(name, _)| *name == key.text) {
                self.problem_at(key.at, Problem::DuplicateKey { key: &key.text });
            } else {
                found.push((&key.text, value));
            }
        }
        Some(Object(found))
    }

    /// Returns the value of a required key, or records an error.
    pub(super) fn required<'v>(&mut self, object: &Object<'v>, of: &JsonValue, key: &str) -> Option<&'v JsonValue> {
        let value = object.get(key);
        if value.is_none() {
            self.problem(of, Problem::Missing { key });
        }
        value
    }

    pub(super) fn list(&mut self, value: &JsonValue) -> Vec<JsonValue> {
        match &value.tree {
            Tree::Array(values) => values.clone(),
            _ => {
                self.problem(value, Problem::Kind { expected: "a list", found: value.shown() });
                Vec::new()
            }
        }
    }

    pub(super) fn text(&mut self, value: &JsonValue) -> Option<String> {
        match &value.tree {
            Tree::String(text) => Some(text.clone()),
            _ => {
                self.problem(value, Problem::Kind { expected: "a text", found: value.shown() });
                None
            }
        }
    }

    /// Reads a number. It may be a string, as in protobuf's JSON.
    pub(super) fn number(
        &mut self,
        value: &JsonValue,
        expected: &'static str,
        fits: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let number = match &value.tree {
            Tree::Number(text) | Tree::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        };
        let number = number.filter(|number| fits(*number));
        if number.is_none() {
            self.problem(value, Problem::Kind { expected, found: value.shown() });
        }
        number
    }

    /// Reads a duration in the format of protobuf's JSON: `1.5s`.
    pub(super) fn duration(&mut self, value: &JsonValue) -> Option<Duration> {
        let duration = match &value.tree {
            Tree::String(text) => duration(text),
            _ => None,
        };
        if duration.is_none() {
            self.problem(value, Problem::Duration { found: value.shown() });
        }
        duration
    }

    /// Reads a duration that must not be zero.
    pub(super) fn positive_duration(&mut self, value: &JsonValue) -> Option<Duration> {
        let duration = self.duration(value)?;
        if duration.is_zero() {
            self.problem(value, Problem::ZeroDuration);
            return None;
        }
        Some(duration)
    }
}

fn duration(text: &str) -> Option<Duration> {
    /// The maximum of a `google.protobuf.Duration` in seconds: about 10,000 years.
    const MAX: u64 = 315_576_000_000;
    let number = text.strip_suffix('s')?;
    let (seconds, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if seconds.len() + fraction.len() == 0 || fraction.len() > 9 || !are_digits(seconds) || !are_digits(fraction) {
        return None;
    }
    let seconds: u64 = if seconds.is_empty() { 0 } else { seconds.parse().ok()? };
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    (seconds <= MAX).then(|| Duration::new(seconds, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_durations_in_the_format_of_protobuf_json() {
        let nanos = |text| duration(text).map(|duration| duration.as_nanos());
        assert_eq!(nanos("1s"), Some(1_000_000_000));
        assert_eq!(
            (nanos(".1s"), nanos("0.1s"), nanos("1.s")),
            (Some(100_000_000), Some(100_000_000), Some(1_000_000_000))
        );
        assert_eq!((nanos("0.000000001s"), nanos("0s")), (Some(1), Some(0)));
        for text in ["", "s", ".s", "1", "1ms", "-1s", "+1s", "1e3s", "1 s", "0.0000000001s", "315576000001s", "٣s"] {
            assert_eq!(nanos(text), None, "{text}");
        }
    }
}
