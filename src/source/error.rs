use super::nearest::nearest;

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
    /// An archive.
    #[error("archives cannot be read yet: `{text}`")]
    Archive {
        /// The reference as it was given.
        text: String,
    },
    /// A form of input that is not there yet.
    #[error("`{text}` cannot be read yet")]
    NotYet {
        /// The reference as it was given.
        text: String,
    },
    /// A compressed image.
    #[error("compressed images cannot be read yet: `{text}`")]
    Compressed {
        /// The reference as it was given.
        text: String,
    },
    /// Standard input in a form that it cannot have.
    #[error("standard input is read as an image, not as `{text}` says")]
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
    /// A `subdir=` outside of the repository.
    #[error("`subdir={subdir}` in `{text}` leaves the repository")]
    SubdirEscapes {
        /// The reference as it was given.
        text: String,
        /// The folder.
        subdir: String,
    },
    /// `git:REV` beside standard input.
    #[error("`{text}` means the input as it was, and standard input has no history")]
    NoHistory {
        /// The reference as it was given.
        text: String,
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
    Tree(#[from] super::ReadError),
}

impl InputError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Empty { .. } => "name a folder, a `.proto` file or an image; `.` is the folder you are in".to_owned(),
            Self::NoRevision { .. } => "name one as git does: `git:HEAD~1`, `git:v1.2.0`, `git:origin/main`".to_owned(),
            Self::Remote { .. } => "clone or download it, and name the folder".to_owned(),
            Self::Archive { .. } => "unpack it, and name the folder".to_owned(),
            Self::Compressed { .. } => "unpack it with `gunzip` or `zstd -d`, and name the file".to_owned(),
            Self::StdinFormat { .. } => "write `-`, `-#format=json` or `-#format=txtpb`".to_owned(),
            Self::BadOption { .. } => "write options as in `.git#branch=main,subdir=proto`".to_owned(),
            Self::OptionTwice { .. } => "keep one of the two".to_owned(),
            Self::UnknownFormat { format, known, .. } => match nearest(format, known.iter().copied()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the formats are {}", known.join(", ")),
            },
            Self::GitOption { .. } => "name the repository by its `.git` folder, as in `.git#branch=main`".to_owned(),
            Self::UnknownOption { .. } => {
                "the options are `format` and, for a repository, `branch`, `tag`, `commit`, `ref` and `subdir`"
                    .to_owned()
            }
            Self::TwoCommits { .. } => "keep one of `branch`, `tag`, `commit` and `ref`".to_owned(),
            Self::SubdirEscapes { .. } => "`subdir` is written from the root of the repository".to_owned(),
            Self::NoHistory { .. } => "name the old side as an image or a folder".to_owned(),
            Self::NotFound { similar, what, path } => return not_found(what, path, similar),
            Self::WrongKind { .. } => "name a folder, a `.proto` file, or an image by its ending".to_owned(),
            Self::TooLarge { .. } => "split the image; protobuf reads no more than that at once".to_owned(),
            Self::Tree(error) => return error.help(),
            Self::NotYet { .. } | Self::Io { .. } => return None,
        })
    }
}

fn not_found(what: &str, path: &str, similar: &[String]) -> Option<String> {
    if !similar.is_empty() {
        let names: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
        return Some(format!("did you mean {}?", names.join(" or ")));
    }
    let registry =
        path.split('/').next().is_some_and(|host| host.contains('.') && host.trim_matches('.').contains('.'));
    if what == "folder" && registry && path.contains('/') {
        return Some("modules of a registry are not fetched; export it to a folder, and name that".to_owned());
    }
    Some("paths are read from the folder you are in".to_owned())
}
