//! The tags of a window: the releases that are supported, of the newest versions or of the last months.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use gix::ObjectId;
use gix::bstr::ByteSlice;
use jiff::Timestamp;

use super::fetched_tags::may_lack_tags;
use super::version::{Version, series_of};
use super::{fetch, merge_base, objects};
use crate::error::InputError;
use crate::versions::TagWindow;

/// A tag with what decides about its place in a window.
struct DatedTag {
    name: String,
    commit: ObjectId,
    /// The time when the tag was made; that of the commit for a tag that is only a name.
    seconds: i64,
}

/// Returns the names of the tags in a window, the newest first, at most one for a commit. `except` is the commit under
/// review, whose own tags do not count.
///
/// Tags are ordered by version if all of them are versions of one thing, and by time otherwise. A tag that is no version does not
/// displace those that are. A pre-release is no release, unless the pattern has a `-` for it.
pub(super) fn find(
    repository: &gix::Repository,
    window: &TagWindow,
    except: Option<ObjectId>,
    now: Timestamp,
) -> Result<Vec<String>, InputError> {
    let all = names(repository);
    let is_match = |name: &&String| matches(&window.pattern, name);
    let mut tags: Vec<DatedTag> = Vec::new();
    for name in all.iter().filter(is_match).filter(|name| window.pattern.contains('-') || is_release(name)) {
        tags.push(dated(repository, name)?);
    }
    if tags.is_empty() {
        return Err(InputError::NoTagInWindow {
            pattern: window.pattern.clone(),
            others: latest(&all),
            is_shallow: objects::is_shallow(repository),
        });
    }
    if may_lack_tags(repository) {
        return Err(fetch::tags_cut_off(window.to_string()));
    }
    if tags.iter().any(|tag| series_of(&tag.name).is_some()) {
        tags.retain(|tag| series_of(&tag.name).is_some());
    }
    // The first release has no other one before it.
    if tags.iter().any(|tag| Some(tag.commit) != except) {
        tags.retain(|tag| Some(tag.commit) != except);
    }
    sort(&mut tags);
    if let Some(start) = window.start(now) {
        let newest = tags[0].name.clone();
        tags.retain(|tag| tag.seconds >= start.as_second());
        if tags.is_empty() {
            return Err(InputError::OldTags { window: window.to_string(), newest });
        }
    }
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.commit));
    tags.truncate(window.last.unwrap_or(usize::MAX));
    Ok(tags.into_iter().map(|tag| tag.name).collect())
}

