//! The choice of the default baseline commits, from what a CI service says about the change, or else from the branches.

use gix::ObjectId;

use super::branches::Branch;
use super::{branches, fetch, merge_base, objects, revision};
use crate::baseline_reason::BaselineReason;
use crate::branch_setting::BranchSetting;
use crate::change::{Change, Push, QueueBase, TargetBranch};
use crate::error::InputError;
use crate::input::Commit;

/// A commit to compare with, and the reason for its choice.
pub(super) type Chosen = (Commit, BaselineReason);

/// Chooses the baselines for `of`, at least one.
///
/// Changes that others merged meanwhile must not count against a change. It is therefore compared with the commits
/// where it left its branch. On the branch itself, a push is compared with the commit before it, and each commit with
/// its parent.
pub(super) fn choose(repository: &gix::Repository, of: &Commit, change: &Change) -> Result<Vec<Chosen>, InputError> {
    let choice = Choice { repository, of, change, newest: revision::commit(repository, of)? };
    if let Some(target) = &change.target {
        return choice.of_target(target);
    }
    if let (Some(push), Some(service)) = (&change.push, change.service)
        && let Some(chosen) = choice.of_push(push, service)?
    {
        return Ok(chosen);
    }
    let upstream = if *of == Commit::Head { branches::upstream(repository)? } else { None };
    // A default branch that is missing does not matter for work on a branch with an upstream.
    let branch = match (upstream, choice.default_branch()) {
        (Some(upstream), Ok(Some(default))) if upstream.name == default.name => Some(default),
        (Some(upstream), _) => Some(upstream),
        (None, default) => default?,
    };
    match branch {
        Some(branch) => choice.of_branch(&branch),
        None => choice.without_branch().map(|chosen| vec![chosen]),
    }
}

/// The commit whose baselines are chosen.
struct Choice<'a> {
    repository: &'a gix::Repository,
    of: &'a Commit,
    change: &'a Change,
    newest: ObjectId,
}

