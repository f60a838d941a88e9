//! Parser for one `.proto` file.
//!
//! Input: a text. Output: a [`File`](ast::File) and all syntax errors; invalid input still yields a tree. Every node
//! knows its byte span, and comments are read from the gaps between tokens. Tools that rewrite a text use [`Tokens`],
//! which preserve white space and comments.
//!
//! The crate handles single files: it does not read imports, resolve names or interpret options.
//!
//! ```
//! use protoward_syntax::{ast, parse};
//!
//! let text = "syntax = \"proto3\"; message User { string name = 1; }";
//! let parsed = parse(text);
//! assert!(parsed.errors.is_empty());
//! let ast::FileItem::Message(user) = &parsed.file.items[0] else { panic!("it is a message") };
//! assert_eq!(user.name.of(text), "User");
//! ```
//!
//! Source: <https://protobuf.dev/reference/protobuf/edition-2023-spec/>, and the behavior of protoc.

#![warn(missing_debug_implementations)]

pub mod ast;
pub mod codes;
pub mod comments;
mod cures;
mod decoded;
mod diagnostics;
mod error;
mod expected;
mod free_number;
mod lexer;
pub mod literal;
mod located;
mod new_import;
pub mod options;
mod parser;
mod quotes;
mod safety;
pub mod scan;
mod tokens;
mod trial;
mod typographic;
mod value_tokens;

pub use decoded::DecodedString;
pub use error::{BlockKind, SyntaxError, SyntaxProblem};
pub use lexer::{Lexer, Token, TokenKind};
pub use new_import::new_import;
pub use parser::{Dialect, MOST_AGGREGATES, Parsed, parse, parse_with_tokens};
pub use tokens::{Piece, PieceKind, Tokens, Trivia};
pub use trial::diagnostics;
pub use value_tokens::ValueTokens;
