//! Names as prost-build spells them in Rust.

/// `FooBar` for `foo_bar`, `FOOBar` and `fooBar`.
pub(in crate::codegen) fn upper_camel(name: &str) -> String {
    words(name).flat_map(|word| capitalized(&word).collect::<Vec<_>>()).collect()
}

fn capitalized(word: &str) -> impl Iterator<Item = char> {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase))
}

/// A word ends where a small letter is before a large one, or a large one before another that a small one follows;
/// digits count as what is before them.
fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|letter: char| !letter.is_alphanumeric()).flat_map(|part| {
        let letters: Vec<char> = part.chars().collect();
        let (mut words, mut word, mut is_small) = (Vec::new(), String::new(), false);
        let mut is_large = false;
        for (at, &letter) in letters.iter().enumerate() {
            let next = letters.get(at + 1).copied();
            let before_small = is_large && letter.is_uppercase() && next.is_some_and(char::is_lowercase);
            if (is_small && letter.is_uppercase() || before_small) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if letter.is_lowercase() || letter.is_uppercase() {
                (is_small, is_large) = (letter.is_lowercase(), letter.is_uppercase());
            }
            word.push(letter);
        }
        words.push(word);
        words
    })
}

#[cfg(test)]
mod tests {
    use super::upper_camel;

    #[test]
    fn names_of_types_are_those_of_prost() {
        let cases = [
            ("foo_bar", "FooBar"),
            ("FooBar", "FooBar"),
            ("FOO_BAR", "FooBar"),
            ("HTTPServer", "HttpServer"),
            ("fooBAR", "FooBar"),
            ("V1Beta2", "V1Beta2"),
            ("v1beta2", "V1beta2"),
            ("A_B__c_", "ABC"),
            ("X509Cert", "X509Cert"),
            ("ABC1Def", "Abc1Def"),
        ];
        for (name, rust) in cases {
            assert_eq!(upper_camel(name), rust, "{name}");
        }
    }
}
