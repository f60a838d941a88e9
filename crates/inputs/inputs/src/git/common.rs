//! The newest common commits of two commits, as `git merge-base --all` finds them.

use std::collections::{BinaryHeap, HashMap};

use gix::ObjectId;

/// The newest common commits of two histories.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CommonCommits {
    /// The commits, newest first. None is an ancestor of another.
    pub(super) ids: Vec<ObjectId>,
    /// `true` if a truncated history was reached on the way to them, so that newer ones may be missing.
    pub(super) is_cut_off: bool,
}

/// The commit is an ancestor of the first one.
const FIRST: u8 = 1;
/// The commit is an ancestor of the second one.
const SECOND: u8 = 2;
const COMMON: u8 = FIRST | SECOND;
/// The commit is an ancestor of a common commit.
const STALE: u8 = 4;

/// Returns the newest common commits of two commits.
///
/// # Errors
/// Fails if a commit is corrupt.
pub(super) fn common_commits(
    repository: &gix::Repository,
    first: ObjectId,
    second: ObjectId,
) -> gix::Result<CommonCommits> {
    let history = History { repository };
    let found = history.common(first, second)?;
    // If one commit contains the other, nothing newer can be common.
    if let Some(&only) = found.ids.iter().find(|&&id| id == first || id == second) {
        return Ok(CommonCommits { ids: vec![only], is_cut_off: false });
    }
    history.newest(found)
}

/// The commits of a repository with their parents.
struct History<'r> {
    repository: &'r gix::Repository,
}

/// A commit with its time, the newest first.
type Dated = (i64, ObjectId);

impl History<'_> {
    /// Returns the parents of a commit that this clone has, and `true` if it lacks others. A shallow clone may have
    /// parents of its oldest commits, because another branch leads to them.
    fn parents(&self, id: ObjectId) -> gix::Result<(Vec<Dated>, bool)> {
        let mut parents = Vec::new();
        let mut is_cut_off = false;
        for parent in self.repository.find_commit(id)?.parent_ids() {
            if self.repository.has_object(parent.detach()) {
                parents.push(self.dated(parent.detach())?)
            } else {
                is_cut_off = true
            }
        }
        Ok((parents, is_cut_off))
    }

    fn dated(&self, id: ObjectId) -> gix::Result<Dated> {
        let time = self.repository.find_commit(id)?.time().map_or(0, |time| time.seconds);
        Ok((time, id))
    }

    /// Walks both histories from the newest commit on, until only ancestors of common commits are left. The result may
    /// contain ancestors of others if the times of commits are not in order.
    fn common(&self, first: ObjectId, second: ObjectId) -> gix::Result<CommonCommits> {
        let mut marks: HashMap<ObjectId, u8> = HashMap::new();
        let mut queue = BinaryHeap::new();
        let mut found = Vec::new();
        let mut truncated = Vec::new();
        for (id, mark) in [(first, FIRST), (second, SECOND)] {
            *marks.entry(id).or_default() |= mark;
            queue.push(self.dated(id)?);
        }
        while queue.iter().any(|(_, id)| marks[id] & STALE == 0) {
            let Some((_, id)) = queue.pop() else { break };
            let mark = marks[&id];
            if mark == COMMON && !found.contains(&id) {
                found.push(id);
            }
            let (parents, is_cut_off) = self.parents(id)?;
            if is_cut_off {
                truncated.push(id);
            }
            // What a common commit leads to is common, but not the newest.
            let mark = if mark == COMMON { COMMON | STALE } else { mark };
            for (time, parent) in parents {
                let known = marks.entry(parent).or_default();
                if *known & mark != mark {
                    *known |= mark;
                    queue.push((time, parent));
                }
            }
        }
        found.retain(|id| marks[id] & STALE == 0);
        // The parents of a common commit do not matter.
        let is_cut_off = truncated.iter().any(|id| marks[id] & COMMON != COMMON);
        Ok(CommonCommits { ids: found, is_cut_off })
    }

    /// Removes commits that are ancestors of others.
    fn newest(&self, found: CommonCommits) -> gix::Result<CommonCommits> {
        let CommonCommits { ids, mut is_cut_off } = found;
        if ids.len() < 2 {
            return Ok(CommonCommits { ids, is_cut_off });
        }
        let mut newest = Vec::new();
        for &id in &ids {
            let mut is_older = false;
            for &other in ids.iter().filter(|&&other| other != id) {
                let shared = self.common(id, other)?;
                is_older |= shared.ids.contains(&id);
                is_cut_off |= shared.is_cut_off && !shared.ids.contains(&id) && !shared.ids.contains(&other);
            }
            if !is_older {
                newest.push(self.dated(id)?);
            }
        }
        newest.sort_unstable_by(|one, other| other.cmp(one));
        Ok(CommonCommits { ids: newest.into_iter().map(|(_, id)| id).collect(), is_cut_off })
    }
}
