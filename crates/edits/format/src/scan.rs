//! A text as the steps of formatting see it: the tree, and the tokens with the comments and line breaks before each.

use protoward_syntax::ast::{File, Span};
use protoward_syntax::{PieceKind, SyntaxError, TokenKind, Tokens, parse_with_tokens};

/// A text divided into tokens and comments.
#[derive(Debug)]
pub(crate) struct Scan<'t> {
    /// The text, without byte order mark handling: spans are offsets into it.
    pub(crate) text: &'t str,
    /// The tokens, with [`TokenKind::End`] at the end.
    pub(crate) tokens: Vec<Token>,
    /// The comments of all gaps, in source order.
    pub(crate) comments: Vec<Comment>,
}

/// A token and the gap before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
    /// The index of the first comment of the gap. The gap ends at the first comment of the next token.
    pub(crate) comments: u32,
    /// The number of line breaks since the previous comment or token; at most 2. A line comment contains its line
    /// break, which counts.
    pub(crate) breaks: u8,
    /// The number of line breaks since the last of the separators, or like `breaks`.
    pub(crate) own_breaks: u8,
    /// `true` if two of these line breaks have only spaces and tabs between them.
    pub(crate) is_blank: bool,
    /// `true` if white space other than line breaks is between the token and the previous comment or token.
    pub(crate) spaced: bool,
    /// The number of separators of a message literal before the token; at most 2, as one is valid. Separators are not
    /// tokens of their own, because the layout has none.
    pub(crate) separators: u8,
    /// The last of these separators.
    pub(crate) separator: Span,
}

/// A comment in a gap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    /// The comment with its markers, without the line break of a line comment.
    pub(crate) span: Span,
    pub(crate) is_line: bool,
    /// The number of line breaks since the previous comment or token; at most 2.
    pub(crate) breaks: u8,
    /// `true` if two of these line breaks have only spaces and tabs between them.
    pub(crate) is_blank: bool,
    /// `true` if white space of any kind precedes the comment.
    pub(crate) spaced: bool,
}

/// The kind of an open bracket.
#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// The braces of a body, or brackets outside of option values.
    Plain,
    /// A message in an option value.
    Message,
    /// A list in an option value.
    List,
}

/// The white space at the end of a gap.
#[derive(Clone, Copy, Default)]
struct Space {
    breaks: u8,
    /// The line breaks without those before a separator.
    own_breaks: u8,
    is_blank: bool,
    spaced: bool,
    /// `true` if there is white space other than line breaks.
    blanks: bool,
}

impl Space {
    /// Adds the white space before a removed separator.
    fn after(self, before: &Self) -> Self {
        let breaks = self.breaks.max(before.breaks);
        Self { breaks, is_blank: self.is_blank || before.is_blank, ..self }
    }
}

impl<'t> Scan<'t> {
    /// Scans a text that has no errors.
    pub(crate) fn new(text: &'t str, all: &Tokens) -> Self {
        let mut scan = Self { text, tokens: Vec::with_capacity(all.pieces().len() / 2 + 1), comments: Vec::new() };
        let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut open = Vec::new();
        let mut comments = 0;
        let mut space = Space::default();
        let mut separators = 0_u8;
        let mut separator = Span::default();
        let end = Span::new(text.len() as u32, text.len() as u32);
        let tokens = all.pieces().iter().filter_map(|piece| match piece.kind {
            PieceKind::Token(kind) => Some((kind, piece.span)),
            PieceKind::Trivia(_) => None,
        });
        for (kind, span) in tokens.chain([(TokenKind::End, end)]) {
            space = scan.gap(at, span.start as usize, space);
            at = span.end as usize;
            if kind == TokenKind::Symbol && scan.is_separator(span, &mut open) {
                separators = (separators + 1).min(2);
                separator = span;
                continue;
            }
            let Space { breaks, own_breaks, is_blank, blanks: spaced, .. } = std::mem::take(&mut space);
            scan.tokens.push(Token {
                kind,
                span,
                comments,
                breaks,
                own_breaks,
                is_blank,
                spaced,
                separators,
                separator,
            });
            comments = scan.comments.len() as u32;
            separators = 0;
        }
        scan
    }

