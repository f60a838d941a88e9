//! A recursive descent parser: one function for each production, with one token of lookahead.
//!
//! A production reports errors and continues if the intention is clear. Otherwise it returns [`Failed`], and the
//! enclosing block skips to the next statement. Errors and their locations match protoc's parser; recovery is this
//! crate's own.

mod default;
mod dialect;
mod enums;
mod field;
mod file;
mod message;
mod names;
mod option;
mod ranges;
mod recovery;
mod service;
mod tokens;

use super::ast::{File, Span};
use super::error::{SyntaxError, SyntaxProblem};
use super::lexer::{Lexer, Token, TokenKind};
use super::tokens::Tokens;
pub use dialect::Dialect;
use recovery::Recovery;

/// Maximum nesting depth of messages and groups. protoc fails at the 32nd.
const MOST_MESSAGES: u32 = 31;

/// Maximum nesting depth with groups innermost. protoc's parser has no limit, and its linker the limit of messages.
const MOST_GROUPS: u32 = 64;

/// Maximum nesting depth of messages in an option value. protoc has no limit and relies on its stack.
pub const MOST_AGGREGATES: u32 = 100;

/// Maximum length of a text: protoc's offsets have 31 bits.
const MOST_BYTES: usize = i32::MAX as usize;

/// A parsed text with its errors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The syntax tree, incomplete after errors.
    pub file: File,
    /// The syntax or edition of the file.
    pub dialect: Dialect,
    /// The errors in protoc's order; at most 1,000.
    pub errors: Vec<SyntaxError>,
}

/// Parses a text. Never fails: errors are returned together with the incomplete tree.
///
/// ```
/// let parsed = protoward_syntax::parse("syntax = \"proto3\"; message A { int32 b = 1 }");
/// assert_eq!(parsed.file.items.len(), 1);
/// assert_eq!(parsed.errors.len(), 1, "a missing semicolon");
/// ```
pub fn parse(text: &str) -> Parsed {
    if text.len() > MOST_BYTES {
        let error = SyntaxError { problem: SyntaxProblem::TextTooLong, span: Span::default(), at: 0 };
        return Parsed { errors: vec![error], ..Parsed::default() };
    }
    parsed(Parser::new(text, None)).0
}

/// Parses a text, and returns its tokens too. This takes less time than both steps alone.
///
/// ```
/// use protoward_syntax::{Tokens, parse, parse_with_tokens};
/// let text = "syntax = \"proto3\"; message A { int32 b = 1; }";
/// assert_eq!(parse_with_tokens(text), (parse(text), Tokens::new(text)));
/// ```
pub fn parse_with_tokens(text: &str) -> (Parsed, Tokens) {
    if text.len() > MOST_BYTES {
        return (parse(text), Tokens::default());
    }
    let (parsed, tokens) = parsed(Parser::new(text, Some(Vec::with_capacity(text.len() / 8))));
    // After errors, the parser may have read parts twice.
    let tokens = if parsed.errors.is_empty() { Tokens::of(text, tokens) } else { Tokens::new(text) };
    (parsed, tokens)
}

/// Returns the result of a parser, and the tokens that it has recorded.
fn parsed(mut parser: Parser<'_>) -> (Parsed, Vec<Token>) {
    let mut file = parser.file();
    file.lines = recovery::exact(std::mem::take(parser.lexer.lines()));
    let mut errors = std::mem::take(parser.lexer.errors());
    if let Some(late) = errors.iter().position(file::is_refused_later) {
        errors[late..].rotate_left(1);
    }
    (Parsed { file, dialect: parser.dialect, errors }, parser.tokens.unwrap_or_default())
}

/// The error of a production that cannot continue. It has been reported, and the unexpected token is still current.
struct Failed;

/// The result of a production.
type ParseResult<T> = Result<T, Failed>;

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// All tokens so far, if they are recorded.
    tokens: Option<Vec<Token>>,
    /// The current token, the one of lookahead.
    token: Token,
    /// `true` if the lexer reported an error while it read `token`.
    token_broken: bool,
    /// `true` if the lexer reported an error while it read the previous token.
    previous_broken: bool,
    /// The end of the previous token.
    previous_end: u32,
    /// The start of the gap with the comments of the next declaration.
    gap: u32,
    dialect: Dialect,
    recovery: Recovery,
    /// The number of open messages and groups.
    depth: u32,
    /// `true` after the first message of the file. Before it, protoc permits no message in a group of an `extend`.
    message_begun: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: Option<Vec<Token>>) -> Self {
        let nothing = Token { kind: TokenKind::End, span: Span::default() };
        let mut parser = Self {
            text,
            lexer: Lexer::new(text),
            tokens,
            token: nothing,
            token_broken: false,
            previous_broken: false,
            previous_end: 0,
            gap: 0,
            dialect: Dialect::Proto2,
            recovery: Recovery::default(),
            depth: 0,
            message_begun: false,
        };
        parser.advance();
        parser.previous_end = 0;
        parser
    }
}
