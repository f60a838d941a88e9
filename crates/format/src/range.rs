//! Formatting of a part of a text, for editors.

use std::ops::Range;

use protoward_syntax::ast::{File, Span};
use protoward_syntax::parse;

use crate::error::FormatError;
use crate::reading::Reading;
use crate::{formatted, order};

/// A replacement of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

/// Returns the edits that format the statements of the file that a range of bytes touches. Edits are sorted and do not
/// overlap.
///
/// A statement, such as an import or a message, is formatted as a whole. It stays where it is, even if the layout has
/// another order. The white space and the comments before it are formatted with it, unless the layout has another
/// statement before it.
///
/// ```
/// let text = "message A {reserved  1;}\nmessage C {reserved  1;}\n";
/// let edits = protoward_format::format_range(text, 27..28)?;
/// assert_eq!(edits.len(), 1);
/// assert_eq!(edits[0].range, 25..49);
/// assert_eq!(edits[0].text, "message C {\n  reserved 1;\n}");
/// # Ok::<(), protoward_format::FormatError>(())
/// ```
///
/// # Errors
/// As [`format`](crate::format()): a text with syntax errors is not formatted.
pub fn format_range(text: &str, range: Range<usize>) -> Result<Vec<Edit>, FormatError> {
    let mut written: Vec<usize> = Vec::new();
    let formatted = formatted(text, |reading| written = written_after(&written, reading))?;
    let file = parse(text).file;
    let (old, new) = (spans(&file), spans(&parse(&formatted).file));
    let mut edits = Vec::new();
    for (index, &place) in written.iter().enumerate() {
        let (Some(before), Some(after)) = (old.get(place), new.get(index)) else { continue };
        edits.push(edit(before.clone(), &formatted, after.clone()));
        let follows_same = if index == 0 { place == 0 } else { written[index - 1] + 1 == place };
        if follows_same {
            let gap = |spans: &[Range<usize>], at: usize| end_before(spans, at)..spans[at].start;
            edits.push(edit(gap(&old, place), &formatted, gap(&new, index)));
        }
    }
    if written.last().is_none_or(|&last| last + 1 == old.len()) {
        edits.push(edit(
            end_before(&old, old.len())..text.len(),
            &formatted,
            end_before(&new, new.len())..formatted.len(),
        ));
    }
    let is_touched = |edit: &Edit| edit.range.start <= range.end && range.start <= edit.range.end;
    edits.retain(|edit| is_touched(edit) && text[edit.range.clone()] != edit.text);
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    Ok(edits)
}

/// Returns the places of the statements in the order in which a pass writes them, after the passes before it.
fn written_after(before: &[usize], &Reading { text, ref file, .. }: &Reading<'_>) -> Vec<usize> {
    let first = usize::from(file.syntax.is_none());
    let places = order::statements(text, file).into_iter().map(|place| place - first);
    places.map(|place| before.get(place).copied().unwrap_or(place)).collect()
}

fn edit(range: Range<usize>, formatted: &str, after: Range<usize>) -> Edit {
    Edit { range, text: formatted[after].to_owned() }
}

/// Returns the end of the statement before a statement.
fn end_before(spans: &[Range<usize>], at: usize) -> usize {
    at.checked_sub(1).and_then(|before| spans.get(before)).map_or(0, |span| span.end)
}

/// Returns the statements of a file in source order.
fn spans(file: &File) -> Vec<Range<usize>> {
    let range = |span: Span| span.start as usize..span.end as usize;
    file.syntax.iter().map(|it| it.span).chain(file.items.iter().map(order::span)).map(range).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::format;

    fn applied(text: &str, range: Range<usize>) -> String {
        let mut edited = text.to_owned();
        for edit in format_range(text, range).unwrap().into_iter().rev() {
            edited.replace_range(edit.range, &edit.text);
        }
        edited
    }

    #[test]
    fn all_of_a_text_in_order_is_formatted() {
        let text = "syntax='proto3';\n\n\n\nmessage A{}\n\n\n// b\nmessage B{ }\n\n\n";
        assert_eq!(applied(text, 0..text.len()), format(text).unwrap());
    }

    #[test]
    fn other_statements_are_left_alone() {
        let text = "import \"b\";\nimport  \"a\";\nmessage  A  { }\nmessage B { }\n";
        let at = text.find('A').unwrap();
        assert_eq!(applied(text, at..at), text.replace("message  A  { }", "message A {}"));
    }

    #[test]
    fn a_statement_that_a_later_pass_moves_keeps_its_text() {
        let text = "option (a /* b */ .c) = 1  ;\noption (a.b) = 2  ;\noption (/*d*/ b) = 3  ;\n";
        let whole = format(text).unwrap();
        for at in 0..text.len() {
            assert_eq!(format(&applied(text, at..at)).unwrap(), whole, "at {at}");
        }
    }

    #[test]
    fn a_text_without_white_space_between_statements() {
        let text = "syntax=\"proto3\";message A{}message B{}";
        assert_eq!(applied(text, 0..text.len()), format(text).unwrap());
    }

    #[test]
    fn a_statement_that_the_layout_moves_stays_where_it_is() {
        let text = "import \"b\"  ;\nimport  \"a\";\n";
        assert_eq!(applied(text, 0..text.len()), "import \"b\";\nimport \"a\";\n");
    }
}
