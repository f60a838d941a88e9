//! Facts about a declaration or a file that its tables do not have, from its tokens.

use std::ops::RangeInclusive;

use crate::collect::SCALARS;
use protoward_syntax::{Lexer, TokenKind, literal};

/// The text of a file, or of a declaration.
#[derive(Clone, Copy)]
pub(super) struct Written<'t>(pub(super) &'t str);

impl<'t> Written<'t> {
    /// Returns the value of a feature that the text sets outside of braces: `option features.enum_type = CLOSED;`, or
    /// `option features = { enum_type: CLOSED };`.
    pub(super) fn feature(self, name: &str) -> Option<&'t str> {
        if !self.0.contains(name) {
            return None;
        }
        let mut depth = 0_usize;
        let mut of_features = false;
        let mut before = ["", ""];
        for word in self.words() {
            match word {
                "features" if depth == 0 => of_features = true,
                ";" if depth == 0 => of_features = false,
                "{" => depth += 1,
                "}" if depth == 0 => return None,
                "}" => {
                    depth -= 1;
                    of_features &= depth > 0;
                }
                _ if of_features && before[0] == name && matches!(before[1], "=" | ":") => return Some(word),
                _ => {}
            }
            before = [before[1], word];
        }
        None
    }

    /// Returns `true` if the body of a message sets `message_set_wire_format`.
    pub(super) fn is_message_set(self) -> bool {
        let set = ["message_set_wire_format", "=", "true"];
        self.0.contains(set[0]) && self.words().collect::<Vec<_>>().windows(3).any(|words| words == set)
    }

    /// Returns the first number behind `=`.
    pub(super) fn number(self) -> Option<i64> {
        let mut words = self.words().skip_while(|word| *word != "=").skip(1);
        match words.next()? {
            "-" => literal::unsigned(words.next()?).map(|number| -(number as i64)),
            number => i64::try_from(literal::unsigned(number)?).ok(),
        }
    }

    /// Returns the ranges of numbers that a message has for extensions.
    pub(super) fn extensions(self) -> Vec<ExtensionRange> {
        let mut ranges: Vec<ExtensionRange> = Vec::new();
        if !self.0.contains("extensions") {
            return ranges;
        }
        let mut depth = 0_usize;
        let mut before = "";
        // The ranges of the statement that is read, up to its options, and to its end.
        let mut statement = None;
        let mut is_inside = false;
        let mut is_end = false;
        for word in self.words() {
            match word {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                "extensions" if depth == 1 && matches!(before, "{" | "}" | ";") => {
                    is_inside = true;
                    statement = Some(ranges.len());
                }
                ";" if depth == 1 => {
                    is_inside = false;
                    statement = None;
                }
                "declaration" | "DECLARATION" if depth == 1 => {
                    let own = statement.and_then(|first| ranges.get_mut(first..));
                    own.into_iter().flatten().for_each(|range| range.is_declared = true);
                }
                ";" | "[" | "=" => is_inside = false,
                "to" => is_end = true,
                "," => {}
                _ if is_inside => {
                    let number = literal::unsigned(word).and_then(|number| i64::try_from(number).ok());
                    match (number, ranges.last_mut()) {
                        (number, Some(range)) if is_end => {
                            range.numbers = *range.numbers.start()..=number.unwrap_or(i64::MAX);
                        }
                        (Some(number), _) => {
                            ranges.push(ExtensionRange { numbers: number..=number, is_declared: false })
                        }
                        _ => {}
                    }
                    is_end = false;
                }
                _ => {}
            }
            before = word;
        }
        ranges
    }

    /// Returns the extensions in a block that starts the text.
    pub(super) fn extensions_of_block(self) -> Vec<WrittenExtension<'t>> {
        let mut depth = 0_usize;
        let mut statement = Vec::new();
        let mut extensions = Vec::new();
        for word in self.words() {
            match word {
                "{" | "[" => depth += 1,
                "}" | "]" if depth <= 1 => break,
                "}" | "]" => {
                    depth -= 1;
                    if word == "}" && depth == 1 {
                        statement.clear();
                    }
                }
                _ if depth == 0 => break,
                ";" if depth == 1 => statement.clear(),
                _ if depth == 1 => {
                    let number = literal::unsigned(word).filter(|_| statement.last() == Some(&"="));
                    extensions.extend(number.map(|number| WrittenExtension::of(&statement, number as i64)));
                    statement.push(word);
                }
                _ => {}
            }
        }
        extensions
    }

    /// Returns `true` if the fields in a block that starts the text may be those of a message set: single messages.
    pub(super) fn has_only_messages(self) -> bool {
        let mut depth = 0_usize;
        let mut is_start = false;
        for word in self.words() {
            match word {
                _ if depth == 1 && is_start && word == "optional" => continue,
                _ if depth == 1 && is_start && (is_label_or_map(word) || SCALARS.contains(&word)) => return false,
                "{" | "[" => depth += 1,
                "}" | "]" if depth <= 1 => break,
                "}" | "]" => depth -= 1,
                _ if depth == 0 => break,
                _ => {}
            }
            is_start = matches!(word, "{" | "}" | ";");
        }
        true
    }

    /// Returns the text from the name of a field behind its type, which starts the text.
    pub(super) fn after_type(self) -> Option<Self> {
        let mut lexer = Lexer::new(self.0);
        let mut name = None;
        loop {
            let token = lexer.next_token();
            match token.span.of(self.0) {
                "=" => return name.map(|start: u32| Self(&self.0[start as usize..])),
                "." => {}
                _ if token.kind == TokenKind::Identifier => name = Some(token.span.start),
                _ => return None,
            }
        }
    }

    /// Returns the options of a field whose name starts the text, behind the closing `>` of a map, each with the first token
    /// of its value.
    pub(super) fn options_of_field(self) -> Vec<(String, &'t str)> {
        let mut options = Vec::new();
        let mut words = self.words().skip_while(|word| *word == ">").skip(1);
        if words.next() != Some("=") || words.next().is_none() || words.next() != Some("[") {
            return options;
        }
        let mut depth = 0_usize;
        let mut name = String::new();
        while let Some(word) = words.next() {
            match word {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                "]" | ";" => break,
                "," => name.clear(),
                "=" => {
                    let value = words.next().unwrap_or_default();
                    depth += usize::from(value == "{");
                    options.push((std::mem::take(&mut name), value));
                }
                word => name.push_str(word),
            }
        }
        options
    }

    /// Returns the tokens.
    pub(super) fn words(self) -> impl Iterator<Item = &'t str> {
        let mut lexer = Lexer::new(self.0);
        let tokens = std::iter::from_fn(move || Some(lexer.next_token()).filter(|it| it.kind != TokenKind::End));
        tokens.map(move |token| token.span.of(self.0))
    }
}

