//! Rust code from a schema: prost messages, tonic services, and what protoward adds to them.
//!
//! In: a linked schema and [`Generate`] entries, which name a plugin, an output folder and options; from a build script,
//! descriptors. Out: [`Plan`](protoward_output::Plan)s of output folders. Does not depend on configuration files, `.proto` text, or
//! the environment of cargo.
//!
//! ```
//! use protoward_codegen::{Generate, OptionValue, Plugin};
//!
//! let mut entry = Generate::new(Plugin::Tonic, "src/gen");
//! entry.set("build_server", OptionValue::Flag(false))?;
//! assert!(entry.set("build_sever", OptionValue::Flag(false)).is_err());
//! # Ok::<(), protoward_codegen::SetOptionError>(())
//! ```
//!
//! prost-build and tonic-prost-build generate the code, from the descriptors that they would get from `protoc`, so that it is the
//! same. Files of an edition, which they do not take, are described in terms that they know (`editions`), and comments become
//! valid documentation (`comments`).

pub mod additions;
pub mod beside;
pub mod checks;
mod code;
pub mod comments;
pub mod copied;
pub mod custom_options;
pub mod diagnostics;
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
