//! Formatting of a part of a text, for editors that format a selection.

use std::ops::Range;

use protoward_syntax::ast::{File, Span};

use crate::diagnostics::FormatError;
use crate::divide::divided;
use crate::edit::Edit;
use crate::proof::Comment;
use crate::returns::WithoutReturns;
use crate::scan::Reading;
use crate::{formatted, order};

/// Returns the edits that format the lines that a range of bytes touches. Edits are sorted and do not overlap, and begin in one of
/// these lines.
///
/// Statements of the file, such as imports and messages, stay where they are, even if the layout has another order. What the layout
/// moves inside of a statement, such as options, is moved completely if a part of it is in one of the lines.
///
/// ```
/// let text = "message A {\n    reserved  1;\n    reserved  2;\n}\n";
/// let edits = protoward_format::format_range(text, 14..14)?;
/// let ranges: Vec<_> = edits.iter().map(|edit| &text[edit.range.clone()]).collect();
/// assert_eq!(ranges, ["  ", " "], "two spaces in front of `reserved 1`, and one behind `reserved`");
/// # Ok::<(), protoward_format::FormatError>(())
/// ```
///
/// # Errors
/// As [`format`](crate::format()): a text with syntax errors is not formatted.
pub fn format_range(text: &str, range: Range<usize>) -> Result<Vec<Edit>, FormatError> {
    let Some(without) = WithoutReturns::new(text)? else { return edits(text, range) };
    let original = |edit: Edit| Edit {
        range: without.original_range(&edit.range),
        text: without.restored(&edit.text).into_owned(),
    };
    let edits = edits(&without.text, without.range(&range)).map_err(|error| without.original_error(error))?;
    Ok(edits.into_iter().map(original).collect())
}

fn edits(text: &str, range: Range<usize>) -> Result<Vec<Edit>, FormatError> {
    let mut written: Vec<usize> = Vec::new();
    let whole = formatted(text, |reading| written = written_after(&written, reading))?;
    let old = Parts::of(text)?;
    let new = Parts::of(&whole)?;
    let allowed = old.around(&range);
    let mut edits = Vec::new();
    for run in runs(&written) {
        edits.extend(edits_of_run(run, &old, &new));
    }
    let is_touched = |edit: &Edit| edit.range.start <= range.end && range.start <= edit.range.end;
    let is_allowed = |edit: &Edit| allowed.start <= edit.range.start && edit.range.end <= allowed.end;
    edits.retain(|edit| is_touched(edit) && is_allowed(edit) && text[edit.range.clone()] != edit.text);
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let lines = lines(text, &range);
    let is_inside = |edit: &Edit| {
        let Range { start, end } = edit.range;
        lines.contains(&start) || start == lines.end || start < lines.start && lines.start < end
    };
    let parts: Vec<Edit> = edits.iter().flat_map(|edit| divided(edit, text)).filter(is_inside).collect();
    // Parts alone may leave a comment at another token, or out. Then the whole text would be formatted differently afterwards. Both
    // layouts are proven, so equal layouts also prove that the parts change nothing.
    let keeps_layout = formatted(&applied(text, &parts), |_| {}).is_ok_and(|again| again == whole);
    Ok(if keeps_layout { parts } else { edits })
}

/// Returns the lines that a range touches, without the line end of the last one. The range may end behind the text, or inside of a
/// character.
fn lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let [start, end] = [range.start, range.end].map(|at| at.min(bytes.len()));
    let is_line_end = |byte: &u8| *byte == b'\n';
    let start = bytes[..start].iter().rposition(is_line_end).map_or(0, |before| before + 1);
    let end = bytes[end..].iter().position(is_line_end).map_or(bytes.len(), |length| end + length);
    start..end
}

/// Returns a text after edits that are sorted and do not overlap.
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edited = text.to_owned();
    for edit in edits.iter().rev() {
        edited.replace_range(edit.range.clone(), &edit.text);
    }
    edited
}

