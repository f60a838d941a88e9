//! Staged files, which are written beside their targets, because a rename within a folder is atomic, and the folders that were
//! created for them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::diagnostics;
use super::interrupts;
use super::staged::staged_name;
use protoward_source::Diagnostic;

/// The folders that were created for staged files. Empty ones are removed when the stage is dropped.
#[derive(Debug, Default)]
pub struct Stage {
    created: Mutex<Vec<PathBuf>>,
}

/// A file with a name from [`staged_name`]. Drop removes it, unless it was renamed.
#[derive(Debug)]
pub(super) struct StagedFile {
    path: PathBuf,
    /// Dropped after the file, because the file may be in a folder that was created for it.
    _stage: Arc<Stage>,
}

impl Stage {
    /// Creates a staged file beside its target, with the permissions of an existing target.
    pub(super) fn create(self: &Arc<Self>, target: &Path) -> Result<(File, StagedFile), Box<Diagnostic>> {
        let folder = target.parent().unwrap_or(Path::new(""));
        self.create_folder(folder).map_err(|error| diagnostics::cannot("create", folder, &error))?;
        let path = folder.join(staged_name());
        let cannot = |error: io::Error| diagnostics::cannot("write", target, &error);
        let file = interrupts::create_file(&path).map_err(cannot)?;
        let staged = StagedFile { path, _stage: Arc::clone(self) };
        if let Ok(found) = fs::metadata(target) {
            file.set_permissions(found.permissions()).map_err(cannot)?;
        }
        Ok((file, staged))
    }

    /// Creates a folder and its missing ancestors. The lock serializes threads that need the same folder.
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        let mut created = self.created.lock().unwrap_or_else(PoisonError::into_inner);
        let absent = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let missing: Vec<PathBuf> = folder.ancestors().take_while(absent).map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => {
                    interrupts::note_folder(&folder);
                    created.push(folder);
                }
                // Another program has created it in the meantime.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let created = self.created.get_mut().unwrap_or_else(PoisonError::into_inner);
        for folder in created.iter().rev() {
            // Fails for folders that are not empty, and those stay.
            let _ = fs::remove_dir(folder);
        }
        interrupts::forget_folders(created);
    }
}

impl StagedFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        // After a commit, no file has this name. Otherwise another error is being reported already.
        let _ = fs::remove_file(&self.path);
        interrupts::forget_file(&self.path);
    }
}
