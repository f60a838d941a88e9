//! The codes of all diagnostics of operations. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A configuration that exists already, or a part of one that the command cannot use.
pub(crate) const CONFIG: Code = Code::new("config");

/// A dependency that does not exist or cannot be added.
pub(crate) const DEPENDENCY: Code = Code::new("dependency");

/// Deprecated elements that cannot be removed.
pub(crate) const DEPRECATION: Code = Code::new("deprecation");

/// A declaration that a migration exempts from the style or the limits of an edition.
pub(crate) const EXEMPT: Code = Code::new("exempt");

/// An input that cannot be configured, migrated or refactored.
pub(crate) const INPUT: Code = Code::new("input");

/// The ledger cannot be read or used.
pub(crate) const LEDGER: Code = Code::new("ledger");

/// The ledger contradicts itself.
pub(crate) const LEDGER_INCONSISTENT: Code = Code::new("ledger-inconsistent");

/// The ledger lost a line of an earlier version.
pub(crate) const LEDGER_LOST_LINE: Code = Code::new("ledger-lost-line");

/// The ledger lacks facts of the schema.
pub(crate) const LEDGER_NOT_CURRENT: Code = Code::new("ledger-not-current");

/// A property that a migration would change.
pub(crate) const MIGRATION_DIFFERS: Code = Code::new("migration-differs");

/// An input without `.proto` files.
pub(crate) const NOTHING_TO_EXPORT: Code = Code::new("nothing-to-export");

/// Nothing is configured to be generated.
pub(crate) const NOTHING_TO_GENERATE: Code = Code::new("nothing-to-generate");

/// A file cannot be written.
pub(crate) const OUTPUT: Code = Code::new("output");

/// The executable of a plugin is missing.
pub(crate) const PLUGIN_MISSING: Code = Code::new("plugin-missing");

/// A setting of a feature without effect.
pub(crate) const REDUNDANT_FEATURE: Code = Code::new("redundant-feature");

/// A refactoring that is not possible, or would change something else.
pub(crate) const REFACTORING: Code = Code::new("refactoring");

/// A string in an option that may refer to a renamed element.
pub(crate) const REFACTORING_TEXT: Code = Code::new("refactoring-text");

/// An element that the schema or the ledger does not contain.
pub(crate) const UNKNOWN_ELEMENT: Code = Code::new("unknown-element");