/// The statements and comments of a text, in source order.
struct Parts<'t> {
    text: &'t str,
    /// The byte range of each statement.
    statements: Vec<Range<usize>>,
    /// The comments, each with the position of its first byte.
    comments: Vec<(usize, Comment<'t>)>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Result<Self, FormatError> {
        let Reading { tokens, file, .. } = Reading::new(text).map_err(|_| FormatError::Invalid)?;
        let comments = tokens.pieces().iter().filter(|piece| piece.is_comment());
        let comments = comments.map(|piece| (piece.span.start as usize, Comment(piece.span.of(text)))).collect();
        Ok(Self { text, statements: spans(&file), comments })
    }

    /// Returns the range from the end of the last statement before `range` to the start of the first statement after it.
    fn around(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.statements.iter().rev().map(|it| it.end).find(|&end| end < range.start).unwrap_or_default();
        let end = self.statements.iter().map(|it| it.start).find(|&start| start > range.end);
        start..end.unwrap_or(self.text.len())
    }

    /// Returns the range before the statement with an index. It begins at the end of the previous statement. With the number
    /// of statements as the index, returns the range after the last statement.
    fn gap(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).and_then(|before| self.statements.get(before)).map_or(0, |span| span.end);
        start..self.statements.get(index).map_or(self.text.len(), |span| span.start)
    }

    /// Returns the sorted comments in a range.
    fn comments_in(&self, range: &Range<usize>) -> Vec<Comment<'t>> {
        let at = |position| self.comments.partition_point(|&(start, _)| start < position);
        let mut comments: Vec<_> = self.comments[at(range.start)..at(range.end)].iter().map(|&(_, it)| it).collect();
        comments.sort_unstable();
        comments
    }
}

/// Consecutive statements that are consecutive in the formatted text too.
struct Run {
    /// The index of the first statement in the text.
    old: usize,
    /// The index of the first statement in the formatted text.
    new: usize,
    /// The number of statements; zero only for a text without any.
    count: usize,
}

/// Divides the statements into runs. `written` has their indices in the text, in the order of the formatted text.
fn runs(written: &[usize]) -> Vec<Run> {
    if written.is_empty() {
        return vec![Run { old: 0, new: 0, count: 0 }];
    }
    let mut runs: Vec<Run> = Vec::new();
    for (new, &old) in written.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.old + run.count == old => run.count += 1,
            _ => runs.push(Run { old, new, count: 1 }),
        }
    }
    runs
}

/// Returns the edits that format the statements of a run and the gaps between them.
///
/// Formatting may move a comment from a gap into a statement, or into another gap. All text from the old to the new position
/// is then one edit. If a comment leaves the run, the rest of the run is not formatted, so that the comment is kept.
fn edits_of_run(run: Run, old: &Parts<'_>, new: &Parts<'_>) -> Vec<Edit> {
    let is_first = run.old == 0 && run.new == 0;
    let is_last = [(run.old, old), (run.new, new)].iter().all(|(start, it)| start + run.count == it.statements.len());
    let mut parts = Vec::with_capacity(2 * run.count + 1);
    for index in 0..=run.count {
        let before = run.old + index;
        let after = run.new + index;
        let has_gap = if index == 0 { is_first } else { index < run.count || is_last };
        if has_gap {
            parts.push((old.gap(before), new.gap(after)));
        }
        if index < run.count
            && let (Some(before), Some(after)) = (old.statements.get(before), new.statements.get(after))
        {
            parts.push((before.clone(), after.clone()));
        }
    }
    let mut edits = Vec::with_capacity(parts.len());
    let mut open: Option<(Range<usize>, Range<usize>)> = None;
    for (before, after) in parts {
        let (first_before, first_after) = open.take().unwrap_or_else(|| (before.clone(), after.clone()));
        let before = first_before.start..before.end;
        let after = first_after.start..after.end;
        if old.comments_in(&before) == new.comments_in(&after) {
            edits.push(Edit { range: before, text: new.text[after].to_owned() });
        } else {
            open = Some((before, after));
        }
    }
    edits
}

