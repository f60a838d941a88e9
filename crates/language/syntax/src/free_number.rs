//! Free numbers for fields and enum values that lack one. The syntax tree has no nodes for them, so the tokens are read.

use super::ast::Span;
use super::lexer::{Lexer, TokenKind};

/// The number of bytes around a member that are searched. A file may lack many numbers.
const WINDOW: usize = 16 << 10;

/// The numbers that protobuf keeps for itself.
const IMPLEMENTATION: std::ops::RangeInclusive<u64> = 19_000..=19_999;

/// The largest number of a field.
const LARGEST_FIELD: u64 = (1 << 29) - 1;

/// An open block.
#[derive(Default)]
struct Block {
    /// The first word of its statement, such as `message`.
    word: String,
    /// The largest number in it.
    largest: Option<u64>,
    /// `true` if it has a number in front of the offset.
    has_first: bool,
    has_zero: bool,
}

/// Returns the largest number of the members of a block with a word.
fn limit(word: &str) -> u64 {
    if word == "enum" { i32::MAX as u64 } else { LARGEST_FIELD }
}

/// Returns `true` in front of ` to max`, or of an end that is out of range: the numbers below the range are free.
fn starts_open_range(text: &str, end: u32) -> bool {
    let mut lexer = Lexer::at(text, end);
    let mut word = || lexer.next_token().span.of(text);
    word() == "to" && super::literal::unsigned(word()).is_none_or(|end| end > LARGEST_FIELD)
}

/// Returns the number after the largest one of the message or enum around an offset; `None` if it cannot be known.
pub(super) fn free_number(text: &str, offset: u32) -> Option<u64> {
    let offset = offset as usize;
    let start = text[..offset].len().saturating_sub(WINDOW);
    let start = if start == 0 { 0 } else { start + text.get(start..offset)?.find('\n')? };
    let mut lexer = Lexer::new(&text[start..]);
    let mut open: Vec<Block> = Vec::new();
    let mut statement: Vec<&str> = Vec::new();
    let mut brackets = 0_usize;
    // The blocks around the offset that are still open.
    let mut around = None;
    loop {
        let token = lexer.next_token();
        let at = start + token.span.start as usize;
        if around.is_none() && (at >= offset || token.kind == TokenKind::End) {
            around = Some(open.len());
        }
        if token.kind == TokenKind::End || at > offset + WINDOW {
            break;
        }
        let word = Span::of(token.span, &text[start..]);
        match word {
            "{" => {
                let word = statement.first().copied().unwrap_or_default().to_owned();
                open.push(Block { word, ..Block::default() });
                statement.clear();
            }
            "}" => {
                // The block around the offset, or a oneof in it, ends.
                if around.is_some_and(|around| open.len() <= around) && open.last().is_none_or(|it| it.word != "oneof")
                {
                    break;
                }
                let closed = open.pop()?;
                around = around.map(|around| around.min(open.len()));
                if closed.word == "oneof" {
                    let outer = open.last_mut()?;
                    outer.largest = outer.largest.max(closed.largest);
                }
                statement.clear();
            }
            ";" => statement.clear(),
            "[" => brackets += 1,
            "]" => brackets = brackets.saturating_sub(1),
            _ => {
                let is_number =
                    token.kind == TokenKind::Integer && brackets == 0 && statement.first() != Some(&"option");
                if let Some(number) = super::literal::unsigned(word).filter(|_| is_number)
                    && let Some(block) = open.last_mut()
                    && number <= limit(&block.word)
                    && !starts_open_range(&text[start..], token.span.end)
                {
                    block.largest = block.largest.max(Some(number));
                    block.has_first |= at < offset;
                    block.has_zero |= number == 0;
                }
                statement.push(word);
            }
        }
    }
    let mut blocks = open.into_iter().take(around?).rev();
    let first = blocks.next()?;
    // The first value of an open enum is zero.
    if first.word == "enum" && !first.has_first && !first.has_zero {
        return Some(0);
    }
    let (word, largest) = match first.word.as_str() {
        "oneof" => {
            let outer = blocks.next()?;
            (outer.word, outer.largest.max(first.largest))
        }
        _ => (first.word, first.largest),
    };
    let least = u64::from(word != "enum");
    let next = largest.map_or(least, |largest| largest + 1);
    if next > limit(&word) {
        return None;
    }
    Some(if IMPLEMENTATION.contains(&next) && word != "enum" { IMPLEMENTATION.end() + 1 } else { next })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(marked: &str) -> Option<u64> {
        let offset = marked.find('|').unwrap_or_default() as u32;
        free_number(&marked.replacen('|', "", 1), offset)
    }

    #[test]
    fn the_number_is_behind_all_others() {
        assert_eq!(free("message M { string a|; }"), Some(1));
        assert_eq!(free("enum E { A|; }"), Some(0));
        assert_eq!(free("enum E { A = 0; B|; C = 2; }"), Some(3));
        assert_eq!(
            free(
                "message M { string a = 4 [json_name = \"b\", (x) = 90]; string b|; message N { int32 c = 80; } int32 d = 7; }"
            ),
            Some(8)
        );
        assert_eq!(
            free(
                "message M { int32 a = 1; oneof o { int32 b = 5; int32 c|; } int32 d = 6; } message N { int32 a = 9; }"
            ),
            Some(7)
        );
        assert_eq!(free("message M { oneof o { int32 b = 5; } int32 c|; oneof p { int32 d = 8; } }"), Some(9));
        assert_eq!(free("message M { reserved 4 to 10; option (x) = 99; string a|; }"), Some(11));
        assert_eq!(free("message M { int32 a = 18999; string b|; }"), Some(20_000));
        assert_eq!(free("message M { int32 a = 4; int32 b = |99999999999; }"), Some(5));
        assert_eq!(
            free("message M { int32 a = 4; string b|; extensions 100 to max; reserved 50 to 5000000000; }"),
            Some(5)
        );
        assert_eq!(free("enum E { A = 4; B = |2147483648; }"), Some(5));
        assert_eq!(free("enum E { A|; B = 1; }"), Some(0));
        assert_eq!(free("enum E { A|; B = 1; C = 0; }"), Some(2));
        assert_eq!(free("message M { int32 a = 536870911; int32 b|; }"), None);
        assert_eq!(free("string a|;"), None);
    }
}