    /// Returns whether a symbol separates the fields of a message in an option value. Tracks brackets.
    fn is_separator(&self, span: Span, open: &mut Vec<Bracket>) -> bool {
        let inside = open.last().copied().unwrap_or(Bracket::Plain);
        match self.text.as_bytes()[span.start as usize] {
            b'{' if inside != Bracket::Plain || self.follows_equals() => open.push(Bracket::Message),
            b'<' if inside != Bracket::Plain => open.push(Bracket::Message),
            b'[' if inside != Bracket::Plain => open.push(Bracket::List),
            b'{' | b'[' => open.push(Bracket::Plain),
            b'>' if inside == Bracket::Message => drop(open.pop()),
            b'}' | b']' => drop(open.pop()),
            b',' | b';' => return inside == Bracket::Message,
            _ => {}
        }
        false
    }

    /// Returns whether the last token is the `=` of an option, or a `-` after it.
    fn follows_equals(&self) -> bool {
        let mut before =
            self.tokens.iter().rev().map(|token| &self.text[token.span.start as usize..token.span.end as usize]);
        match before.next() {
            Some("=") => true,
            Some("-") => before.next() == Some("="),
            _ => false,
        }
    }

    /// Reads the gap from `at` to `end`, after the white space before a removed separator.
    fn gap(&mut self, mut at: usize, end: usize, before: Space) -> Space {
        let bytes = self.text.as_bytes();
        let mut before = before;
        let mut space = Space { spaced: before.spaced, ..Space::default() };
        // The line breaks since the last character that is neither a line break nor a space nor a tab.
        let mut run = 0_u8;
        while at < end {
            match bytes[at] {
                b'\n' => {
                    run = (run + 1).min(2);
                    space.breaks = (space.breaks + 1).min(2);
                    space.own_breaks = space.breaks;
                    space.is_blank |= run == 2;
                    space.spaced = true;
                    at += 1;
                }
                b'/' => {
                    let length = comment_length(&self.text[at..end]);
                    let Space { breaks, is_blank, spaced, .. } = std::mem::take(&mut space).after(&before);
                    let span = Span::new(at as u32, (at + length) as u32);
                    let is_line = bytes.get(at + 1) == Some(&b'/');
                    self.comments.push(Comment { span, is_line, breaks, is_blank, spaced });
                    before = Space::default();
                    run = 0;
                    at += length;
                }
                other => {
                    if !matches!(other, b' ' | b'\t') {
                        run = 0;
                    }
                    (space.spaced, space.blanks) = (true, true);
                    at += 1;
                }
            }
        }
        space.after(&before)
    }

    /// Returns the text of a token.
    pub(crate) fn text_of(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |token| &self.text[token.span.start as usize..token.span.end as usize])
    }

    /// Returns the range of the comments between a token and its predecessor.
    pub(crate) fn gap_of(&self, token: usize) -> std::ops::Range<usize> {
        let start = self.tokens.get(token).map_or(self.comments.len(), |token| token.comments as usize);
        let end = self.tokens.get(token + 1).map_or(self.comments.len(), |token| token.comments as usize);
        start..end
    }

    /// Returns the index of the first token at or after an offset.
    pub(crate) fn at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.span.start < offset)
    }
}

/// Returns the length of the comment at the start of a text.
fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    text.get(2..).and_then(|inside| inside.find("*/")).map_or(text.len(), |end| end + 4)
}

/// A text with its tokens and its syntax tree, which all steps share.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Tokens,
    pub(crate) file: File,
}

impl<'t> Reading<'t> {
    /// Reads a text with its tokens and its tree.
    ///
    /// # Errors
    /// If the text has syntax errors. Rules that a complete tree breaks are for the compiler.
    pub(crate) fn new(text: &'t str) -> Result<Self, Vec<SyntaxError>> {
        let (parsed, tokens) = parse_with_tokens(text);
        let is_complete = parsed.errors.iter().all(|error| error.problem.keeps_tree());
        if is_complete { Ok(Self { text, tokens, file: parsed.file }) } else { Err(parsed.errors) }
    }
}
