//! The transaction that writes changes: staged files first, then renames, and a way back until the last step.

use std::borrow::Borrow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compare::{Change, Changes};
use super::content::{Content, StoredContent};
use super::diagnostics;
use super::interrupts;
use super::manifest::MANIFEST;
use super::replace;
use super::stage::{Stage, StagedFile};
use super::staged::{remove_leftovers, staged_name};
use protoward_source::Diagnostic;

/// Applies the changes to all folders, or to none of them.
///
/// New content is first written to staged files beside the targets. Files are removed and replaced only after all staged
/// files are complete. The lists of generated files are replaced last, so that an interrupted run can be repeated.
///
/// Each file is compared with its old content again, directly before it is replaced or removed: an editor may have saved it.
///
/// Staged files of killed runs in these folders are removed.
///
/// # Errors
/// Returns an error if a file to replace or remove is read-only or has changed, or if the operating system refuses a step. The
/// steps before it are then undone.
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

/// Returns an error if a file to replace or remove is read-only. A rename alone would ignore the permissions of its target.
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

/// Returns the error for a read-only file, or `None` if the file can be replaced.
pub fn why_read_only(path: &Path) -> Option<Box<Diagnostic>> {
    is_read_only(path).then(|| diagnostics::read_only(&[path.to_owned()]))
}

#[derive(Default)]
struct Transaction {
    removals: Vec<(PathBuf, Content)>,
    replacements: Vec<Replacement>,
    /// The steps that undo the changes so far, in the order of the changes.
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

/// The content of a file before it was replaced or removed.
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
            StoredContent::Staged(staged) => Arc::clone(staged),
            StoredContent::Bytes(_) | StoredContent::Current(_) => {
                let cannot = |error: io::Error| diagnostics::cannot("write", &target, &error);
                let (mut file, staged) = self.stage.create(&target)?;
                new.read().and_then(|bytes| file.write_all(&bytes)).map_err(cannot)?;
                Arc::new(staged)
            }
        };
        self.replacements.push(Replacement { staged, target, old: change.old.clone() });
        Ok(())
    }

    fn commit(self) -> Result<(), Box<Diagnostic>> {
        let _renames = interrupts::transaction();
        // Dropped before the guard, so that an interrupt waits until failed changes are undone.
        let mut transaction = self;
        transaction.rename_all()
    }

    fn rename_all(&mut self) -> Result<(), Box<Diagnostic>> {
        for (target, old) in std::mem::take(&mut self.removals) {
            self.check_unchanged(&target, Some(&old), None)?;
            let Some(backup) = backup(&target, old)? else { continue };
            if let Err(error) = fs::remove_file(&target) {
                backup.discard();
                return Err(diagnostics::cannot("remove", &target, &error));
            }
            self.undo.push(Undo::Restore(target, backup));
        }
        // The lists of generated files come last.
        let is_list = |replacement: &Replacement| replacement.target.ends_with(MANIFEST);
        let (lists, mut replacements): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.replacements).into_iter().partition(is_list);
        replacements.extend(lists);
        for Replacement { staged, target, old } in replacements {
            self.check_unchanged(&target, old.as_ref(), Some(&staged))?;
            let backup = old.map(|old| backup(&target, old)).transpose()?.flatten();
            self.undo.push(match replaced(&staged, &target, backup)? {
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

    /// Returns an error if another program has written or removed a file since it was compared, unless it has its new content. Generated
    /// files whose old content is not in memory are not compared.
    fn check_unchanged(
        &self,
        target: &Path,
        old: Option<&Content>,
        new: Option<&StagedFile>,
    ) -> Result<(), Box<Diagnostic>> {
        let old = match old.map(|old| &old.0) {
            Some(StoredContent::Bytes(bytes)) => Some(bytes),
            Some(StoredContent::Current(_) | StoredContent::Staged(_)) => return Ok(()),
            None => None,
        };
        let now = match fs::read(target) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(diagnostics::cannot("read", target, &error)),
        };
        let is_done = || match (&now, new) {
            (Some(now), Some(new)) => fs::read(new.path()).is_ok_and(|new| new == *now),
            (now, new) => now.is_none() && new.is_none(),
        };
        let is_ours = || self.undo.iter().any(|step| step.target() == target);
        if now.as_ref() == old || is_done() || is_ours() {
            return Ok(());
        }
        Err(diagnostics::changed_meanwhile(&diagnostics::shown(target)))
    }
}

impl Undo {
    fn target(&self) -> &Path {
        match self {
            Self::RemoveFile(target) | Self::Restore(target, _) => target,
        }
    }
}

impl Backup {
    /// Returns the backup with its content in memory. A backup file may be a link to the original, which changes with it.
    fn in_memory(self) -> io::Result<Self> {
        let content = match &self {
            Self::Bytes(_) => return Ok(self),
            Self::File(path) => fs::read(path),
        };
        self.discard();
        content.map(Self::Bytes)
    }

    fn discard(self) {
        if let Self::File(path) = self {
            // A backup that cannot be removed is removed by a later run.
            let _ = fs::remove_file(path);
        }
    }
}

/// Replaces a file with a staged one, and returns the backup, which may have moved into memory.
fn replaced(staged: &StagedFile, target: &Path, backup: Option<Backup>) -> Result<Option<Backup>, Box<Diagnostic>> {
    let cannot = |error: &io::Error| diagnostics::cannot("write", target, error);
    let Err(error) = replace::rename(staged.path(), target) else { return Ok(backup) };
    if !replace::is_in_use(&error) {
        backup.into_iter().for_each(Backup::discard);
        return Err(cannot(&error));
    }
    // A backup that is a link to the file would be overwritten too.
    let backup = backup.map(Backup::in_memory).transpose().map_err(|error| cannot(&error))?;
    replace::write_in_place(staged.path(), target).map_err(|_| cannot(&error))?;
    Ok(backup)
}

/// Backs up a file, so that it can be restored. Returns `None` if another step or another program has removed the file.
fn backup(target: &Path, old: Content) -> Result<Option<Backup>, Box<Diagnostic>> {
    let StoredContent::Current(path) = old.0 else {
        let bytes = old.read().map_err(|error| diagnostics::cannot("read", target, &error))?;
        return Ok(Some(Backup::Bytes(bytes.into_owned())));
    };
    let backup_path = path.with_file_name(staged_name());
    if !is_sticky(path.parent()) && fs::hard_link(&path, &backup_path).is_ok() {
        return Ok(Some(Backup::File(backup_path)));
    }
    // Not all file systems support hard links.
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(Backup::Bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(diagnostics::cannot("read", target, &error)),
    }
}

/// Returns `true` if only the owner of a file may remove it from a folder. A link to a file of another user would then stay.
fn is_sticky(folder: Option<&Path>) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        let found = folder.and_then(|folder| fs::metadata(folder).ok());
        found.is_some_and(|found| found.permissions().mode() & 0o1000 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        false
    }
}

