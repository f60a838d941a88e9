//! The codes of all diagnostics of inputs and configurations.

use protoward_source::Code;

/// The input is in no git repository.
pub const NO_REPOSITORY: Code = Code::new("no-repository");
/// The repository, or the branch, has no commits.
pub const NO_COMMITS: Code = Code::new("no-commits");
/// The history ends before the commit.
pub const NO_ANCESTOR: Code = Code::new("no-ancestor");
/// The commit is not in a shallow clone.
pub const SHALLOW_CLONE: Code = Code::new("shallow-clone");
/// The branch was not fetched.
pub const NOT_FETCHED: Code = Code::new("not-fetched");
/// Two commits have no history in common.
pub const NO_MERGE_BASE: Code = Code::new("no-merge-base");
/// No tag is behind the commit.
pub const NO_TAG: Code = Code::new("no-tag");
/// There is no such revision.
pub const REVISION_NOT_FOUND: Code = Code::new("revision-not-found");
/// There is no such folder or file.
pub const INPUT_NOT_FOUND: Code = Code::new("input-not-found");
/// An archive or a compressed file cannot be unpacked.
pub const BAD_ARCHIVE: Code = Code::new("bad-archive");
/// A file or an object of git cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");
/// An input is not understood or not supported.
pub const INPUT: Code = Code::new("input");
/// Two modules have a file of the same name.
pub const NAME_IN_TWO_MODULES: Code = Code::new("name-in-two-modules");
/// Two modules have a file in common.
pub const OVERLAPPING_MODULES: Code = Code::new("overlapping-modules");
/// The configuration of the old side cannot be read.
pub const OLD_CONFIG: Code = Code::new("old-config");
/// A configuration contradicts itself or another one.
pub const CONFIG: Code = Code::new("config");
/// A configuration is not TOML or YAML.
pub const CONFIG_SYNTAX: Code = Code::new("config-syntax");
/// A configuration has a key that does not exist.
pub const UNKNOWN_KEY: Code = Code::new("unknown-key");
/// A value of a configuration has the wrong type.
pub const WRONG_TYPE: Code = Code::new("wrong-type");
/// A configuration has a module twice.
pub const MODULE_TWICE: Code = Code::new("module-twice");
/// A path leads out of its folder.
pub const PATH_LEAVES_ROOT: Code = Code::new("path-leaves-root");
/// A plugin is one of the Buf Schema Registry.
pub const REMOTE_PLUGIN: Code = Code::new("remote-plugin");
/// An input or a module has no `.proto` files.
pub const NO_FILES: Code = Code::new("no-files");
/// The old side does not have the files of the input.
pub const NOT_IN_BASELINE: Code = Code::new("not-in-baseline");
/// Dependencies of a `buf.yaml` are not fetched.
pub const DEPS: Code = Code::new("deps");
/// Files of old commits cannot be parsed.
pub const BROKEN_HISTORY: Code = Code::new("broken-history");
