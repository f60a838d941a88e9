//! Lookups in a repository: names, commits, and the objects that they lead to. Damaged objects are told from missing ones,
//! which a fetch may provide.

use gix::ObjectId;
use gix::bstr::ByteSlice;

use crate::error::InputError;
use protoward_source::nearest;

/// Maximum depth of annotated tags to peel.
const MAX_TAGS: usize = 16;

/// Returns the commit of an id or a tag; `asked` is the requested revision.
pub(super) fn peeled(repository: &gix::Repository, id: ObjectId, asked: &str) -> Result<ObjectId, InputError> {
    match tree_of(repository, id) {
        Ok(Some((commit, _))) => Ok(commit),
        Ok(None) => Err(InputError::NoCommit { asked: asked.to_owned() }),
        Err(error) => Err(InputError::BadObject { asked: asked.to_owned(), reason: error.to_string() }),
    }
}

/// Returns the first parent of a merge commit, if it is available.
pub(super) fn first_of_several_parents(repository: &gix::Repository, commit: ObjectId) -> Option<ObjectId> {
    let parents: Vec<ObjectId> = repository.find_commit(commit).ok()?.parent_ids().map(gix::Id::detach).collect();
    let first = *parents.first().filter(|_| parents.len() > 1)?;
    repository.find_commit(first).ok().map(|_| first)
}

/// Resolves a revision as `git rev-parse` does; `None` if that involves corrupt objects.
pub(super) fn resolve(repository: &gix::Repository, revision: &str) -> Option<ObjectId> {
    if is_damaged(repository, revision) { None } else { parse(repository, revision) }
}

/// Returns `true` if a text names an existing or unfetched commit: a branch of a known remote, or an ancestor.
pub(super) fn is_meant(repository: &gix::Repository, text: &str) -> bool {
    let of_remote = |text: &str| {
        let remote = text.split_once('/').map(|(remote, _)| remote);
        remote.is_some_and(|remote| repository.remote_names().iter().any(|name| name.to_str() == Ok(remote)))
    };
    let is_commit = |text: &str| resolve(repository, text).is_some_and(|id| peeled(repository, id, text).is_ok());
    let is_known = |text: &str| !text.is_empty() && (of_remote(text) || is_commit(text));
    is_known(text) || ancestor_of(text).is_some_and(is_known)
}

fn parse(repository: &gix::Repository, revision: &str) -> Option<ObjectId> {
    repository.rev_parse_single(revision).ok().map(gix::Id::detach)
}

/// Returns `true` if a revision depends on a corrupt object. gix follows cyclic tags and trees forever and relies on
/// well-formed commits.
pub(super) fn is_damaged(repository: &gix::Repository, revision: &str) -> bool {
    let first = |marks: &[char]| revision.find(marks);
    let trees = revision.match_indices("^{").map(|(at, _)| at);
    let mut starts: Vec<usize> = trees.chain(first(&['~', '^', ':'])).chain(first(&[':'])).collect();
    starts.retain(|start| *start > 0);
    starts.sort_unstable();
    starts.dedup();
    let is_sound = |start: &usize| parse(repository, &revision[..*start]).is_none_or(|id| is_sound(repository, id));
    !starts.iter().all(is_sound)
}

/// Returns `true` if an object is a tree or a blob, or leads to a tree in a few steps.
fn is_sound(repository: &gix::Repository, id: ObjectId) -> bool {
    match tree_of(repository, id) {
        Ok(Some((_, tree))) => {
            // A missing object, as in a partial clone, is not corrupt.
            repository.find_header(tree).map_or(true, |header| header.kind() == gix::object::Kind::Tree)
        }
        Ok(None) => repository.find_header(id).is_ok_and(|header| header.kind() == gix::object::Kind::Blob),
        Err(_) => false,
    }
}

