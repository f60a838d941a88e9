//! Statements that come and go.

use std::ops::Range;

use super::lines::{At, Gap, Rest, block_start, indent, is_blank_before, is_blank_behind, line_end, line_start, rest};
use super::texts::Declared;
use super::tree::{Body, Decl};

/// A statement to be added, without the blanks in front of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The comments above it, if any, line by line.
    comments: Vec<String>,
    /// The lines of comments farther above, which belong to nothing.
    detached: Vec<String>,
    lines: Vec<String>,
    /// Whether each of the lines is a statement by itself.
    is_list: bool,
    /// The comment behind it, on its last line, with the blanks in front.
    trailing: String,
    /// Blank lines around it.
    blank_before: bool,
    blank_behind: bool,
    /// Whether it comes back, so that who took it away may have left its comments.
    is_back: bool,
    /// Whether a comment like its own, right above what comes behind it, is not its own.
    is_of_next: bool,
    /// The blanks in front of its lines, where they are not those of its neighbors.
    indent: Option<String>,
    /// Whether it shared its line with others.
    is_inline: bool,
}

impl Statement {
    /// Statements that are new, one on each line.
    pub(crate) fn of_lines(lines: Vec<String>) -> Self {
        Self {
            comments: Vec::new(),
            detached: Vec::new(),
            lines,
            is_list: true,
            trailing: String::new(),
            blank_before: false,
            blank_behind: false,
            is_back: false,
            is_of_next: false,
            indent: None,
            is_inline: false,
        }
    }

    /// One that is declared on the other side, with the comments that belong to it. `text` is what it says; it may have
    /// been changed.
    pub(crate) fn of_decl(source: &str, decl: Decl<'_>, text: &str) -> Self {
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
        Self {
            comments,
            detached: block.map(|block| detached(source, decl, block)).unwrap_or_default(),
            lines: unindented(text),
            is_list: false,
            trailing: trailing.to_owned(),
            blank_before,
            blank_behind: ends_paragraph(source, decl),
            is_back: true,
            is_of_next: false,
            indent: None,
            is_inline: block.is_none(),
        }
    }

    /// One that was there, and goes to another place.
    pub(crate) fn moved(mut self, indent: Option<String>) -> Self {
        (self.is_back, self.indent) = (false, indent);
        self
    }

    /// With blank lines in front of it and behind it, or without.
    pub(crate) const fn with_air(mut self, (before, behind): (bool, bool)) -> Self {
        (self.blank_before, self.blank_behind) = (before, behind);
        self
    }

    /// What comes behind it has a comment of its own, even where that reads the same.
    pub(crate) const fn beside(mut self, is_of_next: bool) -> Self {
        self.is_of_next = is_of_next;
        self
    }

    /// Without the comments above it.
    pub(crate) fn bare(mut self) -> Self {
        self.comments.clear();
        self
    }

    /// The comments right above it.
    pub(crate) fn comments(&self) -> &[String] {
        &self.comments
    }

