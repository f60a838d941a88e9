//! The runtime module of generated code for JSON. It is written next to the code, and compiled here for tests.
//!
//! The module depends only on prost, prost-types and serde. The generator replaces the parts that depend on the schema: the
//! values in [`options`], the list in [`types`], and the path of the well-known types in [`well_known`]. Files that do not
//! need serde are in the crate `protoward-values`, which uses them too.

mod any;
mod atom;
mod codec;
mod context;
mod duration;
mod empty;
mod entry;
mod enumeration;
mod field_mask;
mod map;
mod message;
mod node;
#[path = "../../../../../values/src/number.rs"]
mod number;
mod object;
mod options;
mod repeated;
mod structs;
mod tests;
mod timestamp;
mod types;
mod well_known {
    pub(super) use ::prost_types::*;
}
mod wrappers;

use protoward_values::{base64, mask_paths, time};