impl Choice<'_> {
    /// Returns the commits where the work left the target branch.
    fn of_target(&self, target: &TargetBranch) -> Result<Vec<Chosen>, InputError> {
        let Self { repository, of, .. } = *self;
        if let Some(queue) = &target.queue
            && let Some(base) = self.queued_on(queue, target)?
        {
            return Ok(vec![(base, left(&target.branch))]);
        }
        let branch = branches::find(repository, &target.branch);
        if let Some(branch) = &branch
            && let Some(chosen) = self.left(branch.tip, &branch.shown, Some(&branch.unambiguous(repository)))?
        {
            return Ok(chosen);
        }
        if let Some(tip) = target.tip.as_ref().and_then(|tip| self.commit(tip))
            && let Some(chosen) = self.left(tip, &target.branch, None)?
        {
            return Ok(chosen);
        }
        let base = target.base.as_ref().and_then(|base| self.known(base));
        if let Some(base) = base.or_else(|| self.merged_into(target)) {
            return Ok(vec![(base, left(&target.branch))]);
        }
        Err(match branch {
            Some(branch) => merge_base::target_missing(repository, of, &branch),
            None => fetch::branch_missing(repository, &target.branch),
        })
    }

    /// Returns the commit on which a merge queue built the checked-out one; `None` if that cannot be told from the history.
    fn queued_on(&self, queue: &QueueBase, target: &TargetBranch) -> Result<Option<Commit>, InputError> {
        match queue {
            QueueBase::Commit(base) => match self.known(base) {
                Some(base) => Ok(Some(base)),
                None => Err(fetch::base_missing(self.repository, base, &target.branch)),
            },
            QueueBase::FirstParent => {
                let is_merge = objects::first_of_several_parents(self.repository, self.newest).is_some();
                Ok(is_merge.then(|| self.first_parent()))
            }
        }
    }

    /// Returns the default branch: the one that the CI service names, or else that of the clone.
    fn default_branch(&self) -> Result<Option<Branch>, InputError> {
        match (&self.change.default_branch, self.change.service) {
            (Some(name), Some(service)) if !self.is_of_other_repository() => {
                let missing = || fetch::named_branch_missing(self.repository, name, BranchSetting::Service(service));
                branches::find(self.repository, name).map(Some).ok_or_else(missing)
            }
            _ => branches::default(self.repository),
        }
    }

    /// Returns `true` if the service describes another repository. A program that runs in CI may ask about one that it has made
    /// itself.
    fn is_of_other_repository(&self) -> bool {
        self.change.commit.as_ref().is_some_and(|commit| self.commit(commit).is_none())
    }

    /// Returns the first parent of the checked-out commit if the service merged the change into the target. Other merge
    /// commits are part of the change.
    fn merged_into(&self, target: &TargetBranch) -> Option<Commit> {
        let merge = target.merge.as_ref().and_then(|merge| self.commit(merge))?;
        objects::first_of_several_parents(self.repository, self.newest).filter(|_| merge == self.newest)?;
        Some(self.first_parent())
    }

    fn first_parent(&self) -> Commit {
        Commit::Revision(format!("{}^1", self.start()))
    }

    /// Returns the commit before a push, and for a branch that others do not rely on also the commits where it left
    /// the default branch. Returns `None` for a new branch, and if the push is one of another repository.
    fn of_push(&self, push: &Push, service: &'static str) -> Result<Option<Vec<Chosen>>, InputError> {
        let Some(before) = push.before.as_ref().filter(|_| self.is_checked_out()) else { return Ok(None) };
        let Some(id) = self.commit(before) else {
            let is_other = self.is_of_other_repository();
            return if is_other { Ok(None) } else { Err(fetch::before_missing(before, service)) };
        };
        if id == self.newest {
            return Ok(None);
        }
        let mut chosen = vec![(Commit::Revision(id.to_string()), BaselineReason::BeforePush { service })];
        // An unknown branch may be any: a failed run must not hide a change from the next one. On the default branch, the merge
        // base is the pushed commit.
        let branch = push.branch.clone().or_else(|| branches::checked_out(self.repository));
        if !push.is_protected
            && (branch.is_none() || self.change.default_branch != branch)
            && let Some(default) = self.default_branch()?
            && branch.is_none_or(|branch| branch != default.name)
        {
            let found = merge_base::between(self.repository, self.newest, default.tip, &default.shown)?;
            if found.is_cut_off {
                return Err(fetch::cut_off(&default.shown));
            }
            let others = found.ids.into_iter().filter(|&base| base != id && base != self.newest);
            chosen.extend(others.map(|base| (Commit::Revision(base.to_string()), left(&default.shown))));
        }
        Ok(Some(chosen))
    }

    /// Returns the CI service if it does not name the commit before the push: older commits of the push are then not compared.
    fn silent_service(&self) -> Option<&'static str> {
        let names_one = self.change.push.as_ref().is_some_and(|push| push.before.is_some());
        self.change.service.filter(|_| !names_one && self.is_checked_out() && !self.is_of_other_repository())
    }

    /// Returns the commits where the work left a branch, or the commit before on the branch itself.
    fn of_branch(&self, branch: &Branch) -> Result<Vec<Chosen>, InputError> {
        let Self { repository, of, newest, .. } = *self;
        let found = merge_base::between(repository, newest, branch.tip, &branch.shown)?;
        if found.ids == [newest] && !self.is_elsewhere(branch) {
            return Ok(vec![(
                self.before(),
                BaselineReason::On { branch: branch.name.clone(), silent: self.silent_service() },
            )]);
        }
        let chosen = self.left(branch.tip, &branch.shown, Some(&branch.unambiguous(repository)))?;
        chosen.ok_or_else(|| match found.is_cut_off {
            true if !found.ids.is_empty() => fetch::cut_off(&branch.shown),
            _ => merge_base::nothing_in_common(repository, of, &branch.shown),
        })
    }

    /// Returns the commits where the work left a branch with this newest commit; `None` if they are not certain.
    /// `name` is the name of a branch of this clone, which stands for a single commit.
    fn left(&self, tip: ObjectId, branch: &str, name: Option<&str>) -> Result<Option<Vec<Chosen>>, InputError> {
        let found = merge_base::between(self.repository, self.newest, tip, branch)?;
        Ok(match found.ids[..] {
            [] => None,
            _ if found.is_cut_off => None,
            [base] if base == self.newest => {
                Some(vec![(self.of.clone(), BaselineReason::NothingOwn { branch: branch.to_owned() })])
            }
            [base] => {
                let named = name.map(|with| Commit::MergeBase { of: Box::new(self.of.clone()), with: with.to_owned() });
                Some(vec![(named.unwrap_or_else(|| Commit::Revision(base.to_string())), left(branch))])
            }
            _ => Some(found.ids.iter().map(|base| (Commit::Revision(base.to_string()), left(branch))).collect()),
        })
    }

    /// Returns the parent commit, if no default branch is known.
    fn without_branch(&self) -> Result<Chosen, InputError> {
        match fetch::default_branch_missing(self.repository) {
            // In a single-branch clone, the newest commit is not necessarily the whole work.
            Some(error) => Err(error),
            // With several unrelated histories, the default branch is ambiguous.
            None => match branches::unrelated(self.repository, self.newest) {
                Some(with) => Err(merge_base::nothing_in_common(self.repository, self.of, &with)),
                None => Ok((self.before(), BaselineReason::NoBranch { silent: self.silent_service() })),
            },
        }
    }

    /// Returns `true` if another branch is checked out. A detached HEAD counts as the branch, because CI services check
    /// out pushed commits that way.
    fn is_elsewhere(&self, branch: &Branch) -> bool {
        let here = match self.of {
            Commit::Head => branches::checked_out(self.repository),
            Commit::Branch(name) => Some(name.clone()),
            Commit::Tag(_) | Commit::Revision(_) | Commit::MergeBase { .. } | Commit::LatestTag { .. } => None,
        };
        here.is_some_and(|here| here != branch.name)
    }

    /// Returns `true` if the commit is the checked-out one, which the variables of a CI service describe.
    fn is_checked_out(&self) -> bool {
        *self.of == Commit::Head || self.commit("HEAD") == Some(self.newest)
    }

    /// Returns the commit that a service names; `None` for another object.
    fn commit(&self, revision: &str) -> Option<ObjectId> {
        let id = objects::resolve(self.repository, revision)?;
        let id = objects::peeled(self.repository, id, revision).ok()?;
        self.repository.find_commit(id).ok().map(|commit| commit.id)
    }

    /// Returns a commit of this clone.
    fn known(&self, revision: &str) -> Option<Commit> {
        self.commit(revision).map(|_| Commit::Revision(revision.to_owned()))
    }

    fn before(&self) -> Commit {
        Commit::Revision(format!("{}~1", self.start()))
    }

    /// Returns the form of the commit before `~1`.
    fn start(&self) -> String {
        if *self.of == Commit::Head { "HEAD".to_owned() } else { self.newest.to_string() }
    }
}

fn left(branch: &str) -> BaselineReason {
    BaselineReason::Left { branch: branch.to_owned() }
}
