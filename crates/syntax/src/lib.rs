//! One `.proto` text as a tree of declarations.
//!
//! In: a text. Out: a [`File`](ast::File), always, and what is wrong with it: broken input is normal input. Every node
//! knows the bytes it was read from, and comments are found again from the gaps between them. Tools that rewrite a text use
//! [`Tokens`], which keep white space and comments.
//! It must not know other files: no imports are read, no name is resolved, no option is interpreted.
//!
//! Source: <https://protobuf.dev/reference/protobuf/edition-2023-spec/>, and what protoc does where that is silent.

pub mod ast;
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
