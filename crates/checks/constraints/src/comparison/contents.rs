//! Candidates for the contents of a field: one value, a list or a map.

use super::candidates;
use super::hints::Hints;
use crate::model::rules::{FieldRules, Lengths, Test};
use crate::validation::Validator;
use protoward_dynamic::{Content, DynamicValue, Key};
use protoward_schema::{FieldId, Shape};
use std::collections::BTreeMap;

/// Maximum number of items of a candidate.
const MAX_ITEMS: u64 = 300;

/// The rules of both versions, and what else matters.
#[derive(Clone, Debug)]
pub(super) struct Sides<'t> {
    /// The rules of the old and of the new version, for the shape of the old field.
    pub(super) rules: [&'t FieldRules; 2],
    /// The literals of expressions.
    pub(super) hints: Hints<'t>,
    /// Messages that pass, for a field of messages.
    pub(super) nested: Vec<DynamicValue>,
}

impl<'t> Sides<'t> {
    /// Returns the hints for the values of a part of the field.
    pub(super) fn hints_of(&self, part: Part) -> Hints<'t> {
        let tests = |rules: &'t FieldRules| {
            let rules = match part {
                Part::Whole => Some(rules),
                Part::Items => rules.items.as_deref(),
                Part::Keys => rules.keys.as_deref(),
                Part::Values => rules.values.as_deref(),
            };
            rules.into_iter().flat_map(|rules| rules.applied()).map(|rule| &rule.test).collect::<Vec<_>>()
        };
        Hints { old: tests(self.rules[0]), new: tests(self.rules[1]), ..self.hints.clone() }
    }
}

/// The values that rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Items,
    Keys,
    Values,
}

/// Returns candidates for the contents of a field of the old version.
pub(super) fn of(version: &Validator<'_>, field: FieldId, sides: &Sides<'_>) -> Vec<Content> {
    let schema = version.schema();
    let values = |field: FieldId, part: Part| {
        let values = candidates::values(schema, schema[field].ty, &sides.hints_of(part));
        let nested = if part == Part::Keys { &[] } else { sides.nested.as_slice() };
        nested.iter().cloned().chain(values).collect::<Vec<_>>()
    };
    match schema.shape(field) {
        Shape::Single(_) => values(field, Part::Whole).into_iter().map(Content::One).collect(),
        Shape::Repeated { .. } => lists(version, field, sides, values(field, Part::Items)),
        Shape::Map { key, value } => {
            maps(version, sides, [(key, values(key, Part::Keys)), (value, values(value, Part::Values))])
        }
    }
}

/// Returns the numbers of items at and beside the bounds of both versions.
fn counts(sides: &Sides<'_>) -> Vec<usize> {
    let hints = sides.hints_of(Part::Whole);
    let bounds = hints.old.iter().chain(&hints.new).filter_map(|test| match test {
        Test::Count(bounds) => Some(*bounds),
        _ => None,
    });
    let literals = sides.hints.values.iter().filter_map(|value| match value {
        crate::cel::value::Value::Int(number) => u64::try_from(*number).ok().map(|it| Lengths { least: it, most: it }),
        _ => None,
    });
    let mut counts: Vec<u64> = bounds
        .chain(literals)
        .flat_map(|it| [it.least.saturating_sub(1), it.least, it.most, it.most.saturating_add(1)])
        .chain([1, 2])
        .filter(|&count| (1..=MAX_ITEMS).contains(&count))
        .collect();
    counts.sort_unstable();
    counts.dedup();
    counts.into_iter().filter_map(|count| usize::try_from(count).ok()).collect()
}

/// Returns the least number of items that the old version accepts, and at least one.
fn least(sides: &Sides<'_>) -> usize {
    let hints = sides.hints_of(Part::Whole);
    let bounds =
        hints.old.iter().filter_map(|test| if let Test::Count(bounds) = test { Some(bounds.least) } else { None });
    usize::try_from(bounds.max().unwrap_or(1).clamp(1, MAX_ITEMS)).unwrap_or(1)
}

