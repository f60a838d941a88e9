//! The codes of all diagnostics of code generation. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A part of a configuration that the command cannot use.
pub const CONFIG: Code = Code::new("config");

/// An input without `.proto` files.
pub const NOTHING_TO_EXPORT: Code = Code::new("nothing-to-export");

/// Nothing is configured to be generated.
pub const NOTHING_TO_GENERATE: Code = Code::new("nothing-to-generate");

/// A file cannot be written.
pub const OUTPUT: Code = Code::new("output");

/// The executable of a plugin is missing.
pub const PLUGIN_MISSING: Code = Code::new("plugin-missing");
