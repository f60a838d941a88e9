//! Resolution of a named commit to its tree, with an error that says what a clone lacks.

use gix::ObjectId;
use gix::prelude::ObjectIdExt;
use protoward_source::paths::shown;

use super::objects::{
    ancestor_of, at_a_remote, first_parent, is_damaged, is_hex, is_replaced, is_root, is_shallow, names as all_names,
    peeled, resolve, similar, tree_of,
};
use super::{ambiguous, fetch, latest_tag, merge_base};
use crate::CommitName;
use crate::error::InputError;
use crate::input::Commit;

pub(super) fn find(repository: &gix::Repository, commit: &Commit) -> Result<(ObjectId, CommitName), InputError> {
    let ambiguous = ambiguous::ambiguous(repository, commit);
    let (id, asked) = match commit {
        Commit::MergeBase { of, with } => (newest(merge_base::find(repository, of, with)?), commit.to_string()),
        Commit::LatestTag { .. } => latest_tag::find(repository, commit)?,
        _ => (named(repository, commit).ok_or_else(|| not_found(repository, commit))?, commit.to_string()),
    };
    match tree_of(repository, id) {
        Ok(Some((commit, tree))) => {
            let id = commit.attach(repository).shorten_or_id().to_string();
            let asked = if is_hex(&asked) && asked.starts_with(&id) { id.clone() } else { asked };
            Ok((tree, CommitName { id, asked, ambiguous }))
        }
        Ok(None) => Err(InputError::NoCommit { asked }),
        Err(_) if is_shallow(repository) => Err(fetch::shallow(repository, commit)),
        Err(error) => Err(InputError::BadObject { asked, reason: error.to_string() }),
    }
}

/// Returns the id of a commit.
pub(super) fn commit(repository: &gix::Repository, commit: &Commit) -> Result<ObjectId, InputError> {
    match commit {
        Commit::MergeBase { of, with } => merge_base::find(repository, of, with).map(newest),
        Commit::LatestTag { .. } => latest_tag::find(repository, commit).map(|(id, _)| id),
        _ => {
            let id = named(repository, commit).ok_or_else(|| not_found(repository, commit))?;
            peeled(repository, id, &commit.to_string())
        }
    }
}

/// Returns the first of several merge bases, which are sorted. A comparison uses all of them.
fn newest(bases: Vec<ObjectId>) -> ObjectId {
    bases.into_iter().next().expect("a merge base was found")
}

fn named(repository: &gix::Repository, commit: &Commit) -> Option<ObjectId> {
    full_names(commit).iter().find_map(|name| resolve(repository, name))
}

/// Returns the names of the references that a commit may have.
fn full_names(commit: &Commit) -> Vec<String> {
    match commit {
        Commit::Head => vec!["HEAD".to_owned()],
        Commit::Branch(name) => vec![format!("refs/heads/{name}"), format!("refs/remotes/origin/{name}")],
        Commit::Tag(name) => vec![format!("refs/tags/{name}")],
        Commit::Revision(name) => vec![name.clone()],
        Commit::MergeBase { .. } | Commit::LatestTag { .. } => Vec::new(),
    }
}

/// Returns the kind of the reference with a name that was asked for as another kind.
fn other_kind(repository: &gix::Repository, commit: &Commit) -> Option<&'static str> {
    let other = match commit {
        Commit::Branch(name) => Commit::Tag(name.clone()),
        Commit::Tag(name) => Commit::Branch(name.clone()),
        Commit::Head | Commit::Revision(_) | Commit::MergeBase { .. } | Commit::LatestTag { .. } => return None,
    };
    named(repository, &other).map(|_| kind(&other))
}

/// Returns why a commit was not found: no commits at all, a truncated or too short history, or a wrong name.
fn not_found(repository: &gix::Repository, commit: &Commit) -> InputError {
    let asked = commit.to_string();
    match repository.head() {
        Ok(head) if head.is_unborn() && ancestor_of(&asked).unwrap_or(&asked) == "HEAD" => {
            return match all_names(repository).into_iter().next() {
                Some(other) => InputError::NoCommitOnBranch { asked, other },
                None => InputError::NoCommits { asked },
            };
        }
        Ok(head) if head.is_unborn() && all_names(repository).is_empty() => return InputError::NoCommits { asked },
        Ok(_) => {}
        Err(error) => {
            let path = shown(repository.git_dir()).to_string();
            return InputError::BadRepository { path, reason: error.to_string() };
        }
    }
    if let Some(is) = other_kind(repository, commit) {
        return InputError::OtherKind { kind: kind(commit), asked, is };
    }
    let is_cut_off = is_shallow(repository) && !ends_at_root(repository, &asked);
    if is_cut_off && at_a_remote(&all_names(repository), &asked).is_empty() {
        return fetch::shallow(repository, commit);
    }
    if is_damaged(repository, &asked) {
        return InputError::BadObject { asked, reason: "an object on the way to it is missing or damaged".to_owned() };
    }
    // The reference exists, but its commit does not.
    let exists = |name: &String| repository.try_find_reference(name.as_str()).is_ok_and(|found| found.is_some());
    if asked == "HEAD" || full_names(commit).iter().any(exists) {
        return InputError::BadObject { asked, reason: "its commit is missing or damaged".to_owned() };
    }
    match ancestor_of(&asked) {
        Some(base) if resolve(repository, base).is_some() => no_ancestor(repository, base, &asked),
        base => {
            let similar = similar(repository, base.unwrap_or(&asked));
            let elsewhere = if similar.is_empty() { fetch::elsewhere(repository, commit) } else { None };
            elsewhere.or_else(|| fetch::no_remote(repository, &asked)).unwrap_or(InputError::NoRevisionFound {
                kind: kind(commit),
                asked,
                similar,
            })
        }
    }
}

/// Returns `true` if the history of an ancestor such as `HEAD~3` is complete, even in a shallow clone.
fn ends_at_root(repository: &gix::Repository, asked: &str) -> bool {
    let newest = ancestor_of(asked).and_then(|base| peeled(repository, resolve(repository, base)?, base).ok());
    std::iter::successors(newest, |&id| first_parent(repository, id)).last().is_some_and(|id| is_root(repository, id))
}

/// Returns the error for an ancestor before the first commit, or before a truncation.
fn no_ancestor(repository: &gix::Repository, base: &str, asked: &str) -> InputError {
    let asked = asked.to_owned();
    let newest = resolve(repository, base).and_then(|id| peeled(repository, id, base).ok());
    let mut oldest = newest;
    while let Some(parent) = oldest.and_then(|id| first_parent(repository, id)) {
        oldest = Some(parent);
    }
    match oldest.filter(|&id| is_replaced(repository, id)) {
        Some(commit) => InputError::Grafted { asked, commit: commit.attach(repository).shorten_or_id().to_string() },
        None => InputError::NoAncestor { base: base.to_owned(), asked, is_first: newest.is_some() && newest == oldest },
    }
}

fn kind(commit: &Commit) -> &'static str {
    match commit {
        Commit::Branch(_) => "branch",
        Commit::Tag(_) => "tag",
        Commit::Head | Commit::Revision(_) | Commit::MergeBase { .. } | Commit::LatestTag { .. } => "revision",
    }
}
