//! Candidates for texts and bytes: at the limits of lengths, of each format, and what automata find.

use super::automata::{self, Alphabet, Search};
use super::hints::Hints;
use crate::cel::value::Value;
use crate::model::rules::{Format, Lengths, Test};

/// Maximum length of a candidate that is made for a limit.
const MAX_LENGTH: u64 = 5_000;
/// Maximum number of candidates.
const MAX_TEXTS: usize = 400;

/// Returns candidates for a string.
pub(super) fn texts(hints: &Hints<'_>) -> Vec<Vec<u8>> {
    let mut all = candidates(hints, Alphabet::Text);
    all.retain(|text| std::str::from_utf8(text).is_ok());
    all
}

/// Returns candidates for bytes.
pub(super) fn bytes(hints: &Hints<'_>) -> Vec<Vec<u8>> {
    let mut all = candidates(hints, Alphabet::Bytes);
    all.extend([vec![0xFF], vec![0; 4], vec![0; 16], vec![0; 5]]);
    all
}

fn candidates(hints: &Hints<'_>, alphabet: Alphabet) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [&b""[..], b"a", b"A", b"0", b" "].map(<[u8]>::to_vec).into();
    let tests = || hints.old.iter().chain(&hints.new).copied();
    let mut lengths = Vec::new();
    for test in tests() {
        match test {
            Test::Const(value) => all.extend(literal(value)),
            Test::In(values) | Test::NotIn(values) => all.extend(values.iter().filter_map(literal)),
            Test::Prefix(part) | Test::Suffix(part) | Test::Contains(part) | Test::NotContains(part) => {
                all.extend([part.clone(), [b"a", &part[..]].concat(), [&part[..], b"a"].concat()]);
            }
            Test::Characters(bounds) | Test::Bytes(bounds) => lengths.push(*bounds),
            Test::Format(format) => all.extend(samples(*format).iter().map(|text| text.as_bytes().to_vec())),
            _ => {}
        }
    }
    for value in &hints.values {
        match value {
            Value::Int(number) => lengths.extend(u64::try_from(*number).ok().map(|it| Lengths { least: it, most: it })),
            Value::Uint(number) => lengths.push(Lengths { least: *number, most: *number }),
            value => {
                if let Some(text) = literal(value) {
                    all.extend([text.clone(), [b"a", &text[..]].concat(), [&text[..], b"a"].concat()]);
                }
            }
        }
    }
    all.extend(filled(hints, &lengths, alphabet));
    for pattern in &hints.patterns {
        all.extend(accepted(&[&Test::Pattern(pattern.clone())], alphabet));
        all.extend(rejected(&hints.old, &Test::Pattern(pattern.clone()), alphabet));
    }
    if hints.old.iter().any(|test| matches!(test, Test::Pattern(_) | Test::Format(_) | Test::Contains(_))) {
        all.extend(accepted(&hints.old, alphabet));
    }
    let mut known = std::collections::HashSet::new();
    all.retain(|text| known.insert(text.clone()));
    all.truncate(MAX_TEXTS);
    all
}

fn literal(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Text(text) => Some(text.as_bytes().to_vec()),
        Value::Bytes(bytes) => Some(bytes.to_vec()),
        _ => None,
    }
}

