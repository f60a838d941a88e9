//! JSON for the messages of prost: `serde::Serialize` and `serde::Deserialize` by the mapping of protobuf.
//!
//! In: a schema, and the code that prost has made of it. Out: the same code with implementations behind it, and a module
//! that they need at run time. It must not know who generates, or where code is written.
//!
//! Names are read from the code (by the room `code`), meanings from the schema: each field gets a codec (`fields`), each message and
//! enum its implementations (`items`). What is not generated here comes from prost-types (`well_known`) or from other
//! crates. The module (`support`) is written beside the code, so that it needs prost and serde and nothing else.

mod endless;
mod fields;
mod items;
#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
#[allow(clippy::duplicate_mod, reason = "rooms that generate nothing have some of its files too")]
#[allow(clippy::useless_conversion, reason = "options of prost change types")]
#[allow(clippy::manual_is_multiple_of, reason = "generated code is for the compilers that prost is for")]
mod runtime;
mod support;
mod well_known;

use std::collections::BTreeMap;

use super::beside::Home;
use super::packages::Packages;
use items::Items;
use protoward_schema::{MethodId, Schema};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether there is to be any.
    pub is_wanted: bool,
    /// Methods whose requests and responses have JSON also where they are well-known types: those with REST routes.
    pub methods: Vec<MethodId>,
    /// What serde does with a key or a name that is not known: pass over it.
    pub ignore_unknown: bool,
    /// Whether fields without presence are written always.
    pub emit_defaults: bool,
    /// Whether fields are written by their names as declared.
    pub proto_names: bool,
    /// Whether values of enums are written by their numbers.
    pub enum_numbers: bool,
    /// Where the module is that the code needs.
    pub home: Home,
    /// In whole crates, what an `Any` may hold beside well-known types: messages of these packages, which are behind features.
    /// Those of others are where the module cannot know them.
    pub packages: BTreeMap<String, String>,
}

/// The feature of crates that are generated whole, which all of this is behind.
pub const FEATURE: &str = "json";

/// The name of the module, and of its file.
pub const MODULE: &str = "protoward_json";

/// Adds JSON to the files of a run; `include` is the one that declares the modules of all others.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    schema: &Schema,
    packages: &Packages,
    settings: &Settings,
) {
    let mut items = Items::new(schema, packages, settings);
    for package in packages.iter() {
        let code = items.of_package(package);
        if let Some(file) = files.get_mut(&package.file).filter(|_| !code.is_empty()) {
            file.extend_from_slice(code.as_bytes());
        }
    }
    items.methods(&settings.methods);
    if packages.iter().next().is_some() {
        support::module(&items.needs(), settings).put(files, include, packages.sole(), &settings.home);
    }
}