    /// With these blanks in front of its lines.
    pub(crate) fn indented(mut self, indent: String) -> Self {
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
    pub(crate) const fn is_airy(&self) -> (bool, bool) {
        (self.blank_before, self.blank_behind)
    }

    /// The lines of the comments above it, and the comment behind it.
    pub(crate) fn into_comments(mut self) -> Vec<String> {
        self.comments.push(self.trailing);
        self.comments
    }

    /// Behind its comments, where all of their lines stand above a line still.
    pub(crate) fn left_above(&self, text: &str, open: usize, line: usize) -> Option<usize> {
        let mut above = text[open..line].trim_end().lines().rev();
        let is_left =
            self.comments.iter().rev().all(|comment| above.next().is_some_and(|it| it.trim() == comment.trim()));
        let end = open + text[open..line].trim_end().len();
        let behind = text[end..].find('\n').map(|found| end + found + 1)?;
        (is_left && !self.comments.is_empty()).then_some(behind)
    }

    /// Without the comment behind it.
    pub(crate) fn without_trailing(mut self) -> Self {
        self.trailing.clear();
        self
    }

    /// All of it, behind these blanks.
    pub(crate) fn lines_with(&self, indent: &str, end: &str) -> String {
        self.render(true, indent, end)
    }

    /// Without its comments, which could swallow what comes behind.
    pub(crate) fn inline(&self, end: &str) -> String {
        self.lines.join(if self.is_list { " " } else { end })
    }

    /// Behind its comment, where that was left in a gap.
    pub(crate) fn left_in(&self, text: &str, gap: &Gap) -> Option<usize> {
        let first = self.comments.first()?;
        let starts = gap.lines(text).filter(|&line| line_at(text, line).trim() == first.trim());
        let behind = |start: usize| {
            let mut at = start;
            for comment in &self.comments {
                let line = line_at(text, at);
                (line.trim() == comment.trim() && at + line.len() <= gap.lines.end).then_some(())?;
                at += line.len();
            }
            Some(at)
        };
        starts.filter_map(behind).find(|&at| !(self.is_of_next && gap.is_right_above_next(text, at)))
    }

    /// Behind the comments farther above it, where they are here still.
    fn behind_detached(&self, text: &str, line: usize, gap: &Gap) -> usize {
        let mut at = line;
        for comment in &self.detached {
            while at < gap.lines.end && line_at(text, at).trim().is_empty() {
                at += line_at(text, at).len();
            }
            if at >= gap.lines.end || line_at(text, at).trim() != comment {
                return line;
            }
            at += line_at(text, at).len();
        }
        at
    }
}

/// The edit that adds a statement to a body.
pub(crate) fn insert(whole: &Declared<'_>, body: &Body<'_>, at: At, statement: &Statement) -> (Range<usize>, String) {
    let text = whole.text.text;
    match at {
        At::Line(line) => insert_lines(whole, body, line, statement),
        At::Behind(at) if statement.is_inline && at == body.open && text[at..body.close].trim().is_empty() => {
            (at..body.close, format!(" {} ", statement.inline(line_end(text))))
        }
        At::Behind(at) => match indent(text, whole.start()) {
            // An empty pair of braces is opened.
            Some(blanks) if at == body.open && text[at..body.close].trim().is_empty() => {
                let end = line_end(text);
                (at..body.close, format!("{end}{}{blanks}", statement.lines_with(&body.indent(whole), end)))
            }
            _ => {
                let air = if text[at..].starts_with('}') { " " } else { "" };
                (at..at, format!(" {}{air}", statement.inline(line_end(text))))
            }
        },
        At::Before(at) => (at..at, format!("{} ", statement.inline(line_end(text)))),
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
    let gap = statement.is_back.then(|| body.gap(text, line));
    // Who deleted the statement may have left its comment.
    let left = gap.as_ref().and_then(|gap| statement.left_in(text, gap));
    match (left, &gap) {
        (Some(behind), _) => line = behind,
        (None, Some(gap)) => line = statement.behind_detached(text, line, gap),
        (None, None) => {}
    }
    let indent = statement.indent.clone().unwrap_or_else(|| body.indent(whole));
    let mut added = statement.render(left.is_none(), &indent, end);
    let has_room = has_room(text, line);
    if statement.blank_before && left.is_none() && has_room.0 {
        added.insert_str(0, end);
    }
    if statement.blank_behind && has_room.1 {
        added.push_str(end);
    }
    if line > 0 && !text[..line].ends_with('\n') {
        // The last line of the file has no end.
        added = format!("{end}{}", added.trim_end_matches(['\r', '\n']));
    }
    (line..line, added)
}

/// Whether a blank line follows a statement.
pub(crate) fn ends_paragraph(source: &str, decl: Decl<'_>) -> bool {
    match rest(source, decl.span().end as usize) {
        Rest::Nothing(next) => is_blank_behind(source, next),
        Rest::Token => false,
    }
}

/// Whether a blank line in front of a new statement, and behind it, would stand between two statements and be the only
/// one there.
pub(crate) fn has_room(text: &str, line: usize) -> (bool, bool) {
    let is_first = text[..line].trim_end().ends_with('{') || line == 0;
    let is_last = text[line..].trim_start().starts_with('}') || text[line..].trim().is_empty();
    (!is_first && !is_blank_before(text, line), !is_last && !is_blank_behind(text, line))
}

/// The line that starts at an offset, with its end.
fn line_at(text: &str, start: usize) -> &str {
    text[start..].split_inclusive('\n').next().unwrap_or_default()
}

/// The lines of comments between the declaration in front and the comment right above a declaration.
fn detached(source: &str, decl: Decl<'_>, block: usize) -> Vec<String> {
    let before = decl.around().before as usize;
    let start = match rest(source, before) {
        _ if before == 0 => 0,
        Rest::Nothing(next) => next,
        Rest::Token => return Vec::new(),
    };
    let lines = source.get(start..block).unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The edit that takes a statement away, with its line where it leaves that empty.
pub(crate) fn remove(text: &str, decl: Decl<'_>) -> (Range<usize>, String) {
    let (start, end) = (decl.span().start as usize, decl.span().end as usize);
    let (Some(_), Rest::Nothing(next)) = (indent(text, start), rest(text, end)) else {
        // The blank in front goes along.
        let blank = usize::from(text[..start].ends_with(' '));
        return (start - blank..end, String::new());
    };
    (line_start(text, start)..next, String::new())
}
