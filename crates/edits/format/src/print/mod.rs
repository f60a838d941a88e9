//! The printer: walks the syntax tree and writes its tokens and comments in the layout.

mod aggregate;
mod body;
mod comments;
mod declaration;
mod file;
mod method;
mod options;

use protoward_syntax::TokenKind;
use protoward_syntax::ast::{File, Path, Span};

use crate::scan::Scan;
use crate::writer::Writer;

/// The white space before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing between two tokens.
    None,
    /// A single space.
    Space,
    /// Nothing, before a `;` or `,`.
    Mark,
    /// Nothing, after the parenthesis of an option name.
    Glue,
    /// Nothing, before the `]` of a single option.
    Close,
    /// The start of a new line.
    Line,
    /// The start of a new line, after a blank one.
    Blank,
}

/// A syntax error that the parser of `.proto` files leaves to a later stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

type Printed<T = ()> = Result<T, Malformed>;

/// A printer of one file.
pub(crate) struct Printer<'s, 't> {
    scan: &'s Scan<'t>,
    out: Writer,
    /// The index of the next token to write.
    next: usize,
    /// The token whose comments are already written.
    led: usize,
    /// The token whose preceding comments are all on lines of their own.
    no_trail: usize,
    /// The token after the `}` of the last body, to which a `;` does not belong.
    body_end: usize,
    /// `true` if trailing line comments become block comments, so that the line goes on.
    inline: bool,
    /// `true` in the name of an option.
    in_option_name: bool,
    /// The number of open lists in the value of an option.
    lists: u32,
}

/// Returns the formatted text of a file without syntax errors.
pub(crate) fn print(scan: &Scan<'_>, file: &File) -> Printed<String> {
    let out = Writer::new(scan.text.len() + scan.text.len() / 8);
    let led = usize::MAX;
    let no_trail = usize::MAX;
    let body_end = usize::MAX;
    let inline = false;
    let in_option_name = false;
    let mut printer = Printer { scan, out, next: 0, led, no_trail, body_end, inline, in_option_name, lists: 0 };
    printer.file(file)?;
    Ok(printer.out.finish())
}

impl Printer<'_, '_> {
    /// Writes the next token with its comments.
    fn take(&mut self, gap: Gap) {
        self.leading(gap);
        self.token();
        self.trailing();
    }

    /// Writes the next token without comments.
    fn token(&mut self) {
        let text = self.scan.text_of(self.next);
        self.out.text(text);
        self.next += 1;
    }

    /// Writes the next token with its comments. A line comment after it becomes a block comment.
    fn take_inline(&mut self, gap: Gap) {
        let outer = std::mem::replace(&mut self.inline, true);
        self.take(gap);
        self.inline = outer;
    }

    /// Writes the tokens of a name.
    fn path(&mut self, path: Path, gap: Gap) {
        self.joined(path.span, gap);
    }

    /// Writes adjacent tokens up to the end of a span.
    fn joined(&mut self, span: Span, gap: Gap) {
        self.take_inline(gap);
        while self.start() < span.end {
            self.take_inline(Gap::None);
        }
    }

    /// Writes one or more adjacent strings. Several strings are on lines of their own.
    fn strings(&mut self, gap: Gap) {
        if self.kind(1) != TokenKind::String {
            self.take(gap);
            return;
        }
        // As in buf, a comment between two strings has a line of its own, and comments between more strings trail.
        if self.kind(2) != TokenKind::String {
            self.no_trail = self.next + 1;
        }
        let outer = self.inline;
        while self.kind(0) == TokenKind::String {
            // Only the last string is followed by something on its line.
            self.inline = outer && self.kind(1) != TokenKind::String;
            self.take(Gap::Line);
        }
        self.inline = outer;
    }

    /// Returns the start offset of the next token.
    fn start(&self) -> u32 {
        self.scan.tokens.get(self.next).map_or(u32::MAX, |token| token.span.start)
    }

    /// Returns the kind of a token after the next.
    fn kind(&self, ahead: usize) -> TokenKind {
        self.scan.tokens.get(self.next + ahead).map_or(TokenKind::End, |token| token.kind)
    }

    /// Returns whether the next token is a symbol.
    fn at(&self, symbol: &str) -> bool {
        self.scan.text_of(self.next) == symbol
    }

    /// Skips the empty statements before a declaration.
    fn skip_to(&mut self, offset: u32) {
        while self.start() < offset {
            self.next += 1;
        }
    }
}
