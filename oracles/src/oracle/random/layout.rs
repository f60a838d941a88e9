//! Formatting of a text: rewrites the same tokens with other whitespace, line ends and comments.

use protoward_kit::random::Random;

/// The pieces of which comments consist, separated by `¦`.
pub(super) type CommentWords = &'static str;

/// Pieces that have a meaning for protobuf compilers or for the attachment of comments.
pub(super) const WORDS: CommentWords = "¦ ¦ a comment¦/ three slashes¦ größer ≤ 😀¦\ttab\t¦ trailing  ¦*¦* star¦ \"quoted¦ it's\
    ¦ // again¦ /* not open¦ { ; }¦!¦  two¦ \\n¦ */ closed?¦ #¦\u{b}vertical¦\u{c}¦\r¦ nul-free";

/// How unusual the formatting of a text is.
#[derive(Debug, Clone, Copy)]
struct Formatting {
    words: CommentWords,
    /// One in this many gaps is unusual. 0 stands for none.
    odd: usize,
    /// One in this many statements has a comment. 0 stands for none.
    comments: usize,
    windows: bool,
    mark: bool,
}

/// Rewrites `plain` with gaps of all kinds.
pub(super) fn reformat(plain: &str, words: CommentWords, random: &mut Random) -> Vec<u8> {
    let formatting = Formatting {
        words,
        odd: [0, 0, 60, 20, 5, 2][random.below(6)],
        comments: [0, 6, 3, 2, 1][random.below(5)],
        windows: random.chance(10),
        mark: random.chance(20),
    };
    let mut out = String::new();
    if formatting.mark {
        out.push('\u{feff}');
    }
    for line in plain.lines() {
        statement(&mut out, line, formatting, random);
    }
    if formatting.comments > 0 && random.chance(2) {
        out.push_str(&comment(formatting.words, random, 1));
    }
    if random.chance(8) {
        out.truncate(out.trim_end().len());
    }
    if formatting.windows {
        out = out.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    out.into_bytes()
}

/// Writes a line of the plain text: comments before it, its tokens, and comments after it.
fn statement(out: &mut String, line: &str, formatting: Formatting, random: &mut Random) {
    if formatting.comments > 0 && random.chance(formatting.comments) {
        before(out, formatting.words, random);
    }
    let mut last = "";
    let indent = &line[..line.len() - line.trim_start().len()];
    out.push_str(indent);
    for (spaced, token) in tokens(line) {
        let glued = last.is_empty() || !needs_space(last, token);
        if formatting.odd > 0 && random.chance(formatting.odd) {
            gap(out, (glued, last), formatting.words, random);
        } else if spaced && !last.is_empty() {
            out.push(' ');
        }
        out.push_str(token);
        last = token;
    }
    after_statement(out, formatting, random);
}

/// Writes comments before a statement: detached, leading, or both.
fn before(out: &mut String, words: CommentWords, random: &mut Random) {
    for _ in 0..=random.below(3) {
        out.push_str(["", "\n", "  ", "\t", "\n\n"][random.below(5)]);
        out.push_str(&comment(words, random, 2));
        out.push_str(["", "", "\n", "\n\n", " \n"][random.below(5)]);
    }
}

fn after_statement(out: &mut String, formatting: Formatting, random: &mut Random) {
    if formatting.comments > 0 && random.chance(formatting.comments + 1) {
        out.push_str([" ", "", "\n", "\n  ", "\n\n"][random.below(5)]);
        out.push_str(&comment(formatting.words, random, 1));
        out.push_str(["", "\n", "\n\n", "  \n\t\n"][random.below(4)]);
    } else if formatting.odd > 0 && random.chance(formatting.odd * 2) {
        out.push_str([" ", "", "\n\n\n", "\t"][random.below(4)]);
    } else {
        out.push('\n');
    }
}

/// Returns comments. Line comments end with a line break.
fn comment(words: CommentWords, random: &mut Random, most: usize) -> String {
    let mut out = String::new();
    for _ in 0..=random.below(most) {
        if random.chance(2) {
            for _ in 0..=random.below(3) {
                out.push_str(&format!("//{}\n", line(words, random)));
                out.push_str(["", "", "  "][random.below(3)]);
            }
        } else {
            out.push_str(&block(words, random));
            out.push_str(["", "\n", "\n", "\n\n", " "][random.below(5)]);
        }
    }
    out
}

fn block(words: CommentWords, random: &mut Random) -> String {
    let lines: Vec<String> = (0..=random.below(4)).map(|_| line(words, random)).collect();
    let joint = ["\n", "\n *", "\n   * ", "\n\t*", "\n  ", "\n\n"][random.below(6)];
    let inside = lines.join(joint).replace("/*", "/ *").replace("*/", "* /");
    format!("/*{}{}*/", inside.trim_end_matches('/'), ["", " ", "*", "\n ", "\n   *"][random.below(5)])
}

fn line(words: CommentWords, random: &mut Random) -> String {
    let words: Vec<&str> = words.split('¦').collect();
    let mut text = words[random.below(words.len())].to_owned();
    if random.chance(3) {
        text.push_str(words[random.below(words.len())]);
    }
    text
}

/// Writes whitespace and comments between two tokens of a statement.
fn gap(out: &mut String, (glued, last): (bool, &str), words: CommentWords, random: &mut Random) {
    match random.below(9) {
        0 | 1 if glued => {}
        2 => out.push('\t'),
        3 => out.push('\n'),
        4 => out.push_str("\n\n   "),
        5 => out.push_str(" \u{b}\u{c}\r "),
        6 | 7 => {
            let space = if last.ends_with('/') { " " } else { ["", " ", "\n"][random.below(3)] };
            out.push_str(space);
            out.push_str(&comment(words, random, 1));
        }
        _ => out.push_str("   "),
    }
    if !glued && !out.ends_with(|it: char| it.is_ascii_whitespace() || it == '/') {
        out.push(' ');
    }
}

fn needs_space(last: &str, next: &str) -> bool {
    let wordy = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.' | '"' | '\'');
    last.ends_with(wordy)
        && next.starts_with(wordy)
        && (last.ends_with(is_word) && next.starts_with(is_word) || number(last) || number(next))
        || last.ends_with('/') && next.starts_with(['/', '*'])
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

fn number(token: &str) -> bool {
    token.starts_with(|it: char| it.is_ascii_digit() || it == '.')
}

/// Returns the tokens of a line, each with whether whitespace precedes it in the plain text.
fn tokens(line: &str) -> Vec<(bool, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    loop {
        let next = rest.trim_start();
        let spaced = next.len() < rest.len();
        let length = token_length(next);
        if length == 0 {
            return found;
        }
        found.push((spaced, &next[..length]));
        rest = &next[length..];
    }
}

fn token_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if matches!(first, '"' | '\'') {
        return string_length(text, first);
    }
    let digit = first.is_ascii_digit() || first == '.' && text[1..].starts_with(|it: char| it.is_ascii_digit());
    if digit {
        return number_length(text);
    }
    if is_word(first) {
        return text.find(|it: char| !is_word(it)).unwrap_or(text.len());
    }
    first.len_utf8()
}

fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, it) in text.char_indices().skip(1) {
        match it {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            it if it == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn number_length(text: &str) -> usize {
    let mut last = ' ';
    let inside = |it: char| {
        let sign =
            matches!(it, '+' | '-') && matches!(last, 'e' | 'E') && !text.starts_with("0x") && !text.starts_with("0X");
        last = it;
        is_word(it) || it == '.' || sign
    };
    text.char_indices().zip(text.chars().map(inside)).find(|(_, inside)| !inside).map_or(text.len(), |((at, _), _)| at)
}
