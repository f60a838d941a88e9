//! Lines, blanks and comments: how a file is laid out, so that what is added looks as if it had been there.

use std::ops::Range;

use super::texts::Declared;
use super::tree::{Body, Decl, Items};

/// Where a statement can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    /// As lines of its own, from this offset on.
    Line(usize),
    /// Between tokens of one line, behind this offset.
    Behind(usize),
    /// Between tokens of one line, in front of this offset.
    Before(usize),
}

/// What comes behind a token on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing but comments; the next line starts here.
    Nothing(usize),
    /// Another token.
    Token,
}

/// How the file ends its lines.
pub(crate) fn line_end(text: &str) -> &'static str {
    let first = text.find('\n').unwrap_or_default();
    if text[..first].ends_with('\r') { "\r\n" } else { "\n" }
}

/// Where the line of an offset starts.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    /// A byte order mark is no part of the first line.
    const MARK: char = '\u{feff}';
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    if start == 0 && text.starts_with(MARK) { MARK.len_utf8().min(at) } else { start }
}

/// The blanks in front of what is the first on its line.
pub(crate) fn indent(text: &str, at: usize) -> Option<&str> {
    let blanks = &text[line_start(text, at)..at];
    blanks.chars().all(|letter| matches!(letter, ' ' | '\t')).then_some(blanks)
}

/// The line of this offset is blank, or there is none.
fn is_blank(text: &str, start: usize) -> bool {
    text[start..].lines().next().is_none_or(|line| line.trim().is_empty())
}

/// Whether there is a blank line in front of a line.
pub(crate) fn is_blank_before(text: &str, line: usize) -> bool {
    line > 0 && text[..line].ends_with('\n') && is_blank(text, line_start(text, line - 1))
}

/// Whether there is a blank line from this offset on, before anything else.
pub(crate) fn is_blank_behind(text: &str, line: usize) -> bool {
    line < text.len() && is_blank(text, line)
}

/// What comes behind an offset on its line.
pub(crate) fn rest(text: &str, mut at: usize) -> Rest {
    loop {
        let line = &text[at..];
        let Some(first) = line.find(|letter: char| !matches!(letter, ' ' | '\t' | '\r')) else {
            return Rest::Nothing(text.len());
        };
        at += first;
        match &text[at..] {
            line if line.starts_with('\n') => return Rest::Nothing(at + 1),
            line if line.starts_with("//") => {
                return Rest::Nothing(line.find('\n').map_or(text.len(), |found| at + found + 1));
            }
            line if line.starts_with("/*") => match line.find("*/") {
                Some(end) => at += end + 2,
                None => return Rest::Nothing(text.len()),
            },
            _ => return Rest::Token,
        }
    }
}

