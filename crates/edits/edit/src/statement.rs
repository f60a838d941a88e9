//! Statements to insert into a body, and removal of declarations.

use super::edits::TextEdit;
use super::layout::{InsertPosition, StatementGap};
use super::node::Node;
use super::tree::{Body, Decl, Document};
use protoward_syntax::{Tokens, Trivia};

/// A statement to insert, without indentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The lines of the comments above it.
    pub comments: Vec<String>,
    /// The lines of detached comments above those.
    detached: Vec<String>,
    lines: Vec<String>,
    /// `true` if each line is a separate statement.
    is_list: bool,
    /// The comment after it on its last line, with the space in front.
    pub trailing: String,
    /// `true` for a blank line before it, and for one after it.
    pub blank: (bool, bool),
    /// `true` for a statement restored to a document where its comments may still exist.
    pub is_restored: bool,
    /// `true` if an equal comment right above the next statement belongs to that statement.
    pub is_next_commented: bool,
    /// The indentation, if it differs from that of the neighbors.
    pub indent: Option<String>,
    /// `true` if another declaration shared the line.
    is_inline: bool,
}

impl Statement {
    /// Returns new statements, one on each line.
    pub fn new(lines: Vec<String>) -> Self {
        Self { lines, is_list: true, ..Self::default() }
    }

    /// Returns a new statement of several lines.
    pub fn block(lines: Vec<String>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// Returns a declaration of a document with its comments, to be inserted into another document.
    pub fn of(node: &Node<'_>) -> Self {
        Self::rewritten(node, node.text(node.decl.span()))
    }

    /// Returns a declaration with its comments and another text.
    pub fn rewritten(node: &Node<'_>, text: &str) -> Self {
        let doc = node.doc;
        let start = node.start();
        let end = node.end();
        let first = doc.first_line(node.decl);
        let indent = doc.indent(start).unwrap_or_default();
        let unindented = |text: &str| -> Vec<String> {
            let lines = text.lines();
            lines.map(|line| line.strip_prefix(indent).unwrap_or(line.trim_start()).trim_end().to_owned()).collect()
        };
        let line = doc.line_start(start);
        // A comment may be before it on its line.
        let front = first.map_or("", |_| doc.text[line..start].trim_start());
        let behind = doc.next_line(end).map_or("", |next| doc.text[end..next].trim_end());
        Self {
            comments: first.map(|first| unindented(&doc.text[first..line])).unwrap_or_default(),
            detached: first.map(|first| detached(doc, node.decl, first)).unwrap_or_default(),
            lines: unindented(&format!("{front}{text}")),
            trailing: if behind.contains('\n') { String::new() } else { behind.to_owned() },
            blank: (first.is_some_and(|first| doc.is_blank_before(first)), doc.ends_paragraph(node.decl)),
            is_restored: true,
            is_inline: first.is_none(),
            ..Self::default()
        }
    }

    /// Returns the lines with their comments.
    pub fn render(&self, indent: &str, line_break: &str) -> String {
        self.render_lines(self.comments.iter().chain(&self.lines), indent, line_break)
    }

    fn render_lines<'s>(&self, lines: impl Iterator<Item = &'s String>, indent: &str, line_break: &str) -> String {
        let lines = lines
            .map(|line| if line.is_empty() { line_break.to_owned() } else { format!("{indent}{line}{line_break}") });
        let mut text: String = lines.collect();
        text.insert_str(text.len() - line_break.len(), &self.trailing);
        text
    }

    /// Returns the statement without its comments, which could hide the rest of the line.
    pub fn inline(&self, line_break: &str) -> String {
        self.lines.join(if self.is_list { " " } else { line_break })
    }

    /// Returns the end of the comments of this statement if all of them are still right above a line of a body.
    pub fn comments_above(&self, body: &Body<'_>, line: usize) -> Option<usize> {
        let text = body.doc.text;
        let above = text[body.open..line].trim_end();
        let mut lines = above.lines().rev();
        let is_left = self.comments.iter().rev().all(|it| lines.next().is_some_and(|line| line.trim() == it.trim()));
        let end = body.open + above.len();
        let behind = text[end..].find('\n').map(|found| end + found + 1)?;
        (is_left && !self.comments.is_empty()).then_some(behind)
    }

