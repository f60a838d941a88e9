//! Which comments of a gap belong to what stands around it, as protoc's tokenizer decides.
//!
//! A gap begins behind the `;`, `{` or `}` that ends something, or at the start of the text, and reaches to the next
//! token. A comment on the line of the former trails it, one right above the next token leads that, and the others are
//! detached; a blank line separates.

use std::mem;
use std::ops::Range;

use super::ast::{Around, Span};
use super::scan;

/// The comments of a gap, without their slashes and stars, line breaks kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// Belongs to what is in front of the gap; protoc drops it behind a `}`.
    pub trailing: Option<String>,
    /// Belong to what is behind the gap, without touching it.
    pub detached: Vec<String>,
    /// Belongs to what is behind the gap.
    pub leading: Option<String>,
}

/// Comments in front of a declaration that starts at `start`: `detached` and `leading`. Those that stand around empty
/// statements in front of it are detached from it too.
pub fn before(text: &str, around: Around, start: u32) -> Comments {
    let mut gap = Gap::default();
    let mut reader = Reader::new(text, &[]);
    gap.read(&mut reader, around.before);
    gap.pass_empty_statements(&mut reader, start);
    let detached = gap.detached().map(str::to_owned).collect::<Vec<_>>();
    Comments { trailing: None, detached, leading: gap.leading().map(str::to_owned) }
}

/// The comment that trails a declaration.
pub fn behind(text: &str, around: Around) -> Option<String> {
    let mut gap = Gap::default();
    gap.read(&mut Reader::new(text, &[]), around.behind);
    gap.trailing().map(str::to_owned)
}

/// Reads the comments of one declaration after the other. The gap behind one is mostly the gap in front of the next, and
/// is read once; what is read goes to the same memory again and again.
#[derive(Debug)]
pub struct Gaps<'t> {
    reader: Reader<'t>,
    before: Gap,
    behind: Gap,
}

impl<'t> Gaps<'t> {
    /// Starts with any declaration of the text, whose lines start at `lines`.
    pub fn new(text: &'t str, lines: &'t [u32]) -> Self {
        Self { reader: Reader::new(text, lines), before: Gap::with_room(), behind: Gap::with_room() }
    }

    /// The gaps in front of and behind a declaration that starts at `start`: `detached` and `leading` of the first one
    /// belong to it, and `trailing` of the second one.
    pub fn around(&mut self, around: Around, start: u32) -> (&Gap, &Gap) {
        mem::swap(&mut self.before, &mut self.behind);
        if self.before.from != Some(around.before) {
            self.before.read(&mut self.reader, around.before);
        }
        self.before.pass_empty_statements(&mut self.reader, start);
        self.behind.read(&mut self.reader, around.behind);
        (&self.before, &self.behind)
    }
}

/// The comments of one gap.
#[derive(Debug, Default)]
pub struct Gap {
    /// Where it begins, if it has been read as it stands in the text.
    from: Option<u32>,
    /// Where the token behind it starts.
    token: u32,
    /// All comments, one behind the other.
    text: String,
    trailing: Option<Range<usize>>,
    detached: Vec<Range<usize>>,
    leading: Option<Range<usize>>,
    /// What the last comment is, while it may go on, and where it starts.
    open: Option<(Kind, usize)>,
    /// Whether the next comment may still trail what is in front of the gap.
    may_trail: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Line,
    Block,
}

impl Gap {
    /// Has room for most comments.
    fn with_room() -> Self {
        Self { text: String::with_capacity(2048), detached: Vec::with_capacity(8), ..Self::default() }
    }

    /// Belongs to what is in front of the gap.
    pub fn trailing(&self) -> Option<&str> {
        self.filled(self.trailing.as_ref())
    }

    /// Belong to what is behind the gap, without touching it.
    pub fn detached(&self) -> impl Iterator<Item = &str> + Clone {
        self.detached.iter().map(|range| &self.text[range.clone()])
    }

    /// Belongs to what is behind the gap.
    pub fn leading(&self) -> Option<&str> {
        self.filled(self.leading.as_ref())
    }

    fn filled(&self, range: Option<&Range<usize>>) -> Option<&str> {
        range.map(|range| &self.text[range.clone()]).filter(|comment| !comment.is_empty())
    }

    /// Goes on behind each `;` in front of `start`.
    fn pass_empty_statements(&mut self, reader: &mut Reader<'_>, start: u32) {
        while self.token < start && reader.bytes.get(self.token as usize) == Some(&b';') {
            self.from = None;
            self.go_on(reader, self.token + 1);
        }
    }

    /// Reads the gap that begins at `from`.
    fn read(&mut self, reader: &mut Reader<'_>, from: u32) {
        self.from = Some(from);
        self.text.clear();
        self.detached.clear();
        self.go_on(reader, from);
    }

