//! Generators of any language: programs that speak protoc's plugin protocol, and built-in ones.
//!
//! In: a [`GeneratorInput`], the names of files to generate, and a parameter. Out: [`Generated`] files, and an [`Output`]
//! that merges those of several generators. [`Generator`] is the common interface of plugins and built-in generators.
//! The crate does not depend on `.proto` text, configuration files or command-line arguments.
//!
//! ```
//! use protoward_plugin::{Generated, GeneratedFile, Output};
//!
//! let file = GeneratedFile { name: "a.txt".into(), content: b"a".into(), ..GeneratedFile::default() };
//! let mut output = Output::default();
//! output.add("gen", "protoc-gen-a", Generated { files: vec![file], ..Generated::default() });
//! let places = output.finish().map_err(|_| "the files fit together")?;
//! assert_eq!(places[0].files["a.txt"].content, b"a");
//! # Ok::<(), &str>(())
//! ```

mod error;
mod generator;
pub mod google_rust;
mod known;
mod output;
mod plugin_request;
mod process;
mod request;
mod response;
mod run;
mod support;

pub use error::{Failure, GeneratorProblem, SearchedIn, Stopped, located};
pub use generator::{
    Generated, GeneratedFile, Generator, GeneratorCall, GeneratorInput, RequestOptions, Supports, parameter_parts,
};
pub use known::{KnownPlugin, only_protoc_has};
pub use output::{Content, Output, OutputPlace, write};
pub use plugin_request::PluginRequest;
pub use process::{Limits, Plugin, Protoc, StopSignal};
pub use request::request;
pub use response::error_response;
pub use run::{PlannedCall, Step, run, run_one};
pub use support::unsupported;
