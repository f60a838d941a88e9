//! Lookups in a repository: names, commits, and the objects that they lead to.

use gix::ObjectId;
use gix::bstr::ByteSlice;

use crate::inputs::error::InputError;
use protoward_source::nearest;

/// Maximum depth of annotated tags to peel.
const MAX_TAGS: usize = 16;

/// The commit that an id or a tag stands for, which was asked for by these words.
pub(super) fn peeled(repository: &gix::Repository, id: ObjectId, asked: &str) -> Result<ObjectId, InputError> {
    match tree_of(repository, id) {
        Ok(Some((commit, _))) => Ok(commit),
        Ok(None) => Err(InputError::NoCommit { asked: asked.to_owned() }),
        Err(error) => Err(InputError::BadObject { asked: asked.to_owned(), reason: error.to_string() }),
    }
}

/// The first parent of a commit that merges, where it is here.
pub(super) fn first_of_several_parents(repository: &gix::Repository, commit: ObjectId) -> Option<ObjectId> {
    let parents: Vec<ObjectId> = repository.find_commit(commit).ok()?.parent_ids().map(gix::Id::detach).collect();
    let first = *parents.first().filter(|_| parents.len() > 1)?;
    repository.find_commit(first).ok().map(|_| first)
}

/// What `git rev-parse` makes of it; nothing, where that leads through damaged objects.
pub(super) fn resolve(repository: &gix::Repository, revision: &str) -> Option<ObjectId> {
    if is_damaged(repository, revision) { None } else { parse(repository, revision) }
}

/// Whether a text names a commit of the repository, or would if that were fetched: a branch at a known remote, an ancestor.
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

/// Whether a revision starts from an object, or takes the tree of one, that is not what it should be. gix follows tags and
/// trees without end where they lead to each other, and relies on commits to be well formed.
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

/// Whether an object is a tree or a file, or leads to a tree in a few steps.
fn is_sound(repository: &gix::Repository, id: ObjectId) -> bool {
    match tree_of(repository, id) {
        Ok(Some((_, tree))) => {
            // One that is missing ends the way, as in a partial clone.
            repository.find_header(tree).map_or(true, |header| header.kind() == gix::object::Kind::Tree)
        }
        Ok(None) => repository.find_header(id).is_ok_and(|header| header.kind() == gix::object::Kind::Blob),
        Err(_) => false,
    }
}

/// The commit and its tree; `None` where `id` is a file.
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

/// `git replace` can take the parents of a commit away, so that it looks like the first one.
pub(super) fn is_replaced(repository: &gix::Repository, commit: ObjectId) -> bool {
    repository.try_find_reference(&*format!("refs/replace/{commit}")).is_ok_and(|found| found.is_some())
}

/// `true` where the commit that is checked out is a first commit.
pub(super) fn is_at_first(repository: &gix::Repository) -> bool {
    let newest = resolve(repository, "HEAD");
    !is_shallow(repository)
        && newest.is_some_and(|id| first_parent(repository, id).is_none() && !is_replaced(repository, id))
}

/// `HEAD` of `HEAD~3` and `HEAD^^`.
pub(super) fn ancestor_of(revision: &str) -> Option<&str> {
    let end = revision.find(['~', '^'])?;
    Some(&revision[..end]).filter(|base| !base.is_empty())
}

pub(super) fn is_hex(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_hexdigit())
}

/// The names of branches and tags as people write them: `main`, `origin/main`, `v1.2.0`.
pub(super) fn names(repository: &gix::Repository) -> Vec<String> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.all() else { return Vec::new() };
    let names = all.flatten().filter_map(|reference| reference.name().shorten().to_str().ok().map(str::to_owned));
    names.filter(|name| name != "HEAD" && !name.ends_with("/HEAD") && name != "stash").collect()
}

/// Names like the one that is not there: the same branch at a remote, or here, else a letter or two away.
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
    // `mian` is like `origin/main` as well.
    let short = |name: &'_ str| name.split_once('/').map_or(name, |(_, short)| short).to_owned();
    let near: Vec<String> = names.iter().map(|name| short(name)).collect();
    let near = nearest(asked, near.iter().map(String::as_str));
    names.iter().filter(|name| near.contains(&&*short(name))).cloned().collect()
}

/// `origin/main` for `main`.
pub(super) fn at_a_remote(names: &[String], asked: &str) -> Vec<String> {
    names.iter().filter(|name| is_in(name, asked)).cloned().collect()
}

/// Whether `name` is `short` behind the name of a remote.
fn is_in(name: &str, short: &str) -> bool {
    name.strip_suffix(short).is_some_and(|remote| remote.ends_with('/'))
}

/// The newest commit that two have in common. Where their history was cut off or is damaged, there may be none.
pub(super) fn merge_base(repository: &gix::Repository, one: ObjectId, other: ObjectId) -> Option<ObjectId> {
    repository.merge_base(one, other).ok().flatten().map(gix::Id::detach)
}
