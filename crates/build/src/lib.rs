//! The library for build scripts: what `tonic_prost_build` offers, by the same names, without `protoc`.
//!
//! A build script moves over by changing one line, and gets the same code. What is better: nothing has to be
//! installed, all errors of all files come at once with their places, and cargo is told about every file that was
//! read, imports included.
//!
//! Several calls may share cargo's `OUT_DIR`, so nothing in it is ever taken for stale.

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
