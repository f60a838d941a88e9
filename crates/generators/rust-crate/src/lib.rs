//! Rust code generation from a schema: prost messages, tonic services, and additions to them.
//!
//! In: a linked schema and [`Generate`] entries, which name a plugin, an output folder and options. Out:
//! [`Plan`](protoward_output::Plan)s of output folders. Does not depend on configuration files, `.proto` text, or the
//! environment of cargo.
//!
//! ```
//! use protoward_rust_crate::{Generate, OptionValue, Plugin};
//!
//! let mut entry = Generate::new(Plugin::Tonic, "src/gen");
//! entry.set("build_server", OptionValue::Flag(false))?;
//! assert!(entry.set("build_sever", OptionValue::Flag(false)).is_err());
//! # Ok::<(), protoward_rust_crate::SetOptionError>(())
//! ```
//!
//! `protoward-rust` generates messages and services. This crate has the options of a configuration, checks before
//! generation, code in addition to messages and services, and the layouts of whole crates.

pub mod additions;
pub mod custom_options;
mod derive_copy;
mod diagnostics;
mod entry_settings;
mod generate;
mod generator;
mod layout;
pub mod providers;
mod selection;
pub mod services;
mod settings;
mod types;

pub use generate::{generate, generate_files, generate_into, warnings};
pub use protoward_rust::{OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, option};
pub use settings::Generate;