fn lists(version: &Validator<'_>, field: FieldId, sides: &Sides<'_>, items: Vec<DynamicValue>) -> Vec<Content> {
    let rules = sides.rules[0].items.as_deref();
    let good = passing(version, rules, field, &items);
    let counts = counts(sides);
    let is_unique = sides.hints_of(Part::Whole).old.iter().any(|test| matches!(test, Test::Unique));
    let mut lists = Vec::new();
    for &count in &counts {
        lists.push(enough(version, rules, field, &good, count));
        if let Some(one) = good.first().filter(|_| !is_unique && count > 1) {
            lists.push(vec![one.clone(); count]);
        }
    }
    let count = least(sides);
    for item in items {
        let others: Vec<_> = good.iter().filter(|it| **it != item).cloned().collect();
        let mut list = vec![item];
        list.extend(enough(version, rules, field, &others, count - 1));
        lists.push(list);
    }
    lists.into_iter().map(Content::Many).collect()
}

fn maps(
    version: &Validator<'_>,
    sides: &Sides<'_>,
    [(key, keys), (value, values)]: [(FieldId, Vec<DynamicValue>); 2],
) -> Vec<Content> {
    let rules = sides.rules[0];
    let good_keys = passing(version, rules.keys.as_deref(), key, &keys);
    let good_values = passing(version, rules.values.as_deref(), value, &values);
    let counts = counts(sides);
    let mut maps = Vec::new();
    let Some(plain) = good_values.first().or(values.first()) else { return Vec::new() };
    let mut add = |first: Option<(&DynamicValue, &DynamicValue)>, count: usize| {
        let mut map: BTreeMap<Key, DynamicValue> = BTreeMap::new();
        if let Some((key, value)) = first
            && let Some(key) = key.clone().into_key()
        {
            map.insert(key, value.clone());
        }
        for key in enough(version, rules.keys.as_deref(), key, &good_keys, count + 1) {
            if let Some(key) = key.into_key()
                && map.len() < count
            {
                map.entry(key).or_insert_with(|| plain.clone());
            }
        }
        if map.len() == count {
            maps.push(Content::Map(map));
        }
    };
    counts.iter().for_each(|&count| add(None, count));
    let count = least(sides);
    keys.iter().for_each(|key| add(Some((key, plain)), count));
    if let Some(key) = good_keys.first() {
        values.iter().for_each(|value| add(Some((key, value)), count));
    }
    maps
}

fn passing(
    version: &Validator<'_>,
    rules: Option<&FieldRules>,
    of: FieldId,
    values: &[DynamicValue],
) -> Vec<DynamicValue> {
    values.iter().filter(|value| version.validate_element(rules, value, of).passes()).cloned().collect()
}

/// Returns values that pass and differ from each other if possible, at most `count`.
fn enough(
    version: &Validator<'_>,
    rules: Option<&FieldRules>,
    of: FieldId,
    good: &[DynamicValue],
    count: usize,
) -> Vec<DynamicValue> {
    let mut found: Vec<DynamicValue> = Vec::new();
    for value in good.iter().take(count) {
        if !found.contains(value) {
            found.push(value.clone());
        }
    }
    for seed in good.iter().rev().take(6) {
        for step in 1..=2 * count {
            if found.len() >= count {
                return found;
            }
            let Some(next) = after(seed, step) else { break };
            if !found.contains(&next) && version.validate_element(rules, &next, of).passes() {
                found.push(next);
            }
        }
    }
    // Messages and closed sets have no more: lists may repeat them.
    if let (true, Some(last)) = (found.len() < count, good.first()) {
        found.resize(count, last.clone());
    }
    found
}

/// Returns another value, so many steps after one.
fn after(value: &DynamicValue, step: usize) -> Option<DynamicValue> {
    let small = i32::try_from(step).ok()?;
    Some(match value {
        DynamicValue::Int(number) => DynamicValue::Int(number.checked_add(small.into())?),
        DynamicValue::Uint(number) => DynamicValue::Uint(number.checked_add(step as u64)?),
        DynamicValue::Double(number) => DynamicValue::Double(number + f64::from(small)),
        DynamicValue::Float(number) => DynamicValue::Float(number + small as f32),
        DynamicValue::Text(text) => DynamicValue::Text([text, step.to_string().as_bytes()].concat()),
        DynamicValue::Bytes(bytes) => DynamicValue::Bytes([bytes, step.to_string().as_bytes()].concat()),
        DynamicValue::Enum(number) => DynamicValue::Enum(number.checked_add(small)?),
        DynamicValue::Bool(_) | DynamicValue::Message(_) => return None,
    })
}
