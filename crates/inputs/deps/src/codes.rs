//! The codes of all diagnostics of dependencies. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A table `[dependencies]` that contradicts itself.
pub const CONFIG: Code = Code::new("config");

/// A cache of dependencies that cannot be read or written.
pub const DEPENDENCY_CACHE: Code = Code::new("dependency-cache");

/// Two requirements of one dependency that contradict each other.
pub const DEPENDENCY_CONFLICT: Code = Code::new("dependency-conflict");

/// A dependency that `git` cannot fetch.
pub const DEPENDENCY_FETCH: Code = Code::new("dependency-fetch");

/// A dependency whose locked commit its repository no longer has.
pub const DEPENDENCY_GONE: Code = Code::new("dependency-gone");

/// A dependency that exceeds a limit, such as the size of a file.
pub const DEPENDENCY_LIMIT: Code = Code::new("dependency-limit");

/// A lock file that is invalid.
pub const DEPENDENCY_LOCK: Code = Code::new("dependency-lock");

/// A lock file that does not match the configuration.
pub const DEPENDENCY_NOT_LOCKED: Code = Code::new("dependency-not-locked");

/// A dependency that is not in the cache and must not be fetched.
pub const DEPENDENCY_OFFLINE: Code = Code::new("dependency-offline");

/// A dependency whose contents are not those of the lock file.
pub const DEPENDENCY_TAMPERED: Code = Code::new("dependency-tampered");

/// Vendored files that are not those of the lock file.
pub const DEPENDENCY_VENDOR: Code = Code::new("dependency-vendor");

/// Dependencies that cannot be resolved here.
pub const DEPS: Code = Code::new("deps");

/// A folder of a dependency that does not exist.
pub const INPUT_NOT_FOUND: Code = Code::new("input-not-found");

/// A lock file or configuration that cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");
