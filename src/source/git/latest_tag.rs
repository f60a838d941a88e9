//! The latest tag: what was released last.

use std::cmp::Ordering;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::{fetch, merge_base, revision};
use crate::source::error::InputError;
use crate::source::input::Commit;

/// A tag, and the commit that it names.
struct Tag {
    name: String,
    commit: ObjectId,
}

/// The commit behind `of` whose tag has the highest version; its name. Tags that are no versions come after those that
/// are, by name. A tag of `of` itself is what is to be released, not what it is compared with.
pub(super) fn find(repository: &gix::Repository, of: &Commit, prefix: &str) -> Result<(ObjectId, String), InputError> {
    let newest = revision::commit(repository, of)?;
    let mut tags = tags(repository, prefix);
    tags.sort_by(|one, other| by_version(&other.name, &one.name, prefix));
    let is_behind =
        |tag: &&Tag| tag.commit != newest && merge_base::of_two(repository, newest, tag.commit) == Some(tag.commit);
    match tags.iter().find(is_behind) {
        Some(tag) => Ok((tag.commit, tag.name.clone())),
        None if revision::is_shallow(repository) => {
            let of = Box::new(of.clone());
            Err(fetch::shallow(repository, &Commit::LatestTag { of, prefix: prefix.to_owned() }))
        }
        None => Err(InputError::NoTag { of: of.to_string(), prefix: prefix.to_owned() }),
    }
}

fn tags(repository: &gix::Repository, prefix: &str) -> Vec<Tag> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.tags() else { return Vec::new() };
    let tag = |mut reference: gix::Reference<'_>| {
        let name = reference.name().shorten().to_str().ok().filter(|name| name.starts_with(prefix))?.to_owned();
        let id = reference.follow_to_object().ok()?.detach();
        let commit = revision::peeled(repository, id, &name).ok()?;
        Some(Tag { name, commit })
    };
    all.flatten().filter_map(tag).collect()
}

/// `v1.10.0` is above `v1.9.0`, and above `v1.10.0-rc.1`.
fn by_version(one: &str, other: &str, prefix: &str) -> Ordering {
    let key = |name: &str| Version::of(name.strip_prefix(prefix).unwrap_or(name));
    match (key(one), key(other)) {
        (Some(a), Some(b)) => a.cmp(&b).then_with(|| one.cmp(other)),
        (a, b) => a.is_some().cmp(&b.is_some()).then_with(|| one.cmp(other)),
    }
}

/// Numbers, and what comes before the release of that name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    numbers: Vec<u64>,
    /// A release is above everything that comes before it.
    is_release: bool,
    before: Vec<Part>,
}

/// A part of what stands behind `-`; numbers are below words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

impl Version {
    fn of(name: &str) -> Option<Self> {
        // `v1.2.0`, `release-1.2`, `api/v3`: the version is what begins with the first digit.
        let start = name.find(|letter: char| letter.is_ascii_digit())?;
        let text = name[start..].split('+').next().unwrap_or_default();
        let (core, before) = text.split_once('-').unwrap_or((text, ""));
        let mut numbers: Vec<u64> = core.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        let part = |text: &str| text.parse().map_or_else(|_| Part::Word(text.to_owned()), Part::Number);
        let before: Vec<Part> = before.split('.').filter(|part| !part.is_empty()).map(part).collect();
        Some(Self { numbers, is_release: before.is_empty(), before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let sorted = [
            "draft",
            "nightly",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-rc.2",
            "v1.0.0-rc.10",
            "v1",
            "v1.9.0",
            "v1.10",
        ];
        for (one, other) in sorted.iter().zip(&sorted[1..]) {
            assert_eq!(by_version(one, other, ""), Ordering::Less, "{one} {other}");
        }
        assert_eq!(by_version("api/v10", "api/v9", "api/v"), Ordering::Greater);
    }
}
