//! Texts that pass some conditions and not another one, searched by automata.
//!
//! Each condition becomes an automaton over bytes: a pattern, a part of a text and a list become that of a regular expression, and a
//! length a counter. The search walks through the product of all of them, shortest texts first. It finds a text, or proves that there
//! is none, or gives up at a limit.

use super::formats::regular;
use crate::cel::value::Value;
use crate::model::rules::{Lengths, Test};
use protoward_cel_functions::re2;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use std::collections::{HashMap, VecDeque};

/// Maximum size of one automaton, and of the memory for it, in bytes.
const MAX_SIZE: usize = 4 << 20;
/// Maximum number of visited states of the product.
const MAX_STATES: usize = 60_000;
/// Maximum number of texts that a search returns.
const MAX_FOUND: usize = 4;

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// Texts that pass, shortest first.
    Found(Vec<Vec<u8>>),
    /// There is no such text.
    Nothing,
    /// The search was given up.
    Unknown,
}

/// The values that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Valid UTF-8.
    Text,
    /// Any bytes.
    Bytes,
}

/// Searches texts that are not empty, pass all conditions that automata can express, and do not pass `failing`.
///
/// Conditions that no automaton expresses are left out, so a text may not pass them; if there is no text, there is none with them.
pub(super) fn search(passing: &[&Test], failing: Option<&Test>, alphabet: Alphabet) -> Search {
    let mut parts = Vec::new();
    if alphabet == Alphabet::Text {
        match Part::pattern(r"\A(?s:.)*\z") {
            Some(part) => parts.push(part),
            None => return Search::Unknown,
        }
    }
    parts.push(Part::Length { unit: Unit::Byte, lengths: Lengths { least: 1, most: u64::MAX }, is_negated: false });
    parts.extend(passing.iter().filter_map(|test| Part::new(test, alphabet)));
    if let Some(failing) = failing {
        match Part::new(failing, alphabet).map(Part::negated) {
            Some(part) => parts.push(part),
            None => return Search::Unknown,
        }
    }
    Product { bytes: representatives(&parts), parts }.search()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Character,
    Byte,
}

/// One automaton of a product.
enum Part {
    Pattern { dfa: Box<dense::DFA<Vec<u32>>>, start: StateID, is_negated: bool },
    Length { unit: Unit, lengths: Lengths, is_negated: bool },
}

impl Part {
    fn new(test: &Test, alphabet: Alphabet) -> Option<Self> {
        let length = |unit, lengths: Lengths| Some(Self::Length { unit, lengths, is_negated: false });
        let flags = if alphabet == Alphabet::Text { "" } else { "(?-u)" };
        let any = if alphabet == Alphabet::Text { "(?s:.)*" } else { "(?s-u:.)*" };
        let literal = |part: &[u8]| escaped(part);
        match test {
            Test::Const(value) => Self::pattern(&format!(r"{flags}\A{}\z", literal(bytes_of(value)?))),
            Test::In(values) => Self::pattern(&format!(r"{flags}\A(?:{})\z", alternatives(values)?)),
            Test::NotIn(values) => {
                Self::pattern(&format!(r"{flags}\A(?:{})\z", alternatives(values)?)).map(Self::negated)
            }
            Test::Characters(lengths) => length(Unit::Character, *lengths),
            Test::Bytes(lengths) => length(Unit::Byte, *lengths),
            Test::Prefix(part) => Self::pattern(&format!(r"\A{}{any}\z", literal(part))),
            Test::Suffix(part) => Self::pattern(&format!(r"\A{any}{}\z", literal(part))),
            Test::Contains(part) => Self::pattern(&format!(r"\A{any}{}{any}\z", literal(part))),
            Test::NotContains(part) => Self::pattern(&format!(r"\A{any}{}{any}\z", literal(part))).map(Self::negated),
            Test::Pattern(pattern) => {
                let pattern = re2::for_regex(pattern)?;
                Self::pattern(&format!(r"\A(?s:.)*(?:{pattern})(?s:.)*\z"))
            }
            Test::Format(format) => Self::pattern(&format!(r"\A(?:{})\z", regular(*format)?)),
            _ => None,
        }
    }

