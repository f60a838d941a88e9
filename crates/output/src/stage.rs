//! Files that wait beside those that they are to replace, and the folders that were made for them.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::diagnostics;
use super::staged::staged_name;
use protoward_source::Diagnostic;

/// The folders that were made for staged files. Empty ones are removed with the last copy of the stage.
#[derive(Debug, Default)]
pub struct Stage {
    made: Mutex<Vec<PathBuf>>,
}

/// A file under the name of [`staged_name`]; it is removed if nothing has renamed it.
#[derive(Debug)]
pub(super) struct StagedFile {
    path: PathBuf,
    /// Removed after the file, as it may be in a folder that was made for it.
    _stage: Arc<Stage>,
}

impl Stage {
    /// Creates a file beside the one that it is to replace, with the permissions of that one.
    pub(super) fn create(self: &Arc<Self>, target: &Path) -> Result<(File, StagedFile), Box<Diagnostic>> {
        let folder = target.parent().unwrap_or(Path::new(""));
        self.create_folder(folder).map_err(|error| diagnostics::cannot("create", folder, &error))?;
        let path = folder.join(staged_name());
        let cannot = |error: io::Error| diagnostics::cannot("write", target, &error);
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(cannot)?;
        let staged = StagedFile { path, _stage: Arc::clone(self) };
        if let Ok(found) = fs::metadata(target) {
            file.set_permissions(found.permissions()).map_err(cannot)?;
        }
        Ok((file, staged))
    }

    /// Several threads may be in need of one folder: they take turns.
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let absent = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let missing: Vec<PathBuf> = folder.ancestors().take_while(absent).map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => made.push(folder),
                // Another program was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        for folder in made.iter().rev() {
            // Folders that hold something stay.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl StagedFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        // After a commit there is nothing under this name. Otherwise something is wrong already, and is being reported.
        let _ = fs::remove_file(&self.path);
    }
}
