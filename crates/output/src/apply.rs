use std::borrow::Borrow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compare::{Change, Changes};
use super::content::{Content, Held};
use super::diagnostics;
use super::manifest::MANIFEST;
use super::stage::{Stage, StagedFile};
use super::staged::{remove_leftovers, staged_name};
use protoward_source::Diagnostic;

/// Makes all folders what they were planned to be, or leaves all of them as they were.
///
/// New content is first written beside the old under other names; only when all of it is there, files are removed and
/// replaced. The lists of generated files come last, so that a run that is cut off can be repeated.
///
/// What killed runs have left in these folders is removed.
///
/// # Errors
/// When a file is read-only that would be replaced or removed; when the system refuses a step, and then the steps before
/// it are taken back.
pub fn apply<C: Borrow<Changes>>(all: &[C]) -> Result<(), Box<Diagnostic>> {
    let all: Vec<&Changes> = all.iter().map(Borrow::borrow).collect();
    refuse_read_only(&all)?;
    for folder in all.iter().flat_map(|changes| changes.folders()) {
        remove_leftovers(&folder);
    }
    let mut transaction = Transaction::default();
    for changes in &all {
        transaction.stage(changes)?;
    }
    transaction.commit()?;
    for changes in all {
        remove_empty_folders(changes);
    }
    Ok(())
}

/// A rename would replace a file whatever its permissions say; a person who took the right to write meant it.
fn refuse_read_only(all: &[&Changes]) -> Result<(), Box<Diagnostic>> {
    let targets = all.iter().flat_map(|changes| {
        let replaced = changes.list.iter().filter(|change| change.old.is_some());
        replaced.map(|change| changes.folder.join(&change.path))
    });
    let refused: Vec<PathBuf> = targets.filter(|path| is_read_only(path)).collect();
    if refused.is_empty() { Ok(()) } else { Err(diagnostics::read_only(&refused)) }
}

fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.permissions().readonly())
}

/// Why a file is not replaced, if it is read-only.
pub fn why_read_only(path: &Path) -> Option<Box<Diagnostic>> {
    is_read_only(path).then(|| diagnostics::read_only(&[path.to_owned()]))
}

#[derive(Default)]
struct Transaction {
    removals: Vec<(PathBuf, Content)>,
    replacements: Vec<Replacement>,
    /// How to take back what was done, last step last.
    undo: Vec<Undo>,
    /// The folders of staged files.
    stage: Arc<Stage>,
}

struct Replacement {
    staged: Arc<StagedFile>,
    target: PathBuf,
    old: Option<Content>,
}

enum Undo {
    RemoveFile(PathBuf),
    Restore(PathBuf, Backup),
}

/// What a file was before it was replaced or removed.
enum Backup {
    Bytes(Vec<u8>),
    /// The file itself, under another name.
    File(PathBuf),
}

impl Transaction {
    fn stage(&mut self, changes: &Changes) -> Result<(), Box<Diagnostic>> {
        for change in &changes.list {
            let target = changes.folder.join(&change.path);
            match (&change.new, &change.old) {
                (Some(new), _) => self.stage_file(target, new, change)?,
                (None, Some(old)) => self.removals.push((target, old.clone())),
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn stage_file(&mut self, target: PathBuf, new: &Content, change: &Change) -> Result<(), Box<Diagnostic>> {
        let staged = match &new.0 {
            Held::Staged(staged) => Arc::clone(staged),
            Held::Bytes(_) | Held::Current(_) => {
                let cannot = |error: io::Error| diagnostics::cannot("write", &target, &error);
                let (mut file, staged) = self.stage.create(&target)?;
                new.read().and_then(|bytes| file.write_all(&bytes)).map_err(cannot)?;
                Arc::new(staged)
            }
        };
        self.replacements.push(Replacement { staged, target, old: change.old.clone() });
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Box<Diagnostic>> {
        for (target, old) in std::mem::take(&mut self.removals) {
            let Some(backup) = backup(&target, old)? else { continue };
            if let Err(error) = fs::remove_file(&target) {
                backup.discard();
                return Err(diagnostics::cannot("remove", &target, &error));
            }
            self.undo.push(Undo::Restore(target, backup));
        }
        let is_list = |replacement: &Replacement| replacement.target.ends_with(MANIFEST);
        self.replacements.sort_by_key(is_list);
        for Replacement { staged, target, old } in std::mem::take(&mut self.replacements) {
            let backup = old.map(|old| backup(&target, old)).transpose()?.flatten();
            if let Err(error) = fs::rename(staged.path(), &target) {
                backup.into_iter().for_each(Backup::discard);
                return Err(diagnostics::cannot("write", &target, &error));
            }
            self.undo.push(match backup {
                Some(backup) => Undo::Restore(target, backup),
                None => Undo::RemoveFile(target),
            });
        }
        for step in self.undo.drain(..) {
            if let Undo::Restore(_, backup) = step {
                backup.discard();
            }
        }
        Ok(())
    }
}

impl Backup {
    fn discard(self) {
        if let Self::File(path) = self {
            // A file that stays is removed by a later run.
            let _ = fs::remove_file(path);
        }
    }
}

/// Keeps what a file is, so that it can be restored. `None` if another step or another program has removed it.
fn backup(target: &Path, old: Content) -> Result<Option<Backup>, Box<Diagnostic>> {
    let Held::Current(path) = old.0 else {
        let bytes = old.read().map_err(|error| diagnostics::cannot("read", target, &error))?;
        return Ok(Some(Backup::Bytes(bytes.into_owned())));
    };
    let beside = path.with_file_name(staged_name());
    if fs::hard_link(&path, &beside).is_ok() {
        return Ok(Some(Backup::File(beside)));
    }
    // Not all file systems have links.
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(Backup::Bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(diagnostics::cannot("read", target, &error)),
    }
}

impl Drop for Transaction {
    /// Takes back what was done; nothing is left to take back after a commit.
    fn drop(&mut self) {
        for step in self.undo.drain(..).rev() {
            // Something is wrong already, and is being reported; a step that fails here can only be left.
            let _ = match step {
                Undo::RemoveFile(path) => fs::remove_file(path),
                Undo::Restore(path, Backup::Bytes(content)) => fs::write(path, content),
                Undo::Restore(path, Backup::File(beside)) => fs::rename(beside, path),
            };
        }
    }
}

/// Folders that a removed file leaves empty go with it, up to the output folder.
fn remove_empty_folders(changes: &Changes) {
    for change in changes.list.iter().filter(|change| change.new.is_none()) {
        let parents = Path::new(&change.path).ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
        for parent in parents {
            if fs::remove_dir(changes.folder.join(parent)).is_err() {
                break;
            }
        }
    }
}
