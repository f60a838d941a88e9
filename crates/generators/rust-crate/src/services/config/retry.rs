//! `retryPolicy` and `retryThrottling`, with the limits of gRFC A6.

use std::collections::BTreeSet;

use super::CODES;
use super::diagnostics::Problem;
use super::reader::{JsonValue, ServiceConfigReader};
use super::{RetryPolicy, Throttling};
use protoward_values::Tree;

const POLICY_KEYS: &[&str] =
    &["backoffMultiplier", "initialBackoff", "maxAttempts", "maxBackoff", "retryableStatusCodes"];

/// The maximum number of attempts. gRFC A6 treats a larger number in a policy as this one, and not as an error.
const MAX_ATTEMPTS: f64 = 5.0;

pub(super) fn policy(reader: &mut ServiceConfigReader<'_>, value: &JsonValue) -> Option<RetryPolicy> {
    let object = reader.object(value, POLICY_KEYS)?;
    let attempts = reader.required(&object, value, "maxAttempts").and_then(|value| {
        let fits = |number: f64| number >= 2.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
        reader.number(value, "a whole number that is 2 or more", fits)
    });
    let initial = reader.required(&object, value, "initialBackoff").and_then(|value| reader.positive_duration(value));
    let max = reader.required(&object, value, "maxBackoff").and_then(|value| reader.positive_duration(value));
    let multiplier = reader.required(&object, value, "backoffMultiplier").and_then(|value| {
        reader.number(value, "a number that is more than 0 and fits a `float`", |number| {
            number as f32 > 0.0 && (number as f32).is_finite()
        })
    });
    let codes = reader.required(&object, value, "retryableStatusCodes").and_then(|value| codes(reader, value));
    Some(RetryPolicy {
        max_attempts: attempts?.min(MAX_ATTEMPTS) as u32,
        initial_backoff: initial?,
        max_backoff: max?,
        backoff_multiplier: multiplier? as f32,
        codes: codes?,
    })
}

fn codes(reader: &mut ServiceConfigReader<'_>, value: &JsonValue) -> Option<BTreeSet<usize>> {
    let list = reader.list(value);
    if list.is_empty() {
        if matches!(value.tree, Tree::Array(_)) {
            reader.problem(value, Problem::NoCodes);
        }
        return None;
    }
    // Reads all elements before the result is collected, so that all errors are reported.
    let codes: Vec<Option<usize>> = list.iter().map(|value| code(reader, value)).collect();
    codes.into_iter().collect::<Option<Vec<usize>>>().map(BTreeSet::from_iter)
}

/// Reads a status code, given by name or by number.
fn code(reader: &mut ServiceConfigReader<'_>, value: &JsonValue) -> Option<usize> {
    let code = match &value.tree {
        Tree::String(name) => CODES.iter().position(|known| known == name),
        Tree::Number(number) => number.parse().ok().filter(|number| *number < CODES.len()),
        _ => None,
    };
    match code {
        Some(0) => reader.problem(value, Problem::Success),
        Some(code) => return Some(code),
        None => reader.problem(value, Problem::NoCode { found: value }),
    }
    None
}

pub(super) fn throttling(reader: &mut ServiceConfigReader<'_>, value: &JsonValue) -> Option<Throttling> {
    const THOUSAND: f64 = 1000.0;
    let object = reader.object(value, &["maxTokens", "tokenRatio"])?;
    let max = reader.required(&object, value, "maxTokens").and_then(|value| {
        let fits = |number: f64| number > 0.0 && number <= THOUSAND && number.fract() == 0.0;
        reader.number(value, "a whole number from 1 to 1000", fits)
    });
    let ratio = reader.required(&object, value, "tokenRatio").and_then(|value| {
        // Three decimal places are significant.
        let fits = |number: f64| (1.0 / THOUSAND..=THOUSAND).contains(&number);
        reader.number(value, "a number from 0.001 to 1000", fits)
    });
    // Compensates for the rounding of binary fractions: 1.001 becomes 1001 thousandths, not 1000.
    const ROUNDED: f64 = 1e-6;
    Some(Throttling { max_tokens: (max? * THOUSAND) as u32, token_ratio: (ratio? * THOUSAND + ROUNDED) as u32 })
}
