//! The errors about missing parts of a clone, each with the command that fetches them.

use super::objects::{ancestor_of, at_a_remote, is_at_first, is_hex, is_shallow, names, resolve, similar};
use crate::branch_setting::BranchSetting;
use crate::error::InputError;
use crate::input::Commit;

/// Usual names of default branches that are only proposed in messages.
const LIKELY: [&str; 4] = ["develop", "trunk", "dev", "mainline"];

/// The command that fetches the full history with all tags.
const WITH_TAGS: &str = "git fetch --unshallow --tags";

/// Returns the error for a commit that a shallow clone lacks, with the exact command if possible.
pub(super) fn shallow(repository: &gix::Repository, commit: &Commit) -> InputError {
    let asked = commit.to_string();
    let unshallow = || "git fetch --unshallow".to_owned();
    let fetch = match commit {
        Commit::Branch(name) => branch_at_origin(name),
        Commit::Tag(name) => tag(name),
        Commit::Head | Commit::MergeBase { .. } => unshallow(),
        Commit::LatestTag { .. } => WITH_TAGS.to_owned(),
        Commit::Revision(name) => match (ancestor_of(name), name.strip_prefix("origin/")) {
            (Some(base), _) if is_there(repository, base) => unshallow(),
            (Some(base), _) => with_history(base.strip_prefix("origin/").unwrap_or(base)),
            (None, Some(branch)) => branch_at_origin(branch),
            (None, None) if is_hex(name) && name.len() == 40 => format!("git fetch --depth=1 origin {name}"),
            (None, None) if looks_like_a_version(name) => tag(name),
            (None, None) => format!("git fetch --depth=1 origin {name}:{name}"),
        },
    };
    InputError::Shallow { asked, fetch }
}

/// Returns the error for a missing branch.
pub(super) fn branch_missing(repository: &gix::Repository, branch: &str) -> InputError {
    let name = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    let name = name.strip_prefix("origin/").unwrap_or(name);
    if is_shallow(repository) {
        return InputError::Shallow { asked: format!("merge-base:{branch}"), fetch: with_history(name) };
    }
    // In a single-branch clone the branch was not fetched; in other clones the name is wrong.
    let all = names(repository);
    if let Some(error) = no_remote(repository, branch) {
        return error;
    }
    match similar(repository, branch) {
        similar if similar.is_empty() && at_a_remote(&all, name).is_empty() && !all.is_empty() => {
            InputError::NotFetched { branch: name.to_owned(), fetch: into_remotes(name, "git fetch") }
        }
        similar => InputError::NoRevisionFound { kind: "branch", asked: branch.to_owned(), similar },
    }
}

/// Returns the error for a missing branch that a setting names.
pub(super) fn named_branch_missing(repository: &gix::Repository, branch: &str, by: BranchSetting) -> InputError {
    let fetch = if is_shallow(repository) { with_history(branch) } else { into_remotes(branch, "git fetch") };
    InputError::NamedBranchMissing { branch: branch.to_owned(), by, fetch }
}

/// Returns the error for a merge base that a shallow clone cannot determine: newer common commits may be missing.
pub(super) fn cut_off(branch: &str) -> InputError {
    let name = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    let name = name.strip_prefix("origin/").unwrap_or(name);
    InputError::CutOff { asked: format!("merge-base:{branch}"), fetch: with_history(name) }
}

/// Returns the error for releases of which a shallow clone may lack some: older ones, and newer ones of other branches.
pub(super) fn tags_cut_off(asked: String) -> InputError {
    InputError::CutOff { asked, fetch: WITH_TAGS.to_owned() }
}

/// Returns the error for the commit on which a CI service built the checked-out one.
pub(super) fn base_missing(repository: &gix::Repository, base: &str, branch: &str) -> InputError {
    let asked = base.to_owned();
    let fetch = format!("git fetch --depth=1 origin {base}");
    if is_shallow(repository) {
        InputError::Shallow { asked, fetch }
    } else {
        InputError::NotFetched { branch: branch.to_owned(), fetch }
    }
}

