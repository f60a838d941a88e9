//! JSON for the messages of prost: `serde::Serialize` and `serde::Deserialize`, following the JSON mapping of protobuf.
//!
//! Input: a schema, and the generated code. Output: the same code with implementations appended. They call the crate
//! `protoward-runtime`. This module must not depend on its callers, or on where code is written.
//!
//! Names come from the generated code (`crate::code`), and everything else from the schema. Each field is a row (`fields`) in
//! the descriptor of its message, and each message and enum has an implementation (`implementations`). Each package has a list
//! of its types for `Any` (`any`). Other types come from prost-types (`well_known`) or from other crates.

mod any;
mod fields;
mod implementations;
#[cfg(test)]
mod prost_types;
mod well_known;

use std::collections::BTreeMap;

use super::ALLOW_LINTS;
use super::packages::Packages;
use crate::Generator;
use any::AnyTypes;
pub use any::{CONTEXT, CRATE_TYPES, TYPES};
use implementations::Implementations;
use protoward_schema::MethodId;

/// The name of the module of JSON in `protoward-runtime`, in generated code.
const JSON: &str = "__json";

/// The name of the descriptors of fields, in generated code.
const FIELD: &str = "__Field";

/// The name of the kinds of fields, in generated code.
const KIND: &str = "__Kind";

/// The expression of the context of messages without options and without `Any`.
const DEFAULT_CONTEXT: &str = "__json::Context::default()";

/// The settings for JSON: who has it, and how it deviates from the mapping of protobuf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonSettings {
    /// Generates `serde::Serialize` and `serde::Deserialize` for all messages and enums.
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
    /// Makes an `Any` of an unknown type an error.
    pub strict_any: bool,
    /// Puts JSON behind a feature of the crate.
    pub feature: Option<String>,
    /// Whether the code is a whole crate, whose root has a list of types that links those of the packages.
    pub is_crate: bool,
}

impl JsonSettings {
    /// Returns the attributes of the items that are added to a package.
    fn attributes(&self) -> String {
        let gate = self.feature.as_ref().map(|feature| format!("#[cfg(feature = {feature:?})]\n")).unwrap_or_default();
        format!("{gate}{ALLOW_LINTS}\n")
    }

    /// Returns the options that are set, as members of a struct expression.
    fn options(&self) -> String {
        let options = [
            ("ignore_unknown", self.ignore_unknown),
            ("emit_defaults", self.emit_defaults),
            ("proto_names", self.proto_names),
            ("enum_numbers", self.enum_numbers),
            ("strict_any", self.strict_any),
        ];
        options.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| format!("{name}: true, ")).collect()
    }
}

/// The feature of generated crates that enables JSON.
pub const FEATURE: &str = "json";

/// Adds JSON to the generated files.
pub fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    generator: &Generator<'_>,
    packages: &Packages,
    settings: &JsonSettings,
) {
    let types = AnyTypes::new(generator, packages, settings);
    let context = types.need_context().then_some(any::CONTEXT);
    let schema = generator.schema();
    let version = generator.runtime().prost_module();
    let mut implementations =
        Implementations::new(schema, packages, settings, (version, generator.imported()), context);
    for package in packages.iter() {
        let code = implementations.of_package(package, generator.runtime_path());
        if let Some(file) = files.get_mut(&package.file) {
            file.extend_from_slice(code.as_bytes());
        }
    }
    for (name, code) in types.of_files() {
        if let Some(file) = files.get_mut(name) {
            file.extend_from_slice(code.as_bytes());
        }
    }
}
