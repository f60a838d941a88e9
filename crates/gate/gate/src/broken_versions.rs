//! The older versions that each breaking change breaks. A change has one finding, which names all of them.

use std::collections::BTreeMap;

use crate::comparing::OlderVersion;
use crate::judge::Verdict;
use protoward_breaking::Finding;
use protoward_source::{Place, Severity};

/// A change of the new version, independent of the baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChangeKey {
    rule: &'static str,
    place: Option<Place>,
    message: String,
}

impl ChangeKey {
    pub(crate) fn of(finding: &Finding) -> Self {
        Self { rule: finding.rule.id(), place: finding.place, message: finding.diagnostic.message.clone() }
    }
}

/// The positions of the broken versions by change.
#[derive(Debug, Default)]
pub(crate) struct BrokenVersions {
    by_change: BTreeMap<ChangeKey, Vec<usize>>,
}

impl BrokenVersions {
    /// Adds a finding of a comparison with the version at a position. Returns `true` for the first finding of a change.
    pub(crate) fn add(&mut self, finding: &Finding, version: usize) -> bool {
        let versions = self.by_change.entry(ChangeKey::of(finding)).or_default();
        let is_first = versions.is_empty();
        if versions.last() != Some(&version) {
            versions.push(version);
        }
        is_first
    }

    /// Sets the versions of each finding, if several baselines are named. With `released_only`, a finding that breaks no
    /// release is a warning, unless no window has the newest release. Returns `true` if there is one.
    pub(crate) fn mark(&self, each: &mut [Verdict], olds: &[OlderVersion], released_only: bool) -> bool {
        let mut has_unreleased = false;
        let is_window = olds.iter().any(|old| old.baseline.is_release());
        let spares_unreleased =
            released_only && is_window && !olds.iter().any(|old| old.baseline.newer_release().is_some());
        let is_named = is_window || olds.iter().filter(|old| !old.baseline.is_chosen()).count() > 1;
        for finding in each.iter_mut().flat_map(|verdict| &mut verdict.findings) {
            let versions = self.by_change.get(&ChangeKey::of(finding)).map_or(&[][..], Vec::as_slice);
            if is_named {
                let named = |&at: &usize| olds[at].baseline.version(&olds[at].workspace);
                finding.diagnostic.versions = versions.iter().map(named).collect();
            }
            if spares_unreleased && !versions.iter().any(|&at| olds[at].baseline.is_release()) {
                finding.diagnostic.severity = Severity::Warning;
                has_unreleased = true;
            }
        }
        has_unreleased
    }
}