    fn pattern(pattern: &str) -> Option<Self> {
        let syntax = regex_automata::util::syntax::Config::new().utf8(false).nest_limit(100);
        let nfa = thompson::Config::new().nfa_size_limit(Some(MAX_SIZE)).utf8(false);
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .start_kind(regex_automata::dfa::StartKind::Anchored)
            .dfa_size_limit(Some(MAX_SIZE))
            .determinize_size_limit(Some(MAX_SIZE));
        let dfa = dense::Builder::new().syntax(syntax).thompson(nfa).configure(config).build(pattern).ok()?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        Some(Self::Pattern { dfa: Box::new(dfa), start, is_negated: false })
    }

    fn negated(self) -> Self {
        match self {
            Self::Pattern { dfa, start, is_negated } => Self::Pattern { dfa, start, is_negated: !is_negated },
            Self::Length { unit, lengths, is_negated } => Self::Length { unit, lengths, is_negated: !is_negated },
        }
    }

    fn start(&self) -> u64 {
        match self {
            Self::Pattern { start, .. } => start.as_u32().into(),
            Self::Length { .. } => 0,
        }
    }

    /// Returns the state after a byte; `None` if no text with this beginning passes.
    fn next(&self, state: u64, byte: u8) -> Option<u64> {
        match self {
            Self::Pattern { dfa, is_negated, .. } => {
                let next = dfa.next_state(id(state), byte);
                let is_lost = dfa.is_dead_state(next) && !is_negated;
                (!is_lost && !dfa.is_quit_state(next)).then_some(next.as_u32().into())
            }
            Self::Length { unit, lengths, is_negated } => {
                let counts = *unit == Unit::Byte || byte & 0xC0 != 0x80;
                // More than the bounds tell apart need not be counted.
                let last = if lengths.most == u64::MAX { lengths.least } else { lengths.most + 1 };
                let next = (state + u64::from(counts)).min(last);
                let is_over = lengths.most != u64::MAX && next > lengths.most && !is_negated;
                (!is_over).then_some(next)
            }
        }
    }

    /// Returns `true` if a text that ends in a state passes.
    fn accepts(&self, state: u64) -> bool {
        match self {
            Self::Pattern { dfa, is_negated, .. } => dfa.is_match_state(dfa.next_eoi_state(id(state))) != *is_negated,
            Self::Length { lengths, is_negated, .. } => (lengths.least..=lengths.most).contains(&state) != *is_negated,
        }
    }
}

fn id(state: u64) -> StateID {
    StateID::new(usize::try_from(state).unwrap_or(0)).unwrap_or(StateID::ZERO)
}

fn bytes_of(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Text(text) => Some(text.as_bytes()),
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn alternatives(values: &[Value]) -> Option<String> {
    let all: Option<Vec<_>> = values.iter().map(|value| bytes_of(value).map(escaped)).collect();
    all.map(|all| all.join("|"))
}

/// Returns a pattern of exactly these bytes.
fn escaped(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => regex::escape(text),
        _ => bytes.iter().map(|byte| format!(r"(?-u:\x{byte:02X})")).collect(),
    }
}

/// Returns one byte of each class of bytes that all automata treat alike, readable ones first.
fn representatives(parts: &[Part]) -> Vec<u8> {
    let readable = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(*b"-_.@/: ");
    let others = (0..=u8::MAX).filter(|byte| !byte.is_ascii_alphanumeric() && !b"-_.@/: ".contains(byte));
    let mut known = std::collections::HashSet::new();
    readable
        .chain(others)
        .filter(|&byte| {
            let classes: Vec<u8> = parts
                .iter()
                .map(|part| match part {
                    Part::Pattern { dfa, .. } => dfa.byte_classes().get(byte),
                    Part::Length { unit: Unit::Character, .. } => u8::from(byte & 0xC0 == 0x80),
                    Part::Length { unit: Unit::Byte, .. } => 0,
                })
                .collect();
            known.insert(classes)
        })
        .collect()
}

struct Product {
    parts: Vec<Part>,
    bytes: Vec<u8>,
}

