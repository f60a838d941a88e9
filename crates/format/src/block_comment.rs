//! The layout of block comments.

use crate::writer::Writer;

/// The indentation of the lines of a comment below its `/*`.
const HANGING: &str = "   ";

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
    if rest.split('\n').all(|line| trim_start(line).starts_with('*')) {
        for line in rest.split('\n') {
            out.raw_line(" ", trim_end(trim_start(line)));
        }
        return;
    }
    let common = common_indentation(rest);
    for line in rest.split('\n') {
        let text = trim_end(trim_start(line));
        if text == "*/" {
            out.raw_line("", text);
        } else if text.is_empty() {
            out.raw_line("", "");
        } else {
            out.raw_line(HANGING, trim_end(line.get(common..).unwrap_or(text)));
        }
    }
}

/// Returns the indentation that all lines have, without blank lines and the line of the closing `*/`.
fn common_indentation(lines: &str) -> usize {
    let indentations = lines.split('\n').filter(|line| !matches!(trim_end(trim_start(line)), "" | "*/"));
    indentations.map(|line| line.len() - trim_start(line).len()).min().unwrap_or_default()
}

fn trim_start(line: &str) -> &str {
    line.trim_start_matches([' ', '\t'])
}

fn trim_end(line: &str) -> &str {
    line.trim_end_matches([' ', '\t'])
}
