//! Drawn names, in the right case or in another one.

use protoward_kit::random::Random;

/// Draws names. Each contains a word of its own, so that no two names clash.
pub(super) struct NameDraw {
    random: Random,
    one_in: usize,
    next: usize,
    /// A part of every word of its own.
    mark: String,
}

impl NameDraw {
    pub(super) fn new(seed: u64, one_in: usize) -> NameDraw {
        NameDraw { random: Random::new(seed), one_in, next: 0, mark: String::new() }
    }

    /// Makes the following names differ from those of draws with another number.
    pub(super) fn mark(&mut self, number: u64) {
        self.mark = number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'g')).collect();
    }

    /// Returns the words of a new name.
    fn words(&mut self) -> Vec<String> {
        const COMMON: [&str; 9] = ["user", "http", "id", "name", "v2", "a", "x1y", "order", "2nd"];
        let mut unique = String::new();
        let mut rest = self.next;
        self.next += 1;
        for _ in 0..3 {
            unique.push(char::from(b'g' + u8::try_from(rest % 16).unwrap_or(0)));
            rest /= 16;
        }
        unique.push_str(&self.mark);
        let mut words = vec![unique];
        for _ in 0..self.random.below(3) {
            words.push(COMMON[self.random.below(COMMON.len())].to_owned());
        }
        words
    }

    pub(super) fn lower_snake(&mut self) -> String {
        let words = self.words();
        self.deviating(words.join("_"), &words)
    }

    pub(super) fn upper_snake(&mut self, prefix: &str) -> String {
        let words = self.words();
        let upper = words.join("_").to_uppercase();
        self.deviating(format!("{prefix}{upper}"), &words)
    }

    pub(super) fn pascal(&mut self, suffix: &str) -> String {
        let words = self.words();
        let pascal: String = words.iter().map(|word| capitalized(word)).collect();
        self.deviating(format!("{pascal}{suffix}"), &words)
    }

    pub(super) fn file(&mut self) -> String {
        let words = self.words();
        let name = words.join("_");
        if !self.random.chance(self.one_in) {
            return name;
        }
        match self.random.below(4) {
            0 => words.join("-"),
            1 => words.join("."),
            2 => words.iter().map(|word| capitalized(word)).collect(),
            _ => format!("{name}__"),
        }
    }

    fn deviating(&mut self, right: String, words: &[String]) -> String {
        if !self.random.chance(self.one_in) {
            return right;
        }
        let pascal: String = words.iter().map(|word| capitalized(word)).collect();
        match self.random.below(10) {
            0 => words.join("_"),
            1 => words.join("_").to_uppercase(),
            2 => pascal,
            3 => format!("{}{}", words[0], pascal),
            4 => format!("_{right}"),
            5 => format!("{right}_"),
            6 => words.join("__"),
            7 => format!("{}HTTP{}", capitalized(&words[0]), pascal),
            8 => format!("{pascal}1b"),
            _ => words.iter().map(|word| capitalized(word)).collect::<Vec<_>>().join("_"),
        }
    }
}

/// Converts the first letter to upper case.
pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Converts a PascalCase name of drawn words to UPPER_SNAKE_CASE, by the rule that a word starts at an upper-case letter after
/// a lower-case letter or before one.
pub(super) fn upper(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let is_between = before.is_some_and(|it| it.is_lowercase()) || after.is_some_and(|it| it.is_lowercase());
        if letter.is_uppercase() && is_between && before.is_some_and(|&it| it != '_') {
            words.push('_');
        }
        words.push(letter.to_ascii_uppercase());
    }
    words
}