/// Returns the places of the statements in the order in which a pass writes them, after the passes before it.
fn written_after(before: &[usize], &Reading { text, ref file, .. }: &Reading<'_>) -> Vec<usize> {
    let first = usize::from(file.syntax.is_none());
    let places = order::statements(text, file).into_iter().map(|place| place - first);
    places.map(|place| before.get(place).copied().unwrap_or(place)).collect()
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

    #[test]
    fn ranges_may_end_behind_the_text_and_inside_of_a_character() {
        let text = "message A {\n  // é\n  int32  a = 1; }";
        for start in 0..text.len() + 3 {
            for end in 0..text.len() + 3 {
                assert!(format_range(text, start..end).is_ok(), "{start}..{end}");
            }
        }
    }

    fn applied(text: &str, range: Range<usize>) -> String {
        super::applied(text, &format_range(text, range).unwrap())
    }

    /// Returns the text after formatting the line that has some words.
    fn line_formatted(text: &str, words: &str) -> String {
        let at = text.find(words).unwrap();
        applied(text, at..at + words.len())
    }

    #[test]
    fn a_line_is_one_statement() {
        let text = "package  p;\nmessage A {\n    string a=1;\n    string b=2;\n\n\n\n    string c=3;\n  message B {\n   int32 x=1;\n }\n}\n";
        for (line, formatted) in [
            ("    string a=1;", "  string a = 1;"),
            ("    string b=2;", "  string b = 2;"),
            ("    string c=3;", "  string c = 3;"),
            ("   int32 x=1;", "    int32 x = 1;"),
            (" }", "  }"),
            ("package  p;", "package p;"),
        ] {
            assert_eq!(line_formatted(text, line), text.replacen(line, formatted, 1), "{line}");
        }
    }

    #[test]
    fn a_line_is_divided() {
        let text = "message A {  int32  a=1;   int32 b=2;}\nmessage  B {}\n";
        let expected = "message A {\n  int32 a = 1;\n  int32 b = 2;\n}\nmessage  B {}\n";
        assert_eq!(line_formatted(text, "b=2"), expected);
    }

    #[test]
    fn signs_without_a_meaning_are_left_out_only_in_the_lines() {
        let text = "service S {\n  rpc A(B) returns (C) {\n    option (x) = {a: 1, b: 2};\n  };\n  rpc D(B) returns (C) {\n    option (x) = {a: 1, b: 2};\n  };\n}\n";
        let line = "    option (x) = {a: 1, b: 2};\n";
        let formatted = "    option (x) = {\n      a: 1\n      b: 2\n    };\n";
        assert_eq!(line_formatted(text, line.trim()), text.replacen(line, formatted, 1));
    }

    #[test]
    fn what_the_layout_moves_is_kept() {
        let text = "enum E {\n  A = 0 /* a */ [deprecated = true, /* b */ (x) = 1]; // c\n  B = 1 // d\n  [ /* e */ (y) = {a: 1, b: <c: 2>}]\n  ; ;\n}\n";
        let whole = format(text).unwrap();
        for at in 0..text.len() {
            let edited = applied(text, at..at);
            assert_eq!(format(&edited).unwrap(), whole, "at {at}: {edited}");
        }
    }

    #[test]
    fn formats_a_whole_text_in_order() {
        let text = "syntax='proto3';\n\n\n\nmessage A{}\n\n\n// b\nmessage B{ }\n\n\n";
        assert_eq!(applied(text, 0..text.len()), format(text).unwrap());
    }

    #[test]
    fn leaves_other_statements_alone() {
        let text = "import \"b\";\nimport  \"a\";\nmessage  A  { }\nmessage B { }\n";
        let at = text.find('A').unwrap();
        assert_eq!(applied(text, at..at), text.replace("message  A  { }", "message A {}"));
    }

    #[test]
    fn keeps_the_text_of_a_statement_that_a_later_pass_moves() {
        let text = "option (a /* b */ .c) = 1  ;\noption (a.b) = 2  ;\noption (/*d*/ b) = 3  ;\n";
        let whole = format(text).unwrap();
        for at in 0..text.len() {
            assert_eq!(format(&applied(text, at..at)).unwrap(), whole, "at {at}");
        }
    }

    #[test]
    fn keeps_a_comment_that_the_layout_moves() {
        let text = "package p;\noption optimize_for = SPEED;\noption cc_enable_arenas =\n// c\n true;\n\n/*d*/\n\n\
                    // e\noption java_package = \"a\"/*f*/;\n/* g */ // h\n\nimport \"x\";\n";
        for end in 0..=text.len() {
            let edited = applied(text, 0..end);
            for comment in ["c", "d", "e", "f", "g", "h"] {
                let written = [format!("// {comment}\n"), format!("/*{comment}*/"), format!("/* {comment} */")];
                assert!(written.iter().any(|it| edited.contains(it)), "{comment} is lost in {edited}");
            }
        }
    }

    #[test]
    fn formats_statements_without_white_space_between_them() {
        let text = "syntax=\"proto3\";message A{}message B{}";
        assert_eq!(applied(text, 0..text.len()), format(text).unwrap());
    }

    #[test]
    fn does_not_move_statements() {
        let text = "import \"b\"  ;\nimport  \"a\";\n";
        assert_eq!(applied(text, 0..text.len()), "import \"b\";\nimport \"a\";\n");
    }
}
