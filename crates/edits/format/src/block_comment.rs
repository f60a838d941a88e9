//! The layout of block comments, whose lines move with the code around them.

use std::borrow::Cow;

use crate::writer::Writer;

/// The indentation of the lines of a comment below its `/*`.
const HANGING: &str = "   ";

/// The number of columns of a tab.
const TAB: usize = 8;

/// Writes a block comment. Its further lines are moved to the current indentation.
///
/// If each line starts with a `*`, the stars form a column. Otherwise the lines keep their indentation relative to each
/// other.
pub(crate) fn write(out: &mut Writer, comment: &str) {
    let Some((first, rest)) = comment.split_once('\n') else {
        out.text(comment);
        return;
    };
    out.text(trim_end(first));
    let has_stars =
        trim_end(trim_start(rest)) != "*/" && rest.split('\n').all(|line| trim_start(line).starts_with('*'));
    if has_stars {
        for line in rest.split('\n') {
            out.raw_line(" ", trim_end(trim_start(line)));
        }
        return;
    }
    let common = common_indentation(rest);
    for line in rest.split('\n') {
        let text = trim_end(trim_start(line));
        if text == "*/" || text.is_empty() {
            out.raw_line("", text);
        } else {
            out.raw_line(HANGING, trim_end(&without_columns(line, common)));
        }
    }
}

/// Returns the number of columns of white space that all lines have, without blank lines and the line of the closing `*/`.
fn common_indentation(lines: &str) -> usize {
    let lines = lines.split('\n').filter(|line| !matches!(trim_end(trim_start(line)), "" | "*/"));
    let columns = lines.map(|line| line[..line.len() - trim_start(line).len()].chars().fold(0, column_after));
    columns.min().unwrap_or_default()
}

/// Returns a line without the first columns, which are white space. The rest of a divided tab becomes spaces.
fn without_columns(line: &str, columns: usize) -> Cow<'_, str> {
    let mut column = 0;
    for (index, character) in line.char_indices() {
        if column >= columns {
            let spaces = column - columns;
            let rest = &line[index..];
            return if spaces == 0 { rest.into() } else { format!("{:spaces$}{rest}", "").into() };
        }
        column = column_after(column, character);
    }
    "".into()
}

/// Returns the column behind a space or a tab.
const fn column_after(column: usize, character: char) -> usize {
    if character == '\t' { (column / TAB + 1) * TAB } else { column + 1 }
}

fn trim_start(line: &str) -> &str {
    line.trim_start_matches([' ', '\t'])
}

fn trim_end(line: &str) -> &str {
    line.trim_end_matches([' ', '\t'])
}
