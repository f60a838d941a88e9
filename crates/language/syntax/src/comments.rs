//! Attribution of comments to declarations, with the rules of protoc's tokenizer.
//!
//! A gap extends from a `;`, `{` or `}`, or from the start of the text, to the next token. A comment on the line of the
//! preceding token is trailing, a comment directly above the next token is leading, and others are detached. Blank
//! lines separate comments.

use std::mem;
use std::ops::Range;

use super::ast::{CommentLocations, Span};
use super::scan;

/// The comments of a gap without comment markers, with line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// The comment of the preceding declaration. protoc ignores it after a `}`.
    pub trailing: Option<String>,
    /// Comments before the following declaration that are separated from it.
    pub detached: Vec<String>,
    /// The comment of the following declaration.
    pub leading: Option<String>,
}

/// Returns the `detached` and `leading` comments of a declaration that starts at `start`. Comments around preceding
/// empty statements are detached.
pub fn before(text: &str, around: CommentLocations, start: u32) -> Comments {
    let mut gap = Gap::default();
    let mut reader = Reader::new(text.as_bytes(), &[]);
    gap.read(&mut reader, around.before);
    gap.pass_empty_statements(&mut reader, start);
    let detached = gap.detached().map(string).collect::<Vec<_>>();
    Comments { trailing: None, detached, leading: gap.leading().map(string) }
}

/// Returns the trailing comment of a declaration.
pub fn behind(text: &str, around: CommentLocations) -> Option<String> {
    let mut gap = Gap::default();
    gap.read(&mut Reader::new(text.as_bytes(), &[]), around.behind);
    gap.trailing().map(string)
}

fn string(comment: &[u8]) -> String {
    String::from_utf8_lossy(comment).into_owned()
}

/// A reader of the comments of consecutive declarations. Adjacent declarations share a gap, which is read once. Buffers
/// are reused.
#[derive(Debug)]
pub struct Gaps<'t> {
    reader: Reader<'t>,
    before: Gap,
    behind: Gap,
}

impl<'t> Gaps<'t> {
    /// Creates a reader for the bytes of a text with lines at the offsets `lines`.
    pub fn new(bytes: &'t [u8], lines: &'t [u32]) -> Self {
        Self { reader: Reader::new(bytes, lines), before: Gap::with_room(), behind: Gap::with_room() }
    }

    /// Returns the gaps before and after a declaration that starts at `start`. The `detached` and `leading` comments of
    /// the first gap and the `trailing` comment of the second gap belong to the declaration.
    pub fn around(&mut self, around: CommentLocations, start: u32) -> (&Gap, &Gap) {
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
    /// The start offset, if the gap was read from the text.
    from: Option<u32>,
    /// The start of the token after the gap.
    token: u32,
    /// The text of all comments, concatenated. protoc does not require UTF-8.
    text: Vec<u8>,
    trailing: Option<Range<usize>>,
    detached: Vec<Range<usize>>,
    leading: Option<Range<usize>>,
    /// The kind and start of the last comment while it may continue.
    open: Option<(CommentKind, usize)>,
    /// `true` while the next comment may be trailing.
    may_trail: bool,
}

#[derive(Debug, Clone, Copy)]
enum CommentKind {
    Line,
    Block,
}

impl Gap {
    /// Creates a gap with capacity for most comments.
    fn with_room() -> Self {
        Self { text: Vec::with_capacity(2048), detached: Vec::with_capacity(8), ..Self::default() }
    }

    /// Returns the comment of the preceding declaration.
    pub fn trailing(&self) -> Option<&[u8]> {
        self.filled(self.trailing.as_ref())
    }

    /// Returns the comments that are separated from the following declaration.
    pub fn detached(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.detached.iter().map(|range| &self.text[range.clone()])
    }

    /// Returns the comment of the following declaration.
    pub fn leading(&self) -> Option<&[u8]> {
        self.filled(self.leading.as_ref())
    }

    fn filled(&self, range: Option<&Range<usize>>) -> Option<&[u8]> {
        range.map(|range| &self.text[range.clone()]).filter(|comment| !comment.is_empty())
    }

    /// Continues after each `;` before `start`.
    fn pass_empty_statements(&mut self, reader: &mut Reader<'_>, start: u32) {
        while self.token < start && reader.bytes.get(self.token as usize) == Some(&b';') {
            self.from = None;
            self.go_on(reader, self.token + 1);
        }
    }

    /// Reads the gap that starts at `from`.
    fn read(&mut self, reader: &mut Reader<'_>, from: u32) {
        self.from = Some(from);
        self.text.clear();
        self.detached.clear();
        self.go_on(reader, from);
    }

