//! Compiles `.proto` files without `protoc`: proto2, proto3, and editions 2023, 2024 and 2026.
//!
//! Input: file names, and [`Resolver`]s that find these files and their imports. Output: a linked [`Schema`], or the
//! `FileDescriptorSet` that `protoc` writes, byte for byte. All errors of all files are reported with their locations.
//!
//! Most programs need only [`Compiler::compile`]. It returns a self-contained [`Compiled`] schema, or a
//! [`CompileError`] with all errors.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//!
//! let text = "syntax = \"proto3\";\nmessage User { string name = 1; }";
//! let tree = MemoryTree::new([("user.proto", text)]);
//! let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
//! assert!(compiled.schema().find("User").is_some());
//! let descriptors: Vec<u8> = compiled.encode();
//! # assert!(!descriptors.is_empty());
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```
//!
//! The two lower-level steps are [`Compiler::load`], which reads and parses, and [`Loaded::link`], which resolves and
//! checks. They suit programs that produce several outputs, need bytes only, or render diagnostics themselves. The
//! [`Linked`] result produces schemas and all forms of descriptors on demand. All diagnostic codes are listed in
//! [`codes`].
//!
//! The crate has no command line, reads no configuration and no Git repository, starts no process, and sets no
//! allocator.
//!
//! # Features
//!
//! - `comparison`: `Comparison`, which compiles two versions of the same files at once.
//! - `miette`: errors as miette diagnostics.
//! - `prost-types`: descriptors as prost-types messages.
//! - `reflect`: a schema as a `prost_reflect::DescriptorPool`.

#![forbid(unsafe_code)]
#![warn(missing_debug_implementations)]

pub mod codes;
#[cfg(feature = "comparison")]
mod comparison;
mod compiled;
mod compiler;
mod diagnostics;
pub mod edition_rules;
mod error;
mod file_cache;
mod file_index;
mod link;
mod load;
mod loaded;
mod lookup;
mod names;
#[cfg(feature = "comparison")]
mod new_files;
#[cfg(feature = "comparison")]
mod old_side;
mod order;
#[cfg(feature = "miette")]
mod overview;
mod parsed_file;
#[cfg(feature = "miette")]
mod problems;
#[cfg(feature = "prost-types")]
pub mod prost;
mod read;
mod settings;
mod well_known;

#[cfg(feature = "comparison")]
pub use comparison::{Comparison, Side, WaitingSide};
pub use compiled::{Compiled, CompiledFile};
pub use compiler::{Compiler, FoundFile};
pub use error::{CompileError, Warnings};
pub use file_cache::FileCache;
pub use link::{Compilation, Linked, LinkedFile, map_entry_name};
pub use loaded::Loaded;
pub use names::name_of;
pub use protoward_schema::Schema;
pub use protoward_schema::descriptor::{Descriptors, Encode};
pub use protoward_source::{
    Diagnostic, FolderTree, Layered, MemoryTree, ReadError, Report, Resolver, Sources, Tree, from_fn, plain,
};
pub use settings::UnstableEditions;
pub use well_known::{WELL_KNOWN_LICENSE, well_known, well_known_types};
