//! Generators of any language: what they are given, how programs are run, and what becomes of what they give back.
//!
//! In: a [`Subject`], the names of files to generate from, and a parameter. Out: [`Generated`] files. A generator that
//! is built in and a program that speaks protoc's plugin protocol are the same to whoever calls: a [`Generator`].
//! It must not know `.proto` text, the arguments of any command, or what a language makes of a schema.

mod error;
mod generator;
mod known;
mod mistakes;
pub mod openapi;
mod output;
mod process;
pub mod python;
mod request;
mod response;
mod run;
mod support;

pub use error::{Failure, Problem, Sought, Stopped};
pub use generator::{Generated, GeneratedFile, Generator, Subject, Supports, Task, Told};
pub use known::{Known, only_protoc_has};
pub use mistakes::located;
pub use output::{Content, Output, Place, write};
pub use process::{Limits, Plugin, Protoc};
pub use request::request;
pub use run::{Call, Step, run, run_told};
pub use support::unsupported;
