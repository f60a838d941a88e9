//! Words in names: prepositions and plurals, with the exceptions that are established terms.

/// Prepositions that names should avoid.
const PREPOSITIONS: &[&str] =
    &["after", "at", "before", "between", "by", "during", "for", "from", "into", "to", "with", "within", "without"];

/// Established terms that contain a preposition.
const TERMS: &[&[&str]] = &[
    &["order", "by"],
    &["group", "by"],
    &["sort", "by"],
    &["time", "to", "live"],
    &["text", "to", "speech"],
    &["speech", "to", "text"],
    &["end", "to", "end"],
    &["peer", "to", "peer"],
    &["point", "to", "point"],
    &["site", "to", "site"],
    &["opt", "in"],
    &["at", "once"],
];

/// Words that are equal in singular and plural, or whose plural has no `s`.
const PLURALS: &[&str] = &[
    "aircraft",
    "alumni",
    "cattle",
    "children",
    "content",
    "criteria",
    "data",
    "equipment",
    "feedback",
    "feet",
    "fish",
    "geese",
    "hardware",
    "history",
    "indices",
    "info",
    "information",
    "inventory",
    "matrices",
    "media",
    "men",
    "metadata",
    "mice",
    "music",
    "people",
    "police",
    "phenomena",
    "schemata",
    "sheep",
    "software",
    "staff",
    "strata",
    "stuff",
    "support",
    "teeth",
    "text",
    "traffic",
    "vertices",
    "women",
];

/// Returns the first preposition among words.
pub(super) fn preposition<'a>(words: &[&'a str]) -> Option<&'a str> {
    words.iter().enumerate().find_map(|(at, word)| {
        let is_term = TERMS.iter().any(|term| {
            (0..term.len()).any(|offset| {
                let Some(start) = at.checked_sub(offset) else { return false };
                words.get(start..start + term.len()).is_some_and(|part| part == *term)
            })
        });
        (PREPOSITIONS.contains(word) && !is_term).then_some(*word)
    })
}

/// Returns the snake_case form of a PascalCase name. A run of capitals is one word: `HTTPRoute` is `http_route`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::with_capacity(name.len() + 4);
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let starts_word = before.is_some_and(|before| {
            let ends_run = letters.get(at + 1).is_some_and(|next| next.is_ascii_lowercase());
            letter.is_ascii_uppercase() && *before != '_' && (!before.is_ascii_uppercase() || ends_run)
        });
        if starts_word {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// Returns a name in lower case without underscores. Names in different cases are compared in this form.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Returns `true` if a name is in PascalCase.
pub(super) fn is_pascal(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(|it| it.is_ascii_alphanumeric())
}

/// Returns `true` if a name is in lowerCamelCase.
pub(super) fn is_camel(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(|it| it.is_ascii_alphanumeric())
}

/// Returns `true` if a name consists of lower-case letters, digits and underscores.
pub(super) fn is_snake(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}

/// Returns `true` if a word could be a plural.
pub(super) fn is_plural(word: &str) -> bool {
    word.ends_with('s') || PLURALS.contains(&word) || !word.ends_with(|last: char| last.is_ascii_alphabetic())
}

/// Returns the plural of an English noun, by the regular rules.
pub(super) fn plural(noun: &str) -> String {
    let stem = |cut: usize| noun.get(..noun.len() - cut).unwrap_or(noun);
    let after_vowel = ["ay", "ey", "iy", "oy", "uy"].iter().any(|ending| noun.ends_with(ending));
    if noun.ends_with('y') && !after_vowel {
        return format!("{}ies", stem(1));
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|ending| noun.ends_with(ending));
    if hisses { format!("{noun}es") } else { format!("{noun}s") }
}

#[cfg(test)]
mod tests {
    use super::{plural, preposition, snake};

    #[test]
    fn splits_runs_of_capitals() {
        assert_eq!(snake("HTTPRoute"), "http_route");
        assert_eq!(snake("BookShelf2"), "book_shelf2");
        assert_eq!(snake("IPAddress"), "ip_address");
    }

    #[test]
    fn forms_plurals() {
        assert_eq!(plural("policy"), "policies");
        assert_eq!(plural("key"), "keys");
        assert_eq!(plural("address"), "addresses");
        assert_eq!(plural("book"), "books");
    }

    #[test]
    fn terms_may_have_prepositions() {
        assert_eq!(preposition(&["written", "by"]), Some("by"));
        assert_eq!(preposition(&["order", "by"]), None);
        assert_eq!(preposition(&["time", "to", "live"]), None);
        assert_eq!(preposition(&["time", "to", "leave"]), Some("to"));
    }
}
