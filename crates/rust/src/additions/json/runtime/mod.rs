//! What generated code needs to read and write JSON: written beside it, as it is, and compiled here to be tested.
//!
//! It knows prost, prost-types and serde, and nothing else of this crate. What depends on the schema is replaced when
//! it is written: the options of [`options`], the types of [`types`], and where the well-known types are ([`well_known`]).
//! Files that know nothing of serde belong to the crate `protoward-values`, which uses them too.

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
mod structs;
mod tests;
mod timestamp;
mod types;
mod well_known {
    pub(super) use ::prost_types::*;
}
mod wrappers;

use protoward_values::{base64, mask_paths, time};
