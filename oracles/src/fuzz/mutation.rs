//! Mutations of inputs: changes of bytes and tokens, and splices with other inputs.

use std::ops::Range;

use protoward_kit::random::Random;
use protoward_kit::tokens::tokens;

/// The maximum number of successive mutations of an input.
const MOST_CHANGES: usize = 6;

/// Fragments that are difficult for lexers and parsers, separated by `|`.
const PIECES: &[u8] = b"\0|\xff|\xef\xbb\xbf|\xe2\x80\xa8|\r|\n|\t|/*|*/|//|/|\"|'|\\|\\x|\\u|\\U00110000|\\777|{|}\
    |[|]|(|)|<|>|;|,|.|=|-|:|#|0x|08|1e|1e999|0x8000000000000000|9223372036854775808|18446744073709551616|536870911\
    |536870912|19000|inf|nan|max| to |syntax|edition = \"2024\";|package|import|option|message|enum|service|rpc\
    |extend|extensions|reserved|oneof|map<string, int32>|group|optional|required|repeated|stream|returns|export\
    |local|features.field_presence|[default = -inf]|json_name|google.protobuf.Any|descriptor.proto";

/// The maximum number of copies of a fragment, for deep or wide inputs.
const MOST_COPIES: usize = 400;

/// Mutates `text`, partly with fragments of `other`.
pub(super) fn text(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    changed(text, random, |text, random| match random.below(12) {
        0..=4 => of_tokens(text, other, random),
        5..=6 => splice(text, other, random),
        _ => of_bytes(text, random, PIECES),
    })
}

/// Mutates binary data, such as a descriptor set.
pub(super) fn bytes(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    const KEYS: &[u8] = b"\x0a|\x12|\x1a|\x22|\x08|\x0b|\x0c|\xff|\x80\x01|\x00\
        |\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01|\xff\xff\xff\xff\x0f|\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01";
    changed(bytes, random, |bytes, random| match random.below(8) {
        0 => splice(bytes, other, random),
        _ => of_bytes(bytes, random, KEYS),
    })
}

fn changed(text: &[u8], random: &mut Random, change: impl Fn(&[u8], &mut Random) -> Vec<u8>) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(MOST_CHANGES) {
        text = change(&text, random);
    }
    text
}

fn of_bytes(text: &[u8], random: &mut Random, pieces: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = pieces.split(|byte| *byte == b'|').collect();
    let range = range(text.len(), random);
    let at = range.start;
    match random.below(6) {
        0 => replaced(text, range, b""),
        1 => replaced(text, at..at, &text[range]),
        2 => replaced(text, at..(at + 1).min(text.len()), &random.next_u64().to_le_bytes()[..1]),
        3 => replaced(text, at..at, random.pick(&pieces).copied().unwrap_or_default()),
        4 => replaced(text, range, random.pick(&pieces).copied().unwrap_or_default()),
        _ => {
            let piece = random.pick(&pieces).copied().unwrap_or_default();
            replaced(text, at..at, &piece.repeat(random.below(MOST_COPIES)))
        }
    }
}

fn of_tokens(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let spans = |text: &[u8]| -> Vec<Range<usize>> {
        std::str::from_utf8(text).map_or_else(|_| Vec::new(), |it| tokens(it).into_iter().map(|it| it.span).collect())
    };
    let own = spans(text);
    let foreign = spans(other);
    let Some(at) = random.pick(&own).cloned() else { return of_bytes(text, random, PIECES) };
    let after = at.end..at.end;
    match random.below(5) {
        0 => replaced(text, at, b""),
        1 => replaced(text, after, &[b" ", &text[at]].concat()),
        2 => random.pick(&own).map_or_else(Vec::new, |by| replaced(text, at, &text[by.clone()])),
        3 => random.pick(&foreign).map_or_else(|| text.to_vec(), |by| replaced(text, at, &other[by.clone()])),
        _ => {
            let copies = [b" ", &text[at]].concat().repeat(random.below(MOST_COPIES));
            replaced(text, after, &copies)
        }
    }
}

/// Replaces a random range of `text` with a random range of `other`.
fn splice(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let taken = range(other.len(), random);
    replaced(text, range(text.len(), random), &other[taken])
}

/// Returns a random range, mostly a short one.
fn range(length: usize, random: &mut Random) -> Range<usize> {
    let start = random.below(length + 1);
    let most = if random.chance(4) { length - start } else { (length - start).min(16) };
    start..start + random.below(most + 1)
}

fn replaced(text: &[u8], range: Range<usize>, by: &[u8]) -> Vec<u8> {
    [&text[..range.start], by, &text[range.end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_same_change_within_range_for_the_same_draw() {
        for (start, other) in
            [(&b"message M { int32 a = 1; }"[..], &b"enum E { Z = 0; }"[..]), (b"", b""), (b"\xff", b"")]
        {
            for seed in 0..500 {
                let made = || text(start, other, &mut Random::new(seed));
                assert_eq!(made(), made());
                bytes(start, other, &mut Random::new(seed));
            }
        }
    }
}
