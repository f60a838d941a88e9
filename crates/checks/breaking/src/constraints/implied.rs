//! Constraints that the constraints of the old version imply: a new rule that rejects nothing that was valid.
//!
//! Every implication here holds for all values. In doubt a constraint is not implied, and stays a finding.

use super::{ConstraintValue, Constraints, End, Number, closed_ends, ends, is_inside_out};

/// Maximum number of integers in a range that is compared with a list.
const MAX_LISTED: i128 = 1_000;

/// A field without a value, as constraints see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstrainedField {
    /// It is not validated: it has presence, or nothing certain is known.
    Unset,
    /// It is a zero, in both versions: `required` rejects zeros.
    Zero,
    /// It is an empty list or map, in both versions: `required` rejects it.
    Empty,
}

/// The constraints of both versions.
pub(super) struct Implied<'a> {
    pub(super) old: &'a Constraints,
    pub(super) new: &'a Constraints,
    pub(super) field: ConstrainedField,
}

impl Implied<'_> {
    /// Returns `true` if a rule of the new version rejects nothing that was valid.
    pub(super) fn has(&self, rule: &str) -> bool {
        if self.is_ignored(rule) {
            return true;
        }
        let (prefix, name) = rule.rsplit_once('.').map_or(("", rule), |(prefix, name)| (prefix, name));
        // Where the old version skips zeros, its rules imply nothing about them.
        if scopes(rule).any(|scope| ignored(self.new, scope) < ignored(self.old, scope)) {
            return false;
        }
        let old = OldRules { rules: self.old, prefix, excludes_zero: self.excludes_zero() };
        let numbers = || values(self.new, prefix, name).last().and_then(|value| value.number);
        let number = || if let Some(Number::Integer(number)) = numbers() { Some(number) } else { None };
        let within = |[low, high]: [Option<i128>; 2], is_low: bool| match number() {
            Some(number) if is_low => low.is_some_and(|low| low >= number),
            Some(number) => high.is_some_and(|high| high <= number),
            None => false,
        };
        let exactly = |range: [Option<i128>; 2]| number().is_some() && range == [number(), number()];
        match name {
            "min_len" => within(old.length(), true),
            "max_len" => within(old.length(), false),
            "len" => exactly(old.length()),
            "min_bytes" => within(old.bytes(), true),
            "max_bytes" => within(old.bytes(), false),
            "len_bytes" => exactly(old.bytes()),
            "min_items" => within(self.count(&old, ["min_items", "max_items"]), true),
            "min_pairs" => within(self.count(&old, ["min_pairs", "max_pairs"]), true),
            "unique" => old.count(["min_items", "max_items"])[1].is_some_and(|most| most <= 1),
            "const" => old.all(|one| values(self.new, prefix, name).last() == Some(one)),
            "in" => old.all(|one| values(self.new, prefix, name).contains(one)),
            "not_in" => values(self.new, prefix, name).iter().all(|value| old.excludes(value)),
            "gt" | "gte" | "lt" | "lte" => self.has_ends(&old),
            "required" => self.is_required(),
            "cel" | "cel_expression" => {
                let all = ["cel", "cel_expression"].map(|name| values(self.old, prefix, name)).concat();
                values(self.new, prefix, name).iter().all(|value| all.iter().any(|old| old.text == value.text))
            }
            _ => false,
        }
    }

    /// Returns `true` if the new version skips the rule altogether.
    fn is_ignored(&self, rule: &str) -> bool {
        scopes(rule).any(|scope| ignored(self.new, scope) == ALWAYS)
    }

    /// Returns `true` if the old version rejects zeros because of `required`.
    fn excludes_zero(&self) -> bool {
        self.field == ConstrainedField::Zero && is_set(self.old, "", "required") && ignored(self.old, "") == 0
    }

    fn count(&self, old: &OldRules<'_>, names: [&str; 2]) -> [Option<i128>; 2] {
        let [low, high] = old.count(names);
        let is_required = self.field == ConstrainedField::Empty
            && is_set(self.old, "", "required")
            && ignored(self.old, "") == 0
            && matches!(old.prefix, "repeated" | "map");
        [if is_required { low.max(Some(1)) } else { low }, high]
    }

    fn has_ends(&self, old: &OldRules<'_>) -> bool {
        let raw = ends(old.prefix, self.new);
        if is_inside_out(raw) {
            return false;
        }
        let [low, high] = closed_ends(old.prefix, raw);
        let (old_low, old_high) = old.range();
        let holds = |value: &ConstraintValue| {
            value.number.is_some_and(|number| is_above(number, low) && is_below(number, high))
        };
        if let Some(listed) = old.listed() {
            return listed.iter().all(holds);
        }
        let low_holds = low.is_none() || old_low.is_some_and(|(number, is_open)| is_implied_low(number, is_open, low));
        let high_holds =
            high.is_none() || old_high.is_some_and(|(number, is_open)| is_implied_high(number, is_open, high));
        low_holds && high_holds
    }

    /// Returns `true` if the old rules reject what `required` rejects.
    fn is_required(&self) -> bool {
        if ignored(self.old, "") != 0 {
            return false;
        }
        match self.field {
            ConstrainedField::Unset => false,
            ConstrainedField::Empty => [("repeated", "min_items"), ("map", "min_pairs")]
                .iter()
                .any(|(prefix, name)| OldRules::new(self.old, prefix).count([name, ""])[0] >= Some(1)),
            ConstrainedField::Zero => {
                let prefixes = self.old.keys().filter_map(|rule| rule.split_once('.')).map(|(prefix, _)| prefix);
                let mut prefixes: Vec<_> = prefixes.collect();
                prefixes.dedup();
                prefixes.into_iter().any(|prefix| OldRules::new(self.old, prefix).excludes_its_zero())
            }
        }
    }
}

