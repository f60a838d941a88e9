//! JSON and YAML as values with places.
//!
//! In: a text. Out: a [`Node`] with the byte range of each value; and JSON or YAML from anything that is [`Written`].
//! Does not depend on protobuf, files or reports: the range of numbers and repeated keys are left to the caller.
//!
//! ```
//! use protoward_values::{Tree, parse_json};
//!
//! let node = parse_json(br#"{"name": 1.50}"#)?;
//! let Tree::Object(entries) = &node.tree else { panic!("it is an object") };
//! assert!(matches!(&entries[0].1.tree, Tree::Number(text) if text == "1.50"));
//! # Ok::<(), protoward_values::JsonError>(())
//! ```
//!
//! Hand-written JSON, as `serde_json` keeps no places, and build scripts compile this crate.

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
