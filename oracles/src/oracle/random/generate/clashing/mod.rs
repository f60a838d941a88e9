//! Names that are likely to clash in generated Rust: few words in many spellings.

mod words;

use std::collections::BTreeSet;

use super::names::{NameStyle, UsedNames, folded, longer};
use super::world::Symbol;
use super::{Generator, joined};
use crate::alternatives::one_of;
use crate::proto_model::Edition;
use protoward_kit::random::Random;

pub(in crate::oracle::random) use words::COMMENTS;

/// The words of which the names of one set consist.
#[derive(Debug, Clone)]
pub(in crate::oracle::random) struct Words(Vec<&'static str>);

impl Words {
    pub(in crate::oracle::random) fn drawn(random: &mut Random) -> Words {
        let count = 8 + random.below(32);
        Words(random.sample(words::all(), count))
    }

    /// Returns one of the words, unchanged or in another spelling.
    fn word(&self, random: &mut Random) -> String {
        let word = self.0[random.below(self.0.len())];
        let around = one_of(words::AROUND, random);
        match random.below(20) {
            0 => word.to_uppercase(),
            1 => word.to_lowercase(),
            2 | 3 => capital(word),
            4 => format!("{word}_"),
            5 => format!("_{word}"),
            6 | 7 => camel(word),
            8 | 9 => snake(word),
            10 => format!("{word}{}", random.below(3)),
            11 => format!("{word}_{}", random.below(3)),
            12 => around.replace('*', word),
            _ => word.to_owned(),
        }
    }
}

impl Generator {
    /// Returns a name. The files of such a set do not enforce a naming style.
    fn drawn(&mut self) -> String {
        self.words.as_ref().map(|words| words.word(&mut self.random)).unwrap_or_default()
    }

    /// Declares a free name in `scope`, and returns it.
    pub(super) fn clashing(&mut self, look: NameStyle, scope: &str, taken: &mut UsedNames, symbol: Symbol) -> String {
        for attempt in 0.. {
            let mut name = self.drawn();
            if attempt > 20 {
                name = longer(&name, look, &mut self.random);
            }
            let full = joined(scope, &name);
            let entry = joined(scope, &format!("{}Entry", camel_of_entry(&name)));
            let is_field = symbol == Symbol::Field;
            if self.world.is_declared(&full) || is_field && self.world.is_declared(&entry) {
                continue;
            }
            // Equal JSON names of two fields are refused, except in proto2.
            if is_field && !self.current.edition.is_proto2() && !taken.take(&name) {
                continue;
            }
            self.world.declare(&full, symbol, self.current.file);
            return name;
        }
        String::new()
    }

    /// Declares a free name of an enum value. The name must be free in the scope, and its part after the enum's name in the enum.
    pub(super) fn clashing_value(
        &mut self,
        (scope, enumeration): (&str, &str),
        taken: &mut UsedNames,
        apart: &mut UsedNames,
    ) -> String {
        loop {
            let mut name = self.drawn();
            if self.chance(3) {
                let prefix = if self.chance(2) { snake(enumeration).to_uppercase() } else { enumeration.to_owned() };
                name = if self.chance(2) { format!("{prefix}_{name}") } else { format!("{prefix}{name}") };
            }
            if self.chance(6) {
                name = longer(&name, NameStyle::Upper, &mut self.random);
            }
            let plain = folded(&name);
            let prefix = folded(enumeration);
            let rest = plain.strip_prefix(&prefix).filter(|rest| !rest.is_empty()).unwrap_or(&plain);
            let full = joined(scope, &name);
            let is_proto2 = matches!(self.current.edition, Edition::Unspecified | Edition::Proto2);
            if !self.world.is_declared(&full) && (apart.take(rest) || is_proto2) {
                taken.take(&name);
                self.world.declare(&full, Symbol::Other, self.current.file);
                return name;
            }
        }
    }

    pub(super) fn clashing_group(&mut self) -> String {
        let name = capital(self.drawn().trim_start_matches(|it: char| !it.is_ascii_alphabetic()));
        if name.is_empty() { "G".to_owned() } else { name }
    }

    /// Returns no package, a package similar to existing names, or any other package.
    pub(super) fn clashing_package(&mut self) -> String {
        let known: BTreeSet<String> = self
            .world
            .symbols
            .iter()
            .filter(|(name, all)| !name.is_empty() && !name.starts_with("google") && !all.is_empty())
            .filter(|(_, all)| all.iter().any(|it| matches!(it.0, Symbol::Package | Symbol::Message)))
            .map(|it| it.0.clone())
            .collect();
        let known: Vec<String> = known.into_iter().collect();
        let near = self.random.pick(&known).cloned().unwrap_or_default();
        let (outer, last) = near.rsplit_once('.').unwrap_or(("", &near));
        let word = self.drawn();
        match self.random.below(8) {
            0 => String::new(),
            1 | 2 => near,
            3 => joined(&near, &word),
            4 => joined(outer, &snake(last)),
            5 => joined(outer, &capital(last)),
            6 => joined(&word, &self.drawn()),
            _ => word,
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn camel(word: &str) -> String {
    let camel: String = word.split('_').map(capital).collect();
    if camel.starts_with(|it: char| it.is_ascii_alphabetic()) { camel } else { word.to_owned() }
}

/// Returns the name in camel case, as protoc writes it before `Entry`.
fn camel_of_entry(name: &str) -> String {
    name.split('_').map(capital).collect()
}

fn snake(word: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in word.char_indices() {
        if letter.is_uppercase() && at > 0 && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
