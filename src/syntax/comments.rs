//! Which comments of a gap belong to what stands around it, as protoc's tokenizer decides.
//!
//! A gap begins behind the `;`, `{` or `}` that ends something, or at the start of the text, and reaches to the next
//! token. A comment on the line of the former trails it, one right above the next token leads that, and the others are
//! detached; a blank line separates.

use std::mem;

use super::ast::{Around, Span};

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
    Gaps::new(text).before(around, start)
}

/// The comment that trails a declaration.
pub fn behind(text: &str, around: Around) -> Option<String> {
    Gaps::new(text).behind(around)
}

/// Reads the comments of one declaration after the other. The gap behind one is mostly the gap in front of the next, and
/// is read once.
#[derive(Debug)]
pub struct Gaps<'t> {
    text: &'t str,
    /// Where the gap read last began, what was in it, and where the token behind it starts.
    last: Option<(u32, Comments, u32)>,
}

impl<'t> Gaps<'t> {
    /// Starts with any declaration of the text.
    pub const fn new(text: &'t str) -> Self {
        Self { text, last: None }
    }

    /// As [`before`].
    pub fn before(&mut self, around: Around, start: u32) -> Comments {
        let (mut comments, mut token) = match self.last.take() {
            Some((from, comments, token)) if from == around.before => (comments, token),
            Some(_) | None => gap(self.text, around.before),
        };
        while token < start && self.text.as_bytes().get(token as usize) == Some(&b';') {
            let found;
            (found, token) = gap(self.text, token + 1);
            comments.detached.extend(found.detached);
            comments.leading = found.leading;
        }
        comments.trailing = None;
        comments
    }

    /// As [`behind`].
    pub fn behind(&mut self, around: Around) -> Option<String> {
        let (mut comments, token) = gap(self.text, around.behind);
        let trailing = comments.trailing.take();
        self.last = Some((around.behind, comments, token));
        trailing
    }
}

/// The comments of the gap that begins at `from`, and where the token behind it starts.
pub fn gap(text: &str, from: u32) -> (Comments, u32) {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: from as usize };
    let mut collector = Collector { may_trail: from > 0, ..Collector::default() };
    if from == 0 {
        reader.skip_byte_order_mark();
    }
    let same_line = from > 0 && first_line(&mut reader, &mut collector);
    let same_line = other_lines(&mut reader, &mut collector, same_line);
    if same_line {
        collector.detach_single();
    }
    if matches!(reader.peek(0), None | Some(b'}' | b']' | b')')) {
        // At the end of a scope there is nothing for a comment to lead.
        collector.flush();
    }
    (collector.finish(), reader.at as u32)
}

/// What stands on the line on which the gap begins; whether that line goes on.
fn first_line(reader: &mut Reader<'_>, collector: &mut Collector) -> bool {
    reader.skip_spaces();
    match reader.comment() {
        Some(Comment::Line(span)) => collector.line(reader.text, span),
        Some(Comment::Block(span)) => {
            collector.block(reader.text, span);
            reader.skip_spaces();
            if !reader.eat_line_break() {
                return true;
            }
        }
        None => return !reader.eat_line_break(),
    }
    collector.flush();
    false
}

/// The lines below, up to the next token; whether that is still on the line of `same_line`.
fn other_lines(reader: &mut Reader<'_>, collector: &mut Collector, mut same_line: bool) -> bool {
    loop {
        reader.skip_spaces();
        match reader.comment() {
            Some(Comment::Line(span)) => {
                collector.line(reader.text, span);
                same_line = false;
            }
            Some(Comment::Block(span)) => {
                same_line &= !span.of(reader.text).contains('\n');
                collector.block(reader.text, span);
                // The rest of its line is no blank line.
                reader.skip_spaces();
                same_line &= !reader.eat_line_break();
            }
            None if reader.eat_line_break() => {
                collector.flush();
                collector.may_trail = false;
                same_line = false;
            }
            None => return same_line,
        }
    }
}

enum Comment {
    Line(Span),
    Block(Span),
}

/// Reads blanks and comments.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Reader<'_> {
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
            let length = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
            self.at += length;
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

/// Puts comments together, and decides where they belong.
#[derive(Default)]
struct Collector {
    comments: Comments,
    buffer: String,
    /// What is in the buffer, if anything.
    open: Option<Kind>,
    /// Whether the next comment may still trail what is in front of the gap.
    may_trail: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Line,
    Block,
}

impl Collector {
    /// Lines without anything between them are one comment.
    fn line(&mut self, text: &str, span: Span) {
        if self.open == Some(Kind::Block) {
            self.flush();
        }
        self.open = Some(Kind::Line);
        self.buffer.push_str(span.of(text));
    }

    /// Of every line but the first, the indent goes, and a star at its start.
    fn block(&mut self, text: &str, span: Span) {
        self.flush();
        self.open = Some(Kind::Block);
        let mut lines = span.of(text).split_inclusive('\n');
        self.buffer.push_str(lines.next().unwrap_or_default());
        for line in lines {
            let line = line.trim_start_matches([' ', '\t', '\r', '\x0b', '\x0c']);
            self.buffer.push_str(line.strip_prefix('*').unwrap_or(line));
        }
    }

    /// The comment in the buffer is complete, and does not lead what follows.
    fn flush(&mut self) {
        if self.open.take().is_none() {
            return;
        }
        let comment = mem::take(&mut self.buffer);
        if mem::take(&mut self.may_trail) {
            self.comments.trailing = Some(comment);
        } else {
            self.comments.detached.push(comment);
        }
    }

    /// A single comment between two tokens on one line: nobody knows which of the two is meant.
    fn detach_single(&mut self) {
        let count = usize::from(self.comments.trailing.is_some()) + self.comments.detached.len();
        if count + usize::from(self.open.is_some()) == 1 {
            self.may_trail = false;
            self.flush();
            self.comments.detached.extend(self.comments.trailing.take());
        }
    }

    fn finish(mut self) -> Comments {
        if self.open.is_some() {
            self.comments.leading = Some(self.buffer);
        }
        let Comments { trailing, detached, leading } = self.comments;
        let filled = |comment: &String| !comment.is_empty();
        Comments { trailing: trailing.filter(filled), detached, leading: leading.filter(filled) }
    }
}
