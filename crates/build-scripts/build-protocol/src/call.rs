//! The calls of a build script.

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
    /// The input.
    #[prost(oneof = "Input", tags = "3, 4")]
    pub input: Option<Input>,
}

/// The input of a call.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Input {
    /// Files and the folders for their imports.
    #[prost(message, tag = "3")]
    Files(InputFiles),
    /// An encoded `FileDescriptorSet`.
    #[prost(bytes, tag = "4")]
    Descriptors(Vec<u8>),
}

/// Files to compile.
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
    /// The call.
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

/// An environment variable.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Variable {
    /// The name.
    #[prost(bytes = "vec", tag = "1")]
    pub name: Vec<u8>,
    /// The value.
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
