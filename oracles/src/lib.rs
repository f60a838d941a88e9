//! Comparisons of protoward with the programs whose output it must match: protoc, buf, protox, prost-build, tonic-prost-build,
//! Google's Python library, grpcio-tools, and message readers in other languages.
//!
//! The input of an oracle is a seed, a sample or a corpus. The output is the number of answers that agree, and every answer that
//! does not. `docs/oracles.md` describes each oracle with its latest figures, and explains how to write one. The crate is not
//! published.
#![allow(missing_docs, reason = "the crate is not published, and most fields are flags that clap documents")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an oracle talks to the person who runs it")]

pub mod alternatives;
pub mod bench;
pub mod clients;
pub mod comparison;
mod disk;
pub mod fuzz;
pub mod insert;
pub mod language_server;
pub mod mutate;
pub mod newest;
pub mod oracle;
pub mod proto_model;
pub mod readers;
pub mod trees;
pub mod unordered;
