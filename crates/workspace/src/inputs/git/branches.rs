//! Branches, as they are found here and at remotes, and which of them is the default one.

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::objects;

/// Where a clone notes what it has seen of the branches of a remote.
const REMOTES: &str = "refs/remotes/";

/// The remote that a clone is made from.
const ORIGIN: &str = "origin";

/// What a default branch is called where nothing says so.
const USUAL: [&str; 2] = ["main", "master"];

/// A branch that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    /// As people write it: `origin/main`, `main`.
    pub(super) shown: String,
    /// Without the remote: `main`.
    pub(super) name: String,
    /// Its newest commit.
    pub(super) tip: ObjectId,
}

/// The branch called `name`: at the remote, whose state is what others see of it, else here.
pub(super) fn find(repository: &gix::Repository, name: &str) -> Option<Branch> {
    let name = name.strip_prefix("refs/heads/").unwrap_or(name);
    let at_remote = remote(repository).and_then(|remote| named(repository, REMOTES, &format!("{remote}/{name}"), name));
    at_remote.or_else(|| named(repository, "refs/heads/", name, name))
}

/// The branch that others start from: what `origin/HEAD` says, else `main` or `master`.
pub(super) fn default(repository: &gix::Repository) -> Option<Branch> {
    head_of_remote(repository).or_else(|| USUAL.iter().find_map(|name| find(repository, name)))
}

/// A branch that has no commit in common with `commit`, where there is one.
pub(super) fn unrelated(repository: &gix::Repository, commit: ObjectId) -> Option<String> {
    let references = repository.references().ok()?;
    let branch = |mut reference: gix::Reference<'_>| {
        let name = reference.name().shorten().to_str().ok()?.to_owned();
        let tip = reference.follow_to_object().ok()?.detach();
        objects::merge_base(repository, commit, tip).is_none().then_some(name)
    };
    references.local_branches().ok()?.flatten().find_map(branch)
}

/// The name of the branch that is checked out; `None` where a commit is.
pub(super) fn checked_out(repository: &gix::Repository) -> Option<String> {
    let name = repository.head_name().ok()??;
    name.as_bstr().to_str().ok()?.strip_prefix("refs/heads/").map(str::to_owned)
}

/// `origin`, else the only remote of which anything was fetched.
pub(super) fn remote(repository: &gix::Repository) -> Option<String> {
    let mut remotes: Vec<String> = remote_names(repository);
    match &remotes[..] {
        [_] => remotes.pop(),
        all if all.iter().any(|name| name == ORIGIN) => Some(ORIGIN.to_owned()),
        _ => None,
    }
}

fn remote_names(repository: &gix::Repository) -> Vec<String> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.remote_branches() else { return Vec::new() };
    let name = |full: &str| full.strip_prefix(REMOTES)?.split_once('/').map(|(remote, _)| remote.to_owned());
    let mut names: Vec<String> = all.flatten().filter_map(|it| name(it.name().as_bstr().to_str().ok()?)).collect();
    names.dedup();
    names.sort();
    names.dedup();
    names
}

fn head_of_remote(repository: &gix::Repository) -> Option<Branch> {
    let remote = remote(repository)?;
    let head = repository.try_find_reference(&*format!("{REMOTES}{remote}/HEAD")).ok()??;
    let target = head.target().try_name()?.as_bstr().to_str().ok()?.to_owned();
    let name = target.strip_prefix(REMOTES)?.strip_prefix(&*remote)?.strip_prefix('/')?;
    named(repository, REMOTES, &format!("{remote}/{name}"), name)
}

fn named(repository: &gix::Repository, folder: &str, shown: &str, name: &str) -> Option<Branch> {
    let mut reference = repository.try_find_reference(&*format!("{folder}{shown}")).ok()??;
    let tip = reference.follow_to_object().ok()?.detach();
    let tip = objects::peeled(repository, tip, shown).ok()?;
    Some(Branch { shown: shown.to_owned(), name: name.to_owned(), tip })
}
