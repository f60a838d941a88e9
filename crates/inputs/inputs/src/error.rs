//! The reasons why an input cannot be read, one for each mistake that has advice of its own. `help.rs` has the advice.

use crate::branch_setting::BranchSetting;
use crate::oci::{OciError, Reference, ReferenceError};

/// The reason why an input could not be read. [`InputError::help`] suggests an action.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// An empty reference.
    #[error("`{text}` is not an input")]
    Empty {
        /// The reference as it was given.
        text: String,
    },
    /// `git:` without a revision.
    #[error("missing revision in `{text}`")]
    NoRevision {
        /// The reference as it was given.
        text: String,
    },
    /// A revision with options.
    #[error("`{prefix}:` takes no `#{options}`")]
    RevisionOptions {
        /// The word before the colon: `git`.
        prefix: String,
        /// The revision.
        revision: String,
        /// The options after `#`.
        options: String,
    },
    /// A network address.
    #[error("`{text}` is a remote input, which is not supported")]
    Remote {
        /// The reference as it was given.
        text: String,
    },
    /// A malformed reference to a registry.
    #[error("invalid reference `{text}` of an image in a registry: {error}")]
    BadRegistry {
        /// The reference as it was given.
        text: String,
        /// The problem with the part after `oci://`.
        error: ReferenceError,
    },
    /// A `format=` that a registry cannot contain.
    #[error("`format` in `{text}` is not a format of images or archives")]
    RegistryFormat {
        /// The reference as it was given.
        text: String,
    },
    /// An image that cannot be pulled from a registry.
    #[error("cannot pull `{reference}`: {error}")]
    Pull {
        /// The image or archive in the registry.
        reference: Box<Reference>,
        /// The failure of the pull, with advice.
        error: Box<OciError>,
    },
    /// An extension that names a compression but no format.
    #[error("the file extension of `{text}` has a compression, but not a format")]
    UnknownPacked {
        /// The reference as it was given.
        text: String,
    },
    /// A `compression=` that is not known.
    #[error("unknown compression `{compression}` in `{text}`")]
    UnknownCompression {
        /// The reference as it was given.
        text: String,
        /// The unknown value.
        compression: String,
    },
    /// A `compression=` without a compressible input.
    #[error("`compression` in `{text}` is only allowed for images and tar archives")]
    NothingPacked {
        /// The reference as it was given.
        text: String,
    },
    /// A `strip_components=` that is not a number.
    #[error("`strip_components={value}` in `{text}` is not a number")]
    BadStripComponents {
        /// The reference as it was given.
        text: String,
        /// The text in place of a number.
        value: String,
    },
    /// An option that is neither `true` nor `false`.
    #[error("`{key}={value}` in `{text}` is neither `true` nor `false`")]
    BadFlag {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: &'static str,
        /// The text in place of `true` or `false`.
        value: String,
    },
    /// `strip_components=` for an input that is not an archive.
    #[error("`{key}` in `{text}` is only allowed for archives")]
    ArchiveOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// `subdir=` for an input that is neither a repository nor an archive.
    #[error("`subdir` in `{text}` is only allowed for git repositories and archives")]
    Subdir {
        /// The reference as it was given.
        text: String,
    },
    /// An archive that cannot be read.
    #[error(transparent)]
    Archive(#[from] super::ArchiveError),
    /// A missing folder in an archive.
    #[error("cannot find the folder `{path}` in the archive `{archive}`")]
    NotInArchive {
        /// The folder, relative to the root of the archive.
        path: String,
        /// The displayed name of the archive.
        archive: String,
        /// Similar names in the same folder.
        similar: Vec<String>,
    },
    /// An image that cannot be decompressed.
    #[error("cannot unpack `{path}`: {error}")]
    Unpack {
        /// The path as it was given.
        path: String,
        /// The problem with the compressed data.
        error: super::UnpackError,
    },
    /// Standard input for both sides of a comparison.
    #[error("both sides are standard input")]
    StdinTwice,
    /// A format that standard input does not support.
    #[error("invalid format of standard input in `{text}`")]
    StdinFormat {
        /// The reference as it was given.
        text: String,
    },
    /// An option that is not `key=value`.
    #[error("`{option}` in `{text}` is not of the form `key=value`")]
    BadOption {
        /// The reference as it was given.
        text: String,
        /// The part of the reference without a key or a value.
        option: String,
    },
    /// An option that is given twice.
    #[error("duplicate option `{key}` in `{text}`")]
    OptionTwice {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// A `format=` that no input has.
    #[error("unknown format `{format}` in `{text}`")]
    UnknownFormat {
        /// The reference as it was given.
        text: String,
        /// The unknown value.
        format: String,
        /// The values that are known, without those that also name a compression.
        known: Vec<&'static str>,
    },
    /// An option of commits, such as `branch=`, for an input that is not a repository.
    #[error("`{key}` in `{text}` is only allowed for git repositories")]
    GitOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// An option that this kind of input does not have.
    #[error("unknown option `{key}` in `{text}` for this kind of input")]
    UnknownOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// Options that name different commits, such as `branch=` and `tag=`.
    #[error("several commits in `{text}`")]
    TwoCommits {
        /// The reference as it was given.
        text: String,
    },
    /// A `subdir=` outside of the repository or the archive.
    #[error("`subdir={subdir}` in `{text}` is outside of the {of}")]
    SubdirEscapes {
        /// The reference as it was given.
        text: String,
        /// The value of the option.
        subdir: String,
        /// `repository` or `archive`.
        of: &'static str,
    },
    /// `git:REV` for standard input.
    #[error("`{text}` needs the history of the input, and standard input has none")]
    NoHistory {
        /// The reference as it was given.
        text: String,
    },
    /// `git:REV` for a path outside of the files of a repository.
    #[error("`{path}` is {}, so it has no `{asked}`", if *.is_bare { "in a bare repository, without files" } else { "not in a git repository" })]
    NoRepository {
        /// The path of the input.
        path: String,
        /// The reference as it was given.
        asked: String,
        /// `true` in a bare repository, which has no files.
        is_bare: bool,
    },
    /// A path that is not a repository.
    #[error("`{path}` is not a git repository")]
    NotARepository {
        /// The path as it was given.
        path: String,
    },
    /// A repository that cannot be read.
    #[error("cannot read the git repository at `{path}`: {reason}")]
    BadRepository {
        /// The path of the repository.
        path: String,
        /// The causes, from the outermost on.
        reason: String,
    },
    /// A repository in a format that this program does not read.
    #[error("cannot read the git repository at `{path}`: {reason}")]
    UnsupportedRepository {
        /// The path of the repository.
        path: String,
        /// The part of the format that is not supported, as a clause.
        reason: &'static str,
        /// The folder and name of the other version to check out, if known.
        instead: Option<(String, String)>,
        /// The path of the input in the repository.
        inside: String,
    },
    /// A repository without any commit.
    #[error("cannot find `{asked}`: the repository has no commits")]
    NoCommits {
        /// The revision that was asked for.
        asked: String,
    },
    /// A checked-out branch without commits, although others have some.
    #[error("cannot find `{asked}`: the current branch has no commits")]
    NoCommitOnBranch {
        /// The revision that was asked for.
        asked: String,
        /// Another branch or a tag.
        other: String,
    },
    /// `HEAD~3` with a shorter history.
    #[error("{}", no_ancestor(base, asked, *is_first))]
    NoAncestor {
        /// The revision whose ancestor was asked for.
        base: String,
        /// The revision that was asked for, such as `HEAD~3`.
        asked: String,
        /// `true` if `base` is a root commit, so that nothing existed before it.
        is_first: bool,
    },
    /// A history that was truncated with `git replace`.
    #[error("cannot find `{asked}`: the history was cut off at {commit} with `git replace`")]
    Grafted {
        /// The revision that was asked for.
        asked: String,
        /// The commit whose parents were replaced.
        commit: String,
    },
    /// A remote branch in a repository without remotes.
    #[error("cannot find `{asked}`: the repository has no remote `{remote}`")]
    NoRemote {
        /// The revision that was asked for.
        asked: String,
        /// The name of the remote.
        remote: String,
        /// `true` if the checked-out commit is a root commit, so that nothing existed before it.
        is_first: bool,
    },
    /// A commit that a shallow clone lacks.
    #[error("cannot find `{asked}`: the repository is a shallow clone, which lacks older commits")]
    Shallow {
        /// The revision that was asked for.
        asked: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A merge base, or releases, for which a shallow clone has too few commits.
    #[error("cannot determine `{asked}`: the repository is a shallow clone, whose history ends too early")]
    CutOff {
        /// The reference that was asked for, such as `merge-base:main`.
        asked: String,
        /// The command that fetches the history.
        fetch: String,
    },
    /// A commit before a push that a clone lacks.
    #[error("this clone lacks the commit `{commit}`, which {service} reports as the newest one before the push")]
    BeforeMissing {
        /// The id of the commit.
        commit: String,
        /// The name of the CI service.
        service: &'static str,
        /// The command that fetches it.
        fetch: String,
    },
    /// A branch that a clone lacks although something names it as the one to compare with.
    #[error("this clone lacks the branch `{branch}`, which {by}")]
    NamedBranchMissing {
        /// The name of the branch.
        branch: String,
        /// The setting that names it.
        by: BranchSetting,
        /// The command that fetches it.
        fetch: String,
    },
    /// A branch that a clone has not fetched.
    #[error("cannot find the branch `{branch}` in this clone")]
    NotFetched {
        /// The branch that was asked for.
        branch: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A clone without a known default branch.
    #[error("cannot find the default branch in this clone, which is the baseline")]
    NoDefaultBranch {
        /// The name of the remote.
        remote: String,
        /// A fetched branch that is likely the default branch, or `BRANCH`.
        branch: String,
        /// The command that fetches all branches, if this clone lacks some.
        fetch: Option<String>,
    },
    /// Two revisions whose histories have nothing in common.
    #[error("`{of}` and `{with}` have no commit in common")]
    NothingInCommon {
        /// The revision that left a branch.
        of: String,
        /// The branch, or another revision.
        with: String,
    },
    /// No tag in the history of a commit.
    #[error("{} in the history of `{of}`", no_tag(prefix))]
    NoTag {
        /// The revision in whose history tags were searched.
        of: String,
        /// The required prefix of the tag.
        prefix: String,
    },
    /// Tags that are versions of different series.
    #[error("the tags in the history of `{of}` belong to different series of versions: {}", ticked(tags))]
    SeveralSeries {
        /// The revision in whose history tags were searched.
        of: String,
        /// The latest tag of each series.
        tags: Vec<String>,
        /// The prefix of one of the series.
        prefix: String,
    },
    /// No tag matches the pattern of a window.
    #[error("no tag matches `{pattern}`")]
    NoTagInWindow {
        /// The pattern after `tags:`.
        pattern: String,
        /// The latest tags there are.
        others: Vec<String>,
        /// `true` for a shallow clone, which often lacks tags.
        is_shallow: bool,
    },
    /// Several commits that are not there.
    #[error("this clone lacks {} of the commits to compare with: {}", asked.len(), ticked(asked))]
    SeveralMissing {
        /// The commits as they were named.
        asked: Vec<String>,
        /// The command that fetches all of them, if it is known.
        fetch: Option<String>,
    },
    /// All tags of a window are too old.
    #[error("all tags of `{window}` are older than its limit")]
    OldTags {
        /// The reference as it was given.
        window: String,
        /// The newest tag that matches.
        newest: String,
    },
    /// `tags:` without a pattern.
    #[error("missing pattern of tags in `{text}`")]
    NoTagPattern {
        /// The reference as it was given.
        text: String,
    },
    /// An option of a window of tags that is unknown, given twice, or has another kind of value.
    #[error("unknown limit `{option}` of tags in `{text}`")]
    BadWindow {
        /// The reference as it was given.
        text: String,
        /// The option, with its value.
        option: String,
    },
    /// A revision that does not exist.
    #[error("cannot find the {kind} `{asked}` in the repository")]
    NoRevisionFound {
        /// `branch`, `tag` or `revision`.
        kind: &'static str,
        /// The revision that was asked for.
        asked: String,
        /// Similar names in the repository.
        similar: Vec<String>,
    },
    /// A name of a reference of another kind than the one that was asked for.
    #[error("`{asked}` is a {is}, not a {kind}")]
    OtherKind {
        /// `branch` or `tag`.
        kind: &'static str,
        /// The name that was asked for.
        asked: String,
        /// The kind of the reference with this name: `tag` or `branch`.
        is: &'static str,
    },
    /// A path in a configuration whose place in a commit or an archive cannot be read.
    #[error("`{text}` is beside a configuration {place}, where it cannot be read")]
    BesideConfiguration {
        /// The path as the configuration has it.
        text: String,
        /// The place of the configuration: `in an archive`.
        place: &'static str,
    },
    /// A range that is neither `A..B` nor one commit.
    #[error("`{range}` is not a range of commits")]
    BadRange {
        /// The range as it was given.
        range: String,
    },
    /// A revision that is not a commit.
    #[error("expected a commit, found the file `{asked}`")]
    NoCommit {
        /// The revision that was asked for.
        asked: String,
    },
    /// An object of the repository that is missing or damaged.
    #[error("cannot read `{asked}` from the repository: {reason}")]
    BadObject {
        /// The revision that leads to the object.
        asked: String,
        /// The message of the library that reads Git.
        reason: String,
    },
    /// A path that the commit does not contain.
    #[error("cannot find the {what} `{path}` in `{commit}`")]
    NotInCommit {
        /// `folder`, `file` or `image`.
        what: &'static str,
        /// The path in the repository.
        path: String,
        /// The commit, as it was named.
        commit: String,
        /// Similar names in the same folder.
        similar: Vec<String>,
    },
    /// A path that is not staged.
    #[error("cannot find the {what} `{path}` in the staged files")]
    NotStaged {
        /// `folder` or `file`.
        what: &'static str,
        /// The path in the repository.
        path: String,
    },
    /// A file with conflicts in the index.
    #[error("unresolved merge conflict in the staged file `{path}`")]
    Unmerged {
        /// The path in the repository.
        path: String,
    },
    /// An input that cannot be staged.
    #[error("`{text}` has no staged version; only files and folders have one")]
    NotStageable {
        /// The text of the reference.
        text: String,
    },
    /// A path that does not exist.
    #[error("cannot find the {what} `{path}`")]
    NotFound {
        /// `folder`, `file` or `image`.
        what: &'static str,
        /// The path as it was given.
        path: String,
        /// Similar names in the same folder.
        similar: Vec<String>,
        /// The equivalent reference to a commit, if the path is a revision: `git:main`.
        commit: Option<String>,
    },
    /// A path of the wrong kind.
    #[error("expected {wanted}, but `{path}` is {is}")]
    WrongKind {
        /// The path as it was given.
        path: String,
        /// The kind of what is there, with an article.
        is: &'static str,
        /// The expected kind, with an article.
        wanted: &'static str,
    },
    /// An error of the system.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// The path as it was given.
        path: String,
        /// The error as the system reports it.
        error: std::io::Error,
    },
    /// An image that exceeds the limit of protobuf.
    #[error("`{path}` is larger than 2 GiB")]
    TooLarge {
        /// The path as it was given.
        path: String,
    },
    /// A file or a folder of the input that cannot be read.
    #[error(transparent)]
    Tree(#[from] protoward_source::ReadError),
}

fn no_ancestor(base: &str, asked: &str, is_first: bool) -> String {
    if is_first {
        format!("`{base}` is the first commit")
    } else {
        format!("cannot find `{asked}`: the history of `{base}` is shorter")
    }
}

fn no_tag(prefix: &str) -> String {
    if prefix.is_empty() { "no tag".to_owned() } else { format!("no tag that starts with `{prefix}`") }
}

pub(super) fn ticked(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
