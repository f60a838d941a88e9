//! Rust code from a schema.
//!
//! In: a linked schema and what to generate from it; from a build script, the names of files. Out: prost messages and
//! tonic clients and servers, as texts by path. `protoward-output`
//! writes them. The crate must not know configuration files, and reads no `.proto` text: that is the compiler's.
//!
//! prost-build and tonic-prost-build do the generating. They are given the descriptors that they would get from
//! `protoc`, and do with them what they would do then, so that the code is the same. Files of an edition, which they
//! do not take, are put into words that they know (`editions`), and comments become valid documentation (`comments`).

pub mod additions;
pub mod beside;
pub mod checks;
mod code;
pub mod comments;
pub mod copied;
pub mod custom_options;
pub mod diagnostics;
pub mod doctor;
pub mod editions;
pub mod embedded;
mod field_types;
pub mod format;
mod generate;
mod generator;
mod json;
mod layout;
mod matching;
pub mod names;
mod options;
pub mod passes;
pub mod providers;
pub mod quiet;
mod selection;
pub mod services;
mod settings;
pub mod tonic;
pub mod tree;
mod wanted;

pub use generate::{generate, remarks};
pub use options::{OPTIONS, OptionKind, OptionRow, OptionValue, option};
pub use settings::{Generate, Plugin, SetOptionError};
