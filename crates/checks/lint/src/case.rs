//! The cases of names: PascalCase and snake_case, with the word boundaries of buf.

/// Converts a name to PascalCase: removes underscores, and converts the first letter of each word to upper case.
pub(crate) fn pascal(name: &str) -> String {
    let mut pascal = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut characters = word.chars();
        pascal.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(characters.as_str());
    }
    pascal
}

/// Converts a name to lower_snake_case.
pub(crate) fn lower_snake(name: &str) -> String {
    words(name).to_lowercase()
}

/// Converts a name to UPPER_SNAKE_CASE.
pub(crate) fn upper_snake(name: &str) -> String {
    words(name).to_uppercase()
}

/// Returns `true` if [`lower_snake`] does not change a name.
pub(crate) fn is_lower_snake(name: &str) -> bool {
    is_snake(name, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) || lower_snake(name) == name
}

/// Returns `true` if [`upper_snake`] does not change a name.
pub(crate) fn is_upper_snake(name: &str) -> bool {
    is_snake(name, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) || upper_snake(name) == name
}

/// Returns `true` if [`pascal`] does not change a name.
pub(crate) fn is_pascal(name: &str) -> bool {
    !name.contains('_') && !name.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Returns `true` if a name consists of words of these characters with single underscores between them.
fn is_snake(name: &str, is_of_word: fn(&u8) -> bool) -> bool {
    name.as_bytes().split(|&byte| byte == b'_').all(|word| !word.is_empty() && word.iter().all(is_of_word))
}

/// Puts an underscore between words. A word starts at an upper-case letter that follows a lower-case letter or precedes
/// one: `HTTPServer` has the words `HTTP` and `Server`. A digit belongs to the word before it.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut characters = name.chars().peekable();
    let mut last: Option<char> = None;
    while let Some(character) = characters.next() {
        if character == '_' {
            last = Some(character);
            continue;
        }
        let is_start = match last {
            None => false,
            Some('_') => true,
            Some(last) => {
                let is_before_lower = characters.peek().is_some_and(|next| next.is_lowercase());
                character.is_uppercase() && (last.is_lowercase() || is_before_lower)
            }
        };
        if is_start && !words.is_empty() {
            words.push('_');
        }
        words.push(character);
        last = Some(character);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_names_into_words() {
        let names = [
            ("HTTPServer", "http_server"),
            ("1BCa2C1", "1b_ca2c1"),
            ("A12b1Ca", "a12b1_ca"),
            ("_foo__bar_", "foo_bar"),
            ("B_1BB2b", "b_1bb2b"),
            ("_", ""),
            ("fooB", "foo_b"),
        ];
        for (name, snake) in names {
            assert_eq!(lower_snake(name), snake);
            assert_eq!(upper_snake(name), snake.to_uppercase());
        }
    }

    #[test]
    fn removes_underscores_in_pascal_case() {
        for (name, expected) in [("_bbaACA", "BbaACA"), ("BC_1A", "BC1A"), ("a1cC", "A1cC"), ("C__C_", "CC")] {
            assert_eq!(pascal(name), expected);
        }
    }

    #[test]
    fn recognizes_names_as_the_conversions_do() {
        for name in ["a", "a1", "a_1", "aB", "A", "AB", "A_B", "_a", "a_", "a__b", "1a", "Ab", "AbC", "_", "A1b"] {
            assert_eq!(is_pascal(name), pascal(name) == name, "{name}");
            assert_eq!(is_lower_snake(name), lower_snake(name) == name, "{name}");
            assert_eq!(is_upper_snake(name), upper_snake(name) == name, "{name}");
        }
    }
}