/// Returns the commit and its tree; `None` if `id` is a blob.
pub(super) fn tree_of(repository: &gix::Repository, id: ObjectId) -> gix::Result<Option<(ObjectId, ObjectId)>> {
    let mut id = id;
    for _ in 0..MAX_TAGS {
        let object = repository.find_object(id)?;
        match object.kind {
            gix::object::Kind::Commit => return Ok(Some((id, object.try_into_commit()?.tree_id()?.detach()))),
            gix::object::Kind::Tag => id = object.try_into_tag()?.target_id()?.detach(),
            gix::object::Kind::Tree => return Ok(Some((id, id))),
            gix::object::Kind::Blob => return Ok(None),
        }
    }
    Ok(None)
}

pub(super) fn is_shallow(repository: &gix::Repository) -> bool {
    repository.is_shallow().unwrap_or(false)
}

pub(super) fn first_parent(repository: &gix::Repository, commit: ObjectId) -> Option<ObjectId> {
    repository.find_commit(commit).ok()?.parent_ids().next().map(gix::Id::detach)
}

/// `git replace` can remove the parents of a commit, so that it looks like a root commit.
pub(super) fn is_replaced(repository: &gix::Repository, commit: ObjectId) -> bool {
    repository.try_find_reference(&*format!("refs/replace/{commit}")).is_ok_and(|found| found.is_some())
}

/// Returns `true` if the checked-out commit is a root commit.
pub(super) fn is_at_first(repository: &gix::Repository) -> bool {
    resolve(repository, "HEAD").is_some_and(|id| is_root(repository, id) && !is_replaced(repository, id))
}

/// Returns `true` for a commit that names no parent. The oldest commit of a shallow clone names those that are missing.
pub(super) fn is_root(repository: &gix::Repository, commit: ObjectId) -> bool {
    repository.find_commit(commit).is_ok_and(|commit| commit.parent_ids().next().is_none())
}

/// Returns the base of `HEAD~3` or `HEAD^^`: `HEAD`.
pub(super) fn ancestor_of(revision: &str) -> Option<&str> {
    let end = revision.find(['~', '^'])?;
    Some(&revision[..end]).filter(|base| !base.is_empty())
}

pub(super) fn is_hex(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_hexdigit())
}

/// Returns the short names of branches and tags: `main`, `origin/main`, `v1.2.0`.
pub(super) fn names(repository: &gix::Repository) -> Vec<String> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.all() else { return Vec::new() };
    let names = all.flatten().filter_map(|reference| reference.name().shorten().to_str().ok().map(str::to_owned));
    names.filter(|name| name != "HEAD" && !name.ends_with("/HEAD") && name != "stash").collect()
}

/// Returns names similar to a missing one: the same branch at a remote or locally, or else one with a similar
/// spelling.
pub(super) fn similar(repository: &gix::Repository, asked: &str) -> Vec<String> {
    let names = names(repository);
    let mut same = at_a_remote(&names, asked);
    same.extend(names.iter().filter(|name| is_in(asked, name)).cloned());
    if !same.is_empty() {
        same.truncate(3);
        return same;
    }
    let near = nearest(asked, names.iter().map(String::as_str));
    if !near.is_empty() {
        return near.into_iter().map(str::to_owned).collect();
    }
    // `mian` is similar to `origin/main` too.
    let short = |name: &'_ str| name.split_once('/').map_or(name, |(_, short)| short).to_owned();
    let near: Vec<String> = names.iter().map(|name| short(name)).collect();
    let near = nearest(asked, near.iter().map(String::as_str));
    names.iter().filter(|name| near.contains(&&*short(name))).cloned().collect()
}

/// Returns remote branches of a name: `origin/main` for `main`.
pub(super) fn at_a_remote(names: &[String], asked: &str) -> Vec<String> {
    names.iter().filter(|name| is_in(name, asked)).cloned().collect()
}

/// Returns `true` if `name` is `short` at a remote.
fn is_in(name: &str, short: &str) -> bool {
    name.strip_suffix(short).is_some_and(|remote| remote.ends_with('/'))
}
