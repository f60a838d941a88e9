//! Enums that take the place of another one in a field: what a reader of the other version loses in bytes and in JSON.
//!
//! An enum that grew may take the place of the old one, as an enum may grow itself.

use std::collections::HashSet;

use super::misread_values::misread_values;
use super::values::ValuesByNumber;
use super::versions::Pair;
use protoward_schema::{EnumId, EnumType, Schema};

/// The enum whose only value JSON has as `null`, see <https://protobuf.dev/programming-guides/json/>.
const NULL_VALUE: &str = "google.protobuf.NullValue";

/// Returns which names are exchanged, and what that does, as the end of a sentence; `None` if none are.
pub(super) fn exchange(schemas: Pair<&Schema>, pair: Pair<EnumId>) -> Option<String> {
    let misread = misread_values(schemas, pair);
    let (first, others) = misread.split_first()?;
    let others = others.iter().map(|value| value.number.to_string()).collect::<Vec<_>>().join(", ");
    let likewise = if others.is_empty() { others } else { format!(", and likewise for {others}") };
    Some(first.described() + &likewise)
}

/// Returns what readers of bytes lose, as the end of a sentence; `None` if they lose nothing.
pub(super) fn harm_in_bytes(schemas: Pair<&Schema>, pair: Pair<EnumId>) -> Option<String> {
    if let Some(exchange) = exchange(schemas, pair) {
        return Some(exchange);
    }
    let old = &schemas.old[pair.old];
    let new = &schemas.new[pair.new];
    let name = schemas.new.text(new.full_name);
    let known: HashSet<i32> = new.values.iter().map(|&value| schemas.new[value].number).collect();
    if let Some(&lost) = old.values.iter().find(|&&value| !known.contains(&schemas.old[value].number)) {
        let lost = &schemas.old[lost];
        let number = lost.number;
        let lost = schemas.old.text(lost.name);
        return Some(format!(
            "a client built before this change sends {number} for `{lost}`, which `{name}` does not have"
        ));
    }
    if old.features.enum_type == EnumType::Open && new.features.enum_type == EnumType::Closed {
        return Some(format!("`{name}` is closed: a number that it does not know reads as if nothing was sent"));
    }
    let first = |schema: &Schema, id: EnumId| schema[id].values.first().map(|&value| schema[value].number);
    match (first(schemas.old, pair.old), first(schemas.new, pair.new)) {
        (Some(was), Some(now)) if was != now => {
            Some(format!("a field that is not set reads as {now}, and as {was} in programs built before this change"))
        }
        _ => None,
    }
}

/// Returns what readers of JSON lose besides, as the end of a sentence; `None` if they lose nothing.
pub(super) fn harm_in_json(schemas: Pair<&Schema>, pair: Pair<EnumId>) -> Option<String> {
    let old = ValuesByNumber::new(schemas.old, pair.old);
    let new = ValuesByNumber::new(schemas.new, pair.new);
    let name = schemas.new.text(schemas.new[pair.new].full_name);
    let was = schemas.old.text(schemas.old[pair.old].full_name);
    if (was == NULL_VALUE) != (name == NULL_VALUE) {
        return Some(format!(
            "JSON has `null` for the value of `{NULL_VALUE}`, and the name for values of other enums"
        ));
    }
    for (number, values) in old.iter() {
        let before = old.names(values);
        let after = new.names(new.of(number));
        if let Some(lost) = before.iter().find(|name| !after.contains(name)) {
            return Some(format!(
                "a client built before this change sends {number} for `{lost}`, which `{name}` does not know by that name"
            ));
        }
        if let Some(written) = after.first().filter(|name| !before.contains(name)) {
            return Some(format!(
                "JSON has `{written}` for {number}, which a client built before this change does not know"
            ));
        }
    }
    None
}
