/// Maximum number of proposals.
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
        let distance = strsim::osa_distance(&word, &name.to_lowercase());
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
    let (length, own, most) = (word.len(), characters(word), 2 * limit as u32);
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

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn proposes_similar_names_nearest_first() {
        let known = ["include", "exclude", "module", "breaking"];
        assert_eq!(nearest("inclde", known), ["include"]);
        assert_eq!(nearest("exlcude", known), ["exclude"]);
        assert_eq!(nearest("BREAKNIG", known), ["breaking"]);
        assert!(nearest("generate", known).is_empty());
        assert_eq!(nearest("mÖdule", ["MÖDULES"]), ["MÖDULES"]);
    }
}
