//! The codes of all diagnostics of the command line. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A message to convert with an invalid type, encoding or content.
pub(crate) const BAD_MESSAGE: Code = Code::new("bad-message");

/// A tree of Bazel without a root, or an import without a target.
pub(crate) const BAZEL: Code = Code::new("bazel");

/// A part of a configuration that the command cannot use.
pub(crate) const CONFIG: Code = Code::new("config");

/// A generated file that differs from the generator's output.
pub(crate) const GENERATED_NOT_CURRENT: Code = Code::new("generated-not-current");

/// An input that the command cannot use.
pub(crate) const INPUT: Code = Code::new("input");

/// Findings that `--max-findings` hides.
pub(crate) const MAX_FINDINGS: Code = Code::new("max-findings");

/// Configurations below the input that are not used.
pub(crate) const NESTED_CONFIGURATIONS: Code = Code::new("nested-configurations");

/// A comment on a pull request that could not be written.
pub(crate) const NO_COMMENT: Code = Code::new("no-comment");

/// A comparison that was not made.
pub(crate) const NOT_COMPARED: Code = Code::new("not-compared");

/// A file whose layout differs from that of `format`.
pub(crate) const NOT_FORMATTED: Code = Code::new("not-formatted");

/// Findings of a command that only prints them.
pub(crate) const NOT_LISTED: Code = Code::new("not-listed");

/// A file of another edition than `migrate --check` asks for.
pub(crate) const NOT_MIGRATED: Code = Code::new("not-migrated");

/// A file cannot be written.
pub(crate) const OUTPUT: Code = Code::new("output");

/// There is no rule or category of this name.
pub(crate) const UNKNOWN_RULE: Code = Code::new("unknown-rule");

/// A usage file that does not match the crate.
pub(crate) const USAGE_NOT_CURRENT: Code = Code::new("usage-not-current");
