//! What a repository has decided: `protoward.toml`, or the `buf.yaml` that is there already.
//!
//! In: the text of a configuration file. Out: a checked [`Config`], in which every word knows its place.
//! It must not know what the words are for: it reads no `.proto` file, runs no rule and starts no generator.

mod settings;

pub use settings::{Breaking, Config, Module, Version, Word};
