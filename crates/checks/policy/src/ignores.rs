//! Lookup of ignores by the subject of a finding. Each counts its uses, because unused ignores are reported.

use std::collections::BTreeMap;

use crate::{Clock, CoveredScope, Ignore, PolicySubject, Rule};
use protoward_source::paths::{System, below};
use protoward_source::{Extent, Place};

/// Ignores in the order in which they were written, with indexes by what they cover.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignores {
    all: Vec<Scoped>,
    everywhere: Vec<usize>,
    by_path: BTreeMap<String, Vec<usize>>,
    by_location: BTreeMap<String, Vec<usize>>,
    by_element: BTreeMap<String, Vec<usize>>,
}

/// An ignore with its scope.
#[derive(Clone, Debug)]
pub(crate) struct Scoped {
    /// The rules; empty for all rules.
    pub(crate) rules: Vec<&'static Rule>,
    pub(crate) scope: CoveredScope,
    pub(crate) usage: IgnoreUsage,
}

/// An ignore with its usage counts.
#[derive(Clone, Debug)]
pub(crate) struct IgnoreUsage {
    pub(crate) place: Place,
    pub(crate) reason: Option<String>,
    /// The element that the ignore names.
    pub(crate) element: Option<String>,
    /// The end, if it has passed: `on 2026-11-01`.
    pub(crate) ended: Option<String>,
    /// `true` for an ignore of one change, which eventually becomes part of the baseline.
    pub(crate) is_exception: bool,
    /// The number of matching findings.
    pub(crate) findings: usize,
    /// The number of matching findings that are reported because the ignore has ended.
    pub(crate) reported: usize,
    /// `true` if the ignore covers any file.
    pub(crate) has_files: bool,
}

impl IgnoreUsage {
    /// Returns the usage of an ignore in a comment.
    pub(crate) const fn of_comment(place: Place, reason: Option<String>, ended: Option<String>) -> Self {
        Self { place, reason, element: None, ended, is_exception: true, findings: 0, reported: 0, has_files: false }
    }

    /// Returns the usage of an ignore in a configuration.
    pub(crate) fn of_config(ignore: &Ignore, clock: &Clock) -> Self {
        Self {
            place: ignore.place,
            reason: ignore.reason.as_ref().map(|word| word.text.clone()),
            element: ignore.element.as_ref().map(|word| word.text.clone()),
            ended: ignore.until.as_ref().and_then(|(_, until)| clock.ended(until)),
            is_exception: ignore.is_exception,
            findings: 0,
            reported: 0,
            has_files: false,
        }
    }

    /// Adds the usage of the same ignore in another module.
    pub(crate) fn add(&mut self, other: &Self) {
        self.findings += other.findings;
        self.reported += other.reported;
        self.has_files |= other.has_files;
    }
}

impl Ignores {
    pub(crate) fn new(all: Vec<Scoped>) -> Self {
        let mut this = Self { all, ..Self::default() };
        for (index, Scoped { scope, .. }) in this.all.iter().enumerate() {
            if let Some(element) = &scope.element {
                this.by_element.entry(element.trim_start_matches('.').to_owned()).or_default().push(index);
                continue;
            }
            if scope.is_everywhere() {
                this.everywhere.push(index);
                continue;
            }
            for (list, path) in [(&mut this.by_path, &scope.path), (&mut this.by_location, &scope.located)] {
                if let Some(path) = path {
                    list.entry(System::HERE.key(trimmed(path)).into_owned()).or_default().push(index);
                }
            }
        }
        this
    }

    /// Returns the ignores that match a finding in these files, in order, and counts them.
    pub(crate) fn count(&mut self, finding: &impl PolicySubject, paths: &[&str]) -> Vec<usize> {
        let matching = self.matching(finding, paths);
        matching.iter().for_each(|&index| self.all[index].usage.findings += 1);
        matching
    }