    /// Returns the end of the comments of this statement if all of them are still in a gap.
    pub fn comments_in(&self, doc: &Document<'_>, gap: &StatementGap) -> Option<usize> {
        let first = self.comments.first()?;
        let starts = gap.starts(doc.text).filter(|&line| doc.line(line).trim() == first.trim());
        let behind = |start: usize| {
            let mut at = start;
            for comment in &self.comments {
                let line = doc.line(at);
                (line.trim() == comment.trim() && at + line.len() <= gap.lines.end).then_some(())?;
                at += line.len();
            }
            Some(at)
        };
        let is_of_next = |&at: &usize| self.is_next_commented && gap.is_right_above_next(doc.text, at);
        starts.filter_map(behind).find(|at| !is_of_next(at))
    }

    /// Returns the end of the detached comments of this statement if they are still there, else the line.
    fn behind_detached(&self, doc: &Document<'_>, line: usize, gap: &StatementGap) -> usize {
        let mut at = line;
        for comment in &self.detached {
            while at < gap.lines.end && doc.line(at).trim().is_empty() {
                at += doc.line(at).len();
            }
            if at >= gap.lines.end || doc.line(at).trim() != comment {
                return line;
            }
            at += doc.line(at).len();
        }
        at
    }
}

impl Body<'_> {
    /// Returns the edit that inserts a statement.
    pub fn insert(&self, at: InsertPosition, statement: &Statement) -> TextEdit {
        let doc = self.doc;
        let line_break = self.doc.line_break();
        let at = match at {
            InsertPosition::Line(line) => return self.insert_lines(line, statement),
            InsertPosition::Before(at) => {
                let text = statement.inline(line_break);
                let space = if ends_with_line_comment(&text) { line_break } else { " " };
                return TextEdit::insert(at, format!("{text}{space}"));
            }
            InsertPosition::Behind(at) => at,
        };
        let is_empty = at == self.open && self.is_empty();
        if is_empty && statement.is_inline {
            return TextEdit::new(at..self.close, format!(" {} ", statement.inline(line_break)));
        }
        match doc.indent(self.start) {
            // Empty braces are opened.
            Some(outer) if is_empty => {
                let lines = statement.render(&self.indent(), line_break);
                TextEdit::new(at..self.close, format!("{line_break}{lines}{outer}"))
            }
            _ => {
                let text = statement.inline(line_break);
                let next = doc.text[at..].chars().next();
                let space = match next {
                    _ if ends_with_line_comment(&text) => {
                        let indent = self.indent();
                        // The space that is there is the last one of the indentation.
                        let indent =
                            if next == Some(' ') { indent.strip_suffix(' ').unwrap_or(&indent) } else { &indent };
                        format!("{line_break}{indent}")
                    }
                    Some('}') => " ".to_owned(),
                    _ => String::new(),
                };
                // Behind a brace or a statement, the first comment would belong to that.
                if text.starts_with("//") || text.starts_with("/*") {
                    let lines = statement.render(&self.indent(), line_break);
                    return TextEdit::insert(at, format!("{line_break}{}{space}", lines.trim_end()));
                }
                TextEdit::insert(at, format!(" {text}{space}"))
            }
        }
    }

    /// Returns the edits that insert the statement of a declaration of another document.
    /// Next to a declaration of another kind, the statement gets the blank lines that surrounded all declarations of
    /// its kind. These are separate edits, equal for all declarations of that kind, so that they are shared.
    pub fn restore(&self, node: &Node<'_>, mut statement: Statement, at: InsertPosition) -> Vec<TextEdit> {
        let (InsertPosition::Line(line), Some(kin)) = (at, DeclarationGroup::of(node)) else {
            return vec![self.insert(at, &statement).ranked(node.start())];
        };
        let next = self.items.first_after(line);
        let is_other = |index: Option<usize>| {
            index.and_then(|index| self.items.get(index)).is_some_and(|decl| !decl.is_like(node.decl))
        };
        let is_first = is_other(next.checked_sub(1));
        let is_last = is_other(Some(next));
        // A comment that stays in the text keeps the blank line before it.
        let is_left = statement.comments_in(self.doc, &self.gap(line)).is_some();
        // The first and the last declaration of a kind share their blank lines with the others.
        statement.blank.0 &= !(is_first && node.start() == kin.start);
        statement.blank.1 &= !(is_last && node.end() == kin.end);
        let edit = self.insert(at, &statement);
        let own = statement.blank;
        let has_room = self.doc.has_room(edit.start);
        let needs_first = is_first && kin.blank.0 && !own.0 && has_room.0 && !is_left;
        let needs_last = is_last && kin.blank.1 && !own.1 && has_room.1;
        let blank = |rank| TextEdit::new(edit.range(), self.doc.line_break()).ranked(rank);
        let blanks = [needs_first.then(|| blank(kin.start)), needs_last.then(|| blank(kin.end))];
        let mut edits: Vec<TextEdit> = blanks.into_iter().flatten().collect();
        edits.push(edit.ranked(node.start()));
        edits
    }

    fn insert_lines(&self, line: usize, statement: &Statement) -> TextEdit {
        let doc = self.doc;
        let line_break = self.doc.line_break();
        let gap = statement.is_restored.then(|| self.gap(line));
        // The statement may have been removed without its comments.
        let left = gap.as_ref().and_then(|gap| statement.comments_in(doc, gap));
        let line = match (left, &gap) {
            (Some(behind), _) => behind,
            (None, Some(gap)) => statement.behind_detached(doc, line, gap),
            (None, None) => line,
        };
        let indent = statement.indent.clone().unwrap_or_else(|| self.indent());
        let comments = statement.comments.iter().filter(|_| left.is_none());
        let mut added = statement.render_lines(comments.chain(&statement.lines), &indent, line_break);
        let has_room = doc.has_room(line);
        if statement.blank.0 && left.is_none() && has_room.0 {
            added.insert_str(0, line_break);
        }
        if statement.blank.1 && has_room.1 {
            added.push_str(line_break);
        }
        if line > 0 && !doc.text[..line].ends_with('\n') {
            // The last line of the file has no line break.
            added = format!("{line_break}{}", added.trim_end_matches(['\r', '\n']));
        }
        TextEdit::insert(line, added)
    }
}

