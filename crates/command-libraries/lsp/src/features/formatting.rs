//! Formatting of documents and ranges. Only lines that differ are edited, so that the editor keeps its place in the others.

use std::ops::Range;

use crate::asked::Refusal;
use crate::position::Lines;
use crate::server::Server;
use lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};
use protoward_output::changed_lines;

pub(crate) fn document(
    server: &mut Server,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let text = &asked.file().text;
    let formatted = protoward_format::format(text).map_err(|error| format!("not formatted: {error}"))?;
    Ok(Some(edits(text, &formatted, &asked.lines)))
}

pub(crate) fn range(
    server: &mut Server,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let bytes = asked.lines.bytes(params.range);
    let edits =
        protoward_format::format_range(&asked.file().text, bytes).map_err(|error| format!("not formatted: {error}"))?;
    let edit = |edit: protoward_format::Edit| TextEdit::new(asked.lines.range(edit.range), edit.text);
    Ok(Some(edits.into_iter().map(edit).collect()))
}

/// Returns the lines that differ, so that the editor keeps its place in the others.
fn edits(old: &str, new: &str, lines: &Lines<'_>) -> Vec<TextEdit> {
    let old_starts = starts(old);
    let new_starts = starts(new);
    let bytes = |starts: &[usize], range: Range<usize>| starts[range.start]..starts[range.end];
    let edit = |(old_lines, new_lines): (Range<usize>, Range<usize>)| {
        let text = new[bytes(&new_starts, new_lines)].to_owned();
        TextEdit::new(lines.range(bytes(&old_starts, old_lines)), text)
    };
    changed_lines(old, new).into_iter().map(edit).collect()
}

/// Returns the starts of lines, as [`changed_lines`] counts them, and the end of the text. A `\r` alone ends a line too.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends_line = |&at: &usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let ends = (0..bytes.len()).filter(ends_line).map(|at| at + 1);
    let mut starts: Vec<usize> = [0].into_iter().chain(ends).collect();
    if starts.last() != Some(&text.len()) {
        starts.push(text.len());
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Encoding;

    #[test]
    fn edits_make_the_new_text() {
        for (old, new) in
            [("a\nb\nc", "a\nB\nB\nc\nd\n"), ("a\rb\r\nc\r", "a\nb\nC\n"), ("a\r\rb", "a\n"), ("", "a\n"), ("a\r", "")]
        {
            let lines = Lines::new(old, Encoding::Utf8);
            let mut text = old.to_owned();
            for edit in edits(old, new, &lines).into_iter().rev() {
                text.replace_range(lines.bytes(edit.range), &edit.new_text);
            }
            assert_eq!(text, new, "{old:?}");
            assert!(edits(new, new, &Lines::new(new, Encoding::Utf8)).is_empty());
        }
    }
}
