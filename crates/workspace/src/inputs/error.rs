/// Why an input could not be read. [`InputError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing is named.
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
    /// An address on the network.
    #[error("`{text}` is on the network, and inputs are read from this machine only")]
    Remote {
        /// The reference as it was given.
        text: String,
    },
    /// An ending that says how a file is packed, and not what it is.
    #[error("the name of `{text}` says how it is packed, and not what it is")]
    UnknownPacked {
        /// The reference as it was given.
        text: String,
    },
    /// A `compression=` that is not known.
    #[error("`{compression}` in `{text}` is no compression of an input")]
    UnknownCompression {
        /// The reference as it was given.
        text: String,
        /// The compression.
        compression: String,
    },
    /// A `compression=` on what is not packed, or by itself.
    #[error("`compression` in `{text}` is for images and tars")]
    NothingPacked {
        /// The reference as it was given.
        text: String,
    },
    /// A `strip_components=` that is no number.
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
    /// `strip_components=` on something that is no archive.
    #[error("`{key}` in `{text}` is for an archive")]
    ArchiveOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// `subdir=` on something that is neither a repository nor an archive.
    #[error("`subdir` in `{text}` is for a git repository or an archive")]
    Subdir {
        /// The reference as it was given.
        text: String,
    },
    /// An archive that cannot be read.
    #[error(transparent)]
    Archive(#[from] super::ArchiveError),
    /// A folder that an archive does not have.
    #[error("there is no folder `{path}` in the archive `{archive}`")]
    NotInArchive {
        /// The folder.
        path: String,
        /// The archive.
        archive: String,
        /// Names beside it that are like it.
        similar: Vec<String>,
    },
    /// An image that cannot be unpacked.
    #[error("cannot unpack `{path}`: {error}")]
    Unpack {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        error: super::UnpackError,
    },
    /// Standard input in a form that it cannot have.
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
    /// The same option twice.
    #[error("`{key}` is given twice in `{text}`")]
    OptionTwice {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// A `format=` that is not known.
    #[error("`{format}` in `{text}` is no format of an input")]
    UnknownFormat {
        /// The reference as it was given.
        text: String,
        /// The format.
        format: String,
        /// Those that are known.
        known: Vec<&'static str>,
    },
    /// `branch=` and the like on something that is no repository.
    #[error("`{key}` in `{text}` is for a git repository")]
    GitOption {
        /// The reference as it was given.
        text: String,
        /// The key of the option.
        key: String,
    },
    /// An option that is not known.
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
    /// `git:REV` beside standard input.
    #[error("`{text}` means the input as it was, and standard input has no history")]
    NoHistory {
        /// The reference as it was given.
        text: String,
    },
    /// `git:REV` where no repository is.
    #[error("there is no git repository around `{path}`, so there is no `{asked}` of it")]
    NoRepository {
        /// The path of the input.
        path: String,
        /// The reference as it was given.
        asked: String,
    },
    /// What should be a repository is none.
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
        /// What is wrong with it.
        reason: String,
    },
    /// A repository in a format that this program does not read.
    #[error("cannot read the git repository at `{path}`: {reason}")]
    UnsupportedRepository {
        /// The path of the repository.
        path: String,
        /// The format.
        reason: &'static str,
        /// Where to check the other version out, and what it is called, where that is known.
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
    /// A branch that is checked out and has no commit, beside others that have.
    #[error("there is no `{asked}`: the branch that is checked out has no commit yet")]
    NoCommitOnBranch {
        /// The revision.
        asked: String,
        /// Another branch or a tag.
        other: String,
    },
    /// `HEAD~3` where the history is shorter.
    #[error("there is no `{asked}`: the history of `{base}` does not go back that far")]
    NoAncestor {
        /// What it starts from.
        base: String,
        /// The revision.
        asked: String,
        /// `true` where `base` is a first commit, so that nothing at all was there before it.
        is_first: bool,
    },
    /// A history that was cut off with `git replace`.
    #[error("there is no `{asked}`: the history was cut off at {commit} with `git replace`")]
    Grafted {
        /// The revision.
        asked: String,
        /// The commit whose parents were replaced.
        commit: String,
    },
    /// A branch of a remote, where nothing was ever cloned or pushed.
    #[error("there is no `{asked}`: the repository has no remote `{remote}`")]
    NoRemote {
        /// The revision.
        asked: String,
        /// The name of the remote.
        remote: String,
        /// `true` where the commit that is checked out is a first commit, so that nothing at all was there before it.
        is_first: bool,
    },
    /// A commit that a shallow clone does not have.
    #[error("there is no `{asked}` here: the repository is a shallow clone, which has only the newest commits")]
    Shallow {
        /// The revision.
        asked: String,
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
    /// A clone that does not tell which branch others start from.
    #[error("this clone does not have the branch that others start from, which is what to compare with")]
    NoDefaultBranch {
        /// The command that fetches it, by its usual name.
        fetch: String,
    },
    /// Two histories that never met.
    #[error("`{of}` and `{with}` have no commit in common")]
    NothingInCommon {
        /// The one.
        of: String,
        /// The other.
        with: String,
    },
    /// No tag in the history of a commit.
    #[error("{} in the history of `{of}`", no_tag(prefix))]
    NoTag {
        /// Where the history begins.
        of: String,
        /// What the name of the tag should start with.
        prefix: String,
    },
    /// Tags that are versions of different things.
    #[error("the tags in the history of `{of}` are versions of different things: {}", ticked(tags))]
    SeveralSeries {
        /// Where the history begins.
        of: String,
        /// The latest tag of each.
        tags: Vec<String>,
        /// The prefix of one of them.
        prefix: String,
    },
    /// A name that no commit has.
    #[error("there is no {kind} `{asked}` in the repository")]
    NoRevisionFound {
        /// `branch`, `tag` or `revision`.
        kind: &'static str,
        /// The revision.
        asked: String,
        /// Names that are like it.
        similar: Vec<String>,
    },
    /// Something else than `A..B` or one commit.
    #[error("`{range}` is no range of commits")]
    BadRange {
        /// The range as it was given.
        range: String,
    },
    /// A file where a commit is meant.
    #[error("`{asked}` is a file in the repository, not a commit")]
    NoCommit {
        /// The revision.
        asked: String,
    },
    /// An object that git has lost.
    #[error("cannot read `{asked}` from the repository: {reason}")]
    BadObject {
        /// The revision.
        asked: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing of this path is in the commit.
    #[error("there is no {what} `{path}` in `{commit}`")]
    NotInCommit {
        /// `folder`, `file` or `image`.
        what: &'static str,
        /// The path in the repository.
        path: String,
        /// The commit.
        commit: String,
        /// Names beside it that are like it.
        similar: Vec<String>,
    },
    /// Nothing is there.
    #[error("there is no {what} `{path}`")]
    NotFound {
        /// `folder`, `file` or `image`.
        what: &'static str,
        /// The path as it was given.
        path: String,
        /// Names beside it that are like it.
        similar: Vec<String>,
        /// The same text as a reference to a commit, where it could be meant as one: `git:main`.
        commit: Option<String>,
    },
    /// Something of another kind is there.
    #[error("`{path}` is {is}, not {wanted}")]
    WrongKind {
        /// The path as it was given.
        path: String,
        /// What is there.
        is: &'static str,
        /// What was asked for.
        wanted: &'static str,
    },
    /// The system refused.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// The path as it was given.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The image is too large for protobuf.
    #[error("`{path}` is larger than 2 GiB")]
    TooLarge {
        /// The path as it was given.
        path: String,
    },
    /// A tree could not be read.
    #[error(transparent)]
    Tree(#[from] protoward_source::ReadError),
}

impl InputError {
    /// The same, of the input at this path in the repository.
    pub(super) fn inside(self, path: &str) -> Self {
        match self {
            Self::UnsupportedRepository { path: repository, reason, instead, .. } => {
                Self::UnsupportedRepository { path: repository, reason, instead, inside: path.to_owned() }
            }
            other => other,
        }
    }
}

fn no_tag(prefix: &str) -> String {
    match prefix {
        "" => "there is no tag".to_owned(),
        prefix => format!("there is no tag that starts with `{prefix}`"),
    }
}

fn ticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
