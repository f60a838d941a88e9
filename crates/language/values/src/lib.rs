//! JSON and YAML values with byte ranges.
//!
//! Input: a text. Output: a [`Node`] with the byte range of each value; and JSON or YAML text from any [`Written`]
//! value. The crate does not know protobuf, files or reports. Callers check number ranges and duplicate keys.
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
//! `serde_json` is not used: it keeps no byte ranges, and build scripts compile this crate.

mod error;
mod json;
mod pretty;
mod tree;
mod view;
#[cfg(feature = "yaml")]
mod yaml;

pub use error::JsonError;
pub use json::parse as parse_json;
pub use pretty::write_json;
pub use tree::{Key, Node, Tree, quoted};
pub use view::{View, Written};
#[cfg(feature = "yaml")]
pub use yaml::{
    Limits, YamlError, YamlProblem, document, parse as parse_yaml, write as write_yaml,
    write_portable as write_portable_yaml,
};

/// Maximum nesting depth of values. Messages nest a hundred deep, and each takes at most a list and an object, or the
/// two levels of a `google.protobuf.Value`.
const DEEPEST: usize = 300;
