//! Cleanup after an interrupt, such as Ctrl+C: staged files are removed, and renames that have begun are completed or undone.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

static TEMPORARY: Mutex<Temporary> =
    Mutex::new(Temporary { files: BTreeSet::new(), folders: Vec::new(), whole_folders: BTreeSet::new() });

/// Held while files are renamed, and from the start of [`clean_up`] on.
static TRANSACTION: Mutex<()> = Mutex::new(());

/// The function of [`handle_interrupts_by`].
static HANDLE: OnceLock<fn()> = OnceLock::new();

/// The files and folders that an interrupt removes.
struct Temporary {
    /// Staged files, which exist until they are renamed.
    files: BTreeSet<PathBuf>,
    /// The folders that were created for staged files. They are removed if they are empty.
    folders: Vec<PathBuf>,
    /// The folders that are removed with all their files.
    whole_folders: BTreeSet<PathBuf>,
}

/// The registration of a folder: until it is dropped, an interrupt removes the folder with all its files.
#[derive(Debug)]
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Registers an existing folder.
    pub fn note(folder: &Path) -> Self {
        start();
        temporary().whole_folders.insert(folder.to_owned());
        Self(folder.to_owned())
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        temporary().whole_folders.remove(&self.0);
    }
}

/// Sets the function that makes the process handle interrupts by [`clean_up`]. It is only called before the first temporary file is
/// created, because most commands create none.
pub fn handle_interrupts_by(handle: fn()) {
    // Only tests set it again; the first function stays.
    let _ = HANDLE.set(handle);
}

/// Removes all temporary files, and calls `exit`, which ends the process. Threads that stage or rename files wait meanwhile.
///
/// ```standalone_crate
/// use std::sync::Arc;
/// use protoward_output::{Plan, clean_up};
///
/// # let temp = tempfile::tempdir().unwrap();
/// # let folder = temp.path();
/// let mut plan = Plan::generated(folder.join("gen")).staged(&Arc::default());
/// plan.add("user/v1.rs", "// @generated\n")?;
/// assert_eq!(std::fs::read_dir(folder.join("gen/user")).map(Iterator::count).ok(), Some(1));
/// clean_up(|| assert!(!folder.join("gen").exists()));
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
pub fn clean_up(exit: impl FnOnce()) {
    let _transaction = transaction();
    let temporary = temporary();
    for file in &temporary.files {
        let _ = fs::remove_file(file);
    }
    for folder in temporary.folders.iter().rev() {
        // Fails for folders that are not empty, and those stay.
        let _ = fs::remove_dir(folder);
    }
    for folder in &temporary.whole_folders {
        let _ = fs::remove_dir_all(folder);
    }
    exit();
}

/// Calls the function of [`handle_interrupts_by`], once.
fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| HANDLE.get().into_iter().for_each(|handle| handle()));
}

/// Returns a guard for the renames of a transaction. An interrupt waits for its end.
pub(crate) fn transaction() -> MutexGuard<'static, ()> {
    TRANSACTION.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a file that must not exist yet, and registers it until [`forget_file`].
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    start();
    // Held during the creation, so that no file is created after an interrupt has removed the others.
    let mut temporary = temporary();
    let file = File::create_new(path)?;
    temporary.files.insert(path.to_owned());
    Ok(file)
}

/// Unregisters a file that was renamed or removed.
pub(crate) fn forget_file(path: &Path) {
    temporary().files.remove(path);
}

/// Registers a folder that was created for staged files.
pub(crate) fn note_folder(folder: &Path) {
    temporary().folders.push(folder.to_owned());
}

/// Unregisters folders that were created for staged files.
pub(crate) fn forget_folders(folders: &[PathBuf]) {
    temporary().folders.retain(|folder| !folders.contains(folder));
}

fn temporary() -> MutexGuard<'static, Temporary> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}
