//! The tags of a shallow clone. A clone with a depth has those of the commits that it fetched; the remote may have others, of newer
//! versions too.

use std::collections::HashSet;

use gix::ObjectId;

use super::objects;

/// Returns `true` for a shallow clone that may lack tags of its remote: all that it has are of commits that came with branches. A tag
/// of another commit was fetched as such, as with `git fetch --tags`.
pub(super) fn may_lack_tags(repository: &gix::Repository) -> bool {
    if !objects::is_shallow(repository) {
        return false;
    }
    let Ok(references) = repository.references() else { return true };
    let (Ok(all), Ok(head)) = (references.all(), repository.head_id()) else { return true };
    let mut tags = HashSet::new();
    let mut tips = vec![head.detach()];
    for mut reference in all.flatten() {
        let is_tag = reference.name().category() == Some(gix::reference::Category::Tag);
        let name = reference.name().shorten().to_string();
        let id = reference.follow_to_object().ok().map(gix::Id::detach);
        let commit = id.and_then(|id| objects::peeled(repository, id, &name).ok());
        match commit.filter(|commit| repository.find_commit(*commit).is_ok()) {
            Some(commit) if is_tag => _ = tags.insert(commit),
            Some(commit) => tips.push(commit),
            None => {}
        }
    }
    !has_others(repository, tips, tags)
}

/// Returns `true` if one of some commits is not in the history of the others.
fn has_others(repository: &gix::Repository, tips: Vec<ObjectId>, mut commits: HashSet<ObjectId>) -> bool {
    let Ok(walk) = repository.rev_walk(tips).all() else { return false };
    for found in walk.flatten() {
        commits.remove(&found.id);
        if commits.is_empty() {
            return false;
        }
    }
    !commits.is_empty()
}
