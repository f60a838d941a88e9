//! Names that several references have. As in git, one of them is meant, but a user may mean another, so messages mention it.

use gix::ObjectId;

use super::branches;
use super::names::{FULL_ID, is_id, meanings};
use crate::input::{AmbiguousName, Commit};

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

/// Returns the only object whose id starts with these digits.
fn object(repository: &gix::Repository, digits: &str) -> Option<ObjectId> {
    let is_short_id = (SHORTEST_ID..FULL_ID).contains(&digits.len()) && super::objects::is_hex(digits);
    let prefix = gix::hash::Prefix::from_hex(digits).ok().filter(|_| is_short_id)?;
    repository.objects.lookup_prefix(prefix, None).ok()??.ok()
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
