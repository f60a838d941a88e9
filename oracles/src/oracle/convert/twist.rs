//! Random edits of messages: replaces one or two tokens of a text, or changes a few bytes. The result may be invalid, or another
//! spelling.

use protoward_kit::random::Random;

/// Tokens in JSON, which `¦` separates.
const JSON: &str = "null¦true¦\"true\"¦0¦-0¦-0.0¦1¦\"1\"¦1.0¦1e2¦\"1e2\"¦1.5¦-1¦1e400¦1e-400¦2147483648¦9007199254740993¦\
    \"9223372036854775808\"¦\"NaN\"¦\"-Infinity\"¦NaN¦[]¦{}¦[1]¦[null]¦{\"a\":1}¦\"\"¦\" 1\"¦\"\\u0000\"¦\
    \"\\ud83d\"¦\"\\ud83d\\ude00\"¦\"a\\nb\"¦\"YQ\"¦\"-_8=\"¦\"1s\"¦\"-0.5s\"¦\"2023-01-02T03:04:05.5Z\"¦\"a,bC\"¦\
    01¦+1¦0x1¦'a'¦a¦//¦\u{feff}¦\"@type\"¦\"[corner.xi]\"¦\"value\"¦:¦,¦{¦}¦[¦]";

const TEXT: &str = "0¦-0¦1¦01¦0x1F¦1.0¦1e2¦1.5f¦- 1¦inf¦-inf¦nan¦-nan¦infinity¦true¦t¦False¦2147483648¦18446744073709551616¦1e400¦\
    \"a\"¦'a' \"b\"¦\"\\377\"¦\"\\xff\"¦\"\\u00e9\"¦\"\\ud800\"¦\"a\nb\"¦[]¦[1, 2]¦[1,]¦{}¦<>¦{¦}¦<¦>¦[¦]¦:¦;¦,¦#¦\
    nope: 1¦nope {}¦[corner.xi]: 1¦[a.b]: 1¦[x/corner.N] { k: 1 }¦key: 1¦NOPE¦-¦5: 1¦/¦é";

/// Excludes `null`, aliases and numbers that only protoward accepts. protoward differs from buf there, as `known.txt` explains.
const YAML: &str = "true¦yes¦0¦-0¦1¦\"1\"¦'1'¦1.0¦1e2¦1.5¦-1¦0x10¦0o17¦0b1¦+1¦2147483648¦[]¦{}¦[1]¦{a: 1}¦\"\"¦\" 1\"¦\"\\0\"¦\
    2001-01-01¦1s¦1h2m¦2023-01-02T03:04:05.5Z¦- ¦\n¦:¦,¦{¦}¦|¦@a¦%¦a: b¦NaN¦inf";

/// Returns a text in the format `form` with one or two tokens changed.
pub fn text(form: &str, text: &[u8], random: &mut Random) -> Vec<u8> {
    let words = match form {
        "json" => JSON,
        "yaml" => YAML,
        _ => TEXT,
    };
    let words: Vec<&str> = words.split('¦').collect();
    let mut tokens: Vec<Vec<u8>> = tokens(text).into_iter().map(<[u8]>::to_vec).collect();
    for _ in 0..1 + usize::from(random.chance(4)) {
        let at = random.below(tokens.len() + 1);
        let word = || words[random.clone().below(words.len())].as_bytes().to_vec();
        let drawn = word();
        random.next_u64();
        match random.below(8) {
            0 => tokens.insert(at, drawn),
            1 if at < tokens.len() => drop(tokens.remove(at)),
            2 if at < tokens.len() => tokens.insert(at, tokens[at].clone()),
            3 if at + 2 < tokens.len() => tokens.swap(at, at + 2),
            // In most cases, replaces a value by another value.
            _ => {
                let values = (0..tokens.len()).filter(|&at| is_word(&tokens[at]));
                match random.pick(&values.collect::<Vec<_>>()) {
                    Some(&at) => tokens[at] = drawn,
                    None => tokens.push(drawn),
                }
            }
        }
    }
    tokens.concat()
}

/// Returns the bytes with up to three changes, such as flipped, inserted or removed bytes.
pub fn bytes(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.next_u64() as u8),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 if at < bytes.len() => bytes.extend_from_within(at..(at + 8).min(bytes.len())),
            _ if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
    bytes
}

fn is_word(token: &[u8]) -> bool {
    token.first().is_some_and(|first| first.is_ascii_alphanumeric() || b"\"'-_.".contains(first))
}

/// Splits a text into strings, words, runs of whitespace, and single other bytes.
fn tokens(text: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let length = match first {
            b'"' | b'\'' => quoted(rest, first),
            _ if first.is_ascii_whitespace() => run(rest, |byte| byte.is_ascii_whitespace()),
            _ if first.is_ascii_alphanumeric() || b"_.-+".contains(&first) => {
                run(rest, |byte| byte.is_ascii_alphanumeric() || b"_.-+".contains(&byte))
            }
            _ => 1,
        };
        let (token, tail) = rest.split_at(length);
        tokens.push(token);
        rest = tail;
    }
    tokens
}

fn run(text: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| !belongs(byte)).unwrap_or(text.len())
}

fn quoted(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        if byte == quote {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_text() {
        for text in ["{\"a\\\"b\": -1.5e3}", "a: 'it' # c\n", "\"not closed\\", "\"", ""] {
            assert_eq!(tokens(text.as_bytes()).concat(), text.as_bytes());
        }
        assert_eq!(tokens(b"a: \"b c\"").len(), 4);
    }

    #[test]
    fn makes_the_same_twist_for_the_same_draw() {
        let draw = |seed| text("json", b"{\"a\":[1,2,3]}", &mut Random::new(seed));
        assert_eq!(draw(3), draw(3));
        assert!((0..20).any(|seed| draw(seed) != b"{\"a\":[1,2,3]}"));
    }
}
