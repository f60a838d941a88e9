//! The codes of all diagnostics of migrations and features. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A declaration that a migration exempts from the style or the limits of an edition.
pub const EXEMPT: Code = Code::new("exempt");

/// An input that cannot be migrated.
pub const INPUT: Code = Code::new("input");

/// A property that a migration would change.
pub const MIGRATION_DIFFERS: Code = Code::new("migration-differs");

/// A setting of a feature without effect.
pub const REDUNDANT_FEATURE: Code = Code::new("redundant-feature");
