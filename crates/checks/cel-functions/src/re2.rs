//! Regular expressions in the syntax of RE2, which protovalidate uses.
//!
//! A pattern is checked here, and rewritten for the crate `regex`, whose syntax differs: it knows `[a&&b]` and Unicode
//! digits in `\d`, and it does not know `\Q…\E` or `\pN`. Source: <https://github.com/google/re2/wiki/Syntax>.

mod classes;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use regex::RegexBuilder;

pub use regex::Regex;
/// A value that is made when it is first used, also without the standard library.
pub use regex_automata::util::lazy::Lazy;

/// Maximum size of a compiled pattern.
const MAX_SIZE: usize = 4 << 20;
/// Maximum length of a pattern that is compiled.
const MAX_PATTERN: usize = 1 << 14;
/// Maximum number of repetitions, also of nested ones together. RE2 has the same.
const MAX_REPEAT: u32 = 1000;
/// Maximum nesting depth of groups. RE2 has the same.
const MAX_DEPTH: usize = 1000;

/// The reason why there is no compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// RE2 refuses the pattern, for this reason.
    Invalid(String),
    /// The pattern is right as far as known, and too large for this program.
    TooLarge,
}

/// Checks a pattern.
///
/// # Errors
/// Says what is wrong with the pattern.
pub fn check(pattern: &str) -> Result<(), String> {
    rewritten(pattern).map(drop)
}

/// Compiles a pattern.
///
/// # Errors
/// See [`PatternError`].
pub fn compile(pattern: &str) -> Result<Regex, PatternError> {
    let text = rewritten(pattern).map_err(PatternError::Invalid)?;
    if pattern.len() > MAX_PATTERN {
        return Err(PatternError::TooLarge);
    }
    let regex = RegexBuilder::new(&text).size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).nest_limit(200).build();
    regex.map_err(|_| PatternError::TooLarge)
}

/// Returns a pattern in the syntax of the crate `regex`; `None` for an invalid or too large one.
pub fn for_regex(pattern: &str) -> Option<String> {
    rewritten(pattern).ok().filter(|_| pattern.len() <= MAX_PATTERN)
}

fn rewritten(pattern: &str) -> Result<String, String> {
    let mut parser = Parser { rest: pattern, out: String::new(), groups: Vec::new(), names: Vec::new() };
    parser.groups.push(Group::default());
    parser.parse()?;
    Ok(parser.out)
}

/// An open group, or the pattern as a whole.
#[derive(Debug, Default)]
struct Group {
    /// The repetitions of the last item; `None` if there is no item to repeat.
    last: Option<u32>,
    /// `true` if the last item is a repetition: it cannot be repeated again.
    is_repeated: bool,
    /// The most repetitions of an item so far.
    most: u32,
}

struct Parser<'a> {
    rest: &'a str,
    out: String,
    groups: Vec<Group>,
    names: Vec<&'a str>,
}