    /// Reads a gap and keeps the earlier detached comments.
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
            // At the end of a scope, no comment is leading.
            self.flush();
        }
        if let Some((_, start)) = self.open.take() {
            self.leading = Some(start..self.text.len());
        }
        self.token = reader.at as u32;
    }

    /// Reads the rest of the line on which the gap starts. Returns whether the next token is on that line.
    fn first_line(&mut self, reader: &mut Reader<'_>) -> bool {
        reader.skip_spaces();
        match reader.comment() {
            Some(Comment::Line(span)) => self.line(reader.bytes, span),
            Some(Comment::Block(span)) => {
                self.block(reader.bytes, span);
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

    /// Reads the following lines up to the next token. Returns whether the token is on the line of `same_line`.
    fn other_lines(&mut self, reader: &mut Reader<'_>, mut same_line: bool) -> bool {
        loop {
            reader.skip_spaces();
            match reader.comment() {
                Some(Comment::Line(span)) => {
                    self.line(reader.bytes, span);
                    same_line = false;
                }
                Some(Comment::Block(span)) => {
                    same_line &= !scan::contains(&reader.bytes[span.range()], b'\n');
                    self.block(reader.bytes, span);
                    // The rest of the line is not a blank line.
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

    /// Adds a line comment. Adjacent line comments form one comment.
    fn line(&mut self, bytes: &[u8], span: Span) {
        if !matches!(self.open, Some((CommentKind::Line, _))) {
            self.flush();
            self.open = Some((CommentKind::Line, self.text.len()));
        }
        self.text.extend_from_slice(&bytes[span.range()]);
    }

    /// Adds a block comment. Removes the indentation and a leading `*` from each line but the first.
    fn block(&mut self, bytes: &[u8], span: Span) {
        self.flush();
        self.open = Some((CommentKind::Block, self.text.len()));
        let mut lines = bytes[span.range()].split_inclusive(|&byte| byte == b'\n');
        self.text.extend_from_slice(lines.next().unwrap_or_default());
        for line in lines {
            let start = line.iter().position(|&byte| !is_space(byte)).unwrap_or(line.len());
            let line = &line[start..];
            self.text.extend_from_slice(line.strip_prefix(b"*").unwrap_or(line));
        }
    }

    /// Completes the last comment as a detached comment.
    fn flush(&mut self) {
        let Some((_, start)) = self.open.take() else { return };
        let comment = start..self.text.len();
        if mem::take(&mut self.may_trail) {
            self.trailing = Some(comment);
        } else {
            self.detached.push(comment);
        }
    }

    /// Detaches a single comment between two tokens on one line, because it may refer to either.
    fn detach_single(&mut self, earlier: usize) {
        let complete = usize::from(self.trailing.is_some()) + self.detached.len() - earlier;
        if complete + usize::from(self.open.is_some()) == 1 {
            self.may_trail = false;
            self.flush();
            self.detached.extend(self.trailing.take());
        }
    }
}

/// Returns `true` for white space within a line.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c)
}

enum Comment {
    Line(Span),
    Block(Span),
}

/// A reader of white space and comments.
#[derive(Debug)]
struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The line starts, if known, and an index near the last comment of a line.
    lines: &'t [u32],
    line: usize,
}

impl<'t> Reader<'t> {
    const fn new(bytes: &'t [u8], lines: &'t [u32]) -> Self {
        Self { bytes, at: 0, lines, line: 0 }
    }

    /// Moves to the line after the line of `from`.
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
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn eat_line_break(&mut self) -> bool {
        let found = self.peek(0) == Some(b'\n');
        self.at += usize::from(found);
        found
    }

    /// Returns the start of the first `*/` from `from` on, or else the end of the text.
    fn closing(&self, from: usize) -> usize {
        let mut at = scan::find(self.bytes, from, b'*');
        while at < self.bytes.len() && self.bytes.get(at + 1) != Some(&b'/') {
            at = scan::find(self.bytes, at + 1, b'*');
        }
        at
    }

    /// Reads a comment. A line comment includes the line break. The span excludes comment markers.
    fn comment(&mut self) -> Option<Comment> {
        let rest = self.bytes.get(self.at..)?;
        let start = self.at + 2;
        if rest.starts_with(b"//") {
            self.at = self.next_line(start);
            return Some(Comment::Line(Span::new(start as u32, self.at as u32)));
        }
        if rest.starts_with(b"/*") {
            let closing = self.closing(start);
            self.at = (closing + 2).min(self.bytes.len());
            return Some(Comment::Block(Span::new(start as u32, closing as u32)));
        }
        None
    }
}
