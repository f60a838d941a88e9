//! The commits where a branch was left. After criss-cross merges there are several.

use gix::ObjectId;

use super::branches::Branch;
use super::common::{CommonCommits, common_commits};
use super::{branches, fetch, objects, revision};
use crate::error::InputError;
use crate::input::Commit;

/// Returns the newest common commits of `of` and the branch `with`, at least one.
pub(super) fn find(repository: &gix::Repository, of: &Commit, with: &str) -> Result<Vec<ObjectId>, InputError> {
    let one = revision::commit(repository, of)?;
    let other = match branches::meant(repository, with) {
        Some(branch) => branch.tip,
        None => match objects::resolve(repository, with) {
            Some(id) => objects::peeled(repository, id, with)?,
            None => return Err(fetch::branch_missing(repository, with)),
        },
    };
    let found = between(repository, one, other, with)?;
    if found.ids.is_empty() {
        return Err(nothing_in_common(repository, of, with));
    }
    if found.is_cut_off {
        return Err(fetch::cut_off(with));
    }
    Ok(found.ids)
}

/// Returns the newest common commits of two commits; `with` is the name of the second one, for errors.
pub(super) fn between(
    repository: &gix::Repository,
    one: ObjectId,
    other: ObjectId,
    with: &str,
) -> Result<CommonCommits, InputError> {
    common_commits(repository, one, other)
        .map_err(|error| InputError::BadObject { asked: format!("merge-base:{with}"), reason: super::causes(&error) })
}

/// Returns the error of [`nothing_in_common`] for the target branch of a change.
pub(super) fn target_missing(repository: &gix::Repository, of: &Commit, branch: &Branch) -> InputError {
    if objects::is_shallow(repository) {
        return fetch::branch_missing(repository, &branch.name);
    }
    nothing_in_common(repository, of, &branch.shown)
}

pub(super) fn nothing_in_common(repository: &gix::Repository, of: &Commit, with: &str) -> InputError {
    let asked = format!("merge-base:{with}");
    if objects::is_shallow(repository) {
        return InputError::Shallow { asked, fetch: "git fetch --unshallow".to_owned() };
    }
    InputError::NothingInCommon { of: of.to_string(), with: with.to_owned() }
}
