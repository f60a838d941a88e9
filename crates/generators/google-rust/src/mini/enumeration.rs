//! Mini descriptors of closed enums: the set of their numbers.

use super::base92::{SKIPS, digit, push_number};
use protoward_schema::{Enum, Schema};

/// Marks the descriptor of an enum.
const VERSION: char = '!';

/// The number of enum values in the mask of one digit.
const MASK_BITS: u32 = 5;

/// Returns the mini descriptor of an enum.
pub(crate) fn enumeration(schema: &Schema, it: &Enum) -> String {
    // Negative numbers follow the others.
    let mut numbers: Vec<u32> = it.values.iter().map(|&value| schema[value].number.cast_unsigned()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    encoded(&numbers)
}

fn encoded(numbers: &[u32]) -> String {
    let mut text = String::from(VERSION);
    let mut start = 0_u32;
    let mut mask = 0_u8;
    for &number in numbers {
        if number - start >= MASK_BITS && mask != 0 {
            text.push(digit(mask));
            (start, mask) = (start + MASK_BITS, 0);
        }
        if number - start >= MASK_BITS {
            push_number(&mut text, number - start, SKIPS);
            start = number;
        }
        mask |= 1 << (number - start);
    }
    if mask != 0 {
        text.push(digit(mask));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn holds_masks_and_skips() {
        assert_eq!(encoded(&[0, 1, 2, 3, 4, 5, 6]), "!A$");
        assert_eq!(encoded(&[1, 3, 5]), "!,!");
        let negative = [i32::MIN, -1].map(i32::cast_unsigned);
        let numbers: Vec<u32> = (0..=10).chain(14..=16).filter(|it| *it != 10).chain(negative).collect();
        assert_eq!(encoded(&numbers), "!AA2$k~~~~~`!y~~~~~`!");
        assert_eq!(encoded(&[10]), "!i!");
    }
}
