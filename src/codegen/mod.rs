//! Rust code from a schema.
//!
//! In: a linked schema and what to generate from it; from a build script, the names of files. Out: prost messages and
//! tonic clients and servers, as texts by path, and the one [writer](mod@write) that puts them in their folder.
//! It must not know configuration files, and it looks at no `.proto` text: that is behind `compile`.
//!
//! prost-build and tonic-prost-build do the generating. They are given the descriptors that they would get from
//! `protoc`, and do with them what they would do then, so that the code is the same. Files of an edition, which they
//! do not take, are put into words that they know (`editions`), and comments become valid documentation (`comments`).

#[cfg(any(feature = "custom-options", feature = "field-types", feature = "json"))]
mod additions;
#[cfg(any(feature = "field-types", feature = "json", feature = "services"))]
#[cfg_attr(not(feature = "services"), allow(dead_code, reason = "services ask for most"))]
mod beside;
pub mod build_script;
mod checks;
#[cfg(any(feature = "custom-options", feature = "field-types", feature = "json"))]
#[cfg_attr(
    not(all(feature = "custom-options", feature = "json")),
    allow(dead_code, unused_imports, reason = "each of them asks for something of its own")
)]
mod code;
mod comments;
mod copied;
#[cfg(feature = "custom-options")]
mod custom_options;
mod diagnostics;
pub mod doctor;
mod editions;
mod embedded;
#[cfg(feature = "field-types")]
mod field_types;
mod format;
#[cfg(feature = "generate")]
mod generate;
#[cfg(feature = "generate")]
mod generator;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "generate")]
mod layout;
mod matching;
mod names;
#[cfg(feature = "generate")]
mod options;
mod passes;
mod providers;
mod quiet;
#[cfg(feature = "generate")]
mod selection;
#[cfg(feature = "services")]
mod services;
#[cfg(feature = "generate")]
mod settings;
mod tonic;
mod tree;
#[cfg(feature = "generate")]
mod wanted;

#[cfg(feature = "generate")]
pub use generate::{generate, remarks};
#[cfg(feature = "generate")]
pub use options::{OPTIONS, OptionKind, OptionRow, OptionValue, option};
#[cfg(feature = "generate")]
pub use settings::{Generate, Plugin, SetOptionError};