impl<'a> Parser<'a> {
    fn parse(&mut self) -> Result<(), String> {
        while let Some(next) = self.rest.chars().next() {
            match next {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => {
                    self.take(1);
                    self.out.push('|');
                    let group = self.group();
                    group.last = None;
                    group.is_repeated = false;
                }
                '*' | '+' | '?' => {
                    self.take(1);
                    self.repeat(&next.to_string(), 1)?;
                }
                '{' => match repeat_count(self.rest)? {
                    Some((length, most)) => {
                        let text = self.take(length);
                        self.repeat(text, most)?;
                    }
                    None => self.literal(),
                },
                '[' => {
                    let (length, class) = classes::class(self.rest)?;
                    self.take(length);
                    self.item(&class);
                }
                '^' | '$' | '.' => {
                    self.take(1);
                    self.item(&next.to_string());
                }
                '\\' => self.escape()?,
                _ => self.literal(),
            }
        }
        if self.groups.len() > 1 { Err("a `)` is missing".to_owned()) } else { Ok(()) }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    /// Adds an item that can be repeated.
    fn item(&mut self, text: &str) {
        self.out.push_str(text);
        let group = self.group();
        group.last = Some(1);
        group.is_repeated = false;
        group.most = group.most.max(1);
    }

    fn literal(&mut self) {
        if let Some(next) = self.rest.chars().next() {
            self.take(next.len_utf8());
            self.item(&regex::escape(next.encode_utf8(&mut [0; 4])));
        }
    }

    fn open(&mut self) -> Result<(), String> {
        if self.groups.len() > MAX_DEPTH {
            return Err("groups are nested too deeply".to_owned());
        }
        let Some(perl) = self.rest.strip_prefix("(?") else {
            self.take(1);
            self.out.push_str("(?:");
            self.groups.push(Group::default());
            return Ok(());
        };
        let named = perl.strip_prefix("P<").or_else(|| perl.strip_prefix('<'));
        if let Some(named) = named {
            let end = named.find('>').ok_or("the name of a group does not end")?;
            let name = &named[..end];
            let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
            if name.is_empty() || !name.chars().all(is_word) {
                return Err(format!("`{name}` is not a name of a group; `(?=`, `(?!` and `(?<=` are not supported"));
            }
            if self.names.contains(&name) {
                return Err(format!("two groups have the name `{name}`"));
            }
            self.names.push(name);
            self.rest = &named[end + 1..];
            self.out.push_str("(?:");
            self.groups.push(Group::default());
            return Ok(());
        }
        let end = perl.find([':', ')']).ok_or("a `)` is missing")?;
        let flags = &perl[..end];
        let (set, unset) = flags.split_once('-').map_or((flags, None), |(set, unset)| (set, Some(unset)));
        let is_flags = |text: &str| text.chars().all(|it| matches!(it, 'i' | 'm' | 's' | 'U'));
        let is_right = is_flags(set) && unset.is_none_or(|unset| !unset.is_empty() && is_flags(unset));
        if !is_right {
            return Err(format!("`(?{flags}` is not supported: there is neither lookaround nor another such group"));
        }
        let is_group = perl[end..].starts_with(':');
        self.rest = &perl[end + 1..];
        if is_group {
            self.out.push_str(&format!("(?{flags}:"));
            self.groups.push(Group::default());
        } else {
            self.flags(flags);
        }
        Ok(())
    }

    /// Sets flags up to the end of the group.
    fn flags(&mut self, flags: &str) {
        if !flags.is_empty() {
            self.out.push_str(&format!("(?{flags})"));
        }
        let group = self.group();
        group.last = None;
        group.is_repeated = false;
    }

    fn close(&mut self) -> Result<(), String> {
        if self.groups.len() < 2 {
            return Err("there is a `)` without a `(`".to_owned());
        }
        self.take(1);
        self.out.push(')');
        let inner = self.groups.pop().map_or(1, |group| group.most.max(1));
        let group = self.group();
        group.last = Some(inner);
        group.is_repeated = false;
        group.most = group.most.max(inner);
        Ok(())
    }

    fn repeat(&mut self, text: &str, most: u32) -> Result<(), String> {
        let lazy = if self.rest.starts_with('?') { self.take(1) } else { "" };
        let group = self.group();
        let Some(last) = group.last else { return Err(format!("there is nothing before `{text}` to repeat")) };
        if group.is_repeated {
            return Err(format!("`{text}` follows another repetition"));
        }
        let product = last.saturating_mul(most.max(1));
        if product > MAX_REPEAT && most > 1 {
            return Err(format!("`{text}` repeats more than {MAX_REPEAT} times"));
        }
        group.last = Some(product);
        group.is_repeated = true;
        group.most = group.most.max(product);
        self.out.push_str(text);
        self.out.push_str(lazy);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        if let Some(quoted) = self.rest.strip_prefix("\\Q") {
            let (text, rest) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            self.rest = rest;
            for it in text.chars() {
                self.item(&regex::escape(it.encode_utf8(&mut [0; 4])));
            }
            return Ok(());
        }
        match self.rest.as_bytes().get(1) {
            Some(b'A') => self.assertion("\\A"),
            Some(b'z') => self.assertion("\\z"),
            Some(b'b') => self.assertion("(?-u:\\b)"),
            Some(b'B') => self.assertion("\\B"),
            _ => {
                let (length, class) = classes::escape(self.rest)?;
                self.take(length);
                self.item(&class);
            }
        }
        Ok(())
    }

    fn assertion(&mut self, text: &str) {
        self.take(2);
        self.item(text);
    }
}

/// Returns the length and the most repetitions of `{2}`, `{2,}` or `{2,3}`; `None` for other text.
fn repeat_count(text: &str) -> Result<Option<(usize, u32)>, String> {
    let Some((inner, _)) = text[1..].split_once('}') else { return Ok(None) };
    let (least, most) = match inner.split_once(',') {
        Some((least, most)) => (least, most),
        None => (inner, inner),
    };
    let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if least.is_empty() || !is_number(least) || !is_number(most) {
        return Ok(None);
    }
    let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
    let length = inner.len() + 2;
    let most = if most.is_empty() { None } else { Some(number(most)) };
    let least = number(least);
    if least > MAX_REPEAT || most.is_some_and(|most| most > MAX_REPEAT || most < least) {
        return Err(format!("`{{{inner}}}` is not a number of repetitions; the most are {MAX_REPEAT}"));
    }
    Ok(Some((length, most.unwrap_or(least))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_re2_accepts() {
        let patterns = [
            "",
            "a|b|",
            "^[a-z]+$",
            "(?i)a(?s:.)",
            "(?P<x>a)(?<y>b)",
            r"\Qa.b\E+",
            r"\pL\p{Greek}\p{^Lu}\PN",
            "a{2,3}?",
            "{",
            "a{,2}",
            "a{x}",
            "a{01}",
            r"\x41\x{1F600}\07\123",
            "[]a]",
            "[^]a]",
            "[a-]",
            "[-a]",
            "[[:alpha:][:^digit:]]",
            r"[\d\-\]]",
            "[[]",
            "(a*)*",
            "(?:a{10}){100}",
            r"\b\B\A\z",
            "[a&&b]",
            "x*?",
            "(|a)*",
            "^*",
            r"\_\!",
            "(?-i)a",
            "(?i-s:a)",
        ];
        for pattern in patterns {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
            assert!(compile(pattern).is_ok(), "{pattern}: {}", rewritten(pattern).unwrap_or_default());
        }
    }

    #[test]
    fn refuses_what_re2_refuses() {
        let patterns = [
            "(a",
            "a)",
            "*",
            "a**",
            "a*+",
            "a{2}{3}",
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?P<x>a)(?P<x>b)",
            "(?P<>a)",
            "(?x)a",
            "a{1001}",
            "(a{100}){11}",
            "a{3,2}",
            r"\1",
            r"\8",
            r"\Z",
            r"\C",
            r"\q",
            r"\",
            r"\xg",
            r"\x{110000}",
            r"\p{Foo}",
            r"\pX",
            "[",
            "[a",
            "[z-a]",
            r"[a-\d]",
            "[[:foo:]]",
            r"[\q]",
            "|*",
            "(?i)*",
            "(*a)",
            "(?i-)a",
            r"\é",
            r"\p{Grek}",
        ];
        for pattern in patterns {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn matches_as_re2_does() {
        let cases = [
            (r"^\d+$", "12", true),
            (r"^\d+$", "٣", false),
            (r"^\w$", "é", false),
            ("[a&&b]", "&", true),
            (r"^\Q.\E$", "a", false),
            ("^a$", "a\n", false),
            (r"(?i)^É$", "é", true),
        ];
        for (pattern, text, is_match) in cases {
            assert_eq!(compile(pattern).map(|regex| regex.is_match(text)), Ok(is_match), "{pattern}");
        }
    }

    #[test]
    fn survives_hostile_patterns() {
        for text in ["(", "[", "\\", "a{1000}", "(?:", "*", "[[:", "\\Q", "(a{10}"] {
            let _ = compile(&text.repeat(5000));
        }
        let _ = compile(&format!("{}{}", "(".repeat(5000), ")".repeat(5000)));
        assert_eq!(compile(&"(a{500}b{500}){1}".repeat(900)).err(), Some(PatternError::TooLarge));
    }
}
