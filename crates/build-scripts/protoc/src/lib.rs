//! A `protoc` for build scripts, without an installation.
//!
//! The program is protoward, which has the flags, messages and output of protoc. The crate has the functions of
//! `protoc-bin-vendored`, so that its users change one line.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let mut config = prost_build_stand_in::Config::new();
//!     config.protoc_executable(protoward_protoc::protoc_bin_path()?);
//!     config.compile_protos(&["proto/user.proto"], &["proto"])?;
//!     Ok(())
//! }
//! # mod prost_build_stand_in {
//! #     pub struct Config;
//! #     impl Config {
//! #         pub fn new() -> Self { Self }
//! #         pub fn protoc_executable(&mut self, _: std::path::PathBuf) {}
//! #         pub fn compile_protos(&mut self, _: &[&str], _: &[&str]) -> std::io::Result<()> { Ok(()) }
//! #     }
//! # }
//! ```
//!
//! Crates that read the variable `PROTOC`, such as `prost-build`, take the path from it:
//! `std::env::set_var("PROTOC", protoward_protoc::protoc_bin_path()?)`.
//!
//! As a build-dependency, it has the program for the machine that builds; as a dependency, that for the target.
//!
//! Google's generators for C++, Java and others are not part of protoward: they need the protoc of Google.

#![forbid(unsafe_code)]

use std::path::PathBuf;

pub use protoward_bin::Missing as Error;

/// Returns the path of the program.
///
/// # Errors
/// Fails on a platform for which no program is published.
pub fn protoc_bin_path() -> Result<PathBuf, Error> {
    protoward_bin::path().map(Into::into)
}

/// Returns the folder with the well-known types, such as `google/protobuf/timestamp.proto`. The program finds them without it.
///
/// # Errors
/// Never fails. It returns a `Result` because that of `protoc-bin-vendored` does.
pub fn include_path() -> Result<PathBuf, Error> {
    Ok(concat!(env!("CARGO_MANIFEST_DIR"), "/include").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_well_known_types() {
        let timestamp = include_path().map(|folder| folder.join("google/protobuf/timestamp.proto"));
        assert!(timestamp.is_ok_and(|path| path.is_file()));
    }
}
