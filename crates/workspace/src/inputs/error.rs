use protoward_oci::{OciError, Reference, ReferenceError};

/// The reason why an input could not be read. [`InputError::help`] suggests an action.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// An empty reference.
    #[error("`{text}` names no input")]
    Empty {
        /// The reference as it was given.
        text: String,
    },
    /// `git:` without a revision.
    #[error("`{text}` names no revision")]
    NoRevision {
        /// The reference as it was given.
        text: String,
    },
    /// A network address.
    #[error("`{text}` is on the network, and inputs are read from this machine only")]
    Remote {
        /// The reference as it was given.
        text: String,
    },
    /// A malformed reference to a registry.
    #[error("`{text}` names no image in a registry: {error}")]
    BadRegistry {
        /// The reference as it was given.
        text: String,
        /// The reason.
        error: ReferenceError,
    },
    /// A `format=` that a registry cannot contain.
    #[error("`format` in `{text}` is not that of an image or an archive")]
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
    #[error("the name of `{text}` shows the compression, but not the format")]
    UnknownPacked {
        /// The reference as it was given.
        text: String,
    },
    /// An unknown `compression=`.
    #[error("`{compression}` in `{text}` is no compression of an input")]
    UnknownCompression {
        /// The reference as it was given.
        text: String,
        /// The compression.
        compression: String,
    },
    /// A `compression=` without a compressible input.
    #[error("`compression` in `{text}` is for images and tars")]
    NothingPacked {
        /// The reference as it was given.
        text: String,
    },
    /// A `strip_components=` that is not a number.
    #[error("`strip_components={value}` in `{text}` is no number of folders")]
    BadStripComponents {
        /// The reference as it was given.
        text: String,
        /// The value.
        value: String,
    },
    /// A `recurse_submodules=` that is neither `true` nor `false`.
    #[error("`recurse_submodules={value}` in `{text}` is neither `true` nor `false`")]
    BadSubmodules {
        /// The reference as it was given.
        text: String,
        /// The value.
        value: String,
    },
    /// `strip_components=` for an input that is not an archive.
    #[error("`{key}` in `{text}` is for an archive")]
    ArchiveOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// `subdir=` for an input that is neither a repository nor an archive.
    #[error("`subdir` in `{text}` is for a git repository or an archive")]
    Subdir {
        /// The reference as it was given.
        text: String,
    },
    /// An archive that cannot be read.
    #[error(transparent)]
    Archive(#[from] super::ArchiveError),
    /// A missing folder in an archive.
    #[error("there is no folder `{path}` in the archive `{archive}`")]
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
    #[error("both sides are to be read from standard input")]
    StdinTwice,
    /// A format that standard input does not support.
    #[error("standard input is read as an image or an archive, not as `{text}` says")]
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
    #[error("`{key}` is given twice in `{text}`")]
    OptionTwice {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// An unknown `format=`.
    #[error("`{format}` in `{text}` is no format of an input")]
    UnknownFormat {
        /// The reference as it was given.
        text: String,
        /// The format.
        format: String,
        /// The known formats.
        known: Vec<&'static str>,
    },
    /// An option of commits, such as `branch=`, for an input that is not a repository.
    #[error("`{key}` in `{text}` is for a git repository")]
    GitOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// An unknown option.
    #[error("`{key}` in `{text}` is not known for this kind of input")]
    UnknownOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// More than one commit.
    #[error("`{text}` names more than one commit")]
    TwoCommits {
        /// The reference as it was given.
        text: String,
    },
    /// A `subdir=` outside of the repository or the archive.
    #[error("`subdir={subdir}` in `{text}` leaves the {of}")]
    SubdirEscapes {
        /// The reference as it was given.
        text: String,
        /// The folder.
        subdir: String,
        /// `repository` or `archive`.
        of: &'static str,
    },
    /// `git:REV` for standard input.
    #[error("`{text}` means the input as it was, and standard input has no history")]
    NoHistory {
        /// The reference as it was given.
        text: String,
    },
    /// `git:REV` outside of a repository.
    #[error("there is no git repository around `{path}`, so there is no `{asked}` of it")]
    NoRepository {
        /// The path of the input.
        path: String,
        /// The reference as it was given.
        asked: String,
    },
    /// A path that is not a repository.
    #[error("`{path}` is no git repository")]
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
    #[error("there is no `{asked}`: the repository has no commits yet")]
    NoCommits {
        /// The revision.
        asked: String,
    },
    /// A checked-out branch without commits, although others have some.
    #[error("there is no `{asked}`: the branch that is checked out has no commit yet")]
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
    #[error("there is no `{asked}`: the history was cut off at {commit} with `git replace`")]
    Grafted {
        /// The revision.
        asked: String,
        /// The commit whose parents were replaced.
        commit: String,
    },
    /// A remote branch in a repository without remotes.
    #[error("there is no `{asked}`: the repository has no remote `{remote}`")]
    NoRemote {
        /// The revision.
        asked: String,
        /// The name of the remote.
        remote: String,
        /// `true` if the checked-out commit is a root commit, so that nothing existed before it.
        is_first: bool,
    },
    /// A commit that a shallow clone lacks.
    #[error("there is no `{asked}` here: the repository is a shallow clone, which has only the newest commits")]
    Shallow {
        /// The revision.
        asked: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A merge base for which a shallow clone has too few commits.
    #[error(
        "`{asked}` is not certain here: the repository is a shallow clone, and its history ends before it is found"
    )]
    CutOff {
        /// The merge base.
        asked: String,
        /// The command that fetches the history.
        fetch: String,
    },
    /// A commit before a push that a clone lacks.
    #[error("the commit `{commit}` is not in this clone; {service} names it as the newest one before the push")]
    BeforeMissing {
        /// The commit.
        commit: String,
        /// The CI service.
        service: &'static str,
        /// The command that fetches it.
        fetch: String,
    },
    /// A branch that a clone has not fetched.
    #[error("there is no branch `{branch}` in this clone")]
    NotFetched {
        /// The branch.
        branch: String,
        /// The command that fetches it.
        fetch: String,
    },
    /// A clone without a known default branch.
    #[error("this clone does not have the branch that others start from, which is what to compare with")]
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
    #[error("the tags in the history of `{of}` are versions of different things: {}", ticked(tags))]
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
    #[error("{} of the commits to compare with are not in this clone: {}", asked.len(), ticked(asked))]
    SeveralMissing {
        /// The commits as they were named.
        asked: Vec<String>,
        /// The command that fetches all of them, if it is known.
        fetch: Option<String>,
    },
    /// All tags of a window are too old.
    #[error("all tags of `{window}` are older than that")]
    OldTags {
        /// The reference.
        window: String,
        /// The newest tag that matches.
        newest: String,
    },
    /// `tags:` without a pattern.
    #[error("`{text}` names no tags")]
    NoTagPattern {
        /// The reference.
        text: String,
    },
    /// An option of a window of tags that is unknown, given twice, or has another kind of value.
    #[error("`{option}` of `{text}` is no limit for tags")]
    BadWindow {
        /// The reference.
        text: String,
        /// The option.
        option: String,
    },
    /// A revision that does not exist.
    #[error("there is no {kind} `{asked}` in the repository")]
    NoRevisionFound {
        /// `branch`, `tag` or `revision`.
        kind: &'static str,
        /// The revision.
        asked: String,
        /// Similar names.
        similar: Vec<String>,
    },
    /// A range that is neither `A..B` nor one commit.
    #[error("`{range}` is no range of commits")]
    BadRange {
        /// The range as it was given.
        range: String,
    },
    /// A revision that is not a commit.
    #[error("`{asked}` is a file in the repository, not a commit")]
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
    #[error("there is no {what} `{path}` in `{commit}`")]
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
    #[error("there is no {what} `{path}` among the staged files")]
    NotStaged {
        /// `folder` or `file`.
        what: &'static str,
        /// The path in the repository.
        path: String,
    },
    /// A file with conflicts in the index.
    #[error("`{path}` has conflicts of a merge, so the staged files are no schema yet")]
    Unmerged {
        /// The path in the repository.
        path: String,
    },
    /// An input that cannot be staged.
    #[error("`{text}` has no staged version: only files and folders have one")]
    NotStageable {
        /// The text of the reference.
        text: String,
    },
    /// A path that does not exist.
    #[error("there is no {what} `{path}`")]
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
    #[error("`{path}` is {is}, not {wanted}")]
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
    match is_first {
        true => format!("`{base}` is the first commit, and nothing came before it"),
        false => format!("there is no `{asked}`: the history of `{base}` does not go back that far"),
    }
}

fn no_tag(prefix: &str) -> String {
    match prefix {
        "" => "there is no tag".to_owned(),
        prefix => format!("there is no tag that starts with `{prefix}`"),
    }
}

pub(super) fn ticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
