//! Random sets of files that are nearly always valid.
//!
//! Input: a random number generator. Output: a [`FileSet`]. All types of a file are declared before their contents are drawn, so that
//! a reference can use any name that resolves to its type at that position.

mod clashing;
mod enums;
mod extensions;
mod features;
mod fields;
mod files;
mod messages;
mod names;
mod options;
mod services;
mod values;
mod world;

use protoward_kit::random::Random;

use crate::proto_model::{Edition, File, FileSet};
pub(super) use clashing::{COMMENTS, Words};
use names::{NameStyle, UsedNames};
use world::{GeneratedSchema, Lookup, Symbol};

/// The part of the language that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    All,
    /// The part that prost-build supports: no editions, and no names without letters and digits, which would be empty in Rust.
    OfProst,
}

/// Draws a set of files. With `words`, names consist of these words.
pub(super) fn draw(random: Random, words: Option<Words>, language: Language) -> FileSet {
    let world = GeneratedSchema::default();
    let set = FileSet::default();
    let current = CurrentFile::default();
    let mut maker = Generator { random, words, language, world, set, current, budget: 0 };
    let count = 1 + maker.random.below(5);
    maker.built_in();
    for _ in 0..count {
        maker.file();
    }
    maker.set
}

/// The editions of files, with duplicates for likelier ones. Those that prost-build supports come first.
const EDITIONS: &[Edition] = &[
    Edition::Unspecified,
    Edition::Proto2,
    Edition::Proto2,
    Edition::Proto3,
    Edition::Proto3,
    Edition::Proto3,
    Edition::E2023,
    Edition::E2023,
    Edition::E2024,
    Edition::E2024,
    Edition::E2026,
];

/// The number of entries for proto2 and proto3.
const SYNTAXES: usize = 6;

struct Generator {
    random: Random,
    words: Option<Words>,
    language: Language,
    world: GeneratedSchema,
    set: FileSet,
    current: CurrentFile,
    /// The number of statements that the file may still get.
    budget: usize,
}

/// The file that is being drawn.
#[derive(Debug, Clone)]
struct CurrentFile {
    file: usize,
    edition: Edition,
    package: String,
    /// Enforces a naming style.
    styled: bool,
    /// Gives implicit presence to fields without an own setting.
    implicit: bool,
    closed_enums: bool,
    delimited: bool,
    strict: bool,
    local: bool,
}

impl Default for CurrentFile {
    fn default() -> CurrentFile {
        CurrentFile {
            file: 0,
            edition: Edition::Proto2,
            package: String::new(),
            styled: false,
            implicit: false,
            closed_enums: true,
            delimited: false,
            strict: false,
            local: false,
        }
    }
}

impl Generator {
    fn chance(&mut self, one_in: usize) -> bool {
        self.random.chance(one_in)
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.random.below(all.len())].clone()
    }

    /// Declares a free name in `scope`, and returns it.
    fn name(&mut self, look: NameStyle, scope: &str, taken: &mut UsedNames, symbol: Symbol) -> String {
        if self.words.is_some() {
            return self.clashing(look, scope, taken, symbol);
        }
        let mut name = names::word(look, self.current.styled, &mut self.random);
        loop {
            let full = joined(scope, &name);
            let is_taken = self.world.is_declared(&full) || !self.may_be_name(&name);
            if !is_taken && taken.take(&name) {
                self.world.declare(&full, symbol, self.current.file);
                return name;
            }
            name = names::longer(&name, look, &mut self.random);
        }
    }

    fn may_be_name(&self, name: &str) -> bool {
        self.language == Language::All || name.contains(|letter: char| letter.is_ascii_alphanumeric())
    }

    fn edition(&mut self) -> Edition {
        match self.language {
            Language::All => self.pick(EDITIONS),
            Language::OfProst => self.pick(&EDITIONS[..SYNTAXES]),
        }
    }

    /// Draws a name that refers to the type or extension `full` in `scope`.
    fn reference(&mut self, full: &str, scope: &str, lookup: Lookup) -> String {
        let texts = self.world.texts(full, scope, self.current.file, lookup);
        self.pick(&texts)
    }

    fn files(&mut self) -> &mut Vec<File> {
        &mut self.set.files
    }
}

fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}
