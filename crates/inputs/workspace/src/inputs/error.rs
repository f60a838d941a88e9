use protoward_oci::{OciError, Reference, ReferenceError};

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
        /// The reason.
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
        /// The reference.
        reference: Box<Reference>,
        /// The reason.
        error: Box<OciError>,
    },
    /// An extension that names a compression but no format.
    #[error("the file extension of `{text}` has a compression, but not a format")]
    UnknownPacked {
        /// The reference as it was given.
        text: String,
    },
    /// An unknown `compression=`.
    #[error("unknown compression `{compression}` in `{text}`")]
    UnknownCompression {
        /// The reference as it was given.
        text: String,
        /// The compression.
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
        /// The value.
        value: String,
    },
    /// An option that is neither `true` nor `false`.
    #[error("`{key}={value}` in `{text}` is neither `true` nor `false`")]
    BadFlag {
        /// The reference as it was given.
        text: String,
        /// The option.
        key: &'static str,
        /// The value.
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
        /// The folder.
        path: String,
        /// The archive.
        archive: String,
        /// Similar names in the same folder.
        similar: Vec<String>,
    },
    /// An image that cannot be decompressed.
    #[error("cannot unpack `{path}`: {error}")]
    Unpack {
        /// The path as it was given.
        path: String,
        /// The problem.
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
        /// The option.
        option: String,
    },
    /// A repeated option.
    #[error("duplicate option `{key}` in `{text}`")]
    OptionTwice {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// An unknown `format=`.
    #[error("unknown format `{format}` in `{text}`")]
    UnknownFormat {
        /// The reference as it was given.
        text: String,
        /// The format.
        format: String,
        /// The known formats.
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
    /// An unknown option.
    #[error("unknown option `{key}` in `{text}` for this kind of input")]
    UnknownOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// More than one commit.
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
        /// The folder.
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
    /// `git:REV` outside of a repository.
    #[error("`{path}` is not in a git repository, so it has no `{asked}`")]
    NoRepository {
        /// The path of the input.
        path: String,
        /// The reference as it was given.
        asked: String,
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
        /// The problem.
        reason: String,
    },
    /// A repository in a format that this program does not read.
    #[error("cannot read the git repository at `{path}`: {reason}")]
    UnsupportedRepository {
        /// The path of the repository.
        path: String,
        /// The format.
        reason: &'static str,
        /// The folder and name of the other version to check out, if known.
        instead: Option<(String, String)>,
        /// The path of the input in the repository.
        inside: String,
    },
    /// A repository without any commit.
    #[error("cannot find `{asked}`: the repository has no commits")]
    NoCommits {
        /// The revision.
        asked: String,
    },
    /// A checked-out branch without commits, although others have some.
    #[error("cannot find `{asked}`: the current branch has no commits")]
    NoCommitOnBranch {
        /// The revision.
        asked: String,
        /// Another branch or a tag.
        other: String,
    },
    /// `HEAD~3` with a shorter history.
    #[error("{}", no_ancestor(base, asked, *is_first))]
    NoAncestor {
        /// The starting revision.
        base: String,
        /// The revision.
        asked: String,
        /// `true` if `base` is a root commit, so that nothing existed before it.
        is_first: bool,
    },
    /// A history that was truncated with `git replace`.
    #[error("cannot find `{asked}`: the history was cut off at {commit} with `git replace`")]
    Grafted {
        /// The revision.
        asked: String,
        /// The commit whose parents were replaced.
        commit: String,
    },
    /// A remote branch in a repository without remotes.
    #[error("cannot find `{asked}`: the repository has no remote `{remote}`")]
    NoRemote {
        /// The revision.
        asked: String,
        /// The name of the remote.
        remote: String,
        /// `true` if the checked-out commit is a root commit, so that nothing existed before it.
        is_first: bool,
    },
    /// A commit that a shallow clone lacks.
    #[error("cannot find `{asked}`: the repository is a shallow clone, which lacks older commits")]
    Shallow {
        /// The revision.
        asked: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A merge base for which a shallow clone has too few commits.
    #[error("cannot determine `{asked}`: the repository is a shallow clone, whose history ends too early")]
    CutOff {
        /// The merge base.
        asked: String,
        /// The command that fetches the history.
        fetch: String,
    },
    /// A commit before a push that a clone lacks.
    #[error("this clone lacks the commit `{commit}`, which {service} reports as the newest one before the push")]
    BeforeMissing {
        /// The commit.
        commit: String,
        /// The CI service.
        service: &'static str,
        /// The command that fetches it.
        fetch: String,
    },
    /// A branch that a clone has not fetched.
    #[error("cannot find the branch `{branch}` in this clone")]
    NotFetched {
        /// The branch.
        branch: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A clone without a known default branch.
    #[error("cannot find the default branch in this clone, which is the baseline")]
    NoDefaultBranch {
        /// The command that fetches it by its usual name.
        fetch: String,
    },
    /// Two unrelated histories.
    #[error("`{of}` and `{with}` have no commit in common")]
    NothingInCommon {
        /// The first revision.
        of: String,
        /// The second revision.
        with: String,
    },
    /// No tag in the history of a commit.
    #[error("{} in the history of `{of}`", no_tag(prefix))]
    NoTag {
        /// The starting revision.
        of: String,
        /// The required prefix of the tag.
        prefix: String,
    },
    /// Tags that are versions of different series.
    #[error("the tags in the history of `{of}` belong to different series of versions: {}", ticked(tags))]
    SeveralSeries {
        /// The starting revision.
        of: String,
        /// The latest tag of each series.
        tags: Vec<String>,
        /// The prefix of one of the series.
        prefix: String,
    },
    /// No tag matches the pattern of a window.
    #[error("no tag matches `{pattern}`")]
    NoTagInWindow {
        /// The pattern.
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
        /// The reference.
        window: String,
        /// The newest tag that matches.
        newest: String,
    },
    /// `tags:` without a pattern.
    #[error("missing pattern of tags in `{text}`")]
    NoTagPattern {
        /// The reference.
        text: String,
    },
    /// An option of a window of tags that is unknown, given twice, or has another kind of value.
    #[error("unknown limit `{option}` of tags in `{text}`")]
    BadWindow {
        /// The reference.
        text: String,
        /// The option.
        option: String,
    },
    /// A revision that does not exist.
    #[error("cannot find the {kind} `{asked}` in the repository")]
    NoRevisionFound {
        /// `branch`, `tag` or `revision`.
        kind: &'static str,
        /// The revision.
        asked: String,
        /// Similar names.
        similar: Vec<String>,
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
        /// The revision.
        asked: String,
    },
    /// A missing Git object.
    #[error("cannot read `{asked}` from the repository: {reason}")]
    BadObject {
        /// The revision.
        asked: String,
        /// The problem.
        reason: String,
    },
    /// A path that the commit does not contain.
    #[error("cannot find the {what} `{path}` in `{commit}`")]
    NotInCommit {
        /// `folder`, `file` or `image`.
        what: &'static str,
        /// The path in the repository.
        path: String,
        /// The commit.
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
        /// The actual kind.
        is: &'static str,
        /// The expected kind.
        wanted: &'static str,
    },
    /// An I/O error.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// The path as it was given.
        path: String,
        /// The error.
        error: std::io::Error,
    },
    /// An image that exceeds the limit of protobuf.
    #[error("`{path}` is larger than 2 GiB")]
    TooLarge {
        /// The path as it was given.
        path: String,
    },
    /// An unreadable tree.
    #[error(transparent)]
    Tree(#[from] protoward_source::ReadError),
}

impl InputError {
    /// Adds the path of the input in the repository.
    pub(super) fn inside(self, path: &str) -> Self {
        match self {
            Self::UnsupportedRepository { path: repository, reason, instead, .. } => {
                Self::UnsupportedRepository { path: repository, reason, instead, inside: path.to_owned() }
            }
            other => other,
        }
    }
}

fn no_ancestor(base: &str, asked: &str, is_first: bool) -> String {
    if is_first {
        format!("`{base}` is the first commit")
    } else {
        format!("cannot find `{asked}`: the history of `{base}` is shorter")
    }
}

fn no_tag(prefix: &str) -> String {
    match prefix {
        "" => "no tag".to_owned(),
        prefix => format!("no tag that starts with `{prefix}`"),
    }
}

pub(super) fn ticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
