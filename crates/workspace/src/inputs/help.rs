//! Advice for each [`InputError`]: a table with one row per variant.

use super::error::InputError;
use protoward_source::nearest;

impl InputError {
    /// Returns `true` for a path that does not exist, where [`help`](Self::help) suggests another one.
    pub fn is_near_miss(&self) -> bool {
        matches!(self, Self::NotFound { similar, commit, .. } if commit.is_some() || !similar.is_empty())
    }

    /// Returns what the user can do about the problem.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Empty { .. } => "name a folder, a `.proto` file or an image; `.` is the folder you are in".to_owned(),
            Self::NoRevision { text } if text.starts_with("merge-base") => {
                "name the branch that the work left, as in `merge-base:main`".to_owned()
            }
            Self::NoRevision { .. } => "name one as git does: `git:HEAD~1`, `git:v1.2.0`, `git:origin/main`".to_owned(),
            Self::Remote { .. } => "clone or download it, and name the folder".to_owned(),
            Self::BadRegistry { .. } => "write it as in `oci://ghcr.io/acme/api:v1` or `oci://ghcr.io/acme/api@sha256:…`".to_owned(),
            Self::RegistryFormat { .. } => "leave it out for an image in binary form".to_owned(),
            Self::Pull { error, .. } => return error.help().map(str::to_owned),
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
            Self::StdinTwice => "name a file for one of them".to_owned(),
            Self::StdinFormat { .. } => "write `-`, `-#format=json`, `-#format=txtpb` or `-#format=tar`".to_owned(),
            Self::BadOption { .. } => "write options as in `.git#branch=main,subdir=proto`".to_owned(),
            Self::OptionTwice { .. } => "remove one of them".to_owned(),
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
            Self::CutOff { fetch, .. } => {
                format!("fetch the history with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::BeforeMissing { fetch, .. } => format!(
                "fetch it with `{fetch}`; after a forced push it may be gone: then name what to compare with, as in \
                 `--against git:HEAD~1`"
            ),
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
            Self::NoTagInWindow { others, is_shallow: false, .. } if !others.is_empty() => {
                format!("the latest tags are {}; `git fetch --tags` gets others", super::error::ticked(others))
            }
            Self::NoTagInWindow { .. } => {
                "`git fetch --tags` gets the tags; for `actions/checkout`, set `fetch-depth: 0`".to_owned()
            }
            Self::SeveralMissing { fetch: Some(fetch), .. } => {
                format!("fetch them with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::SeveralMissing { fetch: None, .. } => {
                "`git branch --all` and `git tag` list the names there are; `git fetch --tags` gets tags".to_owned()
            }
            Self::OldTags { newest, .. } => {
                format!("the newest one is `{newest}`; choose a longer time, or a number of releases with `last`")
            }
            Self::NoTagPattern { .. } => "name them by a pattern, as in `tags:v1.*`".to_owned(),
            Self::BadWindow { .. } => {
                "limit tags by number with `last=3`, or by age with `within=18 months`, as in `tags:v1.*#last=3`".to_owned()
            }
            Self::SeveralSeries { prefix, .. } => {
                format!("name the one that is meant by the start of its tags, as in `latest-tag:{prefix}`")
            }
            Self::NoRevisionFound { kind: "branch", asked, similar } if similar.contains(asked) => {
                format!("`{asked}` is a tag; `--against git:{asked}` compares with it")
            }
            Self::NoRevisionFound { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NoRevisionFound { .. } => "`git branch --all` and `git tag` list the names there are".to_owned(),
            Self::BadRange { .. } => "write `v1.0.0..HEAD`, or one commit for all that led to it".to_owned(),
            Self::NoCommit { .. } => "name a branch, a tag or a commit".to_owned(),
            Self::BadObject { .. } => {
                "`git fsck` shows missing objects; a partial clone has to fetch them first".to_owned()
            }
            Self::NotStaged { path, .. } => format!("`git add {path}` stages it; `git status` shows what is staged"),
            Self::Unmerged { path } => format!("resolve them, and stage the result with `git add {path}`"),
            Self::NotStageable { .. } => "leave `--staged` out, or name a folder".to_owned(),
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
