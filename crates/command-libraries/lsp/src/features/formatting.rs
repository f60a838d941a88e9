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
    let starts = |text: &str| -> Vec<usize> {
        let mut at = 0;
        let ends = text.split_inclusive('\n').map(|line| {
            at += line.len();
            at
        });
        [0].into_iter().chain(ends.collect::<Vec<_>>()).collect()
    };
    let old_starts = starts(old);
    let new_starts = starts(new);
    let bytes = |starts: &[usize], range: Range<usize>| starts[range.start]..starts[range.end];
    let edit = |(old_lines, new_lines): (Range<usize>, Range<usize>)| {
        let text = new[bytes(&new_starts, new_lines)].to_owned();
        TextEdit::new(lines.range(bytes(&old_starts, old_lines)), text)
    };
    changed_lines(old, new).into_iter().map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Encoding;

    #[test]
    fn edits_make_the_new_text() {
        let old = "a\nb\nc";
        let new = "a\nB\nB\nc\nd\n";
        let lines = Lines::new(old, Encoding::Utf16);
        let mut text = old.to_owned();
        for edit in edits(old, new, &lines).into_iter().rev() {
            text.replace_range(lines.bytes(edit.range), &edit.new_text);
        }
        assert_eq!(text, new);
        assert!(edits(new, new, &Lines::new(new, Encoding::Utf16)).is_empty());
    }
}
