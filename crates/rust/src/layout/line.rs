//! Where a line that is too long is broken.
//!
//! The algorithm is that of Derek C. Oppen, "Prettyprinting" (1980), with the limits of prettyplease. A line is a sequence of
//! texts, breaks and boxes. A box that fits into the rest of the line, with what follows up to the next break, is not broken.
//! In a consistent box that does not fit all breaks become new lines; in an inconsistent one, those after which the text up to
//! the next break does not fit.

use std::ops::Range;

/// The width of one level of indentation.
pub(crate) const INDENT: isize = 4;

/// The number of columns of a line.
const MARGIN: isize = 89;

/// The number of columns that a line has at least, however far it is indented.
const MIN_SPACE: isize = 60;

/// A line in pieces.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    tokens: Vec<Token>,
    /// The width without any line break.
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
    /// The number of spaces where the line is not broken.
    pub(super) blank: isize,
    /// The difference of the indentation of the new line from that of the box.
    pub(super) offset: isize,
    /// Text in front of the line break.
    pub(super) before: &'static str,
    /// Text behind the line break.
    pub(super) after: &'static str,
    /// Text where the line is not broken; it does not count when a box is measured.
    pub(super) unbroken: &'static str,
    /// Whether the line is never broken here; the break only ends what a box before it is measured with.
    pub(super) is_never: bool,
}

/// A box while it is printed.
struct Frame {
    /// The indentation outside of the box, where the box is broken.
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

    /// Appends the line to `out`, without the line feed at its end.
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

    /// The width that each token needs: of a box with what follows it up to the next break, of a break with what follows it
    /// up to the next break of the same box.
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

    /// Ends the measuring of what a break ends: the boxes that were closed before it, and the break before it in its box.
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

/// The number of columns behind an indentation.
fn space_at(indent: isize) -> isize {
    MIN_SPACE.max(MARGIN - indent)
}

struct Printer<'a> {
    out: &'a mut String,
    indent: isize,
    /// The number of columns that are left.
    space: isize,
    /// The number of spaces in front of the next text. They are not written where no text follows.
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
