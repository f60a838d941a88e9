//! The intended differences, each with its reason. Every other difference is an error.

use super::programs::{Answer, Question, Way, is_go_down};

/// The reason for an intended difference.
pub(super) type Excuse = &'static str;

/// A question, the answer of buf or protoc, and the answer of protoward.
type Case<'c> = (&'c Question<'c>, &'c Answer, &'c Answer);

type Judge = fn(Case<'_>) -> bool;

const EXCUSES: &[(Excuse, Judge)] = &[
    ("buf goes down", |(_, theirs, _)| is_go_down(&theirs.said)),
    ("buf knows no message sets", |(_, theirs, _)| theirs.said.contains("message-set wire format")),
    ("messages nest 100 deep, as in most programs; in Go 10,000", |(question, theirs, ours)| {
        is_convert(question) && theirs.is_taken && ours.said.contains("nested more than")
    }),
    ("where a text has a letter that YAML does not print, buf sorts the keys, or loses the letter", |case| {
        let (question, theirs, ours) = case;
        let is_written = theirs.is_taken && ours.is_taken && to(question) == "yaml" && has_escape(&ours.written);
        is_written || from(question) == "yaml" && has_strange_letter(&question.message)
    }),
    ("what stands behind the one document of a YAML would be lost", |(question, theirs, ours)| {
        let words = ["a second document", "expected <document start>", "misplaced bracket", "trailing content"];
        let is_behind = words.iter().any(|it| ours.said.contains(it));
        from(question) == "yaml" && theirs.is_taken && is_behind
    }),
    ("a key that is there twice in a YAML would lose a value", |(question, theirs, ours)| {
        from(question) == "yaml" && theirs.is_taken && ours.said.contains("is there twice")
    }),
    ("`null`, and nothing at all, is a field of a YAML that is not set, as in JSON", |(question, _, ours)| {
        from(question) == "yaml" && ours.is_taken && has_null(&question.message)
    }),
    ("what names the type of an `Any` in a YAML stays as it is", |(question, _, _)| {
        from(question) == "yaml" && contains(&question.message, b"@type")
    }),
    ("a field mask in a YAML is a text, as in JSON", |(question, theirs, _)| {
        from(question) == "yaml" && theirs.said.contains("FieldMask")
    }),
];

pub(super) fn excuse(question: &Question<'_>, theirs: &Answer, ours: &Answer) -> Option<Excuse> {
    EXCUSES.iter().find(|(_, is_so)| is_so((question, theirs, ours))).map(|(why, _)| *why)
}

fn is_convert(question: &Question<'_>) -> bool {
    matches!(question.way, Way::Convert { .. })
}

fn from(question: &Question<'_>) -> &'static str {
    match question.way {
        Way::Convert { from, .. } => from,
        _ => "",
    }
}

fn to(question: &Question<'_>) -> &'static str {
    match question.way {
        Way::Convert { to, .. } => to,
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

/// Returns `true` if a line of the YAML ends in an empty value or in `null`.
fn has_null(yaml: &[u8]) -> bool {
    String::from_utf8_lossy(yaml).lines().any(|line| {
        let line = line.trim_end();
        [":", "-", "null", "~"].iter().any(|end| line.ends_with(end))
    })
}

fn has_strange_letter(text: &[u8]) -> bool {
    let strange = ["\u{7f}", "\u{85}", "\u{2028}", "\u{2029}", "\u{fffe}", "\u{ffff}"];
    has_escape(text) || strange.iter().any(|letter| contains(text, letter.as_bytes()))
}
