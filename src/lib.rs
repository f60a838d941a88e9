//! A protobuf toolchain: compile `.proto` files without `protoc`, guard a schema against breaking changes, generate
//! prost messages and tonic stubs.
//!
//! The modules are the rooms of one pipeline, in order; `docs/architecture.md` says what each may know.

#[cfg(feature = "cli")]
pub mod cli;

pub use protoward_compiler::Compiler;
