/// How many names are proposed.
const MAX_PROPOSALS: usize = 3;

/// Those of `known` that somebody may have meant by `word`, nearest first: a letter or two away, or one inside the
/// other.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    among(word, &mut known.into_iter())
}

/// There once, whatever the names come from: a build script compiles it.
fn among<'a>(word: &str, known: &mut dyn Iterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let is_alike = alike(&word, limit);
    let near = |name: &'a str| distance(&word, &name.to_lowercase(), limit).map(|distance| (distance, name));
    let mut found: Vec<(usize, &str)> = known.filter(|name| is_alike(name)).filter_map(near).collect();
    found.sort();
    found.dedup();
    found.truncate(MAX_PROPOSALS);
    found.iter().map(|&(_, name)| name).collect()
}

/// Tells at a glance most names that are farther away than `limit`: too long, too short, or of other letters.
fn alike(word: &str, limit: usize) -> impl Fn(&str) -> bool {
    // One letter that is replaced by another changes two of the letters that a word has.
    let (length, own, most) = (word.len(), letters(word), 2 * limit as u32);
    let is_ascii = word.is_ascii();
    move |name| {
        !is_ascii
            || !name.is_ascii()
            || name.len().abs_diff(length) <= limit && (letters(name) ^ own).count_ones() <= most
    }
}

/// The letters of a word, each a bit.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() % 64))
}

/// The number of letters that are put in, left out, replaced or swapped with their neighbor; `None` beyond `limit`.
fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect::<Vec<_>>(), right.chars().collect::<Vec<_>>());
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != other);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn names_a_few_letters_away_are_proposed_nearest_first() {
        let known = ["include", "exclude", "module", "breaking"];
        assert_eq!(nearest("inclde", known), ["include"]);
        assert_eq!(nearest("exlcude", known), ["exclude"]);
        assert_eq!(nearest("BREAKNIG", known), ["breaking"]);
        assert!(nearest("generate", known).is_empty());
        assert_eq!(nearest("mÖdule", ["MÖDULES"]), ["MÖDULES"]);
    }
}
