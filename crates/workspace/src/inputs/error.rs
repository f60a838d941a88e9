use protoward_source::nearest;

/// Why an input could not be read. [`InputError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
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

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Empty { .. } => "name a folder, a `.proto` file or an image; `.` is the folder you are in".to_owned(),
            Self::NoRevision { text } if text.starts_with("merge-base") => {
                "name the branch that the work left, as in `merge-base:main`".to_owned()
            }
            Self::NoRevision { .. } => "name one as git does: `git:HEAD~1`, `git:v1.2.0`, `git:origin/main`".to_owned(),
            Self::Remote { .. } => "clone or download it, and name the folder".to_owned(),
            Self::UnknownPacked { .. } => {
                "name it as in `schema.binpb.gz` or `api.tar.gz`, or add `#format=binpb` or `#format=tar`".to_owned()
            }
            Self::UnknownCompression { .. } => "there are `gzip`, `zstd` and `none`".to_owned(),
            Self::NothingPacked { .. } => "leave it out; a zip says itself how its files are packed".to_owned(),
            Self::BadStripComponents { .. } => {
                "write how many folders to take from the front of every path, as in `strip_components=1`".to_owned()
            }
            Self::BadSubmodules { .. } => {
                "write `recurse_submodules=true` to read submodules, or leave it out".to_owned()
            }
            Self::ArchiveOption { .. } => {
                "name an archive by its ending, as in `api.tar.gz`, or with `#format=tar` or `#format=zip`".to_owned()
            }
            Self::Subdir { .. } => "name the folder itself; or the repository, as in `.git#subdir=proto`".to_owned(),
            Self::Archive(error) => return error.help(),
            Self::NotInArchive { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NotInArchive { .. } => {
                "`subdir` is written from the root of the archive, behind what `strip_components` takes away".to_owned()
            }
            Self::Unpack { error, .. } => return error.help(),
            Self::StdinFormat { .. } => "write `-`, `-#format=json`, `-#format=txtpb` or `-#format=tar`".to_owned(),
            Self::BadOption { .. } => "write options as in `.git#branch=main,subdir=proto`".to_owned(),
            Self::OptionTwice { .. } => "keep one of the two".to_owned(),
            Self::UnknownFormat { format, known, .. } => match nearest(format, known.iter().copied()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the formats are {}", known.join(", ")),
            },
            Self::GitOption { .. } => "name the repository by its `.git` folder, as in `.git#branch=main`".to_owned(),
            Self::UnknownOption { .. } => {
                "the options are `format`, `compression`, `subdir`, for an archive `strip_components`, and for a \
                 repository `branch`, `tag`, `commit` and `ref`"
                    .to_owned()
            }
            Self::TwoCommits { .. } => "keep one of `branch`, `tag`, `commit` and `ref`".to_owned(),
            Self::SubdirEscapes { of, .. } => format!("`subdir` is written from the root of the {of}"),
            Self::NoHistory { .. } => "name the old side as an image or a folder".to_owned(),
            Self::NoRepository { .. } => "`git:REV` is for inputs that are in a git repository".to_owned(),
            Self::NotARepository { .. } => "name a folder that has a `.git`, or a bare repository".to_owned(),
            Self::NoCommits { .. } => "commit once; then there is something to compare with".to_owned(),
            Self::NoAncestor { .. } => "`git log --oneline` shows how far it goes back".to_owned(),
            Self::Shallow { fetch, .. } => {
                format!("fetch it with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::NotFetched { fetch, .. } => format!("fetch it with `{fetch}`"),
            Self::NoDefaultBranch { fetch } => format!(
                "fetch it, as with `{fetch}`, or name what to compare with, as in `--against git:HEAD~1`; for \
                 `actions/checkout`, set `fetch-depth: 0`"
            ),
            Self::NothingInCommon { with, .. } => {
                format!("name the commit to compare with: `--against git:{with}` is the newest of `{with}`")
            }
            Self::NoCommitOnBranch { other, .. } => {
                format!("name the commit to compare with, as in `--against git:{other}`")
            }
            Self::Grafted { commit, .. } => {
                format!("`git replace --delete {commit}` brings it back; else name the commit to compare with, as in `--against git:v1.2.0`")
            }
            Self::NoRemote { remote, .. } => {
                format!("`git remote add {remote} URL` and `git fetch {remote}` get it; else name what to compare with, as in `--against git:HEAD~1`")
            }
            Self::UnsupportedRepository { instead: None, .. } => return None,
            Self::UnsupportedRepository { instead: Some((folder, revision)), inside, .. } => format!(
                "check the other version out with `git worktree add --detach {folder} {revision}`, and compare with \
                 `--against {}`",
                protoward_source::join(folder, inside)
            ),
            Self::NoTag { .. } => "`git tag --merged` lists those there are; `git fetch --tags` gets them".to_owned(),
            Self::SeveralSeries { prefix, .. } => {
                format!("name the one that is meant by the start of its tags, as in `latest-tag:{prefix}`")
            }
            Self::NoRevisionFound { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NoRevisionFound { .. } => "`git branch --all` and `git tag` list the names there are".to_owned(),
            Self::BadRange { .. } => "write `v1.0.0..HEAD`, or one commit for all that led to it".to_owned(),
            Self::NoCommit { .. } => "name a branch, a tag or a commit".to_owned(),
            Self::BadObject { .. } => {
                "`git fsck` says what is missing; a partial clone has to fetch it first".to_owned()
            }
            Self::NotInCommit { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NotInCommit { .. } => "it may have had another path then, or none".to_owned(),
            Self::NotFound { commit: Some(commit), .. } => {
                format!("did you mean `{commit}`? a commit is written with `git:` in front")
            }
            Self::NotFound { similar, what, path, .. } => return not_found(what, path, similar),
            Self::WrongKind { .. } => {
                "files are known by their endings: `.proto`, `.binpb`, `.json`, `.txtpb`, `.yaml`; else add `#format=binpb`"
                    .to_owned()
            }
            Self::TooLarge { .. } => "split the image; protobuf reads no more than that at once".to_owned(),
            Self::Tree(error) => return error.help(),
            Self::BadRepository { .. } | Self::Io { .. } => return None,
        })
    }
}

fn no_tag(prefix: &str) -> String {
    match prefix {
        "" => "there is no tag".to_owned(),
        prefix => format!("there is no tag that starts with `{prefix}`"),
    }
}

fn not_found(what: &str, path: &str, similar: &[String]) -> Option<String> {
    if !similar.is_empty() {
        return Some(did_you_mean(similar));
    }
    let registry =
        path.split('/').next().is_some_and(|host| host.contains('.') && host.trim_matches('.').contains('.'));
    if what == "folder" && registry && path.contains('/') {
        return Some("modules of a registry are not fetched; export it to a folder, and name that".to_owned());
    }
    Some("paths are read from the folder you are in".to_owned())
}

fn did_you_mean(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}

fn ticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
