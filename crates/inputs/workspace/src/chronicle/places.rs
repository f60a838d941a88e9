//! The folders of an input in the commits of a history: where it is now, and where its files were before a commit moved them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::read::TextCache;
use protoward_inputs::{BlobId, Commit, GitHistory, GitInput, Input, Opened, OpenedFiles, Step};
use protoward_source::ReadError;
use protoward_source::tree_path::below;

/// The folders of an input, the newest first, each with the index of the first commit that has it.
pub(super) struct Places {
    places: Vec<(usize, Input)>,
}

impl Places {
    /// Follows the folder of an input back through the commits, the oldest of which comes first.
    pub(super) fn of(
        input: &Input,
        steps: &[Step],
        history: &mut GitHistory,
        texts: &mut TextCache,
    ) -> Result<Self, ReadError> {
        let mut places = vec![(0, input.clone())];
        let Some(OpenedFiles { path: mut folder, is_file: false, root, .. }) =
            steps.last().and_then(|last| opened(input, last))
        else {
            return Ok(Self { places });
        };
        for (index, pair) in steps.windows(2).enumerate().rev() {
            let [was, now] = pair else { continue };
            if history.has_folder(was, &folder)? {
                continue;
            }
            let Some(former) = former_folder(history, texts, was, now, &folder)? else { break };
            if let Some((first, _)) = places.last_mut() {
                *first = index + 1;
            }
            places.push((0, in_folder(input, root.as_ref(), &former)));
            folder = former;
        }
        Ok(Self { places })
    }

    /// Returns the input at a commit, given by its index.
    pub(super) fn at(&self, index: usize) -> &Input {
        let place = self.places.iter().find(|(first, _)| *first <= index);
        let (_, input) = place.unwrap_or(&self.places[0]);
        input
    }

    /// Returns `true` if the input has another folder since a commit, given by its index.
    pub(super) fn changes_at(&self, index: usize) -> bool {
        index > 0 && self.places.iter().any(|(first, _)| *first == index)
    }
}

/// Opens an input at a commit; `None` if it did not exist.
pub(super) fn opened(input: &Input, step: &Step) -> Option<OpenedFiles> {
    let revision = Commit::Revision(step.commit.id.clone());
    let input = match input {
        Input::Git(git) => Input::Git(GitInput { commit: revision, ..git.clone() }),
        Input::At { input, .. } => Input::At { commit: revision, input: input.clone() },
        input => Input::At { commit: revision, input: Box::new(input.clone()) },
    };
    match input.open().ok()? {
        Opened::Files(files) => Some(files),
        Opened::Image(_) => None,
    }
}

/// Returns the input with another folder of the same tree.
fn in_folder(input: &Input, root: Option<&PathBuf>, folder: &str) -> Input {
    match (input, root) {
        (Input::Git(git), _) => Input::Git(GitInput { subdir: folder.to_owned(), ..git.clone() }),
        (_, Some(root)) => Input::Folder(root.join(folder)),
        (input, None) => input.clone(),
    }
}

/// Returns the folder from which a commit moved most files of a new folder; `None` if there is not exactly one, or if it still has
/// schema files, which are not of the new folder.
fn former_folder(
    history: &mut GitHistory,
    texts: &mut TextCache,
    was: &Step,
    now: &Step,
    folder: &str,
) -> Result<Option<String>, ReadError> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut changed = Changed::new();
    history.changes(Some(was), Some(now), |path, blob| _ = changed.insert(path.to_owned(), blob))?;
    for MovedFile { from, to } in moved_files(history, texts, was, &changed)? {
        let former = below(&to, folder).and_then(|inside| from.strip_suffix(inside));
        if let Some(former) = former.filter(|former| former.is_empty() || former.ends_with('/')) {
            *counts.entry(former.trim_end_matches('/').to_owned()).or_default() += 1;
        }
    }
    let most = counts.values().max().copied();
    let mut best = counts.into_iter().filter(|(_, count)| Some(*count) == most).map(|(former, _)| former);
    let Some(former) = best.next().filter(|_| best.next().is_none()) else { return Ok(None) };
    let mut has_others = false;
    history.changes(None, Some(now), |path, _| {
        has_others |= path.ends_with(".proto") && below(path, &former).is_some() && below(path, folder).is_none();
    })?;
    Ok(Some(former).filter(|_| !has_others))
}

/// A file that a commit moved to another folder.
pub(super) struct MovedFile {
    pub(super) from: String,
    pub(super) to: String,
}

/// The changed files of a commit by path, each with its new content; `None` for a deleted file.
pub(super) type Changed = BTreeMap<String, Option<BlobId>>;

/// Returns the schema files that were moved since a commit: those with the name of a removed file, and with a declaration of it.
pub(super) fn moved_files(
    history: &mut GitHistory,
    texts: &mut TextCache,
    was: &Step,
    changed: &Changed,
) -> Result<Vec<MovedFile>, ReadError> {
    let mut removed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, _) in changed.iter().filter(|(path, blob)| path.ends_with(".proto") && blob.is_none()) {
        removed.entry(last(path)).or_default().push(path);
    }
    let mut moved = Vec::new();
    for (to, blob) in changed {
        let (Some(blob), Some(candidates)) = (*blob, removed.get(last(to))) else { continue };
        if history.file(was, to)?.is_some() {
            continue;
        }
        let names = names(history, texts, blob, to)?;
        for from in candidates {
            let Some(before) = history.file(was, from)? else { continue };
            if before == blob || !names.is_disjoint(&self::names(history, texts, before, from)?) {
                moved.push(MovedFile { from: (*from).to_owned(), to: to.clone() });
            }
        }
    }
    Ok(moved)
}

/// Returns the full names of the types that a text declares or extends.
fn names(
    history: &GitHistory,
    texts: &mut TextCache,
    blob: BlobId,
    path: &str,
) -> Result<BTreeSet<Box<str>>, ReadError> {
    let text = texts.get(history, blob, path)?;
    Ok(text.decls.drafts.iter().map(|draft| draft.fact().subject().into()).collect())
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
