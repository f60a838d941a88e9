//! The calls of a build script as messages, with their answers and with paths as bytes.
//!
//! Paths of Unix need not be UTF-8. On other systems, a path that is not Unicode cannot be sent.

use std::path::{Path, PathBuf};

use crate::options::{Options, TakenTypes};

/// A call of a build script: its settings and its input.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Call {
    /// The settings of a `prost_build::Config`, or those that a builder is combined with.
    #[prost(message, required, tag = "1")]
    pub config: Options,
    /// The settings of a builder, which override those of the configuration.
    #[prost(message, optional, tag = "2")]
    pub builder: Option<Options>,
    /// The files or descriptors that code is generated for.
    #[prost(oneof = "Input", tags = "3, 4")]
    pub input: Option<Input>,
}

/// The input of a call.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Input {
    /// Files and the folders for their imports.
    #[prost(message, tag = "3")]
    Files(InputFiles),
    /// The encoded `FileDescriptorSet` of files that were compiled before.
    #[prost(bytes, tag = "4")]
    Descriptors(Vec<u8>),
}

/// Files to compile, by paths on disk.
#[derive(Clone, PartialEq, prost::Message)]
pub struct InputFiles {
    /// The paths of the files.
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub protos: Vec<Vec<u8>>,
    /// The paths of the include folders.
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub includes: Vec<Vec<u8>>,
}

/// A call for another process.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Request {
    /// The call whose code is to be generated.
    #[prost(message, required, tag = "1")]
    pub call: Call,
    /// Compiles to descriptors, and generates no code.
    #[prost(bool, tag = "2")]
    pub only_descriptors: bool,
    /// The working directory, which relative paths are relative to.
    #[prost(bytes = "vec", tag = "3")]
    pub current_dir: Vec<u8>,
    /// The environment variables of the script at the time of the call.
    #[prost(message, repeated, tag = "4")]
    pub variables: Vec<Variable>,
}

/// An environment variable of the build script, which the program reads instead of its own.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Variable {
    /// The bytes of the name.
    #[prost(bytes = "vec", tag = "1")]
    pub name: Vec<u8>,
    /// The bytes of the value, which need not be UTF-8.
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

/// The result of a request.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Reply {
    /// The instructions for Cargo, in order.
    #[prost(string, repeated, tag = "1")]
    pub lines: Vec<String>,
    /// All problems, if the call has failed.
    #[prost(string, optional, tag = "2")]
    pub error: Option<String>,
    /// An encoded `FileDescriptorSet`, if only descriptors were asked for.
    #[prost(bytes = "vec", tag = "3")]
    pub descriptors: Vec<u8>,
    /// The types of the descriptors that other crates provide.
    #[prost(message, optional, tag = "4")]
    pub taken: Option<TakenTypes>,
}

/// Returns the bytes of a path.
pub fn from_path(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_owned();
    #[cfg(not(unix))]
    return path.to_string_lossy().into_owned().into_bytes();
}

/// Returns the path with these bytes.
pub fn to_path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(bytes).into_owned());
}
