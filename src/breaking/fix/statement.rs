//! Statements that come and go.

use std::ops::Range;

use super::lines::{At, Rest, block_start, indent, is_blank_before, is_blank_behind, line_end, line_start, rest};
use super::texts::Declared;
use super::tree::{Body, Decl};

/// A statement to be added, without the blanks in front of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// The comments above it, if any, line by line.
    comments: Vec<String>,
    lines: Vec<String>,
    /// The comment behind it, on its last line, with the blanks in front.
    trailing: String,
    /// Blank lines around it.
    blank_before: bool,
    blank_behind: bool,
    /// Whether it comes back, so that who took it away may have left its comments.
    is_back: bool,
    /// The blanks in front of its lines, where they are not those of its neighbors.
    indent: Option<String>,
}

impl Statement {
    /// Statements that are new, one on each line.
    pub(super) fn of_lines(lines: Vec<String>) -> Self {
        Self {
            comments: Vec::new(),
            lines,
            trailing: String::new(),
            blank_before: false,
            blank_behind: false,
            is_back: false,
            indent: None,
        }
    }

    /// One that is declared on the other side, with the comments that belong to it. `text` is what it says; it may have
    /// been changed.
    pub(super) fn of_decl(source: &str, decl: Decl<'_>, text: &str) -> Self {
        let (start, end) = (decl.span().start as usize, decl.span().end as usize);
        let block = block_start(source, decl.around().before as usize, start);
        let blanks = indent(source, start).unwrap_or_default();
        let unindented = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.strip_prefix(blanks).unwrap_or(line.trim_start()).trim_end().to_owned())
                .collect()
        };
        let line = line_start(source, start);
        let comments = block.map(|block| unindented(&source[block..line])).unwrap_or_default();
        // A comment may stand in front of it on its line.
        let front = block.map_or("", |_| source[line..start].trim_start());
        let text = &format!("{front}{text}");
        let trailing = match rest(source, end) {
            Rest::Nothing(next) if !source[end..next].trim_end().contains('\n') => source[end..next].trim_end(),
            Rest::Nothing(_) | Rest::Token => "",
        };
        let blank_before = block.is_some_and(|block| is_blank_before(source, block));
        let blank_behind = match rest(source, end) {
            Rest::Nothing(next) => is_blank_behind(source, next),
            Rest::Token => false,
        };
        Self {
            comments,
            lines: unindented(text),
            trailing: trailing.to_owned(),
            blank_before,
            blank_behind,
            is_back: true,
            indent: None,
        }
    }

    /// One that was there, and goes to another place.
    pub(super) fn moved(mut self, indent: Option<String>) -> Self {
        (self.is_back, self.indent) = (false, indent);
        self
    }

    /// With these blanks in front of its lines.
    pub(super) fn indented(mut self, indent: String) -> Self {
        self.indent = Some(indent);
        self
    }

    fn render(&self, with_comments: bool, indent: &str, end: &str) -> String {
        let comments = self.comments.iter().filter(|_| with_comments);
        let lines = comments.chain(&self.lines).map(|line| match line.is_empty() {
            true => end.to_owned(),
            false => format!("{indent}{line}{end}"),
        });
        let mut text: String = lines.collect();
        text.insert_str(text.len() - end.len(), &self.trailing);
        text
    }

    /// Whether there are blank lines in front of it and behind it.
    pub(super) const fn is_airy(&self) -> (bool, bool) {
        (self.blank_before, self.blank_behind)
    }

    /// The lines of the comments above it, and the comment behind it.
    pub(super) fn into_comments(mut self) -> Vec<String> {
        self.comments.push(self.trailing);
        self.comments
    }

    /// Behind its comments, where all of their lines stand above a line still.
    pub(super) fn left_above(&self, text: &str, open: usize, line: usize) -> Option<usize> {
        let mut above = text[open..line].trim_end().lines().rev();
        let is_left =
            self.comments.iter().rev().all(|comment| above.next().is_some_and(|it| it.trim() == comment.trim()));
        let end = open + text[open..line].trim_end().len();
        let behind = text[end..].find('\n').map(|found| end + found + 1)?;
        (is_left && !self.comments.is_empty()).then_some(behind)
    }

    /// Without the comment behind it.
    pub(super) fn without_trailing(mut self) -> Self {
        self.trailing.clear();
        self
    }

    /// All of it, behind these blanks.
    pub(super) fn lines_with(&self, indent: &str, end: &str) -> String {
        self.render(true, indent, end)
    }

    /// Without its comments, which could swallow what comes behind.
    fn inline(&self) -> String {
        self.lines.join("\n")
    }
}

