//! Edits of `.proto` text.
//!
//! In: a text without syntax errors. Out: edits that preserve the rest of the text: comments, indentation, line
//! breaks, blank lines and the style of lists. A [`Document`] is a text with its lossless tokens and its tree. A
//! [`Body`] finds positions and inserts [`Statement`]s, a [`Node`] changes options, and a [`Builder`] merges the
//! [`DocumentChange`]s of several callers.
//!
//! The crate does not resolve names: it knows neither other files nor a schema. It decides how a change is written,
//! not which change is made.
//!
//! ```
//! use protoward_edit::{Builder, Document, DocumentChange, Statement, edited};
//! use protoward_source::Sources;
//! let text = "syntax = \"proto3\";\nmessage User {\n  string name = 1; // full\n\n  // No longer used.\n  int32 age = 2;\n}\n";
//! let id = Sources::default().add("user.proto", "user.proto", Some(text.into()));
//! let document = Document::new(id, text).expect("the text has no syntax errors");
//! let user = document.node(text.find("message").unwrap()).expect("a message starts there");
//! let body = user.body().expect("a message has a body");
//! let age = body.items.get(1).expect("there are two fields");
//!
//! let mut builder = Builder::new(&document);
//! builder.add(DocumentChange::Text(document.removal_with_comments(age)));
//! builder.add(DocumentChange::Text(body.insert(body.top(), &Statement::new(vec!["reserved 2;".to_owned()]))));
//! let edited = edited(text, 0..text.len(), builder.finish());
//! assert_eq!(edited, "syntax = \"proto3\";\nmessage User {\n  reserved 2;\n  string name = 1; // full\n}\n");
//! ```

mod aggregate;
mod brackets;
mod builder;
mod edits;
mod layout;
mod moves;
mod node;
mod options;
mod separator;
mod settings;
mod statement;
#[cfg(test)]
mod tests;
mod tree;

pub use aggregate::{Setting, name_parts, option_name};
pub use brackets::OptionComments;
pub use builder::{Builder, DocumentChange};
pub use edits::{TextEdit, edited};
pub use layout::{InsertPosition, StatementGap};
pub use moves::{FieldMove, Wrap};
pub use node::Node;
pub use separator::separator;
pub use statement::Statement;
pub use tree::{Body, Decl, Document, Items, head_span};
