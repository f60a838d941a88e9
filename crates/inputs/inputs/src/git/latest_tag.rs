//! The latest tag before a commit: the last release.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::fetched_tags::may_lack_tags;
use super::version::{Version, series_of};
use super::{fetch, merge_base, objects, revision};
use crate::error::InputError;
use crate::input::Commit;

/// A tag and its commit.
struct Tag {
    name: String,
    commit: ObjectId,
}

/// The tags reachable from a commit, with or without its own.
struct Search<'r> {
    repository: &'r gix::Repository,
    /// The requested commit, for errors.
    asked: &'r Commit,
    newest: ObjectId,
    counts_own: bool,
}

/// Returns the commit and name of the tag with the highest version among those that `of` reaches and that start with
/// `prefix`.
///
/// All candidates belong to one series: `api/v2.0.0` and `v1.0.0` are versions of different things. The series is the
/// one that `prefix` names. Without a prefix it is that of plain versions, or else the only one. Tags that are no
/// versions are compared by name, if there is no version.
///
/// A tag of `of` itself counts if `counts_own` is set. Otherwise it is the release under test, and it is only used if
/// it is the first one.
pub(super) fn find(repository: &gix::Repository, commit: &Commit) -> Result<(ObjectId, String), InputError> {
    let Commit::LatestTag { of, prefix, counts_own } = commit else {
        return Err(InputError::NoCommit { asked: commit.to_string() });
    };
    let newest = revision::commit(repository, of)?;
    if may_lack_tags(repository) {
        return Err(fetch::tags_cut_off(commit.to_string()));
    }
    let tags = tags(repository, prefix);
    let search = Search { repository, asked: commit, newest, counts_own: *counts_own };
    if let Some(tag) = search.latest(&tags, of, prefix)? {
        return Ok((tag.commit, tag.name.clone()));
    }
    if objects::is_shallow(repository) {
        return Err(fetch::shallow(repository, commit));
    }
    match (Search { counts_own: true, ..search }).latest(&tags, of, prefix)? {
        Some(tag) => Ok((tag.commit, tag.name.clone())),
        None => Err(InputError::NoTag { of: of.to_string(), prefix: prefix.clone() }),
    }
}

impl Search<'_> {
    fn latest<'t>(&self, tags: &'t [Tag], of: &Commit, prefix: &str) -> Result<Option<&'t Tag>, InputError> {
        let (mut series, others) = by_series(tags, prefix);
        let is_spelled = |series: &str| series == prefix || prefix.strip_suffix('v') == Some(series);
        let spelled = series.keys().copied().find(|series| is_spelled(series));
        if let Some(spelled) = spelled
            && let Some(tag) = self.first(&series.remove(spelled).unwrap_or_default())?
        {
            return Ok(Some(tag));
        }
        let latest = series.values().filter_map(|tags| self.first(tags).transpose());
        let latest: Vec<&Tag> = latest.collect::<Result<_, _>>()?;
        match latest[..] {
            [] => self.first(&others),
            [only] => Ok(Some(only)),
            ref several => Err(InputError::SeveralSeries {
                of: of.to_string(),
                tags: several.iter().map(|tag| tag.name.clone()).collect(),
                prefix: series_of(&several[0].name).map_or_else(String::new, |(series, _)| series.to_owned()),
            }),
        }
    }

    /// Returns the first tag that the commit reaches; its own tag only if that counts.
    ///
    /// # Errors
    /// Fails if a shallow clone is too short to tell.
    fn first<'t>(&self, tags: &[&'t Tag]) -> Result<Option<&'t Tag>, InputError> {
        for &tag in tags {
            let is_behind = if tag.commit == self.newest { self.counts_own } else { self.reaches(tag)? };
            if is_behind {
                return Ok(Some(tag));
            }
        }
        Ok(None)
    }

    fn reaches(&self, tag: &Tag) -> Result<bool, InputError> {
        let found = merge_base::between(self.repository, self.newest, tag.commit, &tag.name)?;
        if found.ids == [tag.commit] {
            return Ok(true);
        }
        if found.is_cut_off { Err(fetch::shallow(self.repository, self.asked)) } else { Ok(false) }
    }
}

/// Returns version tags by series, and other tags; the latest first.
fn by_series<'t>(tags: &'t [Tag], prefix: &str) -> (BTreeMap<&'t str, Vec<&'t Tag>>, Vec<&'t Tag>) {
    let mut series: BTreeMap<&str, Vec<(Version, &Tag)>> = BTreeMap::new();
    let mut others: Vec<&Tag> = Vec::new();
    for tag in tags {
        match series_of(&tag.name) {
            // `v1` selects 1.x but not 10.x.
            Some((of, _)) if of.len() < prefix.len() && splits_a_number(&tag.name, prefix) => {}
            Some((of, version)) => series.entry(of).or_default().push((version, tag)),
            None => others.push(tag),
        }
    }
    others.sort_by(|one, other| other.name.cmp(&one.name));
    let sorted = |mut tags: Vec<(Version, &'t Tag)>| {
        tags.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| b.name.cmp(&a.name)));
        tags.into_iter().map(|(_, tag)| tag).collect()
    };
    (series.into_iter().map(|(of, tags)| (of, sorted(tags))).collect(), others)
}

fn splits_a_number(name: &str, prefix: &str) -> bool {
    let ends_with_digit = prefix.ends_with(|character: char| character.is_ascii_digit());
    ends_with_digit && name[prefix.len()..].starts_with(|character: char| character.is_ascii_digit())
}

fn tags(repository: &gix::Repository, prefix: &str) -> Vec<Tag> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.tags() else { return Vec::new() };
    let tag = |mut reference: gix::Reference<'_>| {
        let name = reference.name().shorten().to_str().ok().filter(|name| name.starts_with(prefix))?.to_owned();
        let id = reference.follow_to_object().ok()?.detach();
        let commit = objects::peeled(repository, id, &name).ok()?;
        Some(Tag { name, commit })
    };
    all.flatten().filter_map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> Vec<Tag> {
        let commit = ObjectId::null(gix::hash::Kind::Sha1);
        names.iter().map(|name| Tag { name: (*name).to_owned(), commit }).collect()
    }

    #[test]
    fn does_not_split_numbers_by_a_prefix() {
        let tags = tags(&["v1.2.0", "v10.0.0", "v1.9.0", "vendor/v1.0.0"]);
        let of_v1 = by_series(&tags, "v1").0;
        assert_eq!(of_v1[""].iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["v1.9.0", "v1.2.0"]);
    }
}
