//! The options, or the fields in text format, that are set beside the place: most may be set only once.

use super::Place;
use super::context::Block;
use crate::file::{DeclarationId, DeclarationKind};
use crate::workspace::Target;
use protoward_syntax::ast::Span;
use protoward_syntax::{TokenKind, ValueTokens};

/// A word in place of the one at the offset, whose name is not set yet.
const PLACE: &str = "|";

/// The names that are set beside a place, as they are written, without white space.
pub(super) struct SetOptions<'a> {
    place: Place<'a>,
    names: Vec<String>,
    /// The part of the option name in front of the word at the place: `(a).`.
    before: String,
}

impl<'a> Place<'a> {
    /// Reads the names that are set in the block, the brackets or the message around the place.
    pub(super) fn set_options(self) -> SetOptions<'a> {
        let text = &self.analysis.file(self.file).text;
        let own = self.context.replace.range();
        let mut words = Vec::new();
        let mut open = Vec::new();
        let mut has_place = false;
        for token in ValueTokens::new(text, Span::new(0, text.len() as u32)) {
            let span = token.span.range();
            let is_before = span.start < own.start;
            if !is_before && !std::mem::replace(&mut has_place, true) {
                words.push(PLACE);
            }
            if !is_before && span.end <= own.end {
                continue;
            }
            let word = token.span.of(text);
            if is_before && token.kind == TokenKind::Symbol {
                match word {
                    "{" | "[" => open.push(words.len() + 1),
                    "}" | "]" => drop(open.pop()),
                    _ => {}
                }
            }
            words.push(word);
        }
        let inside = words.get(open.last().copied().unwrap_or_default()..).unwrap_or_default();
        let is_in_text = self.context.block == Block::Aggregate;
        let (mut names, before) = match &self.context.brackets {
            _ if is_in_text => (of_text(inside), String::new()),
            Some(brackets) => (of_brackets(inside), brackets.concat()),
            None => (of_statements(inside), self.context.statement.get(1..).unwrap_or_default().concat()),
        };
        names.retain(|name| !name.contains(PLACE));
        SetOptions { place: self, names, before }
    }
}

impl SetOptions<'_> {
    /// Returns `true` if a field may be set by a name behind the tokens in front of the word.
    pub(super) fn allow(&self, name: &str, field: Target) -> bool {
        let name = format!("{}{name}", self.before);
        let is_part = |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
        let is_taken = |set: &String| *set == name || is_part(&name, set) || name == "features" && is_part(set, &name);
        self.is_repeated(field) || !(self.names.iter().any(is_taken) || self.has_other_of_oneof(field))
    }

    /// Returns `true` if an extension may be set.
    pub(super) fn allow_extension(&self, field: Target) -> bool {
        let name = |set: &str| {
            let set = set.strip_prefix(&self.before).unwrap_or(set);
            let name = set.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
            // A part of it may be set elsewhere.
            (!name.contains([')', ']'])).then(|| self.place.extension(name)).flatten()
        };
        self.is_repeated(field) || !self.names.iter().any(|set| name(set) == Some(field))
    }

    fn is_repeated(&self, field: Target) -> bool {
        let analysis = self.place.analysis;
        let written = analysis.declaration(field).span.of(&analysis.file(field.file).text);
        written.starts_with("repeated") || written.starts_with("map")
    }

    /// Returns `true` in text format if another field of the same oneof is set.
    fn has_other_of_oneof(&self, field: Target) -> bool {
        let file = self.place.analysis.file(field.file);
        let Some(oneof) = file.get(field.declaration).parent else { return false };
        let is_set = |(id, _): (DeclarationId, _)| self.names.iter().any(|set| set == file.name_of(id));
        self.place.context.block == Block::Aggregate
            && file.get(oneof).kind == DeclarationKind::Oneof
            && file.members(Some(oneof)).any(is_set)
    }
}

/// Returns the words of a block at its own level, without those in braces or brackets, which stay as `{` and `[`.
fn level<'t>(words: &[&'t str]) -> Vec<&'t str> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for word in words {
        match *word {
            "}" | "]" if depth == 0 => break,
            "}" | "]" => depth -= 1,
            open @ ("{" | "[") => {
                if depth == 0 {
                    found.push(open);
                }
                depth += 1;
            }
            word if depth == 0 => found.push(word),
            _ => {}
        }
    }
    found
}

/// Returns the names of `option` statements.
fn of_statements(words: &[&str]) -> Vec<String> {
    let level = level(words);
    let mut names = Vec::new();
    let mut start = None;
    for (at, word) in level.iter().enumerate() {
        match (*word, start) {
            ("option", _) => start = Some(at + 1),
            ("=", Some(from)) => {
                names.push(level[from..at].concat());
                start = None;
            }
            (";" | "{", _) => start = None,
            _ => {}
        }
    }
    names
}

/// Returns the names of the options in brackets.
fn of_brackets(words: &[&str]) -> Vec<String> {
    let level = level(words);
    let level = level.split(|word| *word == ";").next().unwrap_or_default();
    let options = level.split(|word| *word == ",");
    options.filter_map(|option| Some(option[..option.iter().position(|word| *word == "=")?].concat())).collect()
}

/// Returns the names of the fields of a message in text format.
fn of_text(words: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut name = String::new();
    let mut is_value = false;
    for word in words {
        match *word {
            "}" | ">" | "]" if depth == 0 && name.is_empty() => break,
            "}" | ">" => depth = depth.saturating_sub(1),
            "]" if depth > 0 => depth -= 1,
            open @ ("{" | "<" | "[") if depth > 0 || is_value || open != "[" => {
                if depth == 0 && !name.is_empty() {
                    names.push(std::mem::take(&mut name));
                }
                is_value = false;
                depth += 1;
            }
            _ if depth > 0 => {}
            ":" => {
                if !name.is_empty() {
                    names.push(std::mem::take(&mut name));
                }
                is_value = true;
            }
            "," | ";" => is_value = false,
            "-" => {}
            _ if is_value => is_value = false,
            word if word.starts_with(['"', '\'']) => {}
            word => name.push_str(word),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::written::Written;
    use super::*;

    #[test]
    fn names_of_options_that_are_set() {
        let words = |text: &'static str| Written(text).words().collect::<Vec<_>>();
        let text = "option option a = 1; option (b.c).d = { x: 1 }; message M { option e = 1; } option f";
        assert_eq!(of_statements(&words(text)), ["a", "(b.c).d"]);
        assert_eq!(of_statements(&words("option a = 1; } option b = 2;")), ["a"]);
        assert_eq!(of_brackets(&words(" , a = 1, (b).c = { d: 1, e: 2 }]; int32 x = 1 [f = 2];")), ["a", "(b).c"]);
        assert_eq!(of_brackets(&words("a = 1, ; int32 x = 2;")), ["a"]);
        let text = "a: 1 b { c: 2 } [d.e]: { f: 1 } g: [1, 2] : LOW h: -inf i: 'x' 'y' j < k: 1 > } l: 1";
        assert_eq!(of_text(&words(text)), ["a", "b", "[d.e]", "g", "h", "i", "j"]);
    }
}
