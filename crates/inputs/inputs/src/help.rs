//! Advice for each [`InputError`]: a table with one row per variant.

use super::error::InputError;
use protoward_source::nearest;
use protoward_source::paths::System;

impl InputError {
    /// Adds the path of the input in the repository, with which the advice about an unsupported repository is complete.
    pub(super) fn inside(self, path: &str) -> Self {
        match self {
            Self::UnsupportedRepository { path: repository, reason, instead, .. } => {
                Self::UnsupportedRepository { path: repository, reason, instead, inside: path.to_owned() }
            }
            other => other,
        }
    }

    /// Returns `true` for a path that does not exist, where [`help`](Self::help) suggests another one.
    pub fn is_near_miss(&self) -> bool {
        matches!(self, Self::NotFound { similar, commit, .. } if commit.is_some() || !similar.is_empty())
    }

    /// Returns what the user can do about the problem.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Empty { .. } => "use a folder, a `.proto` file or an image; `.` is the current folder".to_owned(),
            Self::RevisionOptions { prefix, revision, options } if prefix == "git" => {
                format!("write `.git#ref={revision},{options}`, with the path of the repository in place of `.git`")
            }
            Self::RevisionOptions { prefix, revision, .. } => {
                format!("write `{prefix}:{revision}`, which has the same folder as the input")
            }
            Self::NoRevision { text } if text.starts_with("merge-base") => {
                "add the branch that this one started from, as in `merge-base:main`".to_owned()
            }
            Self::NoRevision { .. } => "add a revision, as in `git:HEAD~1`, `git:v1.2.0` or `git:origin/main`".to_owned(),
            Self::Remote { .. } => "clone or download it, and use the folder".to_owned(),
            Self::BadRegistry { .. } => "use the form `oci://ghcr.io/acme/api:v1` or `oci://ghcr.io/acme/api@sha256:…`".to_owned(),
            Self::RegistryFormat { .. } => "remove it; images in registries are binary".to_owned(),
            Self::Pull { error, .. } => return error.help().map(str::to_owned),
            Self::UnknownPacked { .. } => {
                "use a name such as `schema.binpb.gz` or `api.tar.gz`, or add `#format=binpb` or `#format=tar`".to_owned()
            }
            Self::UnknownCompression { .. } => "use `gzip`, `zstd` or `none`".to_owned(),
            Self::NothingPacked { .. } => "remove it; a zip archive states the compression of its files".to_owned(),
            Self::BadStripComponents { .. } => {
                "use the number of folders to remove from the start of each path, as in `strip_components=1`".to_owned()
            }
            Self::BadFlag { key, .. } => format!("use `{key}=true`, or remove the option"),
            Self::ArchiveOption { .. } => {
                "use a file extension such as `api.tar.gz`, or add `#format=tar` or `#format=zip`".to_owned()
            }
            Self::Subdir { .. } => "use the folder itself, or its repository, as in `.git#subdir=proto`".to_owned(),
            Self::Archive(error) => return error.help(),
            Self::NotInArchive { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NotInArchive { .. } => {
                "`subdir` is relative to the root of the archive, after `strip_components`".to_owned()
            }
            Self::Unpack { error, .. } => return error.help(),
            Self::StdinTwice => "use a file for one of them".to_owned(),
            Self::StdinFormat { .. } => "use `-`, `-#format=json`, `-#format=txtpb` or `-#format=tar`".to_owned(),
            Self::BadOption { .. } => "use the form `.git#branch=main,subdir=proto`".to_owned(),
            Self::OptionTwice { .. } => "remove one of them".to_owned(),
            Self::UnknownFormat { format, known, .. } => match nearest(format, known.iter().copied()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use one of {}", known.join(", ")),
            },
            Self::GitOption { .. } => "use the `.git` folder of the repository, as in `.git#branch=main`".to_owned(),
            Self::UnknownOption { .. } => {
                "the options are `format`, `compression`, `subdir`, for an archive `strip_components`, and for a \
                 repository `branch`, `tag`, `commit` and `ref`"
                    .to_owned()
            }
            Self::TwoCommits { .. } => "keep one of `branch`, `tag`, `commit` and `ref`".to_owned(),
            Self::SubdirEscapes { of, .. } => format!("`subdir` is relative to the root of the {of}"),
            Self::NoHistory { .. } => "use an image or a folder as the old side".to_owned(),
            Self::NoRepository { is_bare: true, .. } => {
                "name its commits on both sides, as in `.#format=git --against .#format=git,ref=HEAD~1`".to_owned()
            }
            Self::NoRepository { .. } => "`git:REV` needs an input in a git repository".to_owned(),
            Self::NotARepository { .. } => "use a folder that contains `.git`, or a bare repository".to_owned(),
            Self::NoCommits { .. } => "make a first commit".to_owned(),
            Self::NoAncestor { .. } => "`git log --oneline` shows the commits that exist".to_owned(),
            Self::Shallow { fetch, .. } => {
                format!("fetch it with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::CutOff { fetch, .. } => {
                format!("fetch the history with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::BeforeMissing { fetch, .. } => format!(
                "fetch it with `{fetch}`; after a forced push it may be gone: then `PROTOWARD_BASE=BRANCH` names the branch \
                 that the work left, and `--against git:COMMIT` a commit"
            ),
            Self::NamedBranchMissing { fetch, by, .. } => format!("fetch it with `{fetch}`; {}", by.correction()),
            Self::NotFetched { fetch, .. } => format!("fetch it with `{fetch}`"),
            Self::NoDefaultBranch { remote, branch, fetch } => {
                let fetch = fetch.as_ref().map(|fetch| format!("fetch the branches with `{fetch}`; ")).unwrap_or_default();
                format!(
                    "{fetch}`git remote set-head {remote} --auto` asks the remote for its name; `PROTOWARD_BASE={branch}` \
                     or `--against merge-base:{remote}/{branch}` names the branch that the work left"
                )
            }
            Self::NothingInCommon { with, .. } => {
                format!("select the commit to compare with; `--against git:{with}` is the newest of `{with}`")
            }
            Self::NoCommitOnBranch { other, .. } => {
                format!("select the commit to compare with, as in `--against git:{other}`")
            }
            Self::Grafted { commit, .. } => {
                format!("restore it with `git replace --delete {commit}`, or select the commit to compare with, as in `--against git:v1.2.0`")
            }
            Self::NoRemote { remote, .. } => {
                format!("fetch it with `git remote add {remote} URL` and `git fetch {remote}`, or select what to compare with, as in `--against git:HEAD~1`")
            }
            Self::UnsupportedRepository { instead: None, .. } => return None,
            Self::UnsupportedRepository { instead: Some((folder, revision)), inside, .. } => format!(
                "check the other version out with `git worktree add --detach {folder} {revision}`, and compare with \
                 `--against {}`",
                protoward_source::join(folder, inside)
            ),
            Self::NoTag { .. } => "fetch tags with `git fetch --tags`; `git tag --merged` lists the existing ones".to_owned(),
            Self::NoTagInWindow { others, is_shallow: false, .. } if !others.is_empty() => {
                format!("the latest tags are {}; fetch others with `git fetch --tags`", super::error::ticked(others))
            }
            Self::NoTagInWindow { .. } => {
                "fetch the tags with `git fetch --tags`; for `actions/checkout`, set `fetch-depth: 0`".to_owned()
            }
            Self::SeveralMissing { fetch: Some(fetch), .. } => {
                format!("fetch them with `{fetch}`; for `actions/checkout`, set `fetch-depth: 0`")
            }
            Self::SeveralMissing { fetch: None, .. } => {
                "`git branch --all` and `git tag` list the existing names; fetch tags with `git fetch --tags`".to_owned()
            }
            Self::OldTags { newest, .. } => {
                format!("the newest release is `{newest}`; use a longer period, or a number of releases with `last`")
            }
            Self::NoTagPattern { .. } => "add a pattern, as in `tags:v1.*`".to_owned(),
            Self::BadWindow { .. } => {
                "limit tags by number with `last=3`, or by age with `within=18 months`, as in `tags:v1.*#last=3`".to_owned()
            }
            Self::SeveralSeries { prefix, .. } => {
                format!("select one by the start of its tags, as in `latest-tag:{prefix}`")
            }
            Self::BesideConfiguration { .. } => {
                "unpack or check out the files, and use their folder as the input".to_owned()
            }
            Self::OtherKind { asked, is, .. } => format!("write `{is}={asked}`"),
            Self::NoRevisionFound { kind: "branch", asked, similar } if similar.contains(asked) => {
                format!("`{asked}` is a tag; `--against git:{asked}` compares with it")
            }
            Self::NoRevisionFound { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NoRevisionFound { .. } => "`git branch --all` and `git tag` list the existing names".to_owned(),
            Self::BadRange { .. } => "use a range such as `v1.0.0..HEAD`, or one commit for its whole history".to_owned(),
            Self::NoCommit { .. } => "use a branch, a tag or a commit".to_owned(),
            Self::BadObject { .. } => {
                "`git fsck` lists missing objects; in a partial clone, fetch them first".to_owned()
            }
            Self::NotStaged { path, .. } => format!("stage it with `git add {path}`; `git status` lists the staged files"),
            Self::Unmerged { path } => format!("resolve the conflicts, and stage the result with `git add {path}`"),
            Self::NotStageable { .. } => "remove `--staged`, or use a folder".to_owned(),
            Self::NotInCommit { similar, .. } if !similar.is_empty() => did_you_mean(similar),
            Self::NotInCommit { .. } => "the file may not have existed, or had another path".to_owned(),
            Self::NotFound { commit: Some(commit), .. } => {
                format!("did you mean `{commit}`? commits have the prefix `git:`")
            }
            Self::NotFound { similar, what, path, .. } => return not_found(what, path, similar),
            Self::WrongKind { .. } => {
                "known file extensions are `.proto`, `.binpb`, `.json`, `.txtpb` and `.yaml`; for another one, add `#format=binpb`"
                    .to_owned()
            }
            Self::TooLarge { .. } => "split the image; protobuf limits the size of a message".to_owned(),
            Self::Tree(error) => return error.help(),
            Self::BadRepository { .. } | Self::Io { .. } => return None,
        })
    }
}

fn not_found(what: &str, path: &str, similar: &[String]) -> Option<String> {
    if !similar.is_empty() {
        return Some(did_you_mean(similar));
    }
    let parts = path.split_once(|character| System::HERE.is_separator(character));
    if what == "folder" && parts.is_some_and(|(host, _)| host.trim_matches('.').contains('.')) {
        return Some("modules of a registry are not fetched; export the module to a folder, and use that".to_owned());
    }
    Some("paths are relative to the current folder".to_owned())
}

fn did_you_mean(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}
