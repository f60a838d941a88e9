//! The references that a short name may mean.
//!
//! A name that is a tag and a branch means the tag, as in git. The order is that of
//! [gitrevisions(7)](https://git-scm.com/docs/gitrevisions).

/// The digits of a full object id. Such a name is never a reference.
pub(super) const FULL_ID: usize = 40;

/// Returns the full name of the reference that a name means; `None` for an object id, for an ancestor such as `main~1`,
/// and for a name that does not exist.
pub(super) fn meant(repository: &gix::Repository, name: &str) -> Option<String> {
    if is_id(name) { None } else { meanings(repository, name).into_iter().next() }
}

/// Returns the existing references that a name may mean. Git takes the first one.
pub(super) fn meanings(repository: &gix::Repository, name: &str) -> Vec<String> {
    let is_special = |character: char| character.is_ascii_uppercase() || character == '_';
    // Other files next to `HEAD` are no references.
    let is_full = name.starts_with("refs/") || name.chars().all(is_special);
    let names = [
        is_full.then(|| name.to_owned()),
        Some(format!("refs/{name}")),
        Some(format!("refs/tags/{name}")),
        Some(format!("refs/heads/{name}")),
        Some(format!("refs/remotes/{name}")),
        Some(format!("refs/remotes/{name}/HEAD")),
    ];
    names.into_iter().flatten().filter(|full| exists(repository, full)).collect()
}

/// Returns `true` if a reference of this full name leads to an object.
fn exists(repository: &gix::Repository, full: &str) -> bool {
    let Ok(Some(mut reference)) = repository.try_find_reference(full) else { return false };
    // A full name may be the end of another one.
    reference.name().as_bstr() == full.as_bytes() && reference.follow_to_object().is_ok()
}

/// Returns `true` for a full object id.
pub(super) fn is_id(name: &str) -> bool {
    name.len() == FULL_ID && super::objects::is_hex(name)
}
