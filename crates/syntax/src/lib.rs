//! One `.proto` text as a tree of declarations.
//!
//! In: a text. Out: a [`File`](ast::File), always, and everything that is wrong with it: broken input is normal input.
//! Every node knows the bytes it was read from, and comments are found again from the gaps between them.
//! Tools that rewrite a text use [`Tokens`], which keep white space and comments.
//!
//! The crate knows nothing of other files: it reads no imports, resolves no names and interprets no options.
//!
//! ```
//! use protoward_syntax::{ast, parse};
//!
//! let text = "syntax = \"proto3\"; message User { string name = 1; }";
//! let parsed = parse(text);
//! assert!(parsed.errors.is_empty());
//! let ast::Item::Message(user) = &parsed.file.items[0] else { panic!("it is a message") };
//! assert_eq!(user.name.of(text), "User");
//! ```
//!
//! Source: <https://protobuf.dev/reference/protobuf/edition-2023-spec/>, and what protoc does where that is silent.

#![warn(missing_debug_implementations)]

pub mod ast;
pub mod codes;
pub mod comments;
mod diagnostics;
mod error;
mod expected;
mod lexer;
pub mod literal;
pub mod options;
mod parser;
pub mod scan;
mod tokens;

pub use diagnostics::diagnostic;
pub use error::{Problem, Scope, SyntaxError};
pub use lexer::{Lexer, Token, TokenKind};
pub use parser::{Dialect, MOST_AGGREGATES, Parsed, parse};
pub use tokens::{Piece, PieceKind, Tokens, Trivia};