/// The number of `IGNORE_ALWAYS` in `buf.validate.Ignore`.
const ALWAYS: i128 = 3;

/// Returns the number of `ignore` in the rules of a field, or of the elements of a list or map.
fn ignored(constraints: &Constraints, scope: &str) -> i128 {
    match values(constraints, scope, "ignore").last().and_then(|value| value.number) {
        Some(Number::Integer(number)) => number,
        _ => 0,
    }
}

/// Returns the rule sets around a rule: that of the field, and those of elements.
fn scopes(rule: &str) -> impl Iterator<Item = &str> {
    let inner = rule.match_indices('.').map(|(end, _)| &rule[..end]);
    std::iter::once("")
        .chain(inner.filter(|scope| matches!(scope.rsplit('.').next(), Some("items" | "keys" | "values"))))
}

fn values<'a>(constraints: &'a Constraints, prefix: &str, name: &str) -> &'a [ConstraintValue] {
    let rules = match prefix {
        "" => constraints.get(name),
        prefix => constraints.get(&format!("{prefix}.{name}")),
    };
    rules.map_or(&[], |rules| &rules.values)
}

fn is_set(constraints: &Constraints, prefix: &str, name: &str) -> bool {
    values(constraints, prefix, name).last().is_some_and(|value| value.number == Some(Number::Integer(1)))
}

/// The old rules for one type, such as `string` or `repeated.items.int32`.
struct OldRules<'a> {
    rules: &'a Constraints,
    prefix: &'a str,
    excludes_zero: bool,
}

impl<'a> OldRules<'a> {
    const fn new(rules: &'a Constraints, prefix: &'a str) -> Self {
        Self { rules, prefix, excludes_zero: false }
    }

