//! The correspondence of old and new files that are in different folders: by the same declarations, contents and import paths.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::content::Content;
use crate::found::parent;
use protoward_source::tree_path::below;

/// A file of the new side.
pub(super) struct NewFile {
    /// The import path.
    pub(super) name: String,
    /// The path relative to the input.
    pub(super) within: String,
    pub(super) content: Content,
    /// The index of the old file with the same import path in the input: this file did not move.
    pub(super) unmoved: Option<usize>,
}

/// A file of the older version.
pub(super) struct OldFile {
    /// `true` if the new side has no file with this path, so it was moved or deleted.
    pub(super) is_gone: bool,
    /// `true` if the file belongs to the older version of the input.
    pub(super) is_own: bool,
    pub(super) content: Content,
}

/// The indices of a new file and its old version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) new: usize,
    pub(super) old: usize,
}

/// Two old files that are equally similar to a new one.
#[derive(Debug)]
pub(super) struct SimilarityTie {
    pub(super) new: usize,
    pub(super) old: [usize; 2],
}

/// The similarity of two files, ordered from low to high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FileSimilarity {
    /// A file that still exists did not move.
    is_gone: bool,
    is_same: bool,
    has_names: bool,
    has_import_path: bool,
    names: usize,
    /// The number of equal path components, from the end.
    folders: usize,
}

impl FileSimilarity {
    /// Returns `true` if the contents match; equal paths alone may be a coincidence.
    const fn has_evidence(self) -> bool {
        self.is_same || self.has_names
    }
}

/// Pairs each new file with the most similar old one, if any.
///
/// # Errors
/// Fails if two old files are equally similar, in equally similar folders.
pub(super) fn pair(new: &[NewFile], old: &[OldFile]) -> Result<Vec<Pair>, SimilarityTie> {
    let index = Index::new(old);
    let all: Vec<Vec<(usize, FileSimilarity)>> = new.iter().map(|file| index.candidates(file, old)).collect();
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, candidates) in new.iter().zip(&all) {
        for (at, _) in candidates {
            *votes.entry(folder(file, &old[*at])).or_default() += 1;
        }
    }
    let mut pairs = Vec::new();
    for (at, (file, candidates)) in new.iter().zip(&all).enumerate() {
        pairs.extend(file.unmoved.map(|old| Pair { new: at, old }));
        let weight = |&(other, likeness): &(usize, FileSimilarity)| (likeness, votes[folder(file, &old[other])]);
        let Some(best) = candidates.iter().max_by_key(|candidate| weight(candidate)) else { continue };
        if let Some(other) = candidates.iter().find(|other| other.0 != best.0 && weight(other) == weight(best)) {
            let old = [best.0.min(other.0), best.0.max(other.0)];
            return Err(SimilarityTie { new: at, old });
        }
        pairs.push(Pair { new: at, old: best.0 });
    }
    Ok(pairs)
}

/// Returns the old folder that corresponds to the input, or the folder of the old file if its relative path changed.
pub(super) fn folder<'a>(new: &NewFile, old: &'a OldFile) -> &'a str {
    let path = &old.content.path;
    let rest = path.strip_suffix(&*new.within).filter(|_| !new.within.is_empty());
    match rest {
        Some("") => "",
        Some(rest) if rest.ends_with('/') => rest.trim_end_matches('/'),
        Some(_) | None => parent(path),
    }
}

/// Old files by similarity criteria.
struct Index<'a> {
    /// `true` if the older version of the input has files. Moved files then need stronger evidence.
    has_own: bool,
    by_name: HashMap<&'a str, Vec<usize>>,
    by_file: HashMap<&'a str, Vec<usize>>,
    by_bytes: HashMap<&'a [u8], Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(old: &'a [OldFile]) -> Self {
        let has_own = old.iter().any(|file| file.is_own);
        let mut index = Self { has_own, by_name: HashMap::new(), by_file: HashMap::new(), by_bytes: HashMap::new() };
        for (at, OldFile { content, .. }) in old.iter().enumerate().filter(|(_, file)| !file.is_own) {
            content.names.iter().for_each(|name| index.by_name.entry(name).or_default().push(at));
            index.by_file.entry(last(&content.path)).or_default().push(at);
            index.by_bytes.entry(&content.bytes).or_default().push(at);
        }
        index
    }

    /// Returns the old files that may have become a new one.
    fn candidates(&self, new: &NewFile, old: &[OldFile]) -> Vec<(usize, FileSimilarity)> {
        if new.unmoved.is_some() {
            return Vec::new();
        }
        let names = new.content.names.iter().filter_map(|name| self.by_name.get(&**name));
        let file = self.by_file.get(last(&new.content.path));
        let bytes = self.by_bytes.get(&*new.content.bytes);
        let all: BTreeSet<usize> = names.chain(file).chain(bytes).flatten().copied().collect();
        let is_likely = |old: &OldFile| !self.has_own || old.content.package == new.content.package;
        let may_be =
            |at: usize| Some((at, likeness(new, &old[at]).filter(|it| it.has_evidence() || is_likely(&old[at]))?));
        all.into_iter().filter_map(may_be).collect()
    }
}

/// Returns the similarity of two files; `None` without any evidence.
fn likeness(new: &NewFile, old: &OldFile) -> Option<FileSimilarity> {
    let names = new.content.in_common(&old.content);
    let is_same = new.content.bytes == old.content.bytes;
    let path = &old.content.path;
    let has_import_path = *path == new.name || path.strip_suffix(&*new.name).is_some_and(|rest| rest.ends_with('/'));
    let folders = path.rsplit('/').zip(new.content.path.rsplit('/')).take_while(|(one, other)| one == other).count();
    // An equal path alone is no evidence unless the old file is gone.
    let is_like = is_same || names > 0 || old.is_gone && has_import_path;
    let is_gone = old.is_gone;
    is_like.then_some(FileSimilarity { is_gone, is_same, has_names: names > 0, has_import_path, names, folders })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns `true` if a folder contains a path.
pub(super) fn is_in(path: &str, folder: &str) -> bool {
    below(path, folder).is_some()
}

/// Returns the index of the innermost of some folders that contains a path.
pub(super) fn innermost<S: AsRef<str>>(folders: impl IntoIterator<Item = S>, path: &str) -> Option<usize> {
    let around = folders.into_iter().enumerate().filter(|(_, folder)| is_in(path, folder.as_ref()));
    around.max_by_key(|(_, folder)| folder.as_ref().len()).map(|(index, _)| index)
}
