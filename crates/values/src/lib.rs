//! JSON and YAML as values that know their places.
//!
//! In: a text. Out: a [`Node`], and from a node, YAML. Nothing is decided here: what a number is worth, or whether a key
//! may be there twice, is asked by those who know what the values are for. It must not know protobuf, files or reports.

mod error;
mod json;
mod number;
mod pretty;
mod tree;
mod view;
#[cfg(feature = "yaml")]
mod yaml;

pub use error::JsonError;
pub use json::{parse as parse_json, quoted};
pub use number::{Whole, exact, is_key, is_number as is_json_number};
pub use pretty::write_json;
pub use tree::{Key, Node, Tree};
pub use view::{View, Written};
#[cfg(feature = "yaml")]
pub use yaml::{
    Limits, Problem, YamlError, document, parse as parse_yaml, write as write_yaml,
    write_portable as write_portable_yaml,
};

/// How deep the values of a message may nest: messages nest a hundred deep, and one takes a list and an object at most,
/// or the two levels of a `google.protobuf.Value`.
const DEEPEST: usize = 300;

/// The text of the module that reads numbers, for generated code: it depends on nothing.
pub const NUMBER_MODULE: &str = include_str!("number.rs");