    fn values(&self, name: &str) -> &'a [ConstraintValue] {
        values(self.rules, self.prefix, name)
    }

    fn integer(&self, name: &str) -> Option<i128> {
        match self.values(name).last()?.number? {
            Number::Integer(number) => Some(number),
            Number::Float(_) => None,
        }
    }

    /// Returns the valid values, if they are listed.
    fn listed(&self) -> Option<&'a [ConstraintValue]> {
        ["const", "in"].into_iter().map(|name| self.values(name)).find(|values| !values.is_empty())
    }

    fn is_unsigned(&self) -> bool {
        matches!(self.prefix.rsplit('.').next(), Some("uint32" | "uint64" | "fixed32" | "fixed64"))
    }

    /// Returns the lower and the upper bound of numbers.
    fn range(&self) -> (End, End) {
        let raw = ends(self.prefix, self.rules);
        if is_inside_out(raw) {
            return (None, None);
        }
        let [low, high] = closed_ends(self.prefix, raw);
        let is_positive = self.excludes_zero && self.is_unsigned() && low.is_none();
        (if is_positive { Some((Number::Integer(1), false)) } else { low }, high)
    }

    /// Returns `true` if a condition holds for all valid values: those listed, or the integers of a short range.
    fn all(&self, holds: impl Fn(&ConstraintValue) -> bool) -> bool {
        if let Some(listed) = self.listed() {
            return listed.iter().all(holds);
        }
        if self.excludes_zero && self.prefix == "bool" {
            return holds(&ConstraintValue::of("true".to_owned(), Number::Integer(1)));
        }
        match self.range() {
            (Some((Number::Integer(low), false)), Some((Number::Integer(high), false)))
                if (0..MAX_LISTED).contains(&high.saturating_sub(low)) && !self.is_time() =>
            {
                (low..=high).all(|number| holds(&ConstraintValue::of(number.to_string(), Number::Integer(number))))
            }
            (Some((Number::Float(low), false)), Some((Number::Float(high), false))) if low == high => {
                holds(&ConstraintValue::of(low.to_string(), Number::Float(low)))
            }
            _ => false,
        }
    }

    /// Returns `true` for times, which are counted in nanoseconds and written in seconds.
    fn is_time(&self) -> bool {
        matches!(self.prefix.rsplit('.').next(), Some("duration" | "timestamp"))
    }

    /// Returns `true` if a value is not valid.
    fn excludes(&self, value: &ConstraintValue) -> bool {
        let (low, high) = self.range();
        let is_outside = value.number.is_some_and(|number| !(is_above(number, low) && is_below(number, high)));
        let is_unlisted = self.listed().is_some_and(|listed| !listed.contains(value));
        // `required` accepts the negative zero of a floating-point number.
        let is_zero = value.is_zero() && !matches!(value.number, Some(Number::Float(_)));
        self.values("not_in").contains(value) || is_unlisted || is_outside || self.excludes_zero && is_zero
    }

    fn excludes_its_zero(&self) -> bool {
        let (low, high) = self.range();
        match self.prefix {
            "string" | "bytes" => {
                self.length()[0] >= Some(1)
                    || self.bytes()[0] >= Some(1)
                    || self.values("not_in").iter().any(ConstraintValue::is_zero)
            }
            _ if self.listed().is_some() => {
                !self.listed().is_some_and(|listed| listed.iter().any(ConstraintValue::is_zero))
            }
            _ if self.values("not_in").iter().any(ConstraintValue::is_zero) => true,
            _ => {
                // Both forms of zero; a bound of the other form never compares.
                let is_valid = |zero: Number| is_above(zero, low) && is_below(zero, high);
                (low.is_some() || high.is_some()) && !is_valid(Number::Integer(0)) && !is_valid(Number::Float(0.0))
            }
        }
    }

    /// Returns the bounds of a number of elements.
    fn count(&self, [least, most]: [&str; 2]) -> [Option<i128>; 2] {
        [self.integer(least), self.integer(most)]
    }

    /// Returns the bounds of the length: of strings in characters, of bytes in bytes.
    fn length(&self) -> [Option<i128>; 2] {
        let is_text = self.prefix.rsplit('.').next() == Some("string");
        let bounds = self.lengths(["min_len", "max_len", "len"], is_text);
        if !is_text {
            return bounds;
        }
        // A character has at least one byte.
        let most = self.lengths(["", "max_bytes", "len_bytes"], false)[1];
        [bounds[0], bounds[1].into_iter().chain(most).min()]
    }

    /// Returns the bounds of the length of strings in bytes.
    fn bytes(&self) -> [Option<i128>; 2] {
        let bounds = self.lengths(["min_bytes", "max_bytes", "len_bytes"], false);
        [bounds[0].max(self.lengths(["min_len", "", "len"], true)[0]), bounds[1]]
    }

    fn lengths(&self, [least, most, exact]: [&str; 3], in_characters: bool) -> [Option<i128>; 2] {
        let length = |value: &ConstraintValue| {
            let bytes = value.bytes.as_deref()?;
            let length = match (in_characters, std::str::from_utf8(bytes)) {
                (true, Ok(text)) => text.chars().count(),
                (true, Err(_)) => return None,
                (false, _) => bytes.len(),
            };
            i128::try_from(length).ok()
        };
        if let Some(listed) = self.listed() {
            let lengths: Option<Vec<_>> = listed.iter().map(length).collect();
            let lengths = lengths.unwrap_or_default();
            return [lengths.iter().min().copied(), lengths.iter().max().copied()];
        }
        let exact = self.integer(exact);
        let low = self.integer(least).max(exact).max(self.excludes_zero.then_some(1));
        [low, self.integer(most).into_iter().chain(exact).min()]
    }
}

fn is_above(number: Number, low: End) -> bool {
    low.is_none_or(|(bound, is_open)| is_implied_low(number, false, Some((bound, is_open))))
}

fn is_below(number: Number, high: End) -> bool {
    high.is_none_or(|(bound, is_open)| is_implied_high(number, false, Some((bound, is_open))))
}

/// Returns `true` if numbers from `number` on, or above it, are within a lower bound.
fn is_implied_low(number: Number, is_open: bool, low: End) -> bool {
    let Some((bound, is_bound_open)) = low else { return true };
    match number.compare(bound) {
        Some(std::cmp::Ordering::Greater) => true,
        Some(std::cmp::Ordering::Equal) => is_open || !is_bound_open,
        Some(std::cmp::Ordering::Less) | None => false,
    }
}

/// Returns `true` if numbers up to `number`, or below it, are within an upper bound.
fn is_implied_high(number: Number, is_open: bool, high: End) -> bool {
    let Some((bound, is_bound_open)) = high else { return true };
    match number.compare(bound) {
        Some(std::cmp::Ordering::Less) => true,
        Some(std::cmp::Ordering::Equal) => is_open || !is_bound_open,
        Some(std::cmp::Ordering::Greater) | None => false,
    }
}
