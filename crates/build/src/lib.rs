//! Generates prost messages and tonic services in a build script, without `protoc`.
//!
//! In: `.proto` files and the settings of [`configure`], which has the methods of `tonic_prost_build::configure()`. Out: code in
//! cargo's `OUT_DIR`, the same as tonic-prost-build's; all errors of all files, with places; and for cargo, every file that was read.
//! A build script moves over by changing one word:
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), protoward_build::Error> {
//!     protoward_build::configure().compile_protos(&["proto/user/v1/user.proto"], &["proto"])
//! }
//! ```
//!
//! Several calls may share `OUT_DIR`: a call removes no file of another. The crate knows no configuration file, no Git repository and no
//! command line.
//!
//! # Features
//!
//! - `cleanup-markdown`: comments in generated code as tonic-prost-build has them by default, through a Markdown parser.

#![forbid(unsafe_code)]

mod additions;
mod again;
mod alike;
mod builder;
mod cargo;
mod config;
mod custom_options;
mod error;
mod field_types;
mod fit;
mod inputs;
mod json;
mod origin;
mod output;
/// `prost_build` for build scripts without services, without `protoc`.
pub mod prost_build;
mod prost_options;
mod provided;
mod run;
mod services;
mod shared;
mod shown;
mod stale;
mod subject;
/// `tonic_prost_build` for build scripts, by the same names, without `protoc`.
pub mod tonic_prost_build;
mod trees;
mod watch;

use std::path::Path;

pub use builder::Builder;
pub use error::Error;

/// Configures what is generated: a [`Builder`] with the methods of `tonic_prost_build::configure()`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::configure()
///         .build_server(false)
///         .compile_protos(&["proto/user/v1/user.proto"], &["proto"])
/// }
/// ```
pub fn configure() -> Builder {
    Builder::default()
}

/// Generates messages, clients and servers from one file, whose imports are looked up in the folder it lies in, or from all
/// files of a folder.
///
/// # Errors
/// When the file does not compile: the error shows what is wrong, with places. When code cannot be generated or
/// written.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::compile_protos("proto/user.proto")
/// }
/// ```
pub fn compile_protos(proto: impl AsRef<Path>) -> Result<(), Error> {
    let proto = proto.as_ref();
    let include = if proto.is_dir() { Some(proto) } else { proto.parent() };
    configure().compile_protos(&[proto], &[include.unwrap_or(Path::new(""))])
}

/// Generates messages, clients and servers from descriptors.
///
/// # Errors
/// When code cannot be generated or written.
// Inline, so that what prost encodes with is compiled where this is called, and not with this crate.
#[inline]
pub fn compile_fds(fds: prost_types::FileDescriptorSet) -> Result<(), Error> {
    configure().compile_fds(fds)
}
