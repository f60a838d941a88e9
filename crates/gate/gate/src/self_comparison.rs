//! Comparisons of a change with itself, which always pass: a baseline that is the input, or the checked-out commit.

use crate::absence::{Absent, MissingBaseline, RequestOrigin};
use crate::baseline::{Baseline, NewSide, PreparedBaseline};
use crate::not_compared::SameVersion;
use protoward_inputs::Input;
use protoward_workspace::Layout;

/// A new version that may be compared with itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SelfComparison<'a> {
    pub(crate) new: NewSide<'a>,
    /// The layout of the new version.
    pub(crate) layout: &'a Layout,
}

impl SelfComparison<'_> {
    /// Returns `true` for a baseline that is the input itself, in which nothing can differ.
    pub(crate) fn is_input(&self, PreparedBaseline { baseline, prepared }: &PreparedBaseline) -> bool {
        let input = self.new.input;
        let is_on_disk = matches!(input, Input::Folder(_) | Input::File(_) | Input::Package(_));
        let is_same_tree = baseline.is_beside_configuration() && input.has_tree_of(baseline.input());
        // In CI, `commit` decides about commits.
        let is_same_commit =
            !self.new.change.is_in_ci() && !baseline.is_chosen() && input.is_same_commit(baseline.input());
        is_same_commit
            || input.is_same_place(baseline.input())
            || (is_on_disk || is_same_tree) && prepared.has_files_of(self.layout, is_same_tree)
    }

    /// Returns the reason if the change under review would be compared with itself in CI: as in a run that checks out the
    /// target branch instead of the change, or with a tag of the checked-out commit.
    pub(crate) fn commit(
        &self,
        found: &[PreparedBaseline],
        is_beside_change: bool,
    ) -> Result<Option<SameVersion>, Absent> {
        let change = self.new.change;
        let named = found.iter().find(|it| !it.baseline.is_chosen());
        let has_change = change.target.is_some() || change.is_in_ci() && named.is_some();
        let is_of_commits = found.iter().all(|it| it.baseline.is_commit());
        if !has_change || !is_of_commits || is_beside_change {
            return Ok(None);
        }
        let failed = |error| (MissingBaseline::of(error), RequestOrigin::Service);
        let Some(newest) = self.new.input.commit_id().map_err(failed)? else { return Ok(None) };
        for PreparedBaseline { baseline, .. } in found {
            if baseline.input().commit_id().map_err(failed)?.as_ref() != Some(&newest) {
                return Ok(None);
            }
        }
        let uncommitted = Baseline::committed(self.new.input, &self.layout.deciding_paths())?;
        if uncommitted.is_some() {
            return Ok(None);
        }
        let commit = newest.get(..7).unwrap_or(&newest).to_owned();
        // The merge base with the target is the commit itself because the commit is part of the target.
        let named = named.filter(|named| change.target.is_none() || !named.baseline.is_indirect());
        Ok(match (named, &change.target) {
            (Some(named), _) => Some(SameVersion::NamedCommit { commit, reference: named.baseline.text().to_owned() }),
            (None, Some(target)) => Some(SameVersion::OfTarget { commit, branch: target.branch.clone() }),
            (None, None) => None,
        })
    }
}