/// Returns the error for the commit before a push.
pub(super) fn before_missing(commit: &str, service: &'static str) -> InputError {
    let fetch = format!("git fetch --depth=1 origin {commit}");
    InputError::BeforeMissing { commit: commit.to_owned(), service, fetch }
}

/// Returns the error for an unfetched remote branch; `None` if there is no evidence of it.
pub(super) fn elsewhere(repository: &gix::Repository, commit: &Commit) -> Option<InputError> {
    let name = commit.to_string();
    let name = ancestor_of(&name).unwrap_or(&name);
    let remotes: Vec<String> = repository.remote_names().iter().map(ToString::to_string).collect();
    let at_remote = remotes.iter().find_map(|remote| Some((remote, name.strip_prefix(&**remote)?.strip_prefix('/')?)));
    let fetch = match (commit, at_remote) {
        (Commit::Revision(_), Some((remote, branch))) => {
            format!("git fetch {remote} {branch}:refs/remotes/{remote}/{branch}")
        }
        (Commit::Branch(_), _) if has_one_branch(repository) => into_remotes(name, "git fetch"),
        (Commit::Revision(_), None) if has_one_branch(repository) && !is_hex(name) && !looks_like_a_version(name) => {
            format!("git fetch origin {name}:{name}")
        }
        _ => return None,
    };
    Some(InputError::NotFetched { branch: name.to_owned(), fetch })
}

/// Returns `true` for a clone by `git clone --single-branch`, which never fetches other branches.
fn has_one_branch(repository: &gix::Repository) -> bool {
    let refspec = repository.config_snapshot().string("remote.origin.fetch");
    refspec.is_some_and(|refspec| !refspec.contains(&b'*'))
}

/// Returns the error for `origin/main` in a repository without remotes.
pub(super) fn no_remote(repository: &gix::Repository, asked: &str) -> Option<InputError> {
    let (remote, _) = asked.split_once('/')?;
    let is_remote = matches!(remote, "origin" | "upstream") && repository.remote_names().is_empty();
    is_remote.then(|| InputError::NoRemote {
        asked: asked.to_owned(),
        remote: remote.to_owned(),
        is_first: is_at_first(repository),
    })
}

/// Returns the error for a clone without the default branch; `None` without a remote.
pub(super) fn default_branch_missing(repository: &gix::Repository) -> Option<InputError> {
    if repository.remote_names().is_empty() {
        return None;
    }
    let remote = super::remote::remote(repository).unwrap_or_else(|| "origin".to_owned());
    let fetched = names(repository);
    let is_fetched = |name: &&&str| fetched.contains(&format!("{remote}/{name}"));
    let branch = LIKELY.iter().find(is_fetched).map_or("BRANCH", |name| name).to_owned();
    let command = if is_shallow(repository) { "git fetch --unshallow" } else { "git fetch" };
    let fetch = (is_shallow(repository) || has_one_branch(repository))
        .then(|| format!("{command} {remote} '+refs/heads/*:refs/remotes/{remote}/*'"));
    Some(InputError::NoDefaultBranch { remote, branch, fetch })
}

/// Returns the command that fetches the full history of a branch.
fn with_history(branch: &str) -> String {
    into_remotes(branch, "git fetch --unshallow")
}

fn branch_at_origin(branch: &str) -> String {
    into_remotes(branch, "git fetch --depth=1")
}

fn into_remotes(branch: &str, fetch: &str) -> String {
    format!("{fetch} origin {branch}:refs/remotes/origin/{branch}")
}

fn tag(name: &str) -> String {
    format!("git fetch --depth=1 origin tag {name}")
}

fn is_there(repository: &gix::Repository, revision: &str) -> bool {
    resolve(repository, revision).is_some()
}

/// Returns `true` for names of tags such as `v1.2` and `1.0.0`.
fn looks_like_a_version(name: &str) -> bool {
    let rest = name.strip_prefix('v').unwrap_or(name);
    rest.starts_with(|character: char| character.is_ascii_digit())
}
