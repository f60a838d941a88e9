//! Looks for bytes, many at a time.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// The first `wanted` from `from` on; the length of `bytes`, if there is none.
pub(crate) fn find(bytes: &[u8], from: usize, wanted: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let (words, tail) = rest.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let found = equal(u64::from_le_bytes(*word), wanted);
        if found != 0 {
            return from + index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let at = bytes.len() - tail.len();
    tail.iter().position(|&byte| byte == wanted).map_or(bytes.len(), |index| at + index)
}

/// Whether there is a `wanted` anywhere. Mostly there is none, and then the way to find that out without a way out in
/// between is the fastest.
pub fn contains(bytes: &[u8], wanted: u8) -> bool {
    bytes.chunks(64).any(|chunk| chunk.iter().fold(false, |found, &byte| found | (byte == wanted)))
}

/// The highest bit of each byte of `word` that is `wanted`.
pub(crate) const fn equal(word: u64, wanted: u8) -> u64 {
    let zero_where_equal = word ^ (ONES * wanted as u64);
    // A carry never leaves its byte, so that no byte is taken for another one.
    !(((zero_where_equal & !HIGH) + !HIGH) | zero_where_equal) & HIGH
}

#[cfg(test)]
mod tests {
    use super::{contains, equal, find};

    #[test]
    fn finds_the_first_one_from_anywhere() {
        let bytes: Vec<u8> = (0..100).map(|at| if at % 13 == 5 { b'\n' } else { at }).collect();
        for from in 0..=bytes.len() {
            let expected = bytes[from..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| from + at);
            assert_eq!(find(&bytes, from, b'\n'), expected);
        }
    }

    #[test]
    fn finds_one_anywhere() {
        let mut bytes = vec![b'a'; 200];
        assert!(!contains(&bytes, b'\t'));
        for at in 0..200 {
            bytes[at] = b'\t';
            assert!(contains(&bytes, b'\t'));
            bytes[at] = b'a';
        }
    }

    #[test]
    fn neighbours_are_told_apart() {
        let word = u64::from_le_bytes([b'\n', 0x0b, 0x8a, 0x00, 0xff, b'\n', 0x09, b'\n']);
        assert_eq!(equal(word, b'\n').to_le_bytes(), [0x80, 0, 0, 0, 0, 0x80, 0, 0x80]);
    }
}
