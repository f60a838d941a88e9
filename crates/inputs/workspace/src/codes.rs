//! The codes of all diagnostics of inputs and configurations. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A name of several references, such as a tag and a branch.
pub const AMBIGUOUS_NAME: Code = Code::new("ambiguous-name");

/// An archive that cannot be read or unpacked.
pub const BAD_ARCHIVE: Code = Code::new("bad-archive");

/// A message to convert that cannot be read.
pub const BAD_MESSAGE: Code = Code::new("bad-message");

/// Files of earlier commits that cannot be parsed.
pub const BROKEN_HISTORY: Code = Code::new("broken-history");

/// A configuration that contradicts itself or its surroundings.
pub const CONFIG: Code = Code::new("config");

/// Dependencies of a configuration that cannot be used.
pub const DEPS: Code = Code::new("deps");

/// An input that cannot be understood.
pub const INPUT: Code = Code::new("input");

/// An input, or a folder named in a configuration, that does not exist.
pub const INPUT_NOT_FOUND: Code = Code::new("input-not-found");

/// Two modules with the same path or name.
pub const MODULE_TWICE: Code = Code::new("module-twice");

/// An import path that exists in two modules.
pub const NAME_IN_TWO_MODULES: Code = Code::new("name-in-two-modules");

/// A commit without the requested ancestor.
pub const NO_ANCESTOR: Code = Code::new("no-ancestor");

/// A repository or branch without commits.
pub const NO_COMMITS: Code = Code::new("no-commits");

/// An input without `.proto` files.
pub const NO_FILES: Code = Code::new("no-files");

/// Two branches without a common commit.
pub const NO_MERGE_BASE: Code = Code::new("no-merge-base");

/// A path outside of any Git repository.
pub const NO_REPOSITORY: Code = Code::new("no-repository");

/// No tag is reachable from the commit.
pub const NO_TAG: Code = Code::new("no-tag");

/// A branch, or the content of a file, that was not fetched.
pub const NOT_FETCHED: Code = Code::new("not-fetched");

/// A baseline without any file of the input.
pub const NOT_IN_BASELINE: Code = Code::new("not-in-baseline");

/// An unreadable configuration of the old side.
pub const OLD_CONFIG: Code = Code::new("old-config");

/// A file belongs to two modules.
pub const OVERLAPPING_MODULES: Code = Code::new("overlapping-modules");

/// A path that leaves its root folder.
pub const PATH_LEAVES_ROOT: Code = Code::new("path-leaves-root");

/// A policy of a configuration that is missing or in a registry.
pub const POLICY_FILE: Code = Code::new("policy-file");

/// A plugin that runs on a remote server of buf.
pub const REMOTE_PLUGIN: Code = Code::new("remote-plugin");

/// A revision that does not exist in the repository.
pub const REVISION_NOT_FOUND: Code = Code::new("revision-not-found");

/// A history that is truncated before the required commit.
pub const SHALLOW_CLONE: Code = Code::new("shallow-clone");

/// A file, folder, commit or object that cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");
