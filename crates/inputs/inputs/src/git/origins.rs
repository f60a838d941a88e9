//! The commits that added entries of a file, as `git blame` finds them for lines.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::history::{BlobId, GitHistory, Step};
use crate::error::InputError;

/// The commit that added an entry of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryAuthor {
    /// The e-mail address of the author.
    pub email: String,
    /// The short id of the commit.
    pub commit: String,
}

/// The origins of one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryOrigins {
    /// The commits that added the entry to a version without it. There are several if branches added it independently.
    pub authors: BTreeSet<EntryAuthor>,
    /// `true` if the history of the entry goes on in commits that a shallow clone lacks.
    pub is_cut_off: bool,
}

/// The entries of a file by name, as read from its content.
pub type EntryReader<'a> = &'a dyn Fn(&[u8]) -> BTreeSet<String>;

/// Entries of a file at a commit.
type Pending = (ObjectId, String, BTreeSet<String>);

impl GitHistory {
    /// Returns the commits that added the entries of a file, by entry. An entry is followed from the commits `tips` through all
    /// parents that have it, and through moves of the file to another folder. An entry that no tip has is left out.
    ///
    /// # Errors
    /// Fails if a commit is missing or corrupt, and not because a shallow clone ends.
    pub fn origins(
        &mut self,
        tips: &[String],
        path: &str,
        entries: EntryReader<'_>,
    ) -> Result<BTreeMap<String, EntryOrigins>, InputError> {
        let mut walk = OriginWalk { history: self, entries, contents: HashMap::new(), origins: BTreeMap::new() };
        let mut visited: HashMap<(ObjectId, String), HashSet<String>> = HashMap::new();
        let mut pending: Vec<Pending> = Vec::new();
        for tip in tips {
            let id = walk.history.id(tip)?;
            let found = walk.entries_at(id, path)?;
            pending.push((id, path.to_owned(), found.unwrap_or_default()));
        }
        while let Some((id, path, mut alive)) = pending.pop() {
            let known = visited.entry((id, path.clone())).or_default();
            alive.retain(|entry| known.insert(entry.clone()));
            if !alive.is_empty() {
                pending.extend(walk.step(id, &path, alive)?);
            }
        }
        Ok(walk.origins)
    }
}

/// The walk from the newest commits to the origins of their entries.
struct OriginWalk<'h, 'e> {
    history: &'h mut GitHistory,
    entries: EntryReader<'e>,
    contents: HashMap<BlobId, BTreeSet<String>>,
    origins: BTreeMap<String, EntryOrigins>,
}

impl OriginWalk<'_, '_> {
    /// Returns the parents that have some of the entries, and notes the origins of the others.
    fn step(&mut self, id: ObjectId, path: &str, alive: BTreeSet<String>) -> Result<Vec<Pending>, InputError> {
        let mut rest = alive.clone();
        let mut next = Vec::new();
        let mut is_cut_off = false;
        for parent in self.history.parents(id)? {
            if !self.history.has_commit(parent) {
                if !self.history.is_shallow() {
                    return Err(self.history.missing_commit(parent));
                }
                is_cut_off = true;
                continue;
            }
            let before = match self.entries_at(parent, path)? {
                Some(entries) => Some((path.to_owned(), entries)),
                None => self.moved_from(parent, id, path)?,
            };
            let Some((path, entries)) = before else { continue };
            let kept: BTreeSet<String> = alive.intersection(&entries).cloned().collect();
            rest.retain(|entry| !kept.contains(entry));
            next.push((parent, path, kept));
        }
        if is_cut_off {
            // A missing parent may have the entry too, by another author.
            alive.into_iter().for_each(|entry| self.origins.entry(entry).or_default().is_cut_off = true);
        } else if !rest.is_empty() {
            let author = self.history.author(id)?;
            let mut add = |entry| self.origins.entry(entry).or_default().authors.insert(author.clone());
            rest.into_iter().for_each(|entry| _ = add(entry));
        }
        Ok(next)
    }

    /// Returns the entries of a file at a commit; `None` without the file.
    fn entries_at(&mut self, id: ObjectId, path: &str) -> Result<Option<BTreeSet<String>>, InputError> {
        let step = self.history.step(id, path)?;
        let Some(blob) = self.history.file(&step, path)? else { return Ok(None) };
        self.content(blob, path).map(Some)
    }

    fn content(&mut self, blob: BlobId, path: &str) -> Result<BTreeSet<String>, InputError> {
        if let Some(entries) = self.contents.get(&blob) {
            return Ok(entries.clone());
        }
        let entries = (self.entries)(&self.history.read(blob, path)?);
        self.contents.insert(blob, entries.clone());
        Ok(entries)
    }

    /// Returns the file of the same name that a commit moved to a path, with its entries before.
    fn moved_from(
        &mut self,
        parent: ObjectId,
        id: ObjectId,
        path: &str,
    ) -> Result<Option<(String, BTreeSet<String>)>, InputError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let [was, is]: [Step; 2] = [self.history.step(parent, path)?, self.history.step(id, path)?];
        let mut removed = Vec::new();
        self.history.changes(Some(&was), Some(&is), |other, now| {
            if now.is_none() && other.rsplit('/').next() == Some(name) {
                removed.push(other.to_owned());
            }
        })?;
        // Several files that became one are not a move.
        let [from] = &removed[..] else { return Ok(None) };
        let entries = self.entries_at(parent, from)?.unwrap_or_default();
        Ok(Some((from.clone(), entries)))
    }
}

impl GitHistory {
    fn id(&self, revision: &str) -> Result<ObjectId, InputError> {
        let found = self.repository.rev_parse_single(revision).map(gix::Id::detach);
        found.map_err(|error| InputError::BadObject { asked: revision.to_owned(), reason: error.to_string() })
    }

    fn parents(&self, id: ObjectId) -> Result<Vec<ObjectId>, InputError> {
        let commit = self.repository.find_commit(id).map_err(|_| self.missing_commit(id))?;
        Ok(commit.parent_ids().map(gix::Id::detach).collect())
    }

    fn has_commit(&self, id: ObjectId) -> bool {
        self.repository.has_object(id)
    }

    fn is_shallow(&self) -> bool {
        super::objects::is_shallow(&self.repository)
    }

    fn missing_commit(&self, id: ObjectId) -> InputError {
        let reason = "a commit of its history is missing or damaged".to_owned();
        InputError::BadObject { asked: id.to_hex_with_len(12).to_string(), reason }
    }

    fn author(&self, id: ObjectId) -> Result<EntryAuthor, InputError> {
        let commit = self.repository.find_commit(id).map_err(|_| self.missing_commit(id))?;
        let author = commit.author().map_err(|_| self.missing_commit(id))?;
        let email = author.email.to_str_lossy().trim().to_owned();
        Ok(EntryAuthor { email, commit: id.to_hex_with_len(12).to_string() })
    }
}
