/// How many names are proposed.
const MAX_PROPOSALS: usize = 3;

/// Returns those of `known` that `word` may be a misspelling of, nearest first: a character or two away.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let is_alike = alike(&word, limit);
    let near = |name: &'a str| {
        let distance = strsim::osa_distance(&word, &name.to_lowercase());
        (distance <= limit).then_some((distance, name))
    };
    let mut found: Vec<(usize, &str)> = known.into_iter().filter(|name| is_alike(name)).filter_map(near).collect();
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
