//! Documents of configuration files: values with their places.
//!
//! In: the text of a configuration. Out: a [document](Node), which is the same for TOML and YAML. A [`Section`] reads
//! a table and reports wrong types and unknown keys. The crate parses TOML; other formats build the document
//! themselves. It does not know the keys of any configuration.

#![forbid(unsafe_code)]

mod admit;
pub mod codes;
pub mod diagnostics;
mod document;
mod inside;
mod section;
mod toml;

pub use admit::{admit, in_order};
pub use document::{ConfigValue, Node, PlaceFactory, Table};
pub use inside::place_in;
pub use section::Section;
pub use toml::parse as document_from_toml;
