//! What generated code needs to read and write JSON: written beside it, as it is, and compiled here to be tested.
//!
//! It knows prost, prost-types and serde, and nothing else of this crate. What depends on the schema is replaced when
//! it is written: the options of [`options`], the types of [`types`], and where the well-known types are ([`well_known`]).
//! Files that know nothing of serde belong to the crates `protoward-values` and `protoward-dynamic`, which use them too.

mod any;
mod atom;
#[path = "../../../../dynamic/src/json/base64.rs"]
mod base64;
mod codec;
mod context;
mod duration;
mod empty;
mod entry;
mod enumeration;
mod field_mask;
mod map;
#[path = "../../../../dynamic/src/json/mask_paths.rs"]
mod mask_paths;
mod message;
mod node;
#[path = "../../../../values/src/number.rs"]
mod number;
mod object;
mod options;
mod structs;
mod tests;
#[path = "../../../../dynamic/src/json/time.rs"]
mod time;
mod timestamp;
mod types;
mod well_known {
    pub(super) use ::prost_types::*;
}
mod wrappers;