/// Where the comment right above a declaration starts, else its line; `None` where something else is on that line.
///
/// The gap in front of it begins at `before`; what it holds belongs to others where a blank line is in between.
pub(crate) fn block_start(text: &str, before: usize, start: usize) -> Option<usize> {
    let mut block = None;
    let mut at = before;
    // What is left of the line of the token in front belongs to that; at the start of the text there is none.
    let mut is_new_line = before == 0;
    while at < start {
        let line = line_start(text, at);
        match &text[at..start] {
            rest if rest.starts_with('\n') => {
                is_new_line = true;
                if is_blank(text, at + 1) && !text[at + 1..start].is_empty() && line_is_inside(text, at + 1, start) {
                    block = None;
                }
                at += 1;
            }
            rest if rest.starts_with("//") => {
                if is_new_line {
                    block = block.or(Some(line));
                }
                at += rest.find('\n').unwrap_or(rest.len());
            }
            rest if rest.starts_with("/*") => {
                if is_new_line {
                    block = block.or(Some(line));
                }
                at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            }
            rest if rest.starts_with(';') => {
                (block, is_new_line) = (None, false);
                at += 1;
            }
            rest => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    if !is_new_line && before != 0 {
        return None;
    }
    block.or_else(|| indent(text, start).map(|_| line_start(text, start)))
}

/// Whether the line at this offset ends in front of `end`.
fn line_is_inside(text: &str, line: usize, end: usize) -> bool {
    text[line..end].contains('\n')
}

/// Behind the lines of comments that begin here.
fn behind_comments(text: &str, mut line: usize, end: usize) -> usize {
    while line < end {
        let first = text[line..end].trim_start_matches([' ', '\t']);
        let at = end - first.len();
        let is_comment = first.starts_with("//") || first.starts_with("/*");
        match rest(text, at) {
            Rest::Nothing(next) if is_comment && next <= end => line = next,
            _ => break,
        }
    }
    line
}

/// The lines between two statements of a body, from the one behind the first to the one of the second.
pub(crate) struct Gap {
    pub(crate) lines: Range<usize>,
    /// Whether a statement comes behind them.
    has_next: bool,
}

impl Gap {
    /// So many lines are looked at; what stands farther away is not looked for.
    const MOST: usize = 256;

    /// Where its lines start.
    pub(crate) fn lines<'t>(&self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let mut at = self.lines.start;
        let lines = text[self.lines.clone()].split_inclusive('\n').take(Self::MOST);
        lines.map(move |line| {
            at += line.len();
            at - line.len()
        })
    }

    /// Whether the statement behind it follows an offset with no blank line in between.
    pub(crate) fn is_right_above_next(&self, text: &str, at: usize) -> bool {
        self.has_next && text[at..self.lines.end.max(at)].lines().all(|line| !line.trim().is_empty())
    }
}

impl<'t> Body<'t> {
    /// The first of its statements that ends behind an offset, and its index.
    pub(crate) fn next(&self, at: usize) -> Option<(usize, Decl<'t>)> {
        let (mut low, mut high) = (0, self.items.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let is_in_front = self.items.get(middle).is_some_and(|decl| decl.span().end as usize <= at);
            if is_in_front { low = middle + 1 } else { high = middle }
        }
        Some((low, self.items.get(low)?))
    }

    /// The lines around an offset in which there is no statement.
    pub(crate) fn gap(&self, text: &str, at: usize) -> Gap {
        let next = self.next(at);
        let index = next.map_or(self.items.len(), |(index, _)| index);
        let before = index.checked_sub(1).and_then(|index| self.items.get(index));
        let before = before.map_or(self.open, |decl| decl.span().end as usize);
        let start = match rest(text, before) {
            // At the start of a file there is nothing that a comment could belong to.
            _ if before == 0 => 0,
            Rest::Nothing(line) => line,
            Rest::Token => at,
        };
        let end = next.map_or(self.close, |(_, decl)| decl.span().start as usize);
        let end = if end == text.len() { end } else { line_start(text, end) };
        Gap { lines: start.min(end)..end, has_next: next.is_some() }
    }
}

impl Body<'_> {
    /// Behind one of its statements, and the comments that belong to that.
    pub(crate) fn behind(&self, text: &str, index: usize) -> At {
        let Some(decl) = self.items.get(index) else { return self.top(text) };
        let end = decl.span().end as usize;
        let Rest::Nothing(line) = rest(text, end) else { return At::Behind(end) };
        let next = self.items.get(index + 1);
        let next = next.and_then(|next| block_start(text, next.around().before as usize, next.span().start as usize));
        let limit = next.unwrap_or_else(|| line_start(text, self.close));
        At::Line(behind_comments(text, line, limit.max(line)))
    }

    /// In front of one of its statements, and of the comment above that.
    pub(crate) fn before(&self, text: &str, index: usize) -> At {
        let Some(decl) = self.items.get(index) else { return self.top(text) };
        let start = decl.span().start as usize;
        block_start(text, decl.around().before as usize, start).map_or(At::Before(start), At::Line)
    }

    /// In front of everything but what belongs to the brace.
    pub(crate) fn top(&self, text: &str) -> At {
        let first = self.items.get(0).map(|_| self.before(text, 0));
        if let Items::File(_) = self.items {
            return first.unwrap_or(At::Line(text.len()));
        }
        let Rest::Nothing(line) = rest(text, self.open) else { return At::Behind(self.open) };
        match first {
            Some(At::Line(first)) if first >= line && !text[line..first].trim().is_empty() => At::Line(first),
            _ => At::Line(line),
        }
    }

    /// The blanks in front of its statements.
    pub(crate) fn indent(&self, declared: &Declared<'_>) -> String {
        let text = declared.text.text;
        let own = self.items.iter().find_map(|decl| indent(text, decl.span().start as usize));
        if let Some(own) = own {
            return own.to_owned();
        }
        match declared.parents.len() {
            0 => String::new(),
            _ => format!("{}{}", indent(text, declared.start()).unwrap_or_default(), unit(declared)),
        }
    }
}

/// What one level of the file is indented by.
pub(crate) fn unit<'t>(declared: &Declared<'t>) -> &'t str {
    let text = declared.text.text;
    let file = declared.text.whole();
    let bodies = file.body().into_iter().flat_map(|body| body.items.iter()).filter_map(|decl| decl.body(text));
    let mut inner =
        bodies.flat_map(|body| body.items.iter()).filter_map(|decl| indent(text, decl.span().start as usize));
    inner.find(|indent| !indent.is_empty()).unwrap_or("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Option<&str> {
        let before = text.find(';').map_or(0, |at| at + 1);
        let start = text.find("int32 b").unwrap_or_default();
        block_start(text, before, start).map(|at| &text[at..start])
    }

    #[test]
    fn the_comment_right_above_belongs_to_a_declaration() {
        assert_eq!(block("a;\n  // b\n  int32 b"), Some("  // b\n  "));
        assert_eq!(block("a; // a\n  // b\n  /* c\n\n d */\n  int32 b"), Some("  // b\n  /* c\n\n d */\n  "));
        assert_eq!(block("a;\n// far\n\n  int32 b"), Some("  "));
        assert_eq!(block("a;\n// far\n\n// near\n  int32 b"), Some("// near\n  "));
        assert_eq!(block("a;\r\n// far\r\n\r\n// near\r\n  int32 b"), Some("// near\r\n  "));
    }

    #[test]
    fn what_shares_its_line_has_no_lines_of_its_own() {
        assert_eq!(block("a; int32 b"), None);
        assert_eq!(block("a; /* c */ int32 b"), None);
        assert_eq!(block("\u{feff}// b\nint32 b"), Some("// b\n"));
    }

    #[test]
    fn comments_are_nothing_behind_a_token() {
        assert_eq!(rest("a; // b\nc", 2), Rest::Nothing(8));
        assert_eq!(rest("a; /* b\n */ // c", 2), Rest::Nothing(16));
        assert_eq!(rest("a; /* b */ c", 2), Rest::Token);
        assert_eq!(rest("a;", 2), Rest::Nothing(2));
    }
}
