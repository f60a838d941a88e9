//! Messages that become checked types: what generated code calls from its implementations of `TryFrom`.

use alloc::vec::Vec;
use core::fmt::Display;

use super::at::{At, Key};
use super::found::Found;
use super::validation_error::ValidationError;
use super::{Flow, Validate};

/// A checked type of a message, which has the required fields without `Option`, and fields of own types.
pub trait Parse<M>: Sized {
    /// Converts a message, which is at a path. Returns `None` if a violation was added: all fields are judged first.
    fn parse(message: M, at: &At<'_>, found: &mut Found) -> Option<Self>;
}

/// Converts a message whose rules are not validated.
///
/// # Errors
/// Returns all violations: required fields that are missing, and values that an own type refuses.
pub fn parsed<M, C: Parse<M>>(message: M) -> Result<C, ValidationError> {
    parsed_after(Found::all(), message)
}

/// Converts a message that is validated by its rules, too.
///
/// # Errors
/// Returns all violations, or the error of a rule that cannot be evaluated.
pub fn validated_and_parsed<M: Validate, C: Parse<M>>(message: M) -> Result<C, ValidationError> {
    let mut found = Found::all();
    // If it was stopped early, the reason is in `found`.
    let _: Flow = message.check(&At::ROOT, &mut found);
    parsed_after(found, message)
}

fn parsed_after<M, C: Parse<M>>(mut found: Found, message: M) -> Result<C, ValidationError> {
    let mut more = Found::all();
    let checked = C::parse(message, &At::ROOT, &mut more);
    found.append(more);
    match checked {
        Some(checked) if found.is_empty() => Ok(checked),
        _ => Err(found.into_error()),
    }
}

/// Converts a value to an own type of a field.
pub fn converted<T, U>(value: T, at: &At<'_>, found: &mut Found) -> Option<U>
where
    U: TryFrom<T>,
    U::Error: Display + 'static,
{
    U::try_from(value).map_err(|error| found.refused(at, &error)).ok()
}

/// Converts the items of a list.
pub fn items<T, U>(
    values: Vec<T>,
    at: &At<'_>,
    found: &mut Found,
    mut parse: impl FnMut(T, &At<'_>, &mut Found) -> Option<U>,
) -> Option<Vec<U>> {
    let count = values.len();
    let values = values.into_iter().enumerate();
    let parsed: Vec<U> = values.filter_map(|(index, value)| parse(value, &at.key(Key::Index(index)), found)).collect();
    (parsed.len() == count).then_some(parsed)
}

/// Converts the values of a map.
pub fn entries<K, T, U, O: FromIterator<(K, U)>>(
    entries: impl IntoIterator<Item = (K, T)>,
    at: &At<'_>,
    found: &mut Found,
    mut parse: impl FnMut(T, &At<'_>, &mut Found) -> Option<U>,
) -> Option<O>
where
    for<'a> Key<'a>: From<&'a K>,
{
    let first = found.count();
    let mut is_complete = true;
    let parsed = entries.into_iter().filter_map(|(key, value)| {
        let value = parse(value, &at.key(Key::from(&key)), found);
        is_complete &= value.is_some();
        Some((key, value?))
    });
    let parsed = parsed.collect();
    found.sort_entries(first, at);
    is_complete.then_some(parsed)
}