/// Returns the newest release before a commit if it is newer than those of a window: its tag is one of the same series, which the pattern
/// of the window does not have. A release of another branch does not count. `counts_own` returns `true` if tags of the commit itself count.
pub(super) fn newer_release(
    repository: &gix::Repository,
    window: &[String],
    of: ObjectId,
    counts_own: &dyn Fn() -> bool,
) -> Result<Option<String>, InputError> {
    let Some((series, newest)) = window.iter().filter_map(|name| series_of(name)).max() else { return Ok(None) };
    let all = names(repository);
    let newer = |name: &&String| {
        series_of(name).is_some_and(|(other, version)| other == series && version.is_release && version > newest)
    };
    let mut newer: Vec<&String> = all.iter().filter(newer).collect();
    newer.sort_by_cached_key(|name| std::cmp::Reverse(series_of(name)));
    for name in newer {
        let commit = dated(repository, name)?.commit;
        let is_before = if commit == of {
            counts_own()
        } else {
            merge_base::between(repository, of, commit, name)?.ids == [commit]
        };
        if is_before {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

/// Returns the names of the tags of commits that are not among some others. A tag of something else is not a release.
pub(super) fn outside(repository: &gix::Repository, commits: &HashSet<ObjectId>) -> Vec<String> {
    let tags = names(repository).into_iter().filter_map(|name| dated(repository, &name).ok());
    tags.filter(|tag| !commits.contains(&tag.commit)).map(|tag| tag.name).collect()
}

/// Returns the patterns of the tags of the newest major versions, such as `v1.*`: one for each series of tags with a release. A
/// release without `.proto` files in the folder `inside` is one of something else. A series with the name of the folder is that of the
/// folder. Otherwise, plain versions are those of the whole repository, beside which `tools/v2.0.0` is one of a part.
pub(super) fn patterns(repository: &gix::Repository, inside: &str) -> Vec<String> {
    let names = names(repository);
    let mut newest: BTreeMap<&str, (Version, &str)> = BTreeMap::new();
    for name in &names {
        if let Some((series, version)) = series_of(name).filter(|(_, version)| version.is_release) {
            let release = (version, name.as_str());
            match newest.entry(series) {
                Entry::Vacant(entry) => _ = entry.insert(release),
                Entry::Occupied(mut entry) if release > *entry.get() => _ = entry.insert(release),
                Entry::Occupied(_) => {}
            }
        }
    }
    let pattern = |(series, (version, name)): (&str, (Version, &str))| {
        let letter = if name[series.len()..].starts_with('v') { "v" } else { "" };
        format!("{series}{letter}{}.*", version.major())
    };
    newest.retain(|_, (_, name)| has_schema_at(repository, name, inside));
    if newest.keys().any(|series| is_named_for(series, inside)) {
        newest.retain(|series, _| is_named_for(series, inside));
    } else if newest.contains_key("") {
        newest.retain(|series, _| !series.ends_with(['/', '@']));
    }
    newest.into_iter().map(pattern).collect()
}

/// Returns `true` if a series of tags has the name of a folder: `api/`, `api-` or `services/api/` for `services/api`.
fn is_named_for(series: &str, folder: &str) -> bool {
    let series = series.trim_end_matches(['/', '-', '_', '@']);
    !series.is_empty() && (folder == series || folder.strip_suffix(series).is_some_and(|rest| rest.ends_with('/')))
}

/// Returns `true` if the commit of a tag has a `.proto` file in a folder, or cannot be read.
fn has_schema_at(repository: &gix::Repository, tag: &str, folder: &str) -> bool {
    let Ok(DatedTag { commit, .. }) = dated(repository, tag) else { return true };
    let Some(tree) = repository.find_commit(commit).ok().and_then(|commit| commit.tree().ok()) else { return true };
    if folder.is_empty() {
        return has_schema(&tree, MAX_FOLDERS);
    }
    match tree.lookup_entry_by_path(folder) {
        Ok(Some(entry)) => {
            entry.object().is_ok_and(|object| object.try_into_tree().is_ok_and(|it| has_schema(&it, MAX_FOLDERS)))
        }
        Ok(None) => false,
        Err(_) => true,
    }
}

/// The maximum depth of folders in which schemas are searched.
const MAX_FOLDERS: usize = 64;

fn has_schema(tree: &gix::Tree<'_>, depth: usize) -> bool {
    let is_inner_schema = |entry: &gix::object::tree::EntryRef<'_, '_>| {
        let inner = || entry.object().ok()?.try_into_tree().ok();
        depth > 0 && entry.mode().is_tree() && inner().is_some_and(|inner| has_schema(&inner, depth - 1))
    };
    let entries: Vec<_> = tree.iter().flatten().collect();
    entries.iter().any(|entry| entry.mode().is_blob() && entry.filename().ends_with(b".proto"))
        || entries.iter().any(is_inner_schema)
}

/// Sorts tags, the newest first.
fn sort(tags: &mut [DatedTag]) {
    let series = |tag: &DatedTag| series_of(&tag.name).map(|(series, _)| series.to_owned());
    let first = tags.first().and_then(series);
    if first.is_some() && tags.iter().all(|tag| series(tag) == first) {
        let version = |tag: &DatedTag| series_of(&tag.name).map(|(_, version)| version);
        tags.sort_by(|one, other| version(other).cmp(&version(one)).then_with(|| other.name.cmp(&one.name)));
    } else {
        tags.sort_by(|one, other| (other.seconds, &other.name).cmp(&(one.seconds, &one.name)));
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    let mode = gix::glob::wildmatch::Mode::empty();
    gix::glob::wildmatch(pattern.as_bytes().as_bstr(), name.as_bytes().as_bstr(), mode)
}

fn is_release(name: &str) -> bool {
    let version: Option<Version> = series_of(name).map(|(_, version)| version);
    version.is_none_or(|version| version.is_release)
}

fn names(repository: &gix::Repository) -> Vec<String> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(tags) = references.tags() else { return Vec::new() };
    tags.flatten().filter_map(|tag| tag.name().shorten().to_str().ok().map(str::to_owned)).collect()
}

fn dated(repository: &gix::Repository, name: &str) -> Result<DatedTag, InputError> {
    let bad =
        |error: &dyn std::error::Error| InputError::BadObject { asked: name.to_owned(), reason: super::causes(error) };
    let mut reference = repository.find_reference(&*format!("refs/tags/{name}")).map_err(|error| bad(&error))?;
    let id = reference.follow_to_object().map_err(|error| bad(&error))?.detach();
    let commit = objects::peeled(repository, id, name)?;
    let object = repository.find_object(id).map_err(|error| bad(&error))?;
    let tagger = object.try_into_tag().ok().and_then(|tag| tag.tagger().ok().flatten().map(|tagger| tagger.seconds()));
    let committed = || repository.find_commit(commit).ok()?.time().ok().map(|time| time.seconds);
    Ok(DatedTag { name: name.to_owned(), commit, seconds: tagger.or_else(committed).unwrap_or_default() })
}

/// Returns the latest tags, as examples.
fn latest(all: &[String]) -> Vec<String> {
    let mut all: Vec<&String> = all.iter().collect();
    all.sort_by_cached_key(|name| std::cmp::Reverse((series_of(name).map(|(_, version)| version), (*name).clone())));
    all.into_iter().take(3).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(all: &[(&str, i64)]) -> Vec<DatedTag> {
        let commit = ObjectId::null(gix::hash::Kind::Sha1);
        all.iter().map(|&(name, seconds)| DatedTag { name: name.to_owned(), commit, seconds }).collect()
    }

    fn sorted(all: &[(&str, i64)]) -> Vec<String> {
        let mut tags = tags(all);
        sort(&mut tags);
        tags.into_iter().map(|tag| tag.name).collect()
    }

    #[test]
    fn versions_come_before_times() {
        assert_eq!(sorted(&[("v1.9.3", 9), ("v1.10.0", 2), ("v1.10.1", 3)]), ["v1.10.1", "v1.10.0", "v1.9.3"]);
        assert_eq!(sorted(&[("a-2026-01", 1), ("nightly", 3), ("b", 2)]), ["nightly", "b", "a-2026-01"]);
    }

    #[test]
    fn a_series_has_the_name_of_a_folder() {
        for (series, folder) in [("api/", "api"), ("api-", "services/api"), ("services/api/", "services/api")] {
            assert!(is_named_for(series, folder), "{series} {folder}");
        }
        for (series, folder) in [("", ""), ("", "api"), ("web/", "api"), ("pi/", "api"), ("api/", "api/web")] {
            assert!(!is_named_for(series, folder), "{series} {folder}");
        }
    }

    #[test]
    fn a_pattern_matches_whole_names() {
        assert!(matches("v1.*", "v1.2.3") && !matches("v1.*", "v10.2") && !matches("1.*", "v1.2"));
        assert!(is_release("v1.2") && is_release("nightly") && !is_release("v1.2-rc.1"));
    }
}
