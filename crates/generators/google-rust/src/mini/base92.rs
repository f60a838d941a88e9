//! The digits of mini descriptors: printable ASCII without quotes and the backslash.

/// The digits in order of their values.
const DIGITS: &[u8; 92] =
    b" !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Digits that stand for numbers of one kind. Their count is a power of two, so that each digit holds some bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct DigitRange {
    first: u8,
    bits: u32,
}

/// Modifiers of messages and fields, from `L`.
pub(super) const MODIFIERS: DigitRange = DigitRange { first: value_of(b'L'), bits: 4 };
/// Skipped numbers, from `_`.
pub(super) const SKIPS: DigitRange = DigitRange { first: value_of(b'_'), bits: 5 };
/// The numbers of fields in oneofs, from the first digit.
pub(super) const ONEOF_FIELDS: DigitRange = DigitRange { first: 0, bits: 6 };

/// Returns the digit of a value.
pub(super) fn digit(value: u8) -> char {
    char::from(DIGITS[usize::from(value)])
}

/// Appends a number, the lowest bits first.
pub(super) fn push_number(text: &mut String, number: u32, range: DigitRange) {
    let mut rest = number;
    loop {
        let low = rest & ((1 << range.bits) - 1);
        text.push(digit(range.first + low as u8));
        rest >>= range.bits;
        if rest == 0 {
            return;
        }
    }
}

/// Returns the value of a digit.
const fn value_of(digit: u8) -> u8 {
    let mut value = 0;
    while DIGITS[value as usize] != digit {
        value += 1;
    }
    value
}