/// A visited state: that before it, and the byte that leads here.
struct Step {
    before: usize,
    byte: u8,
}

impl Product {
    fn search(&self) -> Search {
        let first: Vec<u64> = self.parts.iter().map(Part::start).collect();
        let mut states = vec![first.clone()];
        let mut steps = vec![Step { before: 0, byte: 0 }];
        let mut known = HashMap::from([(first, 0_usize)]);
        let mut open = VecDeque::from([0_usize]);
        let mut found = Vec::new();
        while let Some(at) = open.pop_front() {
            if self.parts.iter().zip(&states[at]).all(|(part, &state)| part.accepts(state)) {
                found.push(text(&steps, at));
                if found.len() == MAX_FOUND {
                    break;
                }
            }
            for &byte in &self.bytes {
                let next: Option<Vec<u64>> =
                    self.parts.iter().zip(&states[at]).map(|(part, &state)| part.next(state, byte)).collect();
                let Some(next) = next.filter(|next| !known.contains_key(next)) else { continue };
                if states.len() == MAX_STATES {
                    return if found.is_empty() { Search::Unknown } else { Search::Found(found) };
                }
                known.insert(next.clone(), states.len());
                open.push_back(states.len());
                states.push(next);
                steps.push(Step { before: at, byte });
            }
        }
        if found.is_empty() { Search::Nothing } else { Search::Found(found) }
    }
}

fn text(steps: &[Step], mut at: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while at != 0 {
        bytes.push(steps[at].byte);
        at = steps[at].before;
    }
    bytes.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Test {
        Test::Pattern(text.to_owned())
    }

    fn texts(found: Search) -> Vec<String> {
        match found {
            Search::Found(all) => all.into_iter().map(|text| String::from_utf8_lossy(&text).into_owned()).collect(),
            Search::Nothing => Vec::new(),
            Search::Unknown => vec!["unknown".to_owned()],
        }
    }

    #[test]
    fn proves_that_a_pattern_includes_another_one() {
        let pairs =
            [("^[a-f]+$", "^[a-z]*$"), ("a", ""), ("^a{2,4}$", "^a+$"), (r"^\d\w$", r"^[0-9a-zA-Z_]+$"), ("^a$", "a")];
        for (old, new) in pairs {
            let found = search(&[&pattern(old)], Some(&pattern(new)), Alphabet::Text);
            assert_eq!(found, Search::Nothing, "{old} {new}");
        }
    }

    #[test]
    fn finds_a_text_that_only_one_pattern_accepts() {
        let pairs = [("^[a-z]+$", "^[a-f]+$", "g"), ("a", "^a", "ba"), ("^.$", "^[[:ascii:]]$", "\u{80}")];
        for (old, new, text) in pairs {
            let found = texts(search(&[&pattern(old)], Some(&pattern(new)), Alphabet::Text));
            assert_eq!(found.first().map(String::as_str), Some(text), "{old} {new}");
        }
    }

    #[test]
    fn counts_characters_and_bytes() {
        let characters = Test::Characters(Lengths { least: 0, most: 2 });
        let bytes = Test::Bytes(Lengths { least: 0, most: 8 });
        assert_eq!(search(&[&characters], Some(&bytes), Alphabet::Text), Search::Nothing);
        let bytes = Test::Bytes(Lengths { least: 0, most: 7 });
        assert_eq!(texts(search(&[&characters], Some(&bytes), Alphabet::Text))[0].chars().count(), 2);
    }

    #[test]
    fn parts_of_bytes_need_not_be_utf8() {
        let prefix = Test::Prefix(vec![0xFF]);
        let contains = Test::Contains(vec![0xFF]);
        assert_eq!(search(&[&prefix], Some(&contains), Alphabet::Bytes), Search::Nothing);
        assert_eq!(search(&[&contains], Some(&prefix), Alphabet::Bytes), Search::Found(vec![vec![b'a', 0xFF]]));
    }

    #[test]
    fn gives_up_at_large_patterns() {
        let large = pattern(r"(\pL{50}|\d{50}){20}");
        assert_ne!(search(&[&large], Some(&large), Alphabet::Text), Search::Found(Vec::new()));
    }
}