    /// Reads a gap, and puts its detached comments to those that there are.
    fn go_on(&mut self, reader: &mut Reader<'_>, from: u32) {
        (self.trailing, self.leading) = (None, None);
        self.may_trail = from > 0;
        reader.at = from as usize;
        if from == 0 {
            reader.skip_byte_order_mark();
        }
        let detached = self.detached.len();
        let same_line = from > 0 && self.first_line(reader);
        let same_line = self.other_lines(reader, same_line);
        if same_line && reader.peek(0).is_some() {
            self.detach_single(detached);
        }
        if matches!(reader.peek(0), None | Some(b'}' | b']' | b')')) {
            // At the end of a scope there is nothing for a comment to lead.
            self.flush();
        }
        if let Some((_, start)) = self.open.take() {
            self.leading = Some(start..self.text.len());
        }
        self.token = reader.at as u32;
    }

    /// What stands on the line on which the gap begins; whether that line goes on.
    fn first_line(&mut self, reader: &mut Reader<'_>) -> bool {
        reader.skip_spaces();
        match reader.comment() {
            Some(Comment::Line(span)) => self.line(reader.text, span),
            Some(Comment::Block(span)) => {
                self.block(reader.text, span);
                reader.skip_spaces();
                if !reader.eat_line_break() {
                    return true;
                }
            }
            None => return !reader.eat_line_break(),
        }
        self.flush();
        false
    }

    /// The lines below, up to the next token; whether that is still on the line of `same_line`.
    fn other_lines(&mut self, reader: &mut Reader<'_>, mut same_line: bool) -> bool {
        loop {
            reader.skip_spaces();
            match reader.comment() {
                Some(Comment::Line(span)) => {
                    self.line(reader.text, span);
                    same_line = false;
                }
                Some(Comment::Block(span)) => {
                    same_line &= !span.of(reader.text).contains('\n');
                    self.block(reader.text, span);
                    // The rest of its line is no blank line.
                    reader.skip_spaces();
                    same_line &= !reader.eat_line_break();
                }
                None if reader.eat_line_break() => {
                    self.flush();
                    self.may_trail = false;
                    same_line = false;
                }
                None => return same_line,
            }
        }
    }

    /// Lines without anything between them are one comment.
    fn line(&mut self, text: &str, span: Span) {
        if !matches!(self.open, Some((Kind::Line, _))) {
            self.flush();
            self.open = Some((Kind::Line, self.text.len()));
        }
        self.text.push_str(span.of(text));
    }

    /// Of every line but the first, the indent goes, and a star at its start.
    fn block(&mut self, text: &str, span: Span) {
        self.flush();
        self.open = Some((Kind::Block, self.text.len()));
        let mut lines = span.of(text).split_inclusive('\n');
        self.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            let line = line.trim_start_matches([' ', '\t', '\r', '\x0b', '\x0c']);
            self.text.push_str(line.strip_prefix('*').unwrap_or(line));
        }
    }

    /// The last comment is complete, and does not lead what follows.
    fn flush(&mut self) {
        let Some((_, start)) = self.open.take() else { return };
        let comment = start..self.text.len();
        if mem::take(&mut self.may_trail) {
            self.trailing = Some(comment);
        } else {
            self.detached.push(comment);
        }
    }

    /// A single comment between two tokens on one line: nobody knows which of the two is meant.
    fn detach_single(&mut self, earlier: usize) {
        let complete = usize::from(self.trailing.is_some()) + self.detached.len() - earlier;
        if complete + usize::from(self.open.is_some()) == 1 {
            self.may_trail = false;
            self.flush();
            self.detached.extend(self.trailing.take());
        }
    }
}

enum Comment {
    Line(Span),
    Block(Span),
}

/// Reads blanks and comments.
#[derive(Debug)]
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where lines start, if somebody knows; and one behind where the last comment of a line began, or in front of it.
    lines: &'t [u32],
    line: usize,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str, lines: &'t [u32]) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, lines, line: 0 }
    }

    /// Behind the line break that ends the line of `from`.
    fn next_line(&mut self, from: usize) -> usize {
        let is_passed = |&start: &u32| start as usize <= from;
        if self.line > 0 && !self.lines.get(self.line - 1).is_some_and(is_passed) {
            self.line = self.lines.partition_point(is_passed);
        }
        while self.lines.get(self.line).is_some_and(is_passed) {
            self.line += 1;
        }
        match self.lines.get(self.line) {
            Some(&start) => start as usize,
            None => (scan::find(self.bytes, from, b'\n') + 1).min(self.bytes.len()),
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_byte_order_mark(&mut self) {
        if self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(0), Some(b' ' | b'\t' | b'\r' | 0x0b | 0x0c)) {
            self.at += 1;
        }
    }

    fn eat_line_break(&mut self) -> bool {
        let found = self.peek(0) == Some(b'\n');
        self.at += usize::from(found);
        found
    }

    /// A comment, and the line break that ends one of a line; the span leaves slashes and stars out.
    fn comment(&mut self) -> Option<Comment> {
        let rest = self.bytes.get(self.at..)?;
        let start = self.at + 2;
        if rest.starts_with(b"//") {
            self.at = self.next_line(start);
            return Some(Comment::Line(Span::new(start as u32, self.at as u32)));
        }
        if rest.starts_with(b"/*") {
            let closing = self.text[start..].find("*/").map_or(self.text.len(), |at| start + at);
            self.at = (closing + 2).min(self.text.len());
            return Some(Comment::Block(Span::new(start as u32, closing as u32)));
        }
        None
    }
}
