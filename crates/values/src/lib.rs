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

/// Base64, as in JSON of protobuf.
#[allow(clippy::manual_is_multiple_of, reason = "generated code is for the compilers that prost is for")]
pub mod base64;
mod error;
mod json;
/// Paths of field masks in JSON.
pub mod mask_paths;
mod number;
mod pretty;
/// Timestamps and durations in JSON.
pub mod time;
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

/// The text of the module that reads and writes base64, for generated code: it depends on nothing.
pub const BASE64_MODULE: &str = include_str!("base64.rs");
/// The text of the module that reads and writes the paths of field masks, for generated code: it depends on nothing.
pub const MASK_PATHS_MODULE: &str = include_str!("mask_paths.rs");
/// The text of the module that reads numbers, for generated code: it depends on nothing.
pub const NUMBER_MODULE: &str = include_str!("number.rs");
/// The text of the module that reads and writes times, for generated code: it depends on nothing.
pub const TIME_MODULE: &str = include_str!("time.rs");
