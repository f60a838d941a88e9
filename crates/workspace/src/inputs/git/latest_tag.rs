//! The latest tag before a commit: the last release.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::{fetch, merge_base, objects, revision};
use crate::inputs::error::InputError;
use crate::inputs::input::Commit;

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
            let is_behind = match tag.commit == self.newest {
                true => self.counts_own,
                false => self.reaches(tag)?,
            };
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
        match found.is_cut_off {
            true => Err(fetch::shallow(self.repository, self.asked)),
            false => Ok(false),
        }
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

/// Splits a tag into series and version: `api/` of `api/v2.0.0`, `release-` of `release-1.2`, nothing of `v1.0.0`.
/// `None` if it does not end with a version.
fn series_of(name: &str) -> Option<(&str, Version)> {
    let starts = name.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
    let mut starts = std::iter::once(0).chain(starts);
    starts.find_map(|start| Some((&name[..start], Version::of(&name[start..])?)))
}

/// The numbers of a version and its pre-release.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    numbers: Vec<u64>,
    /// A release is greater than its pre-releases.
    is_release: bool,
    before: Vec<PreReleasePart>,
}

/// An identifier of a pre-release; numbers are less than words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum PreReleasePart {
    Number(u64),
    Word(String),
}

impl Version {
    /// Parses `v1.2.0`, `1.2` or `v2.0.0-rc.1`. A number followed by `-` is no version: `2026-01-15` is a date.
    fn of(text: &str) -> Option<Self> {
        let text = text.split('+').next().unwrap_or_default();
        let (core, before) = text.split_once('-').map_or((text, None), |(core, before)| (core, Some(before)));
        let digits = core.strip_prefix('v').unwrap_or(core);
        if before.is_some() && digits == core && !core.contains('.') {
            return None;
        }
        let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
        let mut numbers: Vec<u64> = digits.split('.').map(number).collect::<Option<_>>()?;
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        let parts = before.into_iter().flat_map(|before| before.split('.')).filter(|part| !part.is_empty());
        let part =
            |text: &str| text.parse().map_or_else(|_| PreReleasePart::Word(text.to_owned()), PreReleasePart::Number);
        Some(Self { numbers, is_release: before.is_none(), before: parts.map(part).collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    fn tags(names: &[&str]) -> Vec<Tag> {
        let commit = ObjectId::null(gix::hash::Kind::Sha1);
        names.iter().map(|name| Tag { name: (*name).to_owned(), commit }).collect()
    }

    #[test]
    fn orders_versions_numerically() {
        let sorted =
            ["v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-rc.2", "v1.0.0-rc.10", "v1", "1.2", "v1.9.0", "v1.10", "2.0.0"];
        for (one, other) in sorted.iter().zip(&sorted[1..]) {
            assert_eq!(Version::of(one).cmp(&Version::of(other)), Ordering::Less, "{one} {other}");
        }
        for name in ["draft", "", "v", "v1.x", "2026-01-15", "1.2.", "v+1", "3-rc"] {
            assert!(Version::of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn splits_tags_into_series_and_version() {
        for (name, series) in [
            ("v1.2.0", ""),
            ("1.2.0-rc.1", ""),
            ("api/v2.0.0", "api/"),
            ("api/v2/v2.0.1", "api/v2/"),
            ("release-1.2", "release-"),
            ("user-api-v1.0.0-rc.1", "user-api-"),
            ("@acme/proto@1.0.0", "@acme/proto@"),
            ("proto_1.0", "proto_"),
        ] {
            assert_eq!(series_of(name).map(|(series, _)| series), Some(series), "{name}");
        }
        assert!(series_of("nightly").is_none());
    }

    #[test]
    fn does_not_split_numbers_by_a_prefix() {
        let tags = tags(&["v1.2.0", "v10.0.0", "v1.9.0", "vendor/v1.0.0"]);
        let of_v1 = by_series(&tags, "v1").0;
        assert_eq!(of_v1[""].iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["v1.9.0", "v1.2.0"]);
    }
}
