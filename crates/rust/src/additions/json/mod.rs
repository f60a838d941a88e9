//! JSON for the messages of prost: `serde::Serialize` and `serde::Deserialize`, following the JSON mapping of protobuf.
//!
//! Input: a schema, and the generated code. Output: the same code with implementations appended, and a module that they need at
//! run time. This module must not depend on its callers, or on where code is written.
//!
//! Names come from the generated code (`crate::code`), and everything else from the schema. Each field gets a codec (`fields`),
//! and each message and enum an implementation (`implementations`). Other types come from prost-types (`well_known`) or from other
//! crates. The runtime module (`support`) is written next to the code, so that it depends only on prost and serde.

mod fields;
mod implementations;
mod infinite;
#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is called from generated code")]
#[allow(clippy::duplicate_mod, reason = "rooms that generate nothing have some of its files too")]
#[allow(clippy::useless_conversion, reason = "options of prost change types")]
#[allow(clippy::manual_is_multiple_of, reason = "generated code is for the compilers that prost is for")]
mod runtime;
mod support;
mod well_known;

use std::collections::BTreeMap;

use super::packages::Packages;
use super::runtime_modules::ModuleLocation;
use implementations::Implementations;
use protoward_schema::{MethodId, Schema};

/// The settings for JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Enables JSON.
    pub is_enabled: bool,
    /// Prepares responses of REST: required fields are always written.
    pub is_rest: bool,
    /// Methods with REST routes. Their requests and responses have JSON even if they are well-known types.
    pub methods: Vec<MethodId>,
    /// Makes serde ignore unknown keys and unknown enum value names.
    pub ignore_unknown: bool,
    /// Always writes fields without presence.
    pub emit_defaults: bool,
    /// Writes fields with their declared names.
    pub proto_names: bool,
    /// Writes enum values as numbers.
    pub enum_numbers: bool,
    /// The location of the runtime module.
    pub home: ModuleLocation,
    /// The features of packages in generated crates. An `Any` may hold well-known types and the messages of these packages.
    /// The runtime module cannot refer to messages of other packages.
    pub packages: BTreeMap<String, String>,
}

impl Settings {
    /// Returns `true` if the code is next to REST routes, and can use `protoward-rest`. A generated crate has features for both.
    fn has_rest(&self) -> bool {
        self.is_rest && !self.home.is_separate()
    }
}

/// The feature of generated crates that enables JSON.
pub const FEATURE: &str = "json";

/// The name of the runtime module, and of its file.
pub const MODULE: &str = "protoward_json";

/// Adds JSON to the generated files. `include` is the file that includes all modules.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    schema: &Schema,
    packages: &Packages,
    settings: &Settings,
) {
    let mut implementations = Implementations::new(schema, packages, settings);
    for package in packages.iter() {
        let code = implementations.of_package(package);
        if let Some(file) = files.get_mut(&package.file).filter(|_| !code.is_empty()) {
            file.extend_from_slice(code.as_bytes());
        }
    }
    implementations.methods(&settings.methods);
    if packages.iter().next().is_some() {
        support::module(&implementations.needs(), settings).write_to(files, include, packages.sole(), &settings.home);
    }
}
