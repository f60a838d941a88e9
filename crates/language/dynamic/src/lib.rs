//! Dynamic messages: conversion between bytes, values, JSON and text format without generated code.
//!
//! Input: a schema, and bytes, JSON or text of one of its messages. Output: a [`Message`], and the reverse; also its
//! contents without names and types, as [`Data`]. All features are supported: closed enums, UTF-8 validation, presence,
//! delimited messages and packed lists.
//!
//! The crate does not know rules, files or generated code.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_dynamic::{Codec, UnknownKeys};
//!
//! let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; message User { string name = 2; }")]);
//! let schema = Compiler::new().resolver(tree).compile(["user.proto"])?.into_schema();
//! let codec = Codec::new(&schema);
//! let user = schema.find_message("User").expect("it is declared");
//! let message = codec.from_json(user, r#"{"name": "Ada"}"#, UnknownKeys::Refuse)?;
//! assert_eq!(codec.encode(&message), b"\x12\x03Ada");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! prost-reflect supports neither editions nor closed enums, and is therefore not used here. Sources:
//! <https://protobuf.dev/programming-guides/encoding/> and <https://protobuf.dev/programming-guides/json/>.

#![warn(missing_debug_implementations)]

mod codec;
mod data;
mod decode;
mod digits;
mod encode;
mod error;
mod example;
mod json;
mod message;
mod message_set;
mod missing;
mod names;
pub mod retention;
mod text;
mod unknown;

pub use codec::Codec;
pub use data::{Data, WidestValue};
pub use encode::Layout;
pub use error::DecodeError;
pub use example::{example, example_json};
pub use json::{JsonStyle, UnknownKeys};
pub use message::{Content, DynamicValue, Key, Message};
pub use text::{Dialect, LeftOut, TextNote, quoted_bytes, raw_text};

pub use protoward_values::JsonError;

/// Maximum nesting depth of messages, as in protobuf's parsers.
const MAX_DEPTH: u32 = 100;
