//! The codes of all diagnostics of inputs and configurations. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// An archive that cannot be read or unpacked.
pub const BAD_ARCHIVE: Code = Code::new("bad-archive");

/// Files of earlier commits that cannot be parsed.
pub const BROKEN_HISTORY: Code = Code::new("broken-history");

/// A configuration that contradicts itself or its surroundings.
pub const CONFIG: Code = Code::new("config");

/// A configuration that is not TOML or YAML.
pub const CONFIG_SYNTAX: Code = Code::new("config-syntax");

/// Dependencies of a configuration that are not fetched.
pub const DEPS: Code = Code::new("deps");

/// An input that cannot be understood.
pub const INPUT: Code = Code::new("input");

/// An input, or a folder that a configuration names, is not there.
pub const INPUT_NOT_FOUND: Code = Code::new("input-not-found");

/// Two modules have the same path or name.
pub const MODULE_TWICE: Code = Code::new("module-twice");

/// A file can be imported by one name from two modules.
pub const NAME_IN_TWO_MODULES: Code = Code::new("name-in-two-modules");

/// A commit does not have the ancestor that is asked for.
pub const NO_ANCESTOR: Code = Code::new("no-ancestor");

/// A repository or branch without commits.
pub const NO_COMMITS: Code = Code::new("no-commits");

/// An input without any `.proto` file to work on.
pub const NO_FILES: Code = Code::new("no-files");

/// Two branches have no commit in common.
pub const NO_MERGE_BASE: Code = Code::new("no-merge-base");

/// A path that is in no git repository.
pub const NO_REPOSITORY: Code = Code::new("no-repository");

/// No tag that can be reached from the commit.
pub const NO_TAG: Code = Code::new("no-tag");

/// A branch that was not fetched.
pub const NOT_FETCHED: Code = Code::new("not-fetched");

/// The old side has nothing that belongs to the input.
pub const NOT_IN_BASELINE: Code = Code::new("not-in-baseline");

/// The configuration of the old side cannot be read.
pub const OLD_CONFIG: Code = Code::new("old-config");

/// A file belongs to two modules.
pub const OVERLAPPING_MODULES: Code = Code::new("overlapping-modules");

/// A path leads out of the folder that it has to stay in.
pub const PATH_LEAVES_ROOT: Code = Code::new("path-leaves-root");

/// A plugin that runs on a server of buf.
pub const REMOTE_PLUGIN: Code = Code::new("remote-plugin");

/// A revision that the repository does not have.
pub const REVISION_NOT_FOUND: Code = Code::new("revision-not-found");

/// The history is cut off before the commit that is needed.
pub const SHALLOW_CLONE: Code = Code::new("shallow-clone");

/// A key that the configuration does not have.
pub const UNKNOWN_KEY: Code = Code::new("unknown-key");

/// A file, folder, commit or object that cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");

/// A value of a configuration that has another type.
pub const WRONG_TYPE: Code = Code::new("wrong-type");
