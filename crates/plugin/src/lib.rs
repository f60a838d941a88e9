//! Generators of any language: programs that speak protoc's plugin protocol, and built-in ones.
//!
//! In: a [`Subject`], the names of files to generate from, and a parameter. Out: [`Generated`] files, and [`Output`], which joins
//! those of several generators. Callers see one trait for programs and for what is built in: [`Generator`].
//! Does not depend on `.proto` text, configuration files or the arguments of commands.
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
mod known;
pub mod openapi;
mod output;
mod process;
pub mod python;
mod request;
mod response;
mod run;
mod support;

pub use error::{Failure, Problem, Sought, Stopped, located};
pub use generator::{Generated, GeneratedFile, Generator, Subject, Supports, Task, Told};
pub use known::{Known, only_protoc_has};
pub use output::{Content, Output, Place, write};
pub use process::{Limits, Plugin, Protoc};
pub use request::request;
pub use run::{Call, Step, run, run_told};
pub use support::unsupported;
