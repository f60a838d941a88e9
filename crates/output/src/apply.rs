use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::compare::{Change, Changes};
use super::diagnostics;
use super::manifest::MANIFEST;
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
pub fn apply(all: &[Changes]) -> Result<(), Box<Diagnostic>> {
    refuse_read_only(all)?;
    for folder in all.iter().flat_map(Changes::folders) {
        remove_leftovers(&folder);
    }
    let mut transaction = Transaction::default();
    for changes in all {
        transaction.stage(changes)?;
    }
    transaction.commit()?;
    for changes in all {
        remove_empty_folders(changes);
    }
    Ok(())
}

/// A rename would replace a file whatever its permissions say; a person who took the right to write meant it.
fn refuse_read_only(all: &[Changes]) -> Result<(), Box<Diagnostic>> {
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
    removals: Vec<(PathBuf, Vec<u8>)>,
    replacements: Vec<Replacement>,
    /// How to take back what was done, last step last.
    undo: Vec<Undo>,
}

struct Replacement {
    staged: PathBuf,
    target: PathBuf,
    old: Option<Vec<u8>>,
}

enum Undo {
    RemoveFile(PathBuf),
    RemoveFolder(PathBuf),
    Restore(PathBuf, Vec<u8>),
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

    fn stage_file(&mut self, target: PathBuf, new: &[u8], change: &Change) -> Result<(), Box<Diagnostic>> {
        let folder = target.parent().unwrap_or(Path::new(""));
        self.create_folder(folder).map_err(|error| diagnostics::cannot("create", folder, &error))?;
        let staged = folder.join(staged_name());
        self.undo.push(Undo::RemoveFile(staged.clone()));
        write_new(&staged, new, &target).map_err(|error| diagnostics::cannot("write", &target, &error))?;
        self.replacements.push(Replacement { staged, target, old: change.old.clone() });
        Ok(())
    }

    fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
        let absent = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let missing: Vec<PathBuf> = folder.ancestors().take_while(absent).map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)?;
            self.undo.push(Undo::RemoveFolder(folder));
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Box<Diagnostic>> {
        for (target, old) in std::mem::take(&mut self.removals) {
            fs::remove_file(&target).map_err(|error| diagnostics::cannot("remove", &target, &error))?;
            self.undo.push(Undo::Restore(target, old));
        }
        let is_list = |replacement: &Replacement| replacement.target.ends_with(MANIFEST);
        self.replacements.sort_by_key(is_list);
        for Replacement { staged, target, old } in std::mem::take(&mut self.replacements) {
            fs::rename(&staged, &target).map_err(|error| diagnostics::cannot("write", &target, &error))?;
            self.undo.push(match old {
                Some(old) => Undo::Restore(target, old),
                None => Undo::RemoveFile(target),
            });
        }
        self.undo.clear();
        Ok(())
    }
}

impl Drop for Transaction {
    /// Takes back what was done; nothing is left to take back after a commit.
    fn drop(&mut self) {
        for step in self.undo.drain(..).rev() {
            // Something is wrong already, and is being reported; a step that fails here can only be left.
            let _ = match step {
                Undo::RemoveFile(path) => fs::remove_file(path),
                Undo::RemoveFolder(path) => fs::remove_dir(path),
                Undo::Restore(path, content) => fs::write(path, content),
            };
        }
    }
}

/// Writes a file that is not there yet, with the permissions of the one that it will replace.
fn write_new(staged: &Path, content: &[u8], target: &Path) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(staged)?;
    file.write_all(content)?;
    if let Ok(found) = fs::metadata(target) {
        file.set_permissions(found.permissions())?;
    }
    Ok(())
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