    fn matching(&self, finding: &impl PolicySubject, paths: &[&str]) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let located = finding.located_paths();
        let mut found = self.everywhere.clone();
        for (list, paths) in [(&self.by_path, paths), (&self.by_location, &located[..])] {
            paths.iter().for_each(|path| found.extend(covering(list, path)));
        }
        if !self.by_element.is_empty() {
            for name in finding.names() {
                found.extend(upwards(&name, '.').filter_map(|name| self.by_element.get(name)).flatten());
            }
            found.extend(finding.new_names().iter().filter_map(|name| self.by_element.get(name)).flatten());
        }
        found.retain(|&index| {
            let Scoped { rules, scope, .. } = &self.all[index];
            let is_of_rule = match &rules[..] {
                [] => !finding.rule().is_move(),
                rules => rules.contains(&finding.rule()),
            };
            let has_path = |folder: &Option<String>, paths: &[&str]| {
                folder.as_deref().map(trimmed).is_some_and(|folder| paths.iter().any(|path| is_in(path, folder)))
            };
            let is_there = scope
                .statement
                .is_none_or(|statement| finding.place().is_some_and(|place| is_inside(place, statement)));
            is_of_rule
                && is_there
                && (scope.is_everywhere() || has_path(&scope.path, paths) || has_path(&scope.located, &located))
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns the first matching ignore that has not ended.
    pub(crate) fn valid(&self, matching: &[usize]) -> Option<&IgnoreUsage> {
        matching.iter().map(|&index| &self.all[index].usage).find(|usage| usage.ended.is_none())
    }

    /// Counts a finding that is reported because the matching ignores have ended.
    pub(crate) fn count_reported(&mut self, matching: &[usize]) -> impl Iterator<Item = &IgnoreUsage> {
        matching.iter().for_each(|&index| self.all[index].usage.reported += 1);
        matching.iter().map(|&index| &self.all[index].usage)
    }

    /// Marks the ignores that cover a file, by import path.
    pub(crate) fn see(&mut self, path: &str) {
        for index in covering(&self.by_path, path).into_iter().chain(self.everywhere.iter().copied()) {
            self.all[index].usage.has_files = true;
        }
    }

    /// Marks the ignores that cover a file of a dependency, by its path from the folder of the configuration.
    pub(crate) fn see_located(&mut self, path: &str) {
        for index in covering(&self.by_location, path) {
            self.all[index].usage.has_files = true;
        }
    }

    /// Returns the usage of each ignore.
    pub(crate) fn usage(&self) -> impl Iterator<Item = &IgnoreUsage> {
        self.all.iter().map(|ignore| &ignore.usage)
    }
}

impl CoveredScope {
    /// Returns `true` if the scope has no paths, or the root as its path.
    fn is_everywhere(&self) -> bool {
        match &self.path {
            Some(path) => trimmed(path).is_empty(),
            None => self.located.is_none(),
        }
    }
}

/// Normalizes a path: without leading `./` and trailing `/`.
fn trimmed(path: &str) -> &str {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    if path == "." { "" } else { path }
}

fn is_inside(place: Place, statement: Place) -> bool {
    match (place.extent, statement.extent) {
        (Some(Extent::Bytes(inner)), Some(Extent::Bytes(outer))) => {
            place.source == statement.source && outer.start <= inner.start && inner.end <= outer.end
        }
        _ => false,
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    below(path, folder).is_some()
}

/// Returns the ignores of a path and of the folders around it.
fn covering(ignores: &BTreeMap<String, Vec<usize>>, path: &str) -> Vec<usize> {
    let key = System::HERE.key(path);
    upwards(&key, '/').filter_map(|path| ignores.get(path)).flatten().copied().collect()
}

/// Returns a name and all of its enclosing names.
fn upwards(name: &str, separator: char) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), move |name| name.rsplit_once(separator).map(|(outer, _)| outer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_whole_path_components_only() {
        for folder in ["a", "a/", "./a", "a/b.proto", ".", "", "./"] {
            assert!(is_in("a/b.proto", trimmed(folder)), "{folder}");
        }
        for folder in ["a/b", "b.proto", "a/b.proto/c"] {
            assert!(!is_in("a/b.proto", trimmed(folder)), "{folder}");
        }
        assert_eq!(is_in("a/b.proto", trimmed("A")), cfg!(windows));
    }
}
