//! The conditions of rules, evaluated for one value.

use super::expressions::{Compiled, now};
use super::verdict::{Cause, Verdict};
use super::{Validator, formats};
use crate::cel::field_types;
use crate::cel::value::{MessageObject, Value};
use crate::model::rules::{Lengths, Range, Test};
use protoward_cel::Type;
use protoward_cel_functions::re2;
use std::cmp::Ordering;
use std::sync::Arc;

/// The reason why rules for another type cannot be evaluated.
const MISFIT: &str = "it is for another type";

impl Validator<'_> {
    /// Returns the verdict of a test. `ty` is the type of the value as expressions see it.
    pub(super) fn judge(&self, test: &Test, this: &Value, ty: &Type) -> Verdict {
        let text = || if let Value::Text(text) = this { text.as_ref() } else { "" };
        let passes = match test {
            Test::Const(value) => this.equals(value),
            Test::In(values) => values.iter().any(|value| this.equals(value)),
            Test::NotIn(values) => !values.iter().any(|value| this.equals(value)),
            Test::Range(range) => is_within(range, this),
            Test::Finite => matches!(this, Value::Double(value) if value.is_finite()),
            Test::Characters(lengths) => has(*lengths, text().chars().count()),
            Test::Bytes(lengths) => has(*lengths, bytes(this).len()),
            Test::Count(lengths) => has(*lengths, count(this)),
            Test::Prefix(part) => bytes(this).starts_with(part),
            Test::Suffix(part) => bytes(this).ends_with(part),
            Test::Contains(part) => contains(bytes(this), part),
            Test::NotContains(part) => !contains(bytes(this), part),
            Test::Pattern(pattern) => return self.matches(pattern, bytes(this)),
            Test::Format(format) => match this {
                Value::Text(text) => formats::has(*format, text),
                other => formats::has_bytes(*format, bytes(other)),
            },
            Test::Defined(numbers) => {
                matches!(this, Value::Int(number) if i32::try_from(*number).is_ok_and(|number| numbers.contains(&number)))
            }
            Test::Unique => is_unique(this),
            Test::TypeIn(urls) => urls.contains(&self.type_url(this)),
            Test::TypeNotIn(urls) => !urls.contains(&self.type_url(this)),
            Test::Paths(paths) => self.paths(this) == *paths,
            Test::PathsIn(paths) => self.paths(this).iter().all(|path| is_below(path, paths)),
            Test::PathsNotIn(paths) => !self.paths(this).iter().any(|path| is_below(path, paths)),
            Test::Past => matches!(this, Value::Timestamp(nanos) if *nanos <= now()),
            Test::Future => matches!(this, Value::Timestamp(nanos) if *nanos >= now()),
            Test::Within(most) => {
                matches!(this, Value::Timestamp(nanos) if (*nanos - now()).abs() <= i128::from(*most))
            }
            Test::Cel(expression) => return self.evaluate(expression, this, ty),
            Test::Misfit => return Verdict::Fails(MISFIT.into()),
            Test::Unknown => return Verdict::Unknown("its meaning is not known".into()),
        };
        passes.into()
    }

    /// Returns the reason why a program refuses to prepare a test.
    pub(super) fn mistake(&self, test: &Test, this: &Type) -> Option<Cause> {
        match test {
            Test::Cel(expression) => match self.compiled(expression, this) {
                Compiled::Broken(why) => Some(why),
                Compiled::Ready(_) | Compiled::Unknown(_) => None,
            },
            Test::Misfit => Some(MISFIT.into()),
            _ => None,
        }
    }

    fn matches(&self, pattern: &str, bytes: &[u8]) -> Verdict {
        let Ok(text) = std::str::from_utf8(bytes) else { return Verdict::Fails("the bytes are not UTF-8".into()) };
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry(pattern.to_owned()).or_insert_with(|| re2::compile(pattern).map(Arc::new));
        match compiled {
            Ok(pattern) => pattern.is_match(text).into(),
            Err(re2::PatternError::Invalid(why)) => Verdict::Fails(why.as_str().into()),
            Err(re2::PatternError::TooLarge) => Verdict::Unknown("the pattern is too large".into()),
        }
    }

    fn part(&self, this: &Value, name: &str) -> Option<Value> {
        let Value::Object(MessageObject { message, .. }) = this else { return None };
        let field = field_types::field(self.schema(), message.ty, name)?;
        Some(self.reading().field(message, field))
    }

    fn type_url(&self, this: &Value) -> String {
        match self.part(this, "type_url") {
            Some(Value::Text(url)) => url.to_string(),
            _ => String::new(),
        }
    }

    fn paths(&self, this: &Value) -> Vec<String> {
        let Some(Value::List(paths)) = self.part(this, "paths") else { return Vec::new() };
        let text = |path: &Value| if let Value::Text(path) = path { path.to_string() } else { String::new() };
        paths.iter().map(text).collect()
    }
}

fn has(lengths: Lengths, length: usize) -> bool {
    (lengths.least..=lengths.most).contains(&(length as u64))
}

fn count(this: &Value) -> usize {
    match this {
        Value::List(values) => values.len(),
        Value::Map(entries) => entries.len(),
        _ => 0,
    }
}

fn bytes(this: &Value) -> &[u8] {
    match this {
        Value::Text(text) => text.as_bytes(),
        Value::Bytes(bytes) => bytes,
        _ => &[],
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
}

fn is_unique(this: &Value) -> bool {
    let Value::List(values) = this else { return true };
    values.iter().enumerate().all(|(at, value)| !values[..at].iter().any(|earlier| earlier.equals(value)))
}

/// Returns `true` for a path of a list, or one below it.
pub(crate) fn is_below(path: &str, paths: &[String]) -> bool {
    paths
        .iter()
        .any(|above| path.strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// Returns `true` for a value within bounds. NaN is within none.
fn is_within(range: &Range, this: &Value) -> bool {
    if matches!(this, Value::Double(value) if value.is_nan()) {
        return range.low.is_none() && range.high.is_none();
    }
    // A bound that is NaN rejects nothing else.
    let is_above = range.low.as_ref().map(|(low, is_open)| match this.compare(low) {
        Some(order) => order == Ordering::Greater || order == Ordering::Equal && !is_open,
        None => true,
    });
    let is_below = range.high.as_ref().map(|(high, is_open)| match this.compare(high) {
        Some(order) => order == Ordering::Less || order == Ordering::Equal && !is_open,
        None => true,
    });
    match (is_above, is_below) {
        (Some(is_above), Some(is_below)) if range.is_inverted() => is_above || is_below,
        (is_above, is_below) => is_above.unwrap_or(true) && is_below.unwrap_or(true),
    }
}
