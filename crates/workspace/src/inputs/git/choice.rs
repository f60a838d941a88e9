//! What a change is compared with when nobody says it.

use gix::ObjectId;

use super::branches::Branch;
use super::{branches, fetch, merge_base, objects, revision};
use crate::inputs::baseline::{Target, Why};
use crate::inputs::error::InputError;
use crate::inputs::input::Commit;

/// Chooses for `of`; a `target` is the branch that it is to be merged into, if that is known.
///
/// What others have merged meanwhile must never be held against a change: it is compared with the commit where it left
/// its branch. On the branch itself, each commit is compared with the one before.
pub(super) fn choose(
    repository: &gix::Repository,
    of: &Commit,
    target: Option<&Target>,
) -> Result<(Commit, Why), InputError> {
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
            // Whoever has cloned one branch only must not be told that its newest commit is all of the work.
            Some(error) => Err(error),
            // Nobody can say which of several unrelated histories is the one that others start from.
            None => match branches::unrelated(repository, newest) {
                Some(with) => Err(merge_base::nothing_in_common(repository, of, &with)),
                None => Ok((before(of, newest), Why::NoBranch)),
            },
        };
    };
    let base = objects::merge_base(repository, newest, branch.tip);
    if base.is_none() {
        return match target {
            // Where the history was cut off, a service may know more than there is here.
            Some(target) => without_target(repository, of, newest, target)
                .map_err(|_| merge_base::target_missing(repository, of, &branch)),
            None => Err(merge_base::nothing_in_common(repository, of, &branch.shown)),
        };
    }
    Ok(if base != Some(newest) {
        (Commit::MergeBase { of: Box::new(of.clone()), with: branch.shown.clone() }, Why::Left { branch: branch.shown })
    } else if target.is_some() || is_elsewhere(repository, of, &branch) {
        (of.clone(), Why::NothingOwn { branch: branch.shown })
    } else {
        (before(of, newest), Why::On { branch: branch.name })
    })
}

/// Whether another branch is checked out. A commit that is checked out by itself is taken for one of the branch, as the
/// services check out what was pushed to it.
fn is_elsewhere(repository: &gix::Repository, of: &Commit, branch: &Branch) -> bool {
    let here = match of {
        Commit::Head => branches::checked_out(repository),
        Commit::Branch(name) => Some(name.clone()),
        Commit::Tag(_) | Commit::Revision(_) | Commit::MergeBase { .. } | Commit::LatestTag { .. } => None,
    };
    here.is_some_and(|here| here != branch.name)
}

/// The services fetch what they test and little else: often the commit that merges a change into its target, whose first
/// parent is that target, or they name the commit where the change began.
fn without_target(
    repository: &gix::Repository,
    of: &Commit,
    newest: ObjectId,
    target: &Target,
) -> Result<(Commit, Why), InputError> {
    let why = || Why::Left { branch: target.branch.clone() };
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

/// How the commit is written in front of `~1`.
fn start(of: &Commit, newest: ObjectId) -> String {
    if *of == Commit::Head { "HEAD".to_owned() } else { newest.to_string() }
}
