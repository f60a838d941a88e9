//! Ignores that have ended, or that cover nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::ignores::Usage;
use crate::{Policies, diagnostics};
use protoward_source::{Diagnostic, Place, Report, nearest};

/// The files and names that an ignore may refer to; in a comparison, those of both sides.
pub trait Known {
    /// Returns the files, by the names they are imported by.
    fn paths(&self) -> Vec<&str>;

    /// Returns the full names of all elements and packages.
    fn names(&self) -> BTreeSet<String>;

    /// Returns `true` where all files were checked, so that an ignore that was not used is of no use.
    fn is_whole(&self) -> bool;
}

impl Policies {
    /// Reports ignores in comments that have ended, or were not used.
    pub fn unused_comments(&self, known: &impl Known) -> Report {
        report(self.comments.usage().cloned(), known)
    }

    /// Reports ignores of the configuration that have ended, or were not used. Each may be there for several modules.
    pub fn unused_ignores(&mut self, known: &impl Known) -> Report {
        for path in known.paths() {
            self.modules.iter_mut().for_each(|policy| policy.ignores.see(path));
        }
        let unknown = self.modules.iter().find_map(|policy| policy.unknown_version.as_ref());
        let mut notes: Report = unknown.map(diagnostics::version_unknown).into_iter().collect();
        let written = self.modules.iter().flat_map(|policy| &policy.written);
        let used = self.modules.iter().flat_map(|policy| policy.ignores.usage());
        notes.append(report(written.chain(used).cloned(), known));
        notes
    }
}

/// Ignores at one place are one ignore.
fn report(usages: impl Iterator<Item = Usage>, known: &impl Known) -> Report {
    let mut merged: BTreeMap<Place, Usage> = BTreeMap::new();
    for usage in usages {
        match merged.get_mut(&usage.place) {
            Some(known) => known.add(&usage),
            None => drop(merged.insert(usage.place, usage)),
        }
    }
    merged.values().filter_map(|usage| about(usage, known)).collect()
}

fn about(usage: &Usage, known: &impl Known) -> Option<Diagnostic> {
    let is_used = usage.findings > 0 || !usage.is_exception && usage.has_files;
    match &usage.ended {
        Some(ended) if usage.reported > 0 => Some(diagnostics::has_ended(usage, ended)),
        _ if is_used || !known.is_whole() => None,
        _ => Some(diagnostics::unused_ignore(usage, similar_names(usage, known).as_deref())),
    }
}

/// Returns names that are similar to the element of an ignore, where there is no such element.
fn similar_names(usage: &Usage, known: &impl Known) -> Option<Vec<String>> {
    let name = usage.element.as_deref()?.trim_start_matches('.');
    let names = known.names();
    if names.contains(name) {
        return None;
    }
    Some(nearest(name, names.iter().map(|it| &**it)).into_iter().map(str::to_owned).collect())
}
