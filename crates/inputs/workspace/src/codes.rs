//! The codes of all diagnostics of modules and projects. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A message to convert that cannot be read.
pub const BAD_MESSAGE: Code = Code::new("bad-message");

/// A file of an older version behind a symbolic link that leads out of it.
pub const BEHIND_LINK: Code = Code::new("behind-link");

/// Files of earlier commits that cannot be parsed.
pub const BROKEN_HISTORY: Code = Code::new("broken-history");

/// Dependencies of a configuration that cannot be used.
pub const DEPS: Code = Code::new("deps");

/// Files of earlier commits that were outside of the input.
pub const MOVED_HISTORY: Code = Code::new("moved-history");

/// An import path that exists in two modules.
pub const NAME_IN_TWO_MODULES: Code = Code::new("name-in-two-modules");

/// An input without `.proto` files.
pub const NO_FILES: Code = Code::new("no-files");

/// A baseline without any file of the input.
pub const NOT_IN_BASELINE: Code = Code::new("not-in-baseline");

/// An unreadable configuration of the old side.
pub const OLD_CONFIG: Code = Code::new("old-config");

/// A file belongs to two modules.
pub const OVERLAPPING_MODULES: Code = Code::new("overlapping-modules");