impl Document<'_> {
    /// Returns the edit that removes a declaration, with its line and the comment after it where nothing else is on the
    /// line.
    pub fn removal(&self, decl: Decl<'_>) -> TextEdit {
        let start = decl.span().start as usize;
        let end = self.end_with_empty_statements(decl);
        match (self.indent(start), self.next_line(end)) {
            (Some(_), Some(next)) => TextEdit::remove(self.line_start(start)..next),
            // The space in front is included.
            _ => TextEdit::remove(start - usize::from(self.text[..start].ends_with(' '))..end),
        }
    }

    /// Returns the edit that removes a declaration, with its line, the comments above it and the comment after it.
    pub fn removal_with_comments(&self, decl: Decl<'_>) -> TextEdit {
        let removal = self.removal(decl);
        let first = self.first_line(decl).unwrap_or(removal.start);
        TextEdit::remove(first.min(removal.start)..removal.end)
    }
}

/// Returns `true` if a line comment would hide what follows a text.
fn ends_with_line_comment(text: &str) -> bool {
    Tokens::new(text).pieces().last().is_some_and(|last| last.trivia() == Some(Trivia::LineComment))
}

/// Returns the lines of comments between the previous declaration and the comments right above a declaration.
fn detached(doc: &Document<'_>, decl: Decl<'_>, first: usize) -> Vec<String> {
    let lines = doc.lines_from(decl.gap()).and_then(|start| doc.text.get(start..first)).unwrap_or_default().lines();
    lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The number of siblings that are searched for the first and the last one of a kind.
const MOST: usize = 512;

/// Adjacent declarations of one kind.
struct DeclarationGroup {
    start: usize,
    end: usize,
    /// A blank line before the first one, and after the last one.
    blank: (bool, bool),
}

impl DeclarationGroup {
    fn of(node: &Node<'_>) -> Option<Self> {
        let (siblings, index) = node.siblings()?;
        let kin = |index: usize| siblings.items.get(index).filter(|&other| other.is_like(node.decl));
        let first = (0..index).rev().take(MOST).map_while(kin).last().unwrap_or(node.decl);
        let last = (index + 1..siblings.items.len()).take(MOST).map_while(kin).last().unwrap_or(node.decl);
        let blank = |decl: Decl<'_>| {
            let first = node.doc.first_line(decl).is_some_and(|line| node.doc.is_blank_before(line));
            (first, node.doc.ends_paragraph(decl))
        };
        let start = first.span().start as usize;
        let end = last.span().end as usize;
        Some(Self { start, end, blank: (blank(first).0, blank(last).1) })
    }
}
