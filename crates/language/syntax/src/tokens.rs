//! Lossless tokens: a text as tokens and the trivia between them.
//!
//! [`Lexer`] skips white space and comments, which suffices for compiling. Formatters, linters and editors need them:
//! [`Tokens`] divides a text into [`Piece`]s, each of them a token or trivia. Every byte belongs to exactly one piece,
//! even if the text has errors. The tokens are those of the [`Lexer`]. Trivia are read from the gaps between them, at
//! no cost for compiling.

use super::ast::Span;
use super::lexer::{Lexer, Token, TokenKind};
use super::scan;

/// A text divided into tokens and trivia.
///
/// ```
/// use protoward_syntax::{Piece, PieceKind, Tokens, Trivia};
/// let text = "enum E {\n  A = 0; // first\n\n}";
/// let tokens = Tokens::new(text);
/// let copy: String = tokens.pieces().iter().map(|piece| piece.span.of(text)).collect();
/// assert_eq!(copy, text);
/// let behind = tokens.behind(text.find(';').unwrap() + 1);
/// let kinds: Vec<PieceKind> = behind.iter().map(|piece| piece.kind).collect();
/// let trivia = [Trivia::Space, Trivia::LineComment, Trivia::LineBreak, Trivia::BlankLine];
/// assert_eq!(kinds, trivia.map(PieceKind::Trivia));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pieces: Vec<Piece>,
}

/// A token, or the trivia between two tokens, with its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The kind of the token or trivia.
    pub kind: PieceKind,
    /// The span in the text; never empty.
    pub span: Span,
}

/// The kind of a [`Piece`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A token other than [`TokenKind::End`].
    Token(TokenKind),
    /// White space, a comment, or other text that is no token.
    Trivia(Trivia),
}

/// The kind of text between tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trivia {
    /// The byte order mark at the start of the text.
    ByteOrderMark,
    /// White space within a line.
    Space,
    /// The end of a line that is not blank: `\n` or `\r\n`.
    LineBreak,
    /// A line of white space, with its line break.
    BlankLine,
    /// A comment from `//` to the end of the line, without the line break.
    LineComment,
    /// A comment from `/*` to `*/`, or to the end of the text if unclosed.
    BlockComment,
    /// Control characters, and invalid characters that look like white space. The parser reports them.
    Invalid,
}

impl Trivia {
    /// Returns whether the trivia is a comment of either kind.
    pub const fn is_comment(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment)
    }
}

impl Piece {
    /// Returns the kind of trivia, or `None` for a token.
    pub const fn trivia(self) -> Option<Trivia> {
        match self.kind {
            PieceKind::Trivia(trivia) => Some(trivia),
            PieceKind::Token(_) => None,
        }
    }

    /// Returns whether the piece is a comment of either kind.
    pub fn is_comment(self) -> bool {
        self.trivia().is_some_and(Trivia::is_comment)
    }
}

impl Tokens {
    /// Divides a text into pieces.
    ///
    /// Offsets have 32 bits. The caller must not pass a text that [`parse`](crate::parse) rejects as too long.
    pub fn new(text: &str) -> Self {
        let mut lexer = Lexer::new(text);
        Self::of(text, std::iter::repeat_with(|| lexer.next_token()))
    }

    /// Returns the pieces of a text with these tokens.
    pub(super) fn of(text: &str, tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut gaps = Gaps { text, at: 0, is_line_start: true, pieces: Vec::with_capacity(text.len() / 4) };
        for token in tokens.into_iter().take_while(|token| token.kind != TokenKind::End) {
            gaps.trivia(token.span.start as usize);
            gaps.push(PieceKind::Token(token.kind), token.span.end as usize);
        }
        gaps.trivia(text.len());
        Self { pieces: gaps.pieces }
    }

    /// Returns all pieces in source order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns the pieces from an offset on, the first of which contains the offset or starts there.
    pub fn from(&self, offset: usize) -> &[Piece] {
        let first = self.pieces.partition_point(|piece| piece.span.end as usize <= offset);
        &self.pieces[first..]
    }

    /// Returns the trivia from an offset to the next token. The offset must not be inside a token.
    pub fn behind(&self, offset: usize) -> &[Piece] {
        let pieces = self.from(offset);
        let end = pieces.iter().position(|piece| piece.trivia().is_none()).unwrap_or(pieces.len());
        &pieces[..end]
    }

    /// Returns the last token that ends at or before an offset.
    pub fn last_before(&self, offset: usize) -> Option<Piece> {
        let end = self.pieces.partition_point(|piece| piece.span.end as usize <= offset);
        self.pieces[..end].iter().rev().copied().find(|piece| piece.trivia().is_none())
    }
}

/// A divider of the gaps between tokens.
struct Gaps<'t> {
    text: &'t str,
    /// The end of the last piece.
    at: usize,
    /// `true` if the last piece ended a line.
    is_line_start: bool,
    pieces: Vec<Piece>,
}

