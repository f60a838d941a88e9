//! The intended differences, each with its reason. Every other difference is an error.

use super::programs::{ConversionInput, ConversionKind, ConversionResult, is_go_down};

/// The reason for an intended difference.
pub(super) type KnownDifference = &'static str;

/// A question, the answer of buf or protoc, and the answer of protoward.
type Case<'c> = (&'c ConversionInput<'c>, &'c ConversionResult, &'c ConversionResult);

type Judge = fn(Case<'_>) -> bool;

const EXCUSES: &[(KnownDifference, Judge)] = &[
    ("buf crashes", |(_, theirs, _)| is_go_down(&theirs.stderr)),
    ("buf does not support message sets", |(_, theirs, _)| theirs.stderr.contains("message-set wire format")),
    ("the nesting limit of messages is 100, as in most libraries; in Go it is 10,000", |(question, theirs, ours)| {
        is_convert(question) && theirs.is_accepted && ours.stderr.contains("nested more than")
    }),
    ("for a character that is not printable in YAML, buf sorts the keys, or loses the character", |case| {
        let (question, theirs, ours) = case;
        let is_written = theirs.is_accepted && ours.is_accepted && to(question) == "yaml" && has_escape(&ours.written);
        is_written || from(question) == "yaml" && has_strange_letter(&question.message)
    }),
    ("content after the first YAML document is an error, because it would be lost", |(question, theirs, ours)| {
        let words = ["a second document", "expected <document start>", "misplaced bracket", "trailing content"];
        let is_trailing = words.iter().any(|it| ours.stderr.contains(it));
        from(question) == "yaml" && theirs.is_accepted && is_trailing
    }),
    ("a duplicate YAML key is an error, because a value would be lost", |(question, theirs, ours)| {
        from(question) == "yaml" && theirs.is_accepted && ours.stderr.contains("is there twice")
    }),
    ("a YAML field that is `null` or empty is not set, as in JSON", |(question, _, ours)| {
        from(question) == "yaml" && ours.is_accepted && has_null(&question.message)
    }),
    ("the type URL of an `Any` in YAML stays unchanged", |(question, _, _)| {
        from(question) == "yaml" && contains(&question.message, b"@type")
    }),
    ("a field mask in YAML is a string, as in JSON", |(question, theirs, _)| {
        from(question) == "yaml" && theirs.stderr.contains("FieldMask")
    }),
];

pub(super) fn excuse(
    question: &ConversionInput<'_>,
    theirs: &ConversionResult,
    ours: &ConversionResult,
) -> Option<KnownDifference> {
    EXCUSES.iter().find(|(_, is_so)| is_so((question, theirs, ours))).map(|(why, _)| *why)
}

fn is_convert(question: &ConversionInput<'_>) -> bool {
    matches!(question.operation, ConversionKind::Convert { .. })
}

fn from(question: &ConversionInput<'_>) -> &'static str {
    match question.operation {
        ConversionKind::Convert { from, .. } => from,
        _ => "",
    }
}

fn to(question: &ConversionInput<'_>) -> &'static str {
    match question.operation {
        ConversionKind::Convert { to, .. } => to,
        _ => "",
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Returns `true` if protoward's YAML escapes DEL, NEL, a line or paragraph separator, or a code point that is not a character.
fn has_escape(yaml: &[u8]) -> bool {
    ["\\x7F", "\\N", "\\L", "\\P", "\\uFFFE", "\\uFFFF"].iter().any(|escape| contains(yaml, escape.as_bytes()))
}

/// Returns `true` if a value of the YAML is `null`, `~` or empty. Values inside `{}` and `[]` are not examined.
fn has_null(yaml: &[u8]) -> bool {
    let text = String::from_utf8_lossy(yaml);
    let mut lines = text.lines().filter_map(YamlLine::new).filter(|it| it.content != "---").peekable();
    while let Some(line) = lines.next() {
        let (column, entry) = line.last_entry();
        let is_nested = |next: &YamlLine<'_>| next.indent > column;
        let value = entry.split_once(": ").map_or(entry, |(_, value)| value.trim_start());
        if matches!(value, "null" | "Null" | "NULL" | "~") {
            return true;
        }
        // A list may stand at the column of its key.
        let is_value = |next: &YamlLine<'_>| is_nested(next) || next.indent == column && next.is_list_item();
        let is_empty = match entry {
            "-" => !lines.peek().is_some_and(is_nested),
            _ if entry.ends_with(':') => !lines.peek().is_some_and(is_value),
            _ => false,
        };
        if is_empty {
            return true;
        }
        if is_block_scalar(value) {
            // Without a key, the lines may stand at the column of the `|`.
            let first = if value == entry { column } else { column + 1 };
            while lines.next_if(|next| next.indent >= first).is_some() {}
        }
    }
    false
}

/// A line of YAML with content, without its comment.
struct YamlLine<'y> {
    indent: usize,
    content: &'y str,
}

impl<'y> YamlLine<'y> {
    /// Returns `None` for a blank line and for a comment.
    fn new(line: &'y str) -> Option<YamlLine<'y>> {
        let content = without_comment(line).trim_end();
        let indent = content.len() - content.trim_start_matches(' ').len();
        let content = &content[indent..];
        (!content.is_empty()).then_some(YamlLine { indent, content })
    }

    fn is_list_item(&self) -> bool {
        self.content == "-" || self.content.starts_with("- ")
    }

    /// Returns what follows the last `- ` at the start of the line, with its column.
    fn last_entry(&self) -> (usize, &'y str) {
        let mut column = self.indent;
        let mut entry = self.content;
        while let Some(rest) = entry.strip_prefix("- ") {
            let rest = rest.trim_start_matches(' ');
            column += entry.len() - rest.len();
            entry = rest;
        }
        (column, entry)
    }
}

/// Removes a comment: a `#` at the start or after a space, outside of quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut previous = ' ';
    let mut is_escaped = false;
    for (at, letter) in line.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some('"') if letter == '\\' => is_escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '#' && previous.is_whitespace() => return &line[..at],
            // Elsewhere, a quote is a letter of a plain string. A `''` continues the string that it seems to end.
            None if matches!(letter, '"' | '\'') && (" \t,:[{\'".contains(previous)) => quote = Some(letter),
            None => {}
        }
        previous = letter;
    }
    line
}

/// Returns `true` if the lines of a block scalar follow, as after `|`, `>-` or `|2`.
fn is_block_scalar(value: &str) -> bool {
    let is_indicator = |letter: char| matches!(letter, '+' | '-' | '1'..='9');
    value.strip_prefix(['|', '>']).is_some_and(|rest| rest.chars().all(is_indicator))
}

fn has_strange_letter(text: &[u8]) -> bool {
    let strange = ["\u{7f}", "\u{85}", "\u{2028}", "\u{2029}", "\u{fffe}", "\u{ffff}"];
    has_escape(text) || strange.iter().any(|letter| contains(text, letter.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::has_null;

    #[test]
    fn finds_null_and_empty_values() {
        let nulls = "a: null¦a:  null¦a: ~ # none¦- null¦- a: Null¦~¦null¦a:¦a:\n¦a:\nb: 1¦-¦- 1\n-\n- 2¦- -¦a:\n  b:\nc: 1\
            ¦a:\n  # comment\n\nb: 1¦a:\n# c: 1\n¦- a:\n  b: 1¦- a:\n- b: 1¦-\n- 1¦a: # b¦\"a # b\":¦---\na:\
            ¦a: |\n  b\nc:¦'it''s # a':";
        for text in nulls.split('¦') {
            assert!(has_null(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn finds_no_null_in_nested_values() {
        let texts = "¦a: 1¦a:\n  b: 1¦a:\n\n  # comment\n  b: 1¦a:\n# comment\n    b: 1¦a:\n  - 1¦a:\n- 1\n- 2\
            ¦- a:\n    b: 1¦- a:\n  - 1¦-\n  a: 1¦- -\n    1¦- - 1¦---\na: 1¦a: \"null\"¦a: nonnull¦a: -¦a: \"b:\"\
            ¦a: b -¦a: x~¦a: |\n  b:\n  -\n  null\nc: 1¦a: >-\n  b:\n¦- a: |-\n    b:\n¦- |\n  b:\n- 1¦a: 'b: null'\
            ¦# a:¦a: 1 # b:";
        for text in texts.split('¦') {
            assert!(!has_null(text.as_bytes()), "{text:?}");
        }
    }
}
