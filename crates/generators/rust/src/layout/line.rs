//! Breaks of long lines.
//!
//! The algorithm is that of Derek C. Oppen, "Prettyprinting" (1980), with the limits of prettyplease. A line is a sequence of
//! texts, breaks and boxes. A box stays unbroken if it fits into the rest of the line, together with the text up to the next
//! break. In a consistent box that does not fit, every break becomes a new line. In an inconsistent box, a break becomes a new
//! line only if the text up to the next break does not fit.

use std::ops::Range;

/// The width of one level of indentation.
pub(crate) const INDENT: isize = 4;

/// The maximum number of columns of a line.
const MARGIN: isize = 89;

/// The minimum number of columns after the indentation.
const MIN_SPACE: isize = 60;

/// A line as a sequence of tokens.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    tokens: Vec<Token>,
    /// The width of the line without line breaks.
    width: isize,
}

#[derive(Debug)]
enum Token {
    Text(Range<usize>),
    Break(Break),
    Begin { indent: isize, is_consistent: bool },
    End,
}

/// A place where a line may be broken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Break {
    /// The number of spaces if the line is not broken here.
    pub(super) blank: isize,
    /// The indentation of the new line relative to that of the box.
    pub(super) offset: isize,
    /// Text before the line break, if the line is broken here.
    pub(super) before: &'static str,
    /// Text after the line break, if the line is broken here.
    pub(super) after: &'static str,
    /// Text if the line is not broken here. It is not counted in the width of a box.
    pub(super) unbroken: &'static str,
    /// Prevents a line break here. The break only limits the text that the boxes before it are measured with.
    pub(super) is_never: bool,
}

/// A box that is being printed.
struct Frame {
    /// The indentation outside the box, if the box is broken.
    broken: Option<isize>,
    is_consistent: bool,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
        self.width = 0;
    }

    pub(super) fn word(&mut self, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.width += text.len() as isize;
        match self.tokens.last_mut() {
            Some(Token::Text(last)) => last.end = self.text.len(),
            _ => self.tokens.push(Token::Text(start..self.text.len())),
        }
    }

    pub(super) fn place_break(&mut self, place: Break) {
        self.width += place.blank;
        self.tokens.push(Token::Break(place));
    }

    pub(super) fn begin(&mut self, indent: isize, is_consistent: bool) {
        self.tokens.push(Token::Begin { indent, is_consistent });
    }

    pub(super) fn end(&mut self) {
        self.tokens.push(Token::End);
    }

    /// Appends the line to `out`, without a line feed.
    pub(super) fn print(&self, indent: usize, out: &mut String) {
        let space = space_at(indent as isize);
        let mut printer = Printer { out, indent: indent as isize, space, pending: indent, frames: Vec::new() };
        if self.width <= space {
            self.tokens.iter().for_each(|token| printer.unbroken(self, token));
            return;
        }
        for (token, size) in self.tokens.iter().zip(self.sizes()) {
            printer.token(self, token, size);
        }
    }

    /// Returns the width that each token needs. For a box, this includes the text after it, up to the next break. For a break,
    /// it is the width up to the next break of the same box.
    fn sizes(&self) -> Vec<isize> {
        let mut sizes = vec![0; self.tokens.len()];
        let mut open = Vec::new();
        let mut total = 0;
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Text(text) => total += text.len() as isize,
                Token::Begin { .. } => {
                    sizes[at] = -total;
                    open.push(at);
                }
                Token::End => open.push(at),
                Token::Break(place) => {
                    self.close(&mut open, &mut sizes, total);
                    sizes[at] = -total;
                    open.push(at);
                    total += place.blank;
                }
            }
        }
        self.close(&mut open, &mut sizes, total);
        sizes
    }

    /// Completes the measured widths at a break: those of the closed boxes before it, and that of the previous break in its box.
    fn close(&self, open: &mut Vec<usize>, sizes: &mut [isize], total: isize) {
        let mut depth = 0;
        while let Some(&at) = open.last() {
            match self.tokens[at] {
                Token::Begin { .. } if depth == 0 => return,
                Token::Begin { .. } => {
                    sizes[at] += total;
                    depth -= 1;
                }
                Token::End => depth += 1,
                Token::Break(_) => sizes[at] += total,
                Token::Text(_) => {}
            }
            open.pop();
            if depth == 0 && matches!(self.tokens[at], Token::Break(_)) {
                return;
            }
        }
    }
}

/// Returns the number of columns after an indentation.
fn space_at(indent: isize) -> isize {
    MIN_SPACE.max(MARGIN - indent)
}

struct Printer<'a> {
    out: &'a mut String,
    indent: isize,
    /// The number of columns left in the line.
    space: isize,
    /// The number of spaces before the next text. They are not written if no text follows.
    pending: usize,
    frames: Vec<Frame>,
}

impl Printer<'_> {
    fn unbroken(&mut self, line: &Line, token: &Token) {
        match token {
            Token::Text(text) => self.text(&line.text[text.clone()]),
            Token::Break(place) => self.space(place),
            Token::Begin { .. } | Token::End => {}
        }
    }

    fn token(&mut self, line: &Line, token: &Token, size: isize) {
        match *token {
            Token::Text(_) => self.unbroken(line, token),
            Token::Begin { indent, is_consistent } => {
                let broken = (size > self.space).then_some(self.indent);
                if broken.is_some() {
                    self.indent += indent;
                }
                self.frames.push(Frame { broken, is_consistent });
            }
            Token::End => {
                if let Some(indent) = self.frames.pop().and_then(|frame| frame.broken) {
                    self.indent = indent;
                }
            }
            Token::Break(place) => {
                let is_broken = self
                    .frames
                    .last()
                    .is_some_and(|frame| frame.broken.is_some() && (frame.is_consistent || size > self.space));
                if is_broken && !place.is_never { self.new_line(&place) } else { self.space(&place) }
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', std::mem::take(&mut self.pending)));
        self.out.push_str(text);
        self.space -= text.len() as isize;
    }

    fn space(&mut self, place: &Break) {
        self.pending += place.blank as usize;
        self.space -= place.blank;
        if !place.unbroken.is_empty() {
            self.text(place.unbroken);
        }
    }

    fn new_line(&mut self, place: &Break) {
        if !place.before.is_empty() {
            self.text(place.before);
        }
        self.out.push('\n');
        let indent = self.indent + place.offset;
        self.pending = indent as usize;
        self.space = space_at(indent);
        if !place.after.is_empty() {
            self.text(place.after);
        }
    }
}
