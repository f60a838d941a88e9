//! Recursive descent: one function for each production, one token of lookahead, nothing looked up twice.
//!
//! A production reports what is wrong and goes on where it knows what was meant; else it gives [`Failed`], and the
//! block around it skips to the next statement. protoc's parser decides what is an error and where; how to go on is ours.

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
use super::error::{Problem, SyntaxError};
use super::lexer::{Lexer, Token, TokenKind};
pub use dialect::Dialect;
use recovery::Recovery;

/// How many messages and groups may stand one in the other: 31, as the 32nd is protoc's limit.
const MOST_MESSAGES: u32 = 31;

/// How many of them are read where the innermost are groups: protoc's parser takes any number, and its linker the same 31
/// as of messages.
const MOST_GROUPS: u32 = 64;

/// How many messages may stand one in the other in the value of an option; protoc knows no limit and trusts its stack.
pub const MOST_AGGREGATES: u32 = 100;

/// Offsets are 32 bits wide; protoc's are 31.
const MOST_BYTES: usize = i32::MAX as usize;

/// What was read, and what was wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// Everything that could be read.
    pub file: File,
    /// What the file said it is written in.
    pub dialect: Dialect,
    /// In the order in which they were found, which is protoc's; at most 1,000.
    pub errors: Vec<SyntaxError>,
}

/// Reads a text. Never fails: what is wrong stands beside what could be read.
///
/// ```
/// let parsed = protoward_syntax::parse("syntax = \"proto3\"; message A { int32 b = 1 }");
/// assert_eq!(parsed.file.items.len(), 1);
/// assert_eq!(parsed.errors.len(), 1, "a missing semicolon");
/// ```
pub fn parse(text: &str) -> Parsed {
    if text.len() > MOST_BYTES {
        let error = SyntaxError { problem: Problem::TextTooLong, span: Span::default(), at: 0 };
        return Parsed { errors: vec![error], ..Parsed::default() };
    }
    let mut parser = Parser::new(text);
    let mut file = parser.file();
    file.lines = recovery::exact(std::mem::take(parser.lexer.lines()));
    let mut errors = std::mem::take(parser.lexer.errors());
    if let Some(late) = errors.iter().position(file::is_refused_later) {
        errors[late..].rotate_left(1);
    }
    Parsed { file, dialect: parser.dialect, errors }
}

/// A production met something it cannot use; it has been reported, and the current token is what it was.
struct Failed;

/// What a production gives.
type Read<T> = Result<T, Failed>;

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The token to be read next.
    token: Token,
    /// Whether the lexer complained while it read `token`.
    token_broken: bool,
    /// Whether it did while it read the token before it.
    previous_broken: bool,
    /// Where the token before it ends.
    previous_end: u32,
    /// Where the gap with the comments of the next declaration begins.
    gap: u32,
    dialect: Dialect,
    recovery: Recovery,
    /// How many messages and groups are open.
    depth: u32,
    /// Whether a message of the file has begun; before that, protoc lets none stand in a group of an `extend`.
    message_begun: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let nothing = Token { kind: TokenKind::End, span: Span::default() };
        let mut parser = Self {
            text,
            lexer: Lexer::new(text),
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
