//! The choice of the default baseline commit.

use gix::ObjectId;

use super::branches::Branch;
use super::{branches, fetch, merge_base, objects, revision};
use crate::inputs::baseline::{BaselineReason, Target};
use crate::inputs::error::InputError;
use crate::inputs::input::Commit;

/// Chooses the baseline for `of`; `target` is the target branch of the change, if known.
///
/// Changes that others merged meanwhile must not count against a change. It is therefore compared with the commit
/// where it left its branch. On the branch itself, each commit is compared with its parent.
pub(super) fn choose(
    repository: &gix::Repository,
    of: &Commit,
    target: Option<&Target>,
) -> Result<(Commit, BaselineReason), InputError> {
    let newest = revision::commit(repository, of)?;
    let branch = match target {
        Some(target) => match branches::find(repository, &target.branch) {
            Some(branch) => Some(branch),
            None => return without_target(repository, of, newest, target),
        },
        None => branches::default(repository),
    };
    let Some(branch) = branch else {
        return match fetch::default_branch_missing(repository) {
            // In a single-branch clone, the newest commit is not necessarily the whole work.
            Some(error) => Err(error),
            // With several unrelated histories, the default branch is ambiguous.
            None => match branches::unrelated(repository, newest) {
                Some(with) => Err(merge_base::nothing_in_common(repository, of, &with)),
                None => Ok((before(of, newest), BaselineReason::NoBranch)),
            },
        };
    };
    let base = objects::merge_base(repository, newest, branch.tip);
    if base.is_none() {
        return match target {
            // For a truncated history, the service may provide more information.
            Some(target) => without_target(repository, of, newest, target)
                .map_err(|_| merge_base::target_missing(repository, of, &branch)),
            None => Err(merge_base::nothing_in_common(repository, of, &branch.shown)),
        };
    }
    Ok(if base != Some(newest) {
        (
            Commit::MergeBase { of: Box::new(of.clone()), with: branch.unambiguous(repository) },
            BaselineReason::Left { branch: branch.shown },
        )
    } else if target.is_some() || is_elsewhere(repository, of, &branch) {
        (of.clone(), BaselineReason::NothingOwn { branch: branch.shown })
    } else {
        (before(of, newest), BaselineReason::On { branch: branch.name })
    })
}

/// Returns `true` if another branch is checked out. A detached HEAD counts as the branch, because CI services check
/// out pushed commits that way.
fn is_elsewhere(repository: &gix::Repository, of: &Commit, branch: &Branch) -> bool {
    let here = match of {
        Commit::Head => branches::checked_out(repository),
        Commit::Branch(name) => Some(name.clone()),
        Commit::Tag(_) | Commit::Revision(_) | Commit::MergeBase { .. } | Commit::LatestTag { .. } => None,
    };
    here.is_some_and(|here| here != branch.name)
}

/// Finds the baseline without the target branch, which CI services often do not fetch. They check out a merge commit
/// whose first parent is the target, or they provide the commit where the change began.
fn without_target(
    repository: &gix::Repository,
    of: &Commit,
    newest: ObjectId,
    target: &Target,
) -> Result<(Commit, BaselineReason), InputError> {
    let why = || BaselineReason::Left { branch: target.branch.clone() };
    let base = target
        .commit
        .as_ref()
        .filter(|id| objects::resolve(repository, id).is_some_and(|id| objects::peeled(repository, id, "").is_ok()));
    if let Some(base) = base {
        return Ok((Commit::Revision(base.clone()), why()));
    }
    if objects::first_of_several_parents(repository, newest).is_some() {
        return Ok((Commit::Revision(format!("{}^1", start(of, newest))), why()));
    }
    Err(fetch::branch_missing(repository, &target.branch))
}

fn before(of: &Commit, newest: ObjectId) -> Commit {
    Commit::Revision(format!("{}~1", start(of, newest)))
}

/// Returns the form of the commit before `~1`.
fn start(of: &Commit, newest: ObjectId) -> String {
    if *of == Commit::Head { "HEAD".to_owned() } else { newest.to_string() }
}
