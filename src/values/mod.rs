//! JSON and YAML as values that know their places.
//!
//! In: a text. Out: a [`Node`], and from a node, YAML. Nothing is decided here: what a number is worth, or whether a key
//! may be there twice, is asked by those who know what the values are for. It must not know protobuf, files or reports.

mod error;
mod json;
#[path = "../codegen/json/runtime/number.rs"]
#[allow(unreachable_pub, reason = "of a whole number, only this crate hears")]
mod number;
#[cfg(feature = "cli")]
mod pretty;
mod tree;
#[cfg(feature = "cli")]
mod view;
#[cfg(feature = "cli")]
mod yaml;

pub use error::JsonError;
pub use json::{parse as parse_json, quoted};
pub use number::is_number as is_json_number;
pub(crate) use number::{Whole, exact, is_key};
#[cfg(feature = "cli")]
pub(crate) use pretty::write_json;
pub use tree::{Key, Node, Tree};
#[cfg(feature = "cli")]
pub(crate) use view::{View, Written};
#[cfg(feature = "cli")]
pub(crate) use yaml::write_portable as write_portable_yaml;
#[cfg(feature = "cli")]
pub use yaml::{Limits, Problem, YamlError, document, parse as parse_yaml, write as write_yaml};

/// How deep the values of a message may nest: messages nest a hundred deep, and one takes a list and an object at most,
/// or the two levels of a `google.protobuf.Value`.
const DEEPEST: usize = 300;
