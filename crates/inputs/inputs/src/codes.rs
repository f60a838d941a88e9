//! The codes of the errors of inputs. A code is stable: programs may compare it, and messages may change.

use protoward_source::Code;

/// A name of several references, such as a tag and a branch.
pub const AMBIGUOUS_NAME: Code = Code::new("ambiguous-name");

/// An archive that cannot be read or unpacked.
pub const BAD_ARCHIVE: Code = Code::new("bad-archive");

/// An input that cannot be understood.
pub const INPUT: Code = Code::new("input");

/// An input, or a folder named in a configuration, that does not exist.
pub const INPUT_NOT_FOUND: Code = Code::new("input-not-found");

/// A commit without the requested ancestor.
pub const NO_ANCESTOR: Code = Code::new("no-ancestor");

/// A repository or branch without commits.
pub const NO_COMMITS: Code = Code::new("no-commits");

/// Two branches without a common commit.
pub const NO_MERGE_BASE: Code = Code::new("no-merge-base");

/// A path outside of any Git repository.
pub const NO_REPOSITORY: Code = Code::new("no-repository");

/// No tag is reachable from the commit.
pub const NO_TAG: Code = Code::new("no-tag");

/// A branch, or the content of a file, that was not fetched.
pub const NOT_FETCHED: Code = Code::new("not-fetched");

/// A revision that does not exist in the repository.
pub const REVISION_NOT_FOUND: Code = Code::new("revision-not-found");

/// A history that is truncated before the required commit.
pub const SHALLOW_CLONE: Code = Code::new("shallow-clone");

/// A file, folder, commit or object that cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");
