//! Patterns of integers in a range, for JSON strings.

use std::ops::RangeInclusive;

/// Returns the pattern of the integers in these ranges, as ProtoJSON writes them; `None` if there are none.
pub(super) fn pattern(ranges: &[RangeInclusive<i128>]) -> Option<String> {
    let mut alternatives = Vec::new();
    for range in ranges.iter().filter(|range| !range.is_empty()) {
        let (low, high) = (*range.start(), *range.end());
        if low < 0 {
            natural((-high).max(1), -low, "-", &mut alternatives);
        }
        if high >= 0 {
            natural(low.max(0), high, "", &mut alternatives);
        }
    }
    (!alternatives.is_empty()).then(|| format!("^({})$", alternatives.join("|")))
}

/// Adds the patterns of the natural numbers from `low` to `high`.
fn natural(mut low: i128, high: i128, sign: &str, alternatives: &mut Vec<String>) {
    if low == 0 {
        alternatives.push("0".to_owned());
        low = 1;
    }
    if low > high {
        return;
    }
    // The lengths of which all numbers are in the range.
    let power = |exponent: u32| 10_i128.pow(exponent);
    let (shortest, longest) = (low.ilog10() + 1, high.ilog10() + 1);
    let first = if low == power(shortest - 1) { shortest } else { shortest + 1 };
    let last = if high == power(longest) - 1 { longest } else { longest - 1 };
    let mut part = |low: i128, high: i128| {
        if low <= high {
            same_length(low.to_string().as_bytes(), high.to_string().as_bytes(), sign, alternatives);
        }
    };
    part(low, high.min(power(first - 1) - 1));
    part(power(last.max(first - 1)), high);
    if first <= last {
        alternatives.push(format!("{sign}[1-9]{}", digits(first as usize - 1, last as usize - 1)));
    }
}

/// Adds the patterns of the numbers from `low` to `high`, which have the same number of digits.
fn same_length(low: &[u8], high: &[u8], prefix: &str, alternatives: &mut Vec<String>) {
    let (Some((&first, low_rest)), Some((&last, high_rest))) = (low.split_first(), high.split_first()) else {
        alternatives.push(prefix.to_owned());
        return;
    };
    let with = |digit: u8| format!("{prefix}{}", char::from(digit));
    if first == last {
        return same_length(low_rest, high_rest, &with(first), alternatives);
    }
    let (mut first, mut last) = (first, last);
    if low_rest.iter().any(|digit| *digit != b'0') {
        same_length(low_rest, &vec![b'9'; low_rest.len()], &with(first), alternatives);
        first += 1;
    }
    let is_cut = high_rest.iter().any(|digit| *digit != b'9');
    if is_cut {
        last -= 1;
    }
    if first <= last {
        let class = if first == last {
            char::from(first).to_string()
        } else {
            format!("[{}-{}]", char::from(first), char::from(last))
        };
        alternatives.push(format!("{prefix}{class}{}", digits(low_rest.len(), low_rest.len())));
    }
    if is_cut {
        same_length(&vec![b'0'; high_rest.len()], high_rest, &with(last + 1), alternatives);
    }
}

/// Returns the pattern of this many digits.
fn digits(least: usize, most: usize) -> String {
    match (least, most) {
        (0, 0) => String::new(),
        (0, 1) => "[0-9]?".to_owned(),
        (1, 1) => "[0-9]".to_owned(),
        (least, most) if least == most => format!("[0-9]{{{least}}}"),
        (least, most) => format!("[0-9]{{{least},{most}}}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::pattern;

    #[test]
    fn ranges_become_digits() {
        for (range, expected) in [
            (0..=0, "^(0)$"),
            (1..=9, "^([1-9])$"),
            (0..=99, "^(0|[1-9][0-9]?)$"),
            (1..=1_000_000, "^(1000000|[1-9][0-9]{0,5})$"),
            (-10..=200, "^(-10|-[1-9]|0|1[0-9]{2}|200|[1-9][0-9]?)$"),
        ] {
            assert_eq!(pattern(std::slice::from_ref(&range)).unwrap(), expected, "{range:?}");
        }
        assert_eq!(pattern(&[-5..=-3, 3..=5]).unwrap(), "^(-[3-5]|[3-5])$");
        assert_eq!(pattern(&[i128::from(5)..=4]), None);
    }

    #[test]
    fn patterns_match_the_numbers_of_their_range_alone() {
        let edges = [0, 1, 7, 9, 10, 11, 19, 20, 42, 99, 100, 101, 105, 190, 199, 200, 999, 1000, 1001];
        let ends: Vec<i128> = edges.iter().flat_map(|edge| [-edge, *edge]).collect();
        for low in &ends {
            for high in ends.iter().filter(|high| *high >= low) {
                let pattern = regex::Regex::new(&pattern(&[*low..=*high]).unwrap()).unwrap();
                for number in -1100..1100 {
                    let is_in = (*low..=*high).contains(&number);
                    assert_eq!(pattern.is_match(&number.to_string()), is_in, "{number} in {low}..={high}: {pattern}");
                }
                assert!(!pattern.is_match("-0") && !pattern.is_match("01") && !pattern.is_match(""));
            }
        }
    }

    #[test]
    fn patterns_end_with_64_bits() {
        let of = |low, high| regex::Regex::new(&pattern(&[low..=high]).unwrap()).unwrap();
        let signed = of(i64::MIN.into(), i64::MAX.into());
        for number in ["9223372036854775807", "-9223372036854775808", "0", "1000000000000000000"] {
            assert!(signed.is_match(number), "{number}");
        }
        for number in ["9223372036854775808", "-9223372036854775809", "10000000000000000000"] {
            assert!(!signed.is_match(number), "{number}");
        }
        let unsigned = of(0, u64::MAX.into());
        assert!(unsigned.is_match("18446744073709551615") && !unsigned.is_match("18446744073709551616"));
    }
}