/// Numbers that a message has for extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExtensionRange {
    pub(super) numbers: RangeInclusive<i64>,
    /// `true` if only extensions may have the numbers that the range declares.
    pub(super) is_declared: bool,
}

/// An extension as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenExtension<'t> {
    pub(super) number: i64,
    pub(super) name: &'t str,
    pub(super) ty: String,
    pub(super) is_repeated: bool,
}

impl<'t> WrittenExtension<'t> {
    /// Reads the tokens up to the `=`: `repeated`, `a`, `.`, `B`, `name`, `=`.
    pub(super) fn of(statement: &[&'t str], number: i64) -> Self {
        let (name, before) = match statement {
            [before @ .., name, "="] => (*name, before),
            _ => ("", &[][..]),
        };
        let is_label = |word: &&&str| matches!(**word, "optional" | "required" | "repeated");
        let label = before.first().filter(is_label);
        let ty = before[usize::from(label.is_some())..].concat();
        Self { number, name, ty, is_repeated: label == Some(&"repeated") }
    }
}

fn is_label_or_map(word: &str) -> bool {
    matches!(word, "repeated" | "required" | "map")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_outside_of_braces() {
        for (text, value) in [
            ("option features.enum_type = CLOSED;", Some("CLOSED")),
            ("option features = { enum_type: CLOSED };", Some("CLOSED")),
            ("option (a).enum_type = CLOSED;", None),
            ("enum E { option features.enum_type = CLOSED; }", None),
            ("enum E { A = 0; } option features.enum_type = OPEN;", Some("OPEN")),
        ] {
            assert_eq!(Written(text).feature("enum_type"), value, "{text}");
        }
    }

    #[test]
    fn options_behind_the_type_of_a_field() {
        let options = Written(" a = 1 [(x) = { y: 1, z: [2] }, default = -1, features.b = C]; int32 c = 2 [d = 1];");
        let options: Vec<_> = options.options_of_field().into_iter().map(|(name, value)| name + value).collect();
        assert_eq!(options, ["(x){", "default-", "features.bC"]);
        assert_eq!(Written("> a = 1 [lazy = true];").options_of_field(), [("lazy".to_owned(), "true")]);
        assert_eq!(Written(" = 1 [lazy = true];").options_of_field(), []);
    }

    #[test]
    fn numbers_and_extensions() {
        assert_eq!(Written("A = -1 [deprecated = true];").number(), Some(-1));
        assert_eq!(Written("A = 0x10").number(), Some(16));
        assert_eq!(Written("A").number(), None);
        let ranges = Written("message M { extensions 1, 4 to 6, 9 to max [verification = UNVERIFIED]; }").extensions();
        let numbers: Vec<_> = ranges.into_iter().map(|range| (range.numbers, range.is_declared)).collect();
        assert_eq!(numbers, [(1..=1, false), (4..=6, false), (9..=i64::MAX, false)]);
        assert!(Written("message M { message N { extensions 1; } int32 extensions = 1; }").extensions().is_empty());
        let block = "{ repeated .a.B a = 5 [default = 7]; optional group B = 6 { optional int32 c = 8; } } x = 9";
        let found = Written(block).extensions_of_block();
        let found: Vec<_> = found.iter().map(|it| (it.number, it.name, &*it.ty, it.is_repeated)).collect();
        assert_eq!(found, [(5, "a", ".a.B", true), (6, "B", "group", false)]);
        for (block, is_possible) in [
            ("{ optional M a = 5; M b = 6 [lazy = true]; } int32 c;", true),
            ("{ optional M a = 5; optional int32 b = 6; }", false),
            ("{ repeated M a = 5; }", false),
        ] {
            assert_eq!(Written(block).has_only_messages(), is_possible, "{block}");
        }
    }
}
