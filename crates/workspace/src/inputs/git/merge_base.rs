//! The commit where a branch was left.

use gix::ObjectId;

use super::branches::Branch;
use super::{branches, fetch, objects, revision};
use crate::inputs::error::InputError;
use crate::inputs::input::Commit;

/// Returns the newest common commit of `of` and the branch `with`.
pub(super) fn find(repository: &gix::Repository, of: &Commit, with: &str) -> Result<ObjectId, InputError> {
    let one = revision::commit(repository, of)?;
    let other = match branches::meant(repository, with) {
        Some(branch) => branch.tip,
        None => match objects::resolve(repository, with) {
            Some(id) => objects::peeled(repository, id, with)?,
            None => return Err(fetch::branch_missing(repository, with)),
        },
    };
    objects::merge_base(repository, one, other).ok_or_else(|| nothing_in_common(repository, of, with))
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
