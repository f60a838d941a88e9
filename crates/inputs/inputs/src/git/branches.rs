//! Local and remote branches, and the default branch. A remote-tracking branch is preferred, because others see that state.

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::common::common_commits;
use super::remote::{REMOTES, remote};
use super::{fetch, names, objects};
use crate::branch_setting::BranchSetting;
use crate::error::InputError;

/// The prefix of local branches.
const HEADS: &str = "refs/heads/";

/// The usual names of the default branch.
const USUAL: [&str; 2] = ["main", "master"];

/// A local branch, or a remote-tracking one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    /// The displayed name: `origin/main`, `main`.
    pub(super) shown: String,
    /// The name without the remote: `main`.
    pub(super) name: String,
    /// The full name: `refs/remotes/origin/main`.
    pub(super) reference: String,
    /// The id of the newest commit.
    pub(super) tip: ObjectId,
}

impl Branch {
    /// Returns the shortest name that means this branch in `merge-base:NAME`.
    pub(super) fn unambiguous(&self, repository: &gix::Repository) -> String {
        let is_this = |full: &String| *full == self.reference;
        let means_this = match names::meant(repository, &self.shown) {
            Some(full) if full.starts_with(HEADS) => {
                find(repository, &self.shown).is_some_and(|it| is_this(&it.reference))
            }
            full => full.as_ref().is_some_and(is_this),
        };
        if means_this { &self.shown } else { &self.reference }.clone()
    }
}

/// Returns the branch that a CI service calls `name`, preferably at the remote, because others see that state.
pub(super) fn find(repository: &gix::Repository, name: &str) -> Option<Branch> {
    let name = name.strip_prefix(HEADS).unwrap_or(name);
    at_remote(repository, name).or_else(|| named(repository, HEADS, name, name))
}

/// Returns the branch that a user calls `name`, preferably at the remote; `None` if git takes the name for something
/// else, such as a tag.
pub(super) fn meant(repository: &gix::Repository, name: &str) -> Option<Branch> {
    let is_id = name.len() == 40 && objects::is_hex(name);
    let full = names::meant(repository, name);
    let is_local = full.as_ref().is_none_or(|full| full.starts_with(HEADS) && full != name);
    if is_local && !is_id { find(repository, name) } else { None }
}

/// Returns the branch `name` at the remote.
pub(super) fn at_remote(repository: &gix::Repository, name: &str) -> Option<Branch> {
    remote(repository).and_then(|remote| named(repository, REMOTES, &format!("{remote}/{name}"), name))
}

/// Returns the default branch: `origin/HEAD`, or else `main` or `master`.
///
/// # Errors
/// Fails if `origin/HEAD` names a branch that this clone lacks: another one would not be what the clone says.
pub(super) fn default(repository: &gix::Repository) -> Result<Option<Branch>, InputError> {
    let head = head_of_remote(repository)?;
    Ok(head.or_else(|| USUAL.iter().find_map(|name| find(repository, name))))
}

/// Returns the branch from which the checked-out one was cut, as its upstream configuration names it. The upstream of a
/// branch that was pushed has the same name, and is no other branch.
///
/// # Errors
/// Fails if this clone lacks the upstream.
pub(super) fn upstream(repository: &gix::Repository) -> Result<Option<Branch>, InputError> {
    let Some((of, remote, name)) = configured_upstream(repository) else { return Ok(None) };
    let found = match &*remote {
        "." => named(repository, HEADS, &name, &name),
        remote => named(repository, REMOTES, &format!("{remote}/{name}"), &name),
    };
    let missing = || fetch::named_branch_missing(repository, &name, BranchSetting::Upstream { of });
    found.map(Some).ok_or_else(missing)
}

/// Returns the checked-out branch, and the remote and the name of its upstream, if that is another branch.
fn configured_upstream(repository: &gix::Repository) -> Option<(String, String, String)> {
    let here = checked_out(repository)?;
    let config = repository.config_snapshot();
    let of_branch = |key: &str| config.plumbing().string_by("branch", Some(here.as_str().into()), key);
    let remote = of_branch("remote")?.to_str().ok()?.to_owned();
    let name = of_branch("merge")?.to_str().ok()?.strip_prefix(HEADS)?.to_owned();
    (name != here).then_some((here, remote, name))
}

/// Returns a branch without a common commit with `commit`.
pub(super) fn unrelated(repository: &gix::Repository, commit: ObjectId) -> Option<String> {
    let references = repository.references().ok()?;
    let branch = |mut reference: gix::Reference<'_>| {
        let name = reference.name().shorten().to_str().ok()?.to_owned();
        let tip = reference.follow_to_object().ok()?.detach();
        common_commits(repository, commit, tip).ok()?.ids.is_empty().then_some(name)
    };
    references.local_branches().ok()?.flatten().find_map(branch)
}

/// Returns the checked-out branch; `None` for a detached HEAD.
pub(super) fn checked_out(repository: &gix::Repository) -> Option<String> {
    let name = repository.head_name().ok()??;
    name.as_bstr().to_str().ok()?.strip_prefix("refs/heads/").map(str::to_owned)
}

/// Returns the default branch of the remote, as this clone knows it.
fn head_of_remote(repository: &gix::Repository) -> Result<Option<Branch>, InputError> {
    let Some((remote, name)) = name_in_remote_head(repository) else { return Ok(None) };
    let found = named(repository, REMOTES, &format!("{remote}/{name}"), &name);
    let missing = || fetch::named_branch_missing(repository, &name, BranchSetting::RemoteHead { remote });
    found.map(Some).ok_or_else(missing)
}

/// Returns the remote and the name of its default branch.
fn name_in_remote_head(repository: &gix::Repository) -> Option<(String, String)> {
    let remote = remote(repository)?;
    let head = repository.try_find_reference(&*format!("{REMOTES}{remote}/HEAD")).ok()??;
    let target = head.target().try_name()?.as_bstr().to_str().ok()?.to_owned();
    let name = target.strip_prefix(REMOTES)?.strip_prefix(&*remote)?.strip_prefix('/')?.to_owned();
    Some((remote, name))
}

fn named(repository: &gix::Repository, folder: &str, shown: &str, name: &str) -> Option<Branch> {
    let full = format!("{folder}{shown}");
    let mut reference = repository.try_find_reference(&*full).ok()??;
    let tip = reference.follow_to_object().ok()?.detach();
    let tip = objects::peeled(repository, tip, shown).ok()?;
    Some(Branch { shown: shown.to_owned(), name: name.to_owned(), reference: full, tip })
}