/// The edit that adds a statement to a body.
pub(super) fn insert(whole: &Declared<'_>, body: &Body<'_>, at: At, statement: &Statement) -> (Range<usize>, String) {
    let text = whole.text.text;
    match at {
        At::Line(line) => insert_lines(whole, body, line, statement),
        At::Behind(at) => match indent(text, whole.start()) {
            // An empty pair of braces is opened.
            Some(blanks) if at == body.open && text[at..body.close].trim().is_empty() => {
                let end = line_end(text);
                (at..body.close, format!("{end}{}{blanks}", statement.lines_with(&body.indent(whole), end)))
            }
            _ => {
                let air = if text[at..].starts_with('}') { " " } else { "" };
                (at..at, format!(" {}{air}", statement.inline()))
            }
        },
        At::Before(at) => (at..at, format!("{} ", statement.inline())),
    }
}

fn insert_lines(
    whole: &Declared<'_>,
    body: &Body<'_>,
    mut line: usize,
    statement: &Statement,
) -> (Range<usize>, String) {
    let text = whole.text.text;
    let end = line_end(text);
    let comments = statement.comments.join("\n");
    // Who deleted the statement may have left its comment.
    let may_be_left = statement.is_back && !comments.is_empty();
    let left = may_be_left.then(|| left_comment(text, line, body.close, &statement.comments)).flatten();
    if let Some(behind) = left {
        line = behind;
    }
    let indent = statement.indent.clone().unwrap_or_else(|| body.indent(whole));
    let mut added = statement.render(left.is_none(), &indent, end);
    let is_first = text[..line].trim_end().ends_with('{') || line == 0;
    if statement.blank_before && left.is_none() && !is_first && !is_blank_before(text, line) {
        added.insert_str(0, end);
    }
    let is_last = text[line..].trim_start().starts_with('}') || text[line..].trim().is_empty();
    if statement.blank_behind && !is_last && !is_blank_behind(text, line) {
        added.push_str(end);
    }
    if line > 0 && !text[..line].ends_with('\n') {
        // The last line of the file has no end.
        added = format!("{end}{}", added.trim_end_matches(['\r', '\n']));
    }
    (line..line, added)
}

/// Behind the comment, where all of its lines are here still.
fn left_comment(text: &str, line: usize, close: usize, comments: &[String]) -> Option<usize> {
    let mut at = line;
    while at < close && is_blank_behind(text, at) {
        at += text[at..].find('\n')? + 1;
    }
    for comment in comments {
        let end = at + text[at..].find('\n')? + 1;
        (end <= close && text[at..end].trim() == comment.trim()).then_some(())?;
        at = end;
    }
    Some(at)
}

/// The edit that takes a statement away, with its line where it leaves that empty.
pub(super) fn remove(text: &str, decl: Decl<'_>) -> (Range<usize>, String) {
    let (start, end) = (decl.span().start as usize, decl.span().end as usize);
    let (Some(_), Rest::Nothing(next)) = (indent(text, start), rest(text, end)) else {
        // The blank in front goes along.
        let blank = usize::from(text[..start].ends_with(' '));
        return (start - blank..end, String::new());
    };
    let line = line_start(text, start);
    // Of two blank lines that meet, one is enough.
    let is_between_blanks = is_blank_before(text, line) && is_blank_behind(text, next);
    let next = if is_between_blanks { text[next..].find('\n').map_or(text.len(), |at| next + at + 1) } else { next };
    (line..next, String::new())
}
