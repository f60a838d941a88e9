//! Sets of numbers as ranges, and the largest numbers of messages and enums.

use super::NumberRange;

/// The largest field number: `max` in a message.
pub const MAX_FIELD: i32 = 536_870_911;
/// The largest enum value number: `max` in an enum.
pub const MAX_VALUE: i32 = i32::MAX;

/// A set of numbers, as sorted ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(Vec<NumberRange>);

impl Coverage {
    /// Returns the numbers of all ranges.
    pub fn new(ranges: impl IntoIterator<Item = NumberRange>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().collect();
        ranges.sort();
        let mut merged: Vec<NumberRange> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end.saturating_add(1) => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self(merged)
    }

    /// Returns the ranges in order.
    pub fn into_ranges(self) -> Vec<NumberRange> {
        self.0
    }

    /// Returns `true` if a number is in the set.
    pub fn contains(&self, number: i32) -> bool {
        let first = self.0.partition_point(|range| range.end < number);
        self.0.get(first).is_some_and(|range| range.contains(number))
    }

    /// Returns `true` if any number of a range is in the set.
    pub fn touches(&self, range: NumberRange) -> bool {
        self.missing(range) != [range]
    }

    /// Returns the first number from `start` on that is not in the set, or the largest number if all are.
    pub fn free_from(&self, start: i32) -> i32 {
        let first = self.0.partition_point(|range| range.end < start);
        // Adjacent ranges are merged, so the number after a range is free.
        self.0.get(first).filter(|range| range.contains(start)).map_or(start, |range| range.end.saturating_add(1))
    }

    /// Returns the parts of a range that are not in the set, in order.
    pub fn missing(&self, range: NumberRange) -> Vec<NumberRange> {
        let mut missing = Vec::new();
        let mut start = range.start;
        let first = self.0.partition_point(|covered| covered.end < range.start);
        for covered in self.0[first..].iter().take_while(|covered| covered.start <= range.end) {
            if start < covered.start {
                missing.push(NumberRange { start, end: covered.start - 1 });
            }
            if covered.end >= range.end {
                return missing;
            }
            start = covered.end + 1;
        }
        if start <= range.end {
            missing.push(NumberRange { start, end: range.end });
        }
        missing
    }
}

/// Returns a range in source form. `max` is the largest possible number.
pub fn written(range: NumberRange, max: i32) -> String {
    let NumberRange { start, end } = range;
    match end {
        end if end == start => start.to_string(),
        end if end >= max => format!("{start} to max"),
        end => format!("{start} to {end}"),
    }
}

/// Returns several ranges in source form.
pub fn list(ranges: &[NumberRange], max: i32) -> String {
    ranges.iter().map(|&range| written(range, max)).collect::<Vec<_>>().join(", ")
}

/// Returns ` (of 10 to 20)` for a part of a range, or an empty string for the whole range.
pub fn out_of(range: NumberRange, part: &[NumberRange], max: i32) -> String {
    if part == [range] { String::new() } else { format!(" (of {})", written(range, max)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn range(start: i32, end: i32) -> NumberRange {
        NumberRange { start, end }
    }

    fn missing(searched: NumberRange, covered: &[(i32, i32)]) -> String {
        let covered = Coverage::new(covered.iter().map(|&(start, end)| range(start, end)));
        list(&covered.missing(searched), i32::MAX)
    }

    #[test]
    fn coverage_ignores_splits_and_order_of_ranges() {
        assert_eq!(missing(range(1, 9), &[(5, 9), (1, 4)]), "");
        assert_eq!(missing(range(1, 9), &[(0, 20)]), "");
        assert_eq!(missing(range(1, 9), &[]), "1 to 9");
        assert_eq!(missing(range(1, 9), &[(1, 2), (4, 5), (9, 12)]), "3, 6 to 8");
        assert_eq!(missing(range(1, 9), &[(10, 12), (-3, 0)]), "1 to 9");
        assert_eq!(missing(range(i32::MIN, i32::MAX), &[(0, 0)]), "-2147483648 to -1, 1 to max");
        assert_eq!(missing(range(5, i32::MAX), &[(5, i32::MAX)]), "");
    }

    #[test]
    fn finds_free_numbers_after_merged_ranges() {
        let covered = Coverage::new([range(4, 6), range(7, 9), range(12, i32::MAX)]);
        assert_eq!([1, 4, 9, 10, 12].map(|start| covered.free_from(start)), [1, 10, 10, 10, i32::MAX]);
    }

    #[test]
    fn finds_numbers_in_merged_ranges() {
        let covered = Coverage::new([range(4, 6), range(1, 2)]);
        let numbers: Vec<_> = (0..8).filter(|&number| covered.contains(number)).collect();
        assert_eq!(numbers, [1, 2, 4, 5, 6]);
        let touched = [range(-5, 0), range(0, 1), range(3, 3), range(3, 4), range(6, 9), range(7, 9)];
        assert_eq!(touched.map(|range| covered.touches(range)), [false, true, false, true, true, false]);
    }
}
