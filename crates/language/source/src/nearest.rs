//! Names that a misspelled word may mean.

/// Maximum number of proposals for one word.
const MAX_PROPOSALS: usize = 3;

/// Returns the names in `known` that `word` may be a misspelling of, nearest first, with an edit distance of one or
/// two.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    nearest_of(word, &mut known.into_iter())
}

fn nearest_of<'a>(word: &str, known: &mut dyn Iterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let is_alike = alike(&word, limit);
    let near = |name: &'a str| {
        let distance = edit_distance(&word, &name.to_lowercase());
        (distance <= limit).then_some((distance, name))
    };
    let mut found: Vec<(usize, &str)> = known.filter(|name| is_alike(name)).filter_map(near).collect();
    found.sort();
    found.dedup();
    found.truncate(MAX_PROPOSALS);
    found.iter().map(|&(_, name)| name).collect()
}

/// Returns a fast filter that rejects most names with a distance above `limit`, by length and character set.
fn alike(word: &str, limit: usize) -> impl Fn(&str) -> bool {
    // A replaced character changes two bits of the character set.
    let length = word.len();
    let own = characters(word);
    let most = 2 * limit as u32;
    let is_ascii = word.is_ascii();
    move |name| {
        !is_ascii
            || !name.is_ascii()
            || name.len().abs_diff(length) <= limit && (characters(name) ^ own).count_ones() <= most
    }
}

/// Returns the set of characters in a word as a bit mask.
fn characters(word: &str) -> u64 {
    word.bytes().fold(0, |characters, byte| characters | 1 << (byte.to_ascii_lowercase() % 64))
}

/// Returns the number of characters to insert, remove, replace, or swap with their neighbor to get from one word to
/// the other. Build scripts compile this crate, so it is not worth a dependency.
fn edit_distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    // Distances between the beginnings of both words: for all beginnings of `to`, with one character of `from` less,
    // and with two.
    let mut previous = (0..=to.len()).collect::<Vec<_>>();
    let mut before = vec![0; to.len() + 1];
    for row in 1..=from.len() {
        let mut distances = Vec::with_capacity(to.len() + 1);
        distances.push(row);
        for column in 1..=to.len() {
            let is_replaced = usize::from(from[row - 1] != to[column - 1]);
            let mut least =
                (previous[column - 1] + is_replaced).min(previous[column] + 1).min(distances[column - 1] + 1);
            let is_swapped =
                row > 1 && column > 1 && from[row - 2] == to[column - 1] && from[row - 1] == to[column - 2];
            if is_swapped {
                least = least.min(before[column - 2] + 1);
            }
            distances.push(least);
        }
        before = std::mem::replace(&mut previous, distances);
    }
    previous[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{edit_distance, nearest};

    #[test]
    fn proposes_similar_names_nearest_first() {
        let known = ["include", "exclude", "module", "breaking"];
        assert_eq!(nearest("inclde", known), ["include"]);
        assert_eq!(nearest("exlcude", known), ["exclude"]);
        assert_eq!(nearest("BREAKNIG", known), ["breaking"]);
        assert!(nearest("generate", known).is_empty());
        assert_eq!(nearest("mÖdule", ["MÖDULES"]), ["MÖDULES"]);
    }

    #[test]
    fn distances_count_insertions_removals_replacements_and_swaps() {
        let distances = [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
            ("mödule", "module", 1),
            // A swapped pair is not edited again: with that, the distance would be 2.
            ("ca", "abc", 3),
        ];
        for (from, to, distance) in distances {
            assert_eq!(edit_distance(from, to), distance, "`{from}` to `{to}`");
            assert_eq!(edit_distance(to, from), distance, "`{to}` to `{from}`");
        }
    }
}