/// Returns texts at and beside the bounds of lengths, with the parts that the old version asks for.
fn filled(hints: &Hints<'_>, lengths: &[Lengths], alphabet: Alphabet) -> Vec<Vec<u8>> {
    let part = |find: fn(&Test) -> Option<&Vec<u8>>| hints.old.iter().find_map(|test| find(test)).cloned();
    let prefix = part(|test| if let Test::Prefix(part) = test { Some(part) } else { None }).unwrap_or_default();
    let suffix = part(|test| if let Test::Suffix(part) = test { Some(part) } else { None }).unwrap_or_default();
    let contains = part(|test| if let Test::Contains(part) = test { Some(part) } else { None }).unwrap_or_default();
    let start = [prefix, contains].concat();
    let fillers: &[&str] = if alphabet == Alphabet::Text { &["a", "0", "é", "\u{1F600}"] } else { &["a"] };
    let mut counts: Vec<u64> = lengths
        .iter()
        .flat_map(|it| [it.least.saturating_sub(1), it.least, it.most, it.most.saturating_add(1)])
        .filter(|&count| (1..=MAX_LENGTH).contains(&count))
        .collect();
    counts.sort_unstable();
    counts.dedup();
    let mut all = Vec::new();
    for count in counts.into_iter().filter_map(|count| usize::try_from(count).ok()) {
        for filler in fillers {
            let fixed = [&start[..], &suffix[..]].concat();
            let characters = String::from_utf8_lossy(&fixed).chars().count();
            let many = count.saturating_sub(characters);
            all.push([start.clone(), filler.repeat(many).into_bytes(), suffix.clone()].concat());
            // As many bytes, and not characters.
            let many = count.saturating_sub(fixed.len()) / filler.len();
            let rest = count.saturating_sub(fixed.len()) % filler.len();
            all.push([start.clone(), filler.repeat(many).into_bytes(), vec![b'a'; rest], suffix.clone()].concat());
        }
    }
    all
}

fn accepted(tests: &[&Test], alphabet: Alphabet) -> Vec<Vec<u8>> {
    found(automata::search(tests, None, alphabet))
}

fn rejected(passing: &[&Test], failing: &Test, alphabet: Alphabet) -> Vec<Vec<u8>> {
    found(automata::search(passing, Some(failing), alphabet))
}

fn found(search: Search) -> Vec<Vec<u8>> {
    match search {
        Search::Found(all) => all,
        Search::Nothing | Search::Unknown => Vec::new(),
    }
}

/// Returns texts of a format, and texts that almost have it.
fn samples(format: Format) -> &'static [&'static str] {
    match format {
        Format::Email => &["a@b.c", "a@b", "a@"],
        Format::Hostname => &["a.b", "a", "example.com.", "a_b", "1.2", "-a"],
        Format::Ip | Format::Ipv4 | Format::Ipv6 => &["1.2.3.4", "::1", "fe80::1%a", "1.2.3", "2001:db8::"],
        Format::Uri | Format::UriRef => &["a:b", "http://a.b/c", "a/b", "http://a b", "#", "//a"],
        Format::Address => &["1.2.3.4", "::1", "a.b", "a", "a_b"],
        Format::Uuid => &["00000000-0000-0000-0000-000000000000", "00000000-0000-4000-8000-00000000000A"],
        Format::Tuuid => &["00000000000000000000000000000000", "0000000000004000800000000000000A"],
        Format::IpWithPrefixlen
        | Format::Ipv4WithPrefixlen
        | Format::Ipv6WithPrefixlen
        | Format::IpPrefix
        | Format::Ipv4Prefix
        | Format::Ipv6Prefix => &["1.2.3.0/24", "1.2.3.4/24", "::/8", "::1/8", "1.2.3.4", "2001:db8::/32"],
        Format::HostAndPort => &["a:1", "a.b:80", "[::1]:80", "1.2.3.4:80", "a"],
        Format::Ulid => &["01ARZ3NDEKTSV4RRFFQ69G5FAV"],
        Format::ProtobufFqn | Format::ProtobufDotFqn => &["a.b", ".a.b", "a", "1"],
        Format::HeaderName | Format::LooseHeaderName => &["a", ":a", "a b", "a:"],
        Format::HeaderValue | Format::LooseHeaderValue => &["a b", "a\u{1}", "a\n"],
        Format::IpBytes | Format::Ipv4Bytes | Format::SixteenBytes => &["aaaa", "aaaaaaaaaaaaaaaa", "aaaaa"],
    }
}
