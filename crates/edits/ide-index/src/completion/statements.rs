//! The start of a statement: the keywords and types that the block and the rest of the line allow.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::context::Block;
use super::fitting::Wanted;
use super::language::Language;
use super::written::Written;
use super::{Completion, Place, inserted, is_identifier, keywords};
use crate::file::{ReferenceKind, ValueOf};

/// The order of keywords and types at the start of a statement of a message: `true` for a keyword.
const TURNS: [bool; 10] = [true, false, true, false, true, true, false, true, true, false];

/// The evidence in the rest of the line about the start of the statement.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// Nothing: the statement begins with any keyword or type.
    Nothing,
    /// The name of a field, whose type is missing.
    FieldName,
    /// The keywords before such a rest, the most probable first.
    Words(&'static [&'static str]),
}

impl<'a> Place<'a> {
    /// Returns what may start a statement of a message, a oneof or an extend.
    pub(super) fn statement(self) -> Vec<Completion> {
        match self.rest_of_statement() {
            Rest::FieldName if self.needs_label() => self.labels(),
            Rest::FieldName => inserted(self.types(Wanted::Field), self.groups()),
            Rest::Words(words) => {
                let mut items = self.starts();
                let place = |item: &Completion| words.iter().position(|word| *word == item.text);
                items.retain(|item| place(item).is_some() && self.may_have_options(&item.text));
                items.sort_by_key(place);
                if items.is_empty() { self.any_start() } else { items }
            }
            Rest::Nothing => self.any_start(),
        }
    }

    fn any_start(self) -> Vec<Completion> {
        if self.needs_label() {
            return self.starts();
        }
        let mut keywords = self.starts().into_iter();
        let mut types = self.types(Wanted::Field).into_iter();
        let mut items: Vec<Completion> = Vec::new();
        for is_keyword in TURNS {
            items.extend(if is_keyword { keywords.next() } else { types.next() });
        }
        items.extend(keywords);
        items.extend(types);
        items
    }

    /// Returns `true` if a field starts with a label: all fields of proto2, except those of oneofs.
    fn needs_label(self) -> bool {
        self.language() == Language::Proto2 && self.context.block != Block::Oneof
    }

    /// Returns `true` unless the options of the field that follows exclude a label.
    fn may_have_options(self, label: &str) -> bool {
        if self.declared().is_some_and(|it| it.is_repeated != (label == "repeated")) {
            return false;
        }
        let Some(written) = Written(self.rest_of_line()).after_type() else { return true };
        let options = written.options_of_field();
        let has = |wanted: &str| options.iter().any(|(name, _)| name == wanted);
        match label {
            "repeated" => !has("default"),
            "optional" | "required" => !has("packed"),
            _ => true,
        }
    }

    fn labels(self) -> Vec<Completion> {
        let mut items = self.starts();
        items.retain(|item| matches!(&*item.text, "optional" | "repeated" | "required"));
        items.retain(|item| self.may_have_options(&item.text));
        items
    }

    /// Reads the rest of the line. The next line may be another statement.
    fn rest_of_statement(self) -> Rest {
        let words: Vec<&str> = Written(self.rest_of_line()).words().take(32).collect();
        let is_edition = self.language().is_edition();
        let starts = |word: &str, first: fn(char) -> bool| word.starts_with(first);
        match words[..] {
            ["<", ..] => Rest::Words(&["map"]),
            ["(", ..] => Rest::Words(&["option"]),
            ["message" | "enum", name, ..] if is_identifier(name) => Rest::Words(&["export", "local"]),
            [first, ..] if starts(first, |it| matches!(it, '"' | '\'')) => Rest::Words(&["reserved"]),
            [first, ..] if starts(first, |it| it.is_ascii_digit()) => Rest::Words(&["reserved", "extensions"]),
            [first, "," | ";", ..] if is_edition && is_identifier(first) => Rest::Words(&["reserved"]),
            [first, "{", ..] if starts(first, |it| it.is_ascii_lowercase()) => {
                Rest::Words(&["oneof", "message", "enum", "extend"])
            }
            [first, "{", ..] if is_identifier(first) => Rest::Words(&["message", "enum", "extend", "oneof"]),
            [first, "=", value, ..] if is_identifier(first) => {
                if value.starts_with(|it: char| it.is_ascii_digit()) {
                    Rest::FieldName
                } else {
                    Rest::Words(&["option"])
                }
            }
            [first, "="] if is_identifier(first) => Rest::FieldName,
            ref words => self.rest_of_path(words),
        }
    }

    /// Reads the rest of the line if it starts with a name with dots, or a type and a name.
    fn rest_of_path(self, words: &[&str]) -> Rest {
        let is_part = |word: &&str| *word == "." || is_identifier(word);
        let Some(end) = words.iter().position(|word| !is_part(word)) else { return Rest::Nothing };
        match (words[end], &words[..end]) {
            ("{", [_, ..]) => Rest::Words(&["extend"]),
            ("=", [.., ".", _]) => Rest::Words(&["option"]),
            ("=", ["option", ..]) => Rest::Nothing,
            ("=", [.., _, _]) => Rest::Words(&["optional", "repeated", "required"]),
            _ => Rest::Nothing,
        }
    }

    /// Returns the keywords that start a statement. A file has its package and its language once.
    pub(super) fn starts(self) -> Vec<Completion> {
        let file = self.analysis.file(self.file);
        let mut items = keywords::starts(self.context.block, self.language());
        let has_language = Language::declared(&file.text).is_some();
        items.retain(|item| match &*item.text {
            "syntax" => !has_language && !self.sets_features(),
            "edition" => !has_language,
            "package" => file.package_name.is_none(),
            "repeated" => !self.extends_message_set(),
            _ => true,
        });
        if self.context.block == Block::Message {
            let uses = self.uses_of_starts();
            items.sort_by_key(|item| Reverse(uses.get(&*item.text).copied().unwrap_or_default()));
        }
        self.matching(items)
    }

    /// Returns `true` if the file has features, which only editions have.
    fn sets_features(self) -> bool {
        let file = self.analysis.file(self.file);
        let mut options =
            file.references.iter().filter(|it| matches!(it.kind, ReferenceKind::Member(ValueOf::Options(_))));
        options.any(|it| it.path.span.of(&file.text) == "features")
    }

    /// Returns how many indented lines of the file start with each word: the statements of blocks.
    fn uses_of_starts(self) -> HashMap<&'a str, usize> {
        let mut uses = HashMap::new();
        for line in self.analysis.file(self.file).text.lines().filter(|line| line.starts_with([' ', '\t'])) {
            let word = line.trim_start().split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
            *uses.entry(word).or_default() += 1;
        }
        uses
    }
}
