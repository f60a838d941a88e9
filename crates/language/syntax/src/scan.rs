//! Fast search for bytes, many at a time.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Returns the first index of `needle` from `from` on, or the length of `bytes`.
pub(crate) fn find(bytes: &[u8], from: usize, needle: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let (words, tail) = rest.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let found = equal(u64::from_le_bytes(*word), needle);
        if found != 0 {
            return from + index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let at = bytes.len() - tail.len();
    tail.iter().position(|&byte| byte == needle).map_or(bytes.len(), |index| at + index)
}

/// Returns whether `needle` occurs. It is usually absent, and then a loop without early exit is fastest.
pub fn contains(bytes: &[u8], needle: u8) -> bool {
    bytes.chunks(64).any(|chunk| chunk.iter().fold(false, |found, &byte| found | (byte == needle)))
}

/// Returns a word with the highest bit set in each byte of `word` that equals `needle`.
pub(crate) const fn equal(word: u64, needle: u8) -> u64 {
    let zero_where_equal = word ^ (ONES * needle as u64);
    // Carries do not cross byte boundaries, so that no other byte matches.
    !(((zero_where_equal & !HIGH) + !HIGH) | zero_where_equal) & HIGH
}

#[cfg(test)]
mod tests {
    use super::{contains, equal, find};

    #[test]
    fn finds_the_first_occurrence_from_any_offset() {
        let bytes: Vec<u8> = (0..100).map(|at| if at % 13 == 5 { b'\n' } else { at }).collect();
        for from in 0..=bytes.len() {
            let expected = bytes[from..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| from + at);
            assert_eq!(find(&bytes, from, b'\n'), expected);
        }
    }

    #[test]
    fn finds_an_occurrence_at_any_offset() {
        let mut bytes = vec![b'a'; 200];
        assert!(!contains(&bytes, b'\t'));
        for at in 0..200 {
            bytes[at] = b'\t';
            assert!(contains(&bytes, b'\t'));
            bytes[at] = b'a';
        }
    }

    #[test]
    fn distinguishes_adjacent_bytes() {
        let word = u64::from_le_bytes([b'\n', 0x0b, 0x8a, 0x00, 0xff, b'\n', 0x09, b'\n']);
        assert_eq!(equal(word, b'\n').to_le_bytes(), [0x80, 0, 0, 0, 0, 0x80, 0, 0x80]);
    }
}
