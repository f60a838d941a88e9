//! Ignores that have expired, match no finding, or name what does not exist. Only a complete check can tell that they are
//! unused.

use std::collections::{BTreeMap, BTreeSet};

use crate::ignores::IgnoreUsage;
use crate::{Policies, diagnostics};
use protoward_source::{Diagnostic, Place, Report, nearest};

/// The files and names that an ignore may refer to; in a comparison, those of both versions.
pub trait IgnoreTargets {
    /// Returns the files by import path.
    fn paths(&self) -> Vec<&str>;

    /// Returns the files of dependencies by their paths from the folder of the configuration.
    fn located_paths(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Returns the full names of all elements and packages.
    fn names(&self) -> BTreeSet<String>;

    /// Returns `true` if all files were checked, so that an unused ignore is obsolete.
    fn is_complete(&self) -> bool;

    /// Returns the words for all of this: `the schema` or `either version`.
    fn whole(&self) -> &'static str;
}

impl Policies {
    /// Reports expired and unused ignores in comments.
    pub fn unused_comments(&self, known: &impl IgnoreTargets) -> Report {
        report(self.comments.usage().cloned(), known)
    }

    /// Reports expired and unused ignores of the configuration. Several modules may share an ignore.
    pub fn unused_ignores(&mut self, known: &impl IgnoreTargets) -> Report {
        for path in known.paths() {
            self.modules.iter_mut().for_each(|policy| policy.ignores.see(path));
        }
        for path in known.located_paths() {
            self.modules.iter_mut().for_each(|policy| policy.ignores.see_located(path));
        }
        let modules = || self.modules.iter().filter(|policy| !policy.is_removed);
        let unknown = modules().find_map(|policy| policy.unknown_version.as_ref());
        let mut notes: Report = unknown.map(diagnostics::version_unknown).into_iter().collect();
        let written = modules().flat_map(|policy| &policy.written);
        let used = modules().flat_map(|policy| policy.ignores.usage());
        notes.append(report(written.chain(used).cloned(), known));
        notes
    }
}

/// Merges the usages with the same place, which are one ignore.
fn report(usages: impl Iterator<Item = IgnoreUsage>, known: &impl IgnoreTargets) -> Report {
    let mut merged: BTreeMap<Place, IgnoreUsage> = BTreeMap::new();
    for usage in usages {
        match merged.get_mut(&usage.place) {
            Some(known) => known.add(&usage),
            None => drop(merged.insert(usage.place, usage)),
        }
    }
    merged.values().filter_map(|usage| about(usage, known)).collect()
}

fn about(usage: &IgnoreUsage, known: &impl IgnoreTargets) -> Option<Diagnostic> {
    let is_used = usage.findings > 0 || !usage.is_exception && usage.has_files;
    match &usage.ended {
        Some(ended) if usage.reported > 0 => Some(diagnostics::has_ended(usage, ended)),
        _ if is_used || !known.is_complete() => None,
        _ => Some(diagnostics::unused_ignore(usage, similar_names(usage, known).as_deref(), known.whole())),
    }
}

/// Returns names similar to the element of an ignore that does not exist.
fn similar_names(usage: &IgnoreUsage, known: &impl IgnoreTargets) -> Option<Vec<String>> {
    let name = usage.element.as_deref()?.trim_start_matches('.');
    let names = known.names();
    if names.contains(name) {
        return None;
    }
    Some(nearest(name, names.iter().map(|it| &**it)).into_iter().map(str::to_owned).collect())
}
