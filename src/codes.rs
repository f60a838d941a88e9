//! The codes of all diagnostics of the command line. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A message to convert, or its form or type, cannot be understood.
pub(crate) const BAD_MESSAGE: Code = Code::new("bad-message");

/// A part of a configuration that the command cannot use.
pub(crate) const CONFIG: Code = Code::new("config");

/// A generated file is not what the schema generates.
pub(crate) const GENERATED_NOT_CURRENT: Code = Code::new("generated-not-current");

/// An input that the command cannot use.
pub(crate) const INPUT: Code = Code::new("input");

/// The ledger cannot be read or used.
pub(crate) const LEDGER: Code = Code::new("ledger");

/// The ledger contradicts itself.
pub(crate) const LEDGER_INCONSISTENT: Code = Code::new("ledger-inconsistent");

/// The ledger lost a line that it had.
pub(crate) const LEDGER_LOST_LINE: Code = Code::new("ledger-lost-line");

/// The ledger lacks what the schema has.
pub(crate) const LEDGER_NOT_CURRENT: Code = Code::new("ledger-not-current");

/// Findings that `--max-findings` leaves out.
pub(crate) const MAX_FINDINGS: Code = Code::new("max-findings");

/// Nothing was compared.
pub(crate) const NOT_COMPARED: Code = Code::new("not-compared");

/// Nothing says what to generate.
pub(crate) const NOTHING_TO_GENERATE: Code = Code::new("nothing-to-generate");

/// A file cannot be written.
pub(crate) const OUTPUT: Code = Code::new("output");

/// The program of a plugin is not there.
pub(crate) const PLUGIN_MISSING: Code = Code::new("plugin-missing");

/// The ledger has never had the element.
pub(crate) const UNKNOWN_ELEMENT: Code = Code::new("unknown-element");

/// There is no rule or category of this name.
pub(crate) const UNKNOWN_RULE: Code = Code::new("unknown-rule");
