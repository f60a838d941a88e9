//! Newer commits and tags of dependencies, which only their servers know.

use std::collections::BTreeMap;

use protoward_deps::{DependencySource, Locked, Reference, RemoteRefs};
use protoward_source::{Report, Sources};

use crate::deps::{DependencyProject, diagnostics};

/// A locked dependency, with the commits and tags that its repository has now.
#[derive(Clone, Debug)]
pub struct DependencyVersions {
    /// The dependency with its locked commit.
    pub locked: Locked,
    /// The current commit of its reference; `None` if the reference does not exist anymore.
    pub current: Option<String>,
    /// The tags with newer versions, in ascending order.
    pub newer_tags: Vec<String>,
}

impl DependencyVersions {
    fn new(locked: &Locked, remote: &RemoteRefs) -> Self {
        let current = remote.commit(&locked.reference).map(str::to_owned);
        let tags: Vec<(&str, &str)> = remote.tags().collect();
        Self { locked: locked.clone(), current, newer_tags: newer(locked, &tags) }
    }

    /// Returns `true` if the repository has something newer.
    pub fn is_outdated(&self) -> bool {
        self.current.as_ref() != Some(&self.locked.commit) || !self.newer_tags.is_empty()
    }
}

/// Asks the servers of all dependencies from git for newer commits and tags. The result is sorted by name. Returns `None` after
/// errors, which are added to `report`.
pub fn versions(
    project: &DependencyProject,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<DependencyVersions>> {
    let found = project.resolve(sources, report)?;
    if project.options.dependencies.is_offline {
        report.push(*diagnostics::outdated_offline());
        return None;
    }
    let mut remotes = BTreeMap::new();
    let mut versions = Vec::new();
    for dependency in &found.resolution.dependencies {
        let DependencySource::Git(locked) = &dependency.found else { continue };
        if !remotes.contains_key(&locked.git) {
            let remote = RemoteRefs::read(&dependency.requirement, &locked.git);
            remotes.insert(locked.git.clone(), remote.map_err(|it| report.push(*it)).ok()?);
        }
        versions.extend(remotes.get(&locked.git).map(|remote| DependencyVersions::new(locked, remote)));
    }
    versions.sort_by(|a, b| a.locked.name.cmp(&b.locked.name));
    Some(versions)
}

/// Returns the tags with newer versions than the locked tag, or than the newest tag of the locked commit. They have the
/// same text in front of the version. Versions before a release count only if the locked one is such a version.
fn newer(locked: &Locked, tags: &[(&str, &str)]) -> Vec<String> {
    let own: Vec<(&str, semver::Version)> = match &locked.reference {
        Reference::Tag(tag) => of_tag(tag).into_iter().collect(),
        _ => tags.iter().filter(|(_, commit)| *commit == locked.commit).filter_map(|(tag, _)| of_tag(tag)).collect(),
    };
    let Some((prefix, now)) = own.into_iter().max_by(|a, b| a.1.cmp(&b.1)) else { return Vec::new() };
    let is_newer = |version: &semver::Version| *version > now && (version.pre.is_empty() || !now.pre.is_empty());
    let all = tags.iter().filter_map(|(tag, _)| Some((*tag, of_tag(tag)?)));
    let mut newer: Vec<(semver::Version, &str)> = all
        .filter(|(_, (start, version))| *start == prefix && is_newer(version))
        .map(|(tag, (_, it))| (it, tag))
        .collect();
    newer.sort();
    newer.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// Splits a tag into the text in front of the version, and the version: `api/v1.2.0`, `v1.2`, `release-3`.
fn of_tag(tag: &str) -> Option<(&str, semver::Version)> {
    let starts = tag.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).find_map(|start| {
        let start = start + usize::from(tag[start..].starts_with('v'));
        Some((&tag[..start], lenient(&tag[start..])?))
    })
}

/// Parses a version with one to three numbers.
fn lenient(text: &str) -> Option<semver::Version> {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let missing = 2_usize.saturating_sub(text[..end].matches('.').count());
    semver::Version::parse(&format!("{}{}{}", &text[..end], ".0".repeat(missing), &text[end..])).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(reference: Reference) -> Locked {
        let text = String::new;
        let name = text();
        let git = text();
        let root = text();
        let tree = text();
        let digest = text();
        Locked { name, place: None, git, reference, root, paths: Vec::new(), commit: "b".to_owned(), tree, digest }
    }

    #[test]
    fn orders_tags_by_version() {
        let tags = [
            ("api/v9", "a"),
            ("v1.10.0", "a"),
            ("v1.2", "b"),
            ("v1.9.0", "a"),
            ("v1.1.0", "a"),
            ("v2.0.0-rc.1", "a"),
            ("x", "a"),
        ];
        assert_eq!(newer(&locked(Reference::Tag("v1.2".to_owned())), &tags), ["v1.9.0", "v1.10.0"]);
        assert_eq!(newer(&locked(Reference::Default), &tags), ["v1.9.0", "v1.10.0"], "the commit has a tag");
        assert_eq!(newer(&locked(Reference::Tag("v2.0.0-alpha".to_owned())), &tags), ["v2.0.0-rc.1"]);
        assert_eq!(newer(&locked(Reference::Tag("api/v8.1".to_owned())), &tags), ["api/v9"]);
        assert!(newer(&locked(Reference::Tag("x".to_owned())), &tags).is_empty());
    }
}
