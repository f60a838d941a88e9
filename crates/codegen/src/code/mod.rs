//! What prost has made of a schema, read from its code: where each message and enum is, and what its fields are called.
//!
//! In: the files of a run. Out: for each package its file and its types, found by the ids of the schema. Every file is
//! parsed once, whoever asks. It must not know what is generated beside the code of prost.

mod attributes;
mod edits;
mod packages;
mod sites;
mod types;

pub(super) use self::{
    edits::Edits,
    sites::{Site, SiteField, SiteKind, inner},
    types::TypeCode,
};
pub(super) use packages::{Package, Packages};
pub(super) use types::{Holds, Member};
