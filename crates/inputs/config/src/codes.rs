//! The codes of the diagnostics of documents.

use protoward_source::Code;

/// A configuration that is not TOML or YAML.
pub const CONFIG_SYNTAX: Code = Code::new("config-syntax");

/// An unknown key in a configuration.
pub const UNKNOWN_KEY: Code = Code::new("unknown-key");

/// A value of the wrong type in a configuration.
pub const WRONG_TYPE: Code = Code::new("wrong-type");
