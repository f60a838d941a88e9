//! Generates code for Google's crate `protobuf` in a build script, without `protoc`.
//!
//! [`CodeGen`] has the methods of the crate `protobuf-codegen`, except for `protoc_path`, and the files are in the same
//! places: below `OUT_DIR/protobuf_generated`, with the entry point `generated.rs` in the folder of the first input. The
//! code is that of `protoc --rust_out`, byte for byte.
//!
//! ```toml
//! [dependencies]
//! protobuf = "4.36.2-release"
//!
//! [build-dependencies]
//! protoward-build-google = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), protoward_build_google::Error> {
//!     protoward_build_google::CodeGen::new().input("user/v1/user.proto").include("proto").generate_and_compile()
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! include!(concat!(env!("OUT_DIR"), "/protobuf_generated/user/v1/generated.rs"));
//! ```
//!
//! The code is for the release of `protobuf` in `Cargo.lock`; [`CodeGen::version`] chooses another one. An [`Error`] has
//! all errors of all files, with positions. Cargo runs the script again when a file that was read changes.
//!
//! # Features
//!
//! - `compiler`: the compiler as part of the build script, enabled by default. It takes precedence over the next two.
//! - `vendored`: the program `protoward`, from a crate for the platform.
//! - `program`: the program, as it is installed: the variable `PROTOWARD` names it, or it is found in `PATH`. It must have the
//!   version of this crate.
//! - `common-protos`: finds imports such as `google/api/annotations.proto` without a folder that has them.

#![forbid(unsafe_code)]
#![warn(missing_debug_implementations)]

#[cfg(not(any(feature = "compiler", feature = "program")))]
compile_error!("protoward-build-google needs the feature `compiler`, which is a default feature, or `program`");

mod code_gen;
#[cfg(feature = "compiler")]
mod compiled;
#[cfg(all(feature = "program", not(feature = "compiler")))]
mod program;

pub use code_gen::{CodeGen, Dependency, Services};

#[cfg(feature = "compiler")]
use compiled as generator;
#[cfg(all(feature = "program", not(feature = "compiler")))]
use program as generator;
use std::{fmt, io};

impl CodeGen {
    /// Generates the code. Files whose content does not change are not written.
    ///
    /// # Errors
    /// Returns an error if a file does not compile, if there is no generator for the release of `protobuf`, if no crate is
    /// known for an import, or if code cannot be written. No file is written then.
    pub fn generate_and_compile(&self) -> Result<(), Error> {
        generator::generate(self)
    }
}

/// The error of a build script: all problems, as text with positions.
///
/// `{}` and `{:?}` format the same text, because Rust prints an error that `main` returns with `{:?}`.
pub struct Error {
    text: String,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rust prints `Error: ` before an error that `main` returns.
        write!(f, "\n{}", self.text)
    }
}

impl std::error::Error for Error {}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
