//! A protobuf toolchain: compile `.proto` files without `protoc`, guard a schema against breaking changes, generate
//! prost messages and tonic stubs.
//!
//! The modules are the rooms of one pipeline, in order; `docs/architecture.md` says what each may know.

pub mod build_script;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod openapi;
#[cfg(feature = "cli")]
pub mod plugin;
#[cfg(feature = "cli")]
pub mod python;

#[cfg(feature = "tonic")]
pub use build_script::{Builder, Error, compile_fds, compile_protos, configure, prost_build, tonic_prost_build};
pub use protoward_compiler::Compiler;
