//! The references that a short name may mean.
//!
//! A name that is a tag and a branch means the tag, as in git. The order is that of
//! [gitrevisions(7)](https://git-scm.com/docs/gitrevisions).

use gix::ObjectId;

use super::branches;
use crate::inputs::input::{AmbiguousName, Commit};

/// The digits of a full object id. Such a name is never a reference.
const FULL_ID: usize = 40;

/// The fewest digits of an abbreviated object id.
const SHORTEST_ID: usize = 4;

/// Returns the ambiguous name in a commit as it was asked for; `None` if all of its names have one meaning.
pub(super) fn ambiguous(repository: &gix::Repository, commit: &Commit) -> Option<AmbiguousName> {
    match commit {
        Commit::Head | Commit::Branch(_) | Commit::Tag(_) => None,
        Commit::Revision(revision) => one_of_several(repository, revision, None),
        Commit::MergeBase { of, with } => {
            // As a branch, the name means the one at the remote too.
            let at_remote = branches::at_remote(repository, with).map(|branch| branch.reference);
            one_of_several(repository, with, at_remote).or_else(|| ambiguous(repository, of))
        }
        Commit::LatestTag { of, .. } => ambiguous(repository, of),
    }
}

/// Returns the full name of the reference that a name means; `None` for an object id, for an ancestor such as `main~1`,
/// and for a name that does not exist.
pub(super) fn meant(repository: &gix::Repository, name: &str) -> Option<String> {
    if is_id(name) { None } else { meanings(repository, name).into_iter().next() }
}

fn one_of_several(repository: &gix::Repository, revision: &str, more: Option<String>) -> Option<AmbiguousName> {
    let name = base(revision)?;
    let mut meanings = meanings(repository, name);
    // A local branch and the same one at the remote are two states of one branch.
    let is_branch = meanings.first().is_none_or(|first| first.starts_with("refs/heads/"));
    meanings.extend(more.filter(|_| !is_branch && name == revision));
    let object = object(repository, name);
    if is_id(name) {
        meanings.insert(0, name.to_owned());
    } else {
        meanings.extend(object.map(|id| id.to_string()));
    }
    let mut meanings = meanings.into_iter();
    let (meant, others): (_, Vec<String>) = (meanings.next()?, meanings.collect());
    (!others.is_empty()).then(|| AmbiguousName { name: name.to_owned(), meant, others })
}

/// Returns the name in a revision: `main` of `main~1`, `v1` of `v1^{commit}` and `v1:proto`.
fn base(revision: &str) -> Option<&str> {
    let marks = [revision.find(['~', '^', ':']), revision.find("@{")];
    let end = marks.into_iter().flatten().min().unwrap_or(revision.len());
    Some(&revision[..end]).filter(|name| !name.is_empty() && *name != "@")
}

/// Returns the existing references that a name may mean. Git takes the first one.
fn meanings(repository: &gix::Repository, name: &str) -> Vec<String> {
    let is_special = |character: char| character.is_ascii_uppercase() || character == '_';
    // Other files next to `HEAD` are no references.
    let is_full = name.starts_with("refs/") || name.chars().all(is_special);
    let names = [
        is_full.then(|| name.to_owned()),
        Some(format!("refs/{name}")),
        Some(format!("refs/tags/{name}")),
        Some(format!("refs/heads/{name}")),
        Some(format!("refs/remotes/{name}")),
        Some(format!("refs/remotes/{name}/HEAD")),
    ];
    names.into_iter().flatten().filter(|full| exists(repository, full)).collect()
}

/// Returns `true` if a reference of this full name leads to an object.
fn exists(repository: &gix::Repository, full: &str) -> bool {
    let Ok(Some(mut reference)) = repository.try_find_reference(full) else { return false };
    // A full name may be the end of another one.
    reference.name().as_bstr() == full.as_bytes() && reference.follow_to_object().is_ok()
}

/// Returns the only object whose id starts with these digits.
fn object(repository: &gix::Repository, digits: &str) -> Option<ObjectId> {
    let is_short_id = (SHORTEST_ID..FULL_ID).contains(&digits.len()) && super::objects::is_hex(digits);
    let prefix = gix::hash::Prefix::from_hex(digits).ok().filter(|_| is_short_id)?;
    repository.objects.lookup_prefix(prefix, None).ok()??.ok()
}

fn is_id(name: &str) -> bool {
    name.len() == FULL_ID && super::objects::is_hex(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_name_in_a_revision() {
        for (revision, name) in [
            ("main", Some("main")),
            ("main~1", Some("main")),
            ("v1^{commit}", Some("v1")),
            ("v1:proto/a~.proto", Some("v1")),
            ("main@{1}", Some("main")),
            ("a@b", Some("a@b")),
            ("@", None),
            ("@~1", None),
            (":/words", None),
            ("^main", None),
        ] {
            assert_eq!(base(revision), name, "{revision}");
        }
    }
}
