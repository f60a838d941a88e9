//! Formatting of random ranges of a text.

use std::ops::Range;

use crate::unordered::descriptor;
use protoward_format::{Edit, format, format_range};
use protoward_kit::random::Random;
use protoward_source::LineEnds;
use protoward_syntax::ast::{File, FileItem, Span};
use protoward_syntax::{Tokens, parse};

use super::layout::of_text;
use super::sample::Input;

/// Number of ranges of a text.
const RANGES: usize = 6;

/// Formats ranges of the text, which its bytes determine. The descriptors and the comments are the same afterwards, everything but
/// the touched statements too, and the rest of the text can be formatted as before.
pub(super) fn run(input: &Input) {
    let text = String::from_utf8_lossy(&input.bytes);
    let sum = input.bytes.iter().fold(0_u64, |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Random::keyed(sum, &[text.len() as u64]);
    let whole = format(&text);
    let statements = statements(&parse(&text).file);
    let mut before = None;
    for _ in 0..RANGES {
        let range = drawn(text.len(), &mut random);
        let edits = match format_range(&text, range.clone()) {
            Ok(edits) => edits,
            Err(error) => {
                assert!(whole.as_ref().err() == Some(&error), "only a range is refused: {error}");
                continue;
            }
        };
        let whole = whole.as_ref().expect("the whole text is refused, and a range is not");
        let allowed = allowed(&statements, &range, text.len());
        let Some(edited) = applied(&text, &edits, &allowed) else { continue };
        assert!(comments(&edited) == comments(&text), "other comments after {range:?}");
        let old = before.get_or_insert_with(|| descriptor(of_text(input, &text), &input.name));
        assert!(*old == descriptor(of_text(input, &edited), &input.name), "other descriptors after {range:?}");
        // An edit can change which line ends most lines have.
        let again = format(&edited).expect("it is formatted as before");
        assert!(
            LineEnds::Lf.apply(&again) == LineEnds::Lf.apply(whole),
            "the whole text has another layout after {range:?}"
        );
    }
}

/// Draws a range, which may be empty, reversed or partly behind the text.
fn drawn(length: usize, random: &mut Random) -> Range<usize> {
    let mut at = |most: usize| random.below(most + 1);
    match at(7) {
        0 => 0..length,
        1 => at(length + 3)..at(length + 3),
        2 => {
            let start = at(length);
            start..start
        }
        _ => {
            let start = at(length);
            start..start + at(40)
        }
    }
}

/// Applies edits, which must be in order, in an allowed range and between characters. Returns `None` if nothing changes.
fn applied(text: &str, edits: &[Edit], allowed: &Range<usize>) -> Option<String> {
    let mut edited = String::new();
    let mut end = 0;
    for edit in edits {
        let Range { start, end: to } = edit.range;
        assert!(end <= start && allowed.start <= start && to <= allowed.end, "an edit of {:?}", edit.range);
        edited.push_str(text.get(end..start).expect("an edit begins between characters"));
        edited.push_str(&edit.text);
        end = to;
    }
    edited.push_str(text.get(end..).expect("the last edit ends between characters"));
    (edited != text).then_some(edited)
}

/// Returns the range from the end of the statement before the touched ones to the start of the statement behind them.
fn allowed(statements: &[Range<usize>], range: &Range<usize>, length: usize) -> Range<usize> {
    let start = statements.iter().rev().map(|it| it.end).find(|&end| end < range.start).unwrap_or_default();
    let end = statements.iter().map(|it| it.start).find(|&start| start > range.end).unwrap_or(length);
    start..end
}

fn statements(file: &File) -> Vec<Range<usize>> {
    let span = |item: &FileItem| match item {
        FileItem::Package(decl) => decl.span,
        FileItem::Import(decl) => decl.span,
        FileItem::Option(decl) => decl.span,
        FileItem::Message(decl) => decl.span,
        FileItem::Enum(decl) => decl.span,
        FileItem::Extend(decl) => decl.span,
        FileItem::Service(decl) => decl.span,
    };
    file.syntax.iter().map(|it| it.span).chain(file.items.iter().map(span)).map(Span::range).collect()
}

/// Returns the sorted comments, without what their place and their form determine.
fn comments(text: &str) -> Vec<String> {
    let tokens = Tokens::new(text);
    let all = tokens.pieces().iter().filter(|piece| piece.is_comment()).map(|piece| piece.span.of(text));
    let inside =
        |comment: &str| -> String { comment.chars().filter(|it| !it.is_whitespace() && !"/*".contains(*it)).collect() };
    let mut all: Vec<String> = all.map(inside).collect();
    all.sort();
    all
}