impl Gaps<'_> {
    fn push(&mut self, kind: PieceKind, end: usize) {
        self.pieces.push(Piece { kind, span: Span::new(self.at as u32, end as u32) });
        self.is_line_start = matches!(kind, PieceKind::Trivia(Trivia::LineBreak | Trivia::BlankLine));
        self.at = end;
    }

    /// Divides the text up to the next token.
    fn trivia(&mut self, end: usize) {
        const BYTE_ORDER_MARK: &str = "\u{feff}";
        if self.at == 0 && end > 0 && self.text.starts_with(BYTE_ORDER_MARK) {
            self.push(PieceKind::Trivia(Trivia::ByteOrderMark), BYTE_ORDER_MARK.len());
            self.is_line_start = true;
        }
        while self.at < end {
            let (kind, length) = first(&self.text[self.at..end], self.is_line_start);
            self.push(PieceKind::Trivia(kind), self.at + length);
        }
    }
}

/// Returns the kind and length of the first piece of a nonempty gap.
fn first(gap: &str, is_line_start: bool) -> (Trivia, usize) {
    let bytes = gap.as_bytes();
    match bytes {
        [b'/', b'/', ..] => return (Trivia::LineComment, line_comment(gap)),
        [b'/', b'*', ..] => {
            let close = gap[2..].find("*/");
            return (Trivia::BlockComment, close.map_or(gap.len(), |close| close + 4));
        }
        _ => {}
    }
    let spaces = bytes.iter().position(|&byte| !is_space(byte)).unwrap_or(gap.len());
    let has_break = bytes.get(spaces) == Some(&b'\n');
    match (spaces, has_break) {
        (_, true) if is_line_start => (Trivia::BlankLine, spaces + 1),
        (0, true) => (Trivia::LineBreak, 1),
        (1, true) if bytes[0] == b'\r' => (Trivia::LineBreak, 2),
        // A carriage return before a line break belongs to the line break.
        (_, true) if bytes[spaces - 1] == b'\r' => (Trivia::Space, spaces - 1),
        (0, false) => {
            let is_valid = |&byte: &u8| is_space(byte) || byte == b'\n' || byte == b'/';
            (Trivia::Invalid, bytes.iter().position(is_valid).unwrap_or(gap.len()))
        }
        _ => (Trivia::Space, spaces),
    }
}

/// Returns the length of the line comment at the start of a gap.
fn line_comment(gap: &str) -> usize {
    let bytes = gap.as_bytes();
    let end = scan::find(bytes, 0, b'\n');
    // A carriage return before a line break belongs to the line break.
    if end < bytes.len() && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0xb | 0xc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str) -> String {
        let tokens = Tokens::new(text);
        let piece = |piece: &Piece| match piece.kind {
            PieceKind::Token(_) => piece.span.of(text).to_owned(),
            PieceKind::Trivia(trivia) => format!("{trivia:?}({})", piece.span.of(text).escape_debug()),
        };
        tokens.pieces().iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn distinguishes_line_breaks_and_blank_lines() {
        assert_eq!(described("a\n\n \t\nb\n"), r"a LineBreak(\n) BlankLine(\n) BlankLine( \t\n) b LineBreak(\n)");
        assert_eq!(described("\n a \r\n\r\n"), r"BlankLine(\n) Space( ) a Space( ) LineBreak(\r\n) BlankLine(\r\n)");
        assert_eq!(described("a\r \n"), r"a Space(\r ) LineBreak(\n)");
    }

    #[test]
    fn comments_end_as_in_the_lexer() {
        assert_eq!(described("a // b */\r\nc"), r"a Space( ) LineComment(// b */) LineBreak(\r\n) c");
        assert_eq!(described("/*/*/ a /* \n */b"), r"BlockComment(/*/*/) Space( ) a Space( ) BlockComment(/* \n */) b");
        assert_eq!(described("a /* b"), "a Space( ) BlockComment(/* b)");
        assert_eq!(described("a // b\r"), r"a Space( ) LineComment(// b\r)");
        assert_eq!(described("'//' '/*'"), "'//' Space( ) '/*'");
    }

    #[test]
    fn invalid_characters_are_pieces() {
        assert_eq!(
            described("\u{feff}\n\u{1}\u{2}a\u{a0}b"),
            r"ByteOrderMark(\u{feff}) BlankLine(\n) Invalid(\u{1}\u{2}) a Invalid(\u{a0}) b"
        );
        assert_eq!(described(""), "");
    }

    #[test]
    fn finds_pieces_by_offset() {
        let text = "a; // b\nc";
        let tokens = Tokens::new(text);
        assert_eq!(tokens.from(3)[0].span.of(text), "// b");
        assert_eq!(tokens.behind(2).len(), 3);
        assert_eq!(tokens.behind(9).len(), 0);
        assert_eq!(tokens.last_before(8).map(|token| token.span.of(text)), Some(";"));
        assert_eq!(tokens.last_before(0), None);
    }
}
