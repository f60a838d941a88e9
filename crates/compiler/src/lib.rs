//! Compiles `.proto` files without `protoc`: proto2, proto3, and editions 2023, 2024 and 2026.
//!
//! In: names of files, and [`Resolver`]s that find them and what they import. Out: a linked [`Schema`], or the bytes of the
//! `FileDescriptorSet` that `protoc` writes, byte for byte; and all errors of all files, with places.
//!
//! [`Compiler::compile`] is what most programs need: a [`Compiled`] schema that owns all it consists of, or a
//! [`CompileError`] with everything that is wrong.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//!
//! let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\";\nmessage User { string name = 1; }\n")]);
//! let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
//! assert!(compiled.schema().find("User").is_some());
//! let descriptors: Vec<u8> = compiled.encode();
//! # assert!(!descriptors.is_empty());
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```
//!
//! A program that makes several things of one compilation, wants bytes only, or shows diagnostics itself takes the two
//! steps behind it: [`Compiler::load`] reads and parses, [`Loaded::link`] resolves and checks. The [`Linked`] result makes
//! schemas and descriptors in every form that `protoc` writes, on demand. [`Comparison`] compiles two versions of the same
//! files at once. All codes of diagnostics are listed in [`codes`].
//!
//! The crate has no command line, reads no configuration and no Git repository, starts no process, and sets no allocator.
//!
//! # Features
//!
//! - `miette`: errors as diagnostics of miette.
//! - `prost-types`: descriptors as messages of prost-types.
//! - `reflect`: a `prost_reflect::DescriptorPool` of a schema.

#![forbid(unsafe_code)]
#![warn(missing_debug_implementations)]

pub mod codes;
mod comparison;
mod compiled;
mod compiler;
mod diagnostics;
mod error;
mod known;
mod link;
mod load;
mod loaded;
mod names;
mod order;
#[cfg(feature = "miette")]
mod problems;
#[cfg(feature = "prost-types")]
pub mod prost;
mod read;
mod settings;
mod well_known;

pub use comparison::{Comparison, Side};
pub use compiled::{Compiled, CompiledFile};
pub use compiler::Compiler;
pub use error::{CompileError, Warnings};
pub use link::{Compilation, Linked};
pub use loaded::Loaded;
pub use names::name_of;
pub use protoward_schema::Schema;
pub use protoward_schema::descriptor::{Descriptors, Encode};
pub use protoward_source::{
    Diagnostic, FolderTree, Layered, MemoryTree, ReadError, Report, Resolver, Sources, Tree, from_fn, plain,
};
pub use settings::UnstableEditions;
pub use well_known::{well_known, well_known_types};
