//! Interrupts, such as Ctrl+C: staged files are removed, and renames that have begun are completed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

static TEMPORARY: Mutex<Temporary> =
    Mutex::new(Temporary { files: BTreeSet::new(), folders: Vec::new(), whole_folders: BTreeSet::new() });

/// Held while files are renamed.
static TRANSACTION: Mutex<()> = Mutex::new(());

/// The function of [`handle_interrupts_by`].
static HANDLE: OnceLock<fn()> = OnceLock::new();

struct Temporary {
    /// The files that exist until they are renamed.
    files: BTreeSet<PathBuf>,
    /// The folders that were created for these files, and may get others.
    folders: Vec<PathBuf>,
    /// Folders that are temporary with all their files.
    whole_folders: BTreeSet<PathBuf>,
}

/// A folder that an interrupt removes with all its files. Its owner removes it after this value was dropped.
#[derive(Debug)]
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Notes a folder that exists.
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

/// Sets the function that makes the process handle interrupts by [`clean_up`]. It is called before the first temporary file
/// is created, because most commands create none.
pub fn handle_interrupts_by(handle: fn()) {
    // A second function in a process is one of a test.
    let _ = HANDLE.set(handle);
}

/// Removes all temporary files, and calls `exit`, which ends the process. Other threads wait from then on when they stage or rename
/// files.
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

/// Starts the handling of interrupts, once.
fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| HANDLE.get().into_iter().for_each(|handle| handle()));
}

/// Returns the right to rename files, which an interrupt waits for.
pub(crate) fn transaction() -> MutexGuard<'static, ()> {
    TRANSACTION.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a file that must not exist. An interrupt removes it until [`forget_file`].
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    start();
    // The lock is held during the creation, so that no file is created after the others were removed.
    let mut temporary = temporary();
    let file = File::create_new(path)?;
    temporary.files.insert(path.to_owned());
    Ok(file)
}

/// Forgets a file that was renamed or removed.
pub(crate) fn forget_file(path: &Path) {
    temporary().files.remove(path);
}

/// Notes a folder that was created for staged files.
pub(crate) fn note_folder(folder: &Path) {
    temporary().folders.push(folder.to_owned());
}

/// Forgets the folders that were created for staged files.
pub(crate) fn forget_folders(folders: &[PathBuf]) {
    temporary().folders.retain(|folder| !folders.contains(folder));
}

fn temporary() -> MutexGuard<'static, Temporary> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}