impl Drop for Transaction {
    /// Undoes the changes. After a commit there is nothing to undo.
    fn drop(&mut self) {
        for step in self.undo.drain(..).rev() {
            // Another error is being reported already, and a failed step cannot be recovered.
            let _ = match step {
                Undo::RemoveFile(path) => fs::remove_file(path),
                Undo::Restore(path, Backup::Bytes(content)) => fs::write(path, content),
                Undo::Restore(path, Backup::File(backup_path)) => fs::rename(backup_path, path),
            };
        }
    }
}

/// Removes the folders below the output folder that are empty after the removal of files.
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

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::Plan;

    #[test]
    fn files_that_are_saved_while_others_are_renamed_stay() {
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        let read = |name: &str| fs::read_to_string(path(name)).ok();
        let plan = |name: &str| Plan::file(&path(name), "new").unwrap();
        let removal = Plan::without(&path("r")).unwrap();
        let write = |name: &str, text: &str| fs::write(path(name), text).unwrap();
        let applied = |meanwhile: &dyn Fn()| {
            ["a", "b", "r"].iter().for_each(|name| write(name, "old"));
            let _ = fs::remove_file(path("c"));
            let mut transaction = Transaction::default();
            for plan in [&plan("a"), &plan("b"), &plan("c"), &removal] {
                transaction.stage(&plan.compare().unwrap()).unwrap();
            }
            meanwhile();
            let result = transaction.commit().map_err(|problem| problem.message);
            (result, ["a", "b", "c", "r"].map(read))
        };
        let texts = |texts: [&str; 4]| texts.map(|text| Some(text.to_owned()).filter(|it| !it.is_empty()));
        let changed =
            |name: &str| Err(format!("`{}` changed while it was read; nothing was written", path(name).display()));
        assert_eq!(applied(&|| {}), (Ok(()), texts(["new", "new", "new", ""])));
        assert_eq!(applied(&|| write("b", "user")), (changed("b"), texts(["old", "user", "", "old"])));
        assert_eq!(applied(&|| write("c", "user")), (changed("c"), texts(["old", "old", "user", "old"])));
        assert_eq!(applied(&|| write("r", "user")), (changed("r"), texts(["old", "old", "", "user"])));
        assert_eq!(applied(&|| fs::remove_file(path("b")).unwrap()), (changed("b"), texts(["old", "", "", "old"])));
        // Another run of the same command.
        assert_eq!(applied(&|| write("b", "new")), (Ok(()), texts(["new", "new", "new", ""])));
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 3, "no staged file is left");
    }

    #[test]
    fn makes_backups_as_links_unless_they_might_be_permanent() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("a.rs");
        fs::write(&file, "a").unwrap();
        let is_link = || {
            let backup = backup(&file, Content(StoredContent::Current(file.clone()))).unwrap().unwrap();
            let is_link = matches!(backup, Backup::File(_));
            backup.discard();
            is_link
        };
        assert!(is_link());
        let in_memory = backup(&file, Content(StoredContent::Current(file.clone()))).unwrap().unwrap().in_memory();
        fs::write(&file, "b").unwrap();
        assert!(matches!(in_memory, Ok(Backup::Bytes(content)) if content == b"a"));
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o1777)).unwrap();
        assert!(!is_link());
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
    }
}
