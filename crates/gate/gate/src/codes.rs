//! The codes of diagnostics about comparisons that cannot be made. A code is stable: programs may compare it, and messages may
//! change.

use protoward_source::Code;

/// An approval that cannot be understood.
pub const APPROVAL: Code = Code::new("approval");

/// The old side of a comparison does not compile.
pub const BASELINE_DOES_NOT_COMPILE: Code = Code::new("baseline-does-not-compile");

/// A check plugin cannot be run, or its answer is invalid.
pub const CHECK_PLUGIN: Code = Code::new("check-plugin");

/// A consumer that cannot be read, or that protects nothing.
pub const CONSUMER: Code = Code::new("consumer");

/// Deprecated elements whose age is not limited, or cannot be found out.
pub const DEPRECATION: Code = Code::new("deprecation");

/// An approval whose author does not own the changed file.
pub const FOREIGN_APPROVAL: Code = Code::new("foreign-approval");

/// An image that lacks what lint rules need.
pub const INCOMPLETE_IMAGE: Code = Code::new("incomplete-image");

/// A ledger that cannot be used for several projects.
pub const LEDGER: Code = Code::new("ledger");

/// A baseline of lint that cannot be read or written, or one of its lines.
pub const LINT_BASELINE: Code = Code::new("lint-baseline");

/// No window has the newest release, so that `released-only` has no effect.
pub const NEWER_RELEASE: Code = Code::new("newer-release");

/// A run that compares only the newest of the commits that may have been pushed.
pub const NEWEST_COMMIT_ONLY: Code = Code::new("newest-commit-only");

/// No baseline is given, and none can be derived.
pub const NO_BASELINE: Code = Code::new("no-baseline");

/// A change whose baseline is the change itself.
pub const NO_CHANGE: Code = Code::new("no-change");

/// There is no ledger.
pub const NO_LEDGER: Code = Code::new("no-ledger");

/// A version that no other can follow.
pub const NO_NEXT_VERSION: Code = Code::new("no-next-version");

/// The origin of the policy has no configuration, or cannot be read.
pub const NO_POLICY: Code = Code::new("no-policy");

/// An approval that is not committed.
pub const PROVISIONAL_APPROVAL: Code = Code::new("provisional-approval");

/// A change that a schema registry would refuse.
pub const REGISTRY_REFUSES: Code = Code::new("registry-refuses");

/// Several last releases, of which the next version follows one.
pub const SEVERAL_RELEASES: Code = Code::new("several-releases");

/// A section `stability` that does not fit the schema.
pub const STABILITY: Code = Code::new("stability");

/// An approval without a finding.
pub const STALE_APPROVAL: Code = Code::new("stale-approval");

/// Findings in a baseline of lint that are gone.
pub const STALE_LINT_BASELINE: Code = Code::new("stale-lint-baseline");

/// A fingerprint that no finding has.
pub const UNKNOWN_FINDING: Code = Code::new("unknown-finding");

/// A name in a usage file, a level, an ignore or an approval that no version of the schema has, or a file or folder in an ignore.
pub const UNKNOWN_NAME: Code = Code::new("unknown-name");

/// A submodule that changed and is not checked out.
pub const UNREAD_SUBMODULE: Code = Code::new("unread-submodule");

/// A baseline that has nothing of the new version.
pub const UNRELATED_BASELINE: Code = Code::new("unrelated-baseline");

/// A check plugin of which no rule runs.
pub const UNUSED_PLUGIN: Code = Code::new("unused-plugin");
