//! Files that do not exist, but would be found first if they did, and folders whose new files are compiled too.
//!
//! Cargo runs a build script again when a watched file changes, and it considers a missing file as changed in every
//! run. So a file that may be added later cannot be watched directly. For a folder, Cargo uses the newest modification
//! time of all that is below it, follows links, and ignores broken links.
//!
//! Where everyone may create links, the watched path is a folder of links, one for each missing file. It is beside
//! `OUT_DIR`, where Cargo keeps its own files about the build script. It is not in `OUT_DIR`, because people copy the
//! generated code, and `cp -rL` fails on a broken link.
//!
//! On Windows, only administrators and users in developer mode may create links. There, the watched paths are the folders
//! that would contain the files. A folder that holds `OUT_DIR` changes with each build, so it is never watched.

use std::fs::{self, File, FileTimes};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::SystemTime;

use super::cargo;
use protoward_source::paths;

/// The way to watch missing files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Links,
    Folders,
}

impl Method {
    const fn of_system() -> Self {
        if cfg!(unix) { Self::Links } else { Self::Folders }
    }
}

/// Returns the paths that Cargo has to watch for files with these names that would be found before those that were read.
pub(super) fn missing_paths<'a>(
    folders: &[PathBuf],
    names: impl Iterator<Item = &'a str>,
    out_dir: Option<&Path>,
) -> Vec<String> {
    let missing = missing(folders, names);
    remove_old_links(out_dir);
    shown(&watched(Method::of_system(), &missing, out_dir))
}

/// Returns the paths that Cargo has to watch for new files in a folder: the folder, or the folders in it that do not
/// hold `OUT_DIR`. Hidden folders are not compiled.
pub(super) fn folder_paths(folder: &Path, out_dir: Option<&Path>) -> Vec<String> {
    if is_watchable(folder, out_dir) {
        return shown(&[folder.to_owned()]);
    }
    let entries = fs::read_dir(here(folder)).into_iter().flatten().flatten();
    let visible = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let folders = visible.map(|entry| folder.join(entry.file_name()));
    shown(&unique(folders.filter(|path| path.is_dir() && is_watchable(path, out_dir)).collect()))
}

fn shown(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| paths::shown(path).to_string()).collect()
}

/// Returns the paths at which files with these names would be found first, in the order of `folders`.
fn missing<'a>(folders: &[PathBuf], names: impl Iterator<Item = &'a str>) -> Vec<PathBuf> {
    let mut missing = Vec::new();
    for name in names {
        let paths = folders.iter().map(|folder| folder.join(name));
        missing.extend(paths.take_while(|path| !path.is_file()).filter(|path| !path.exists()));
    }
    unique(missing)
}

fn unique(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Returns the paths to watch so that Cargo notices these files. If links cannot be created, these are folders, and
/// other changes in those folders count too.
fn watched(method: Method, missing: &[PathBuf], out_dir: Option<&Path>) -> Vec<PathBuf> {
    if missing.is_empty() {
        return Vec::new();
    }
    let place = out_dir.and_then(cargo::cargo_metadata_dir).filter(|_| method == Method::Links);
    match place.map(|place| links(missing, place)) {
        Some(Ok(folder)) => vec![folder],
        Some(Err(_)) | None => {
            let nearest = missing.iter().filter_map(|path| nearest_folder(path));
            unique(nearest.filter(|folder| is_watchable(folder, out_dir)).collect())
        }
    }
}

/// Returns `true` for a folder that does not change with each build, and is not a whole file system or drive.
fn is_watchable(folder: &Path, out_dir: Option<&Path>) -> bool {
    let Ok(folder) = here(folder).canonicalize() else { return false };
    let holds_output = out_dir.and_then(|out| out.canonicalize().ok()).is_some_and(|out| out.starts_with(&folder));
    !holds_output && folder.parent().is_some()
}

/// The name prefix of folders of links.
const PREFIX: &str = "protoward-absent-";

/// Removes the folders of links of earlier runs, once per process. Earlier versions created them in `OUT_DIR`.
fn remove_old_links(out_dir: Option<&Path>) {
    static REMOVED: Once = Once::new();
    REMOVED.call_once(|| {
        for place in out_dir.into_iter().chain(out_dir.and_then(cargo::cargo_metadata_dir)) {
            let entries = fs::read_dir(place).into_iter().flatten().flatten();
            let old = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()));
            // A folder that cannot be removed is harmless, because it is not watched.
            old.for_each(|entry| _ = fs::remove_dir_all(entry.path()));
        }
    });
}

/// Creates the folder of links. Its name is a hash of its contents, because a build script may make several calls.
fn links(missing: &[PathBuf], place: &Path) -> io::Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    missing.iter().for_each(|path| path.hash(&mut hasher));
    let folder = place.join(format!("{PREFIX}{:016x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    for (number, path) in missing.iter().enumerate() {
        link(&std::path::absolute(path)?, &folder.join(number.to_string()))?;
    }
    // Its modification time must not be that of this run, which would be later than the start of the build script.
    File::open(&folder)?.set_times(FileTimes::new().set_modified(SystemTime::UNIX_EPOCH))?;
    Ok(folder)
}

/// Creates a link to `target`, unless it exists already.
fn link(target: &Path, link: &Path) -> io::Result<()> {
    if fs::read_link(link).is_ok_and(|found| found == target) {
        return Ok(());
    }
    if link.symlink_metadata().is_ok() {
        fs::remove_file(link)?;
    }
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    Err(io::ErrorKind::Unsupported.into())
}

fn nearest_folder(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).map(here).find(|folder| folder.is_dir())
}

/// Returns the path of a folder, which is `.` for the empty path.
fn here(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    /// Creates include folders: `first` is empty, `second` contains `a.proto`, and `third` does not exist.
    fn folders() -> (tempfile::TempDir, Vec<PathBuf>) {
        let temp = tempfile::tempdir().unwrap();
        let folders = ["first", "second", "third"].map(|name| temp.path().join(name)).to_vec();
        folders[..2].iter().for_each(|folder| fs::create_dir(folder).unwrap());
        fs::write(folders[1].join("a.proto"), "").unwrap();
        (temp, folders)
    }

    #[test]
    fn lists_missing_files_before_the_found_one() {
        let (_temp, folders) = folders();
        let found = missing(&folders, ["a.proto"].into_iter());
        assert_eq!(found, [folders[0].join("a.proto")]);
        let nowhere = missing(&folders, ["b/c.proto"].into_iter());
        assert_eq!(nowhere.len(), 3, "a folder that is not there can come too");
    }

    /// Creates the output folder of Cargo for a build script, in a folder `target`.
    fn out_dir(root: &Path) -> PathBuf {
        let place = root.join("target/debug/build/a-0123");
        fs::create_dir_all(place.join("out")).unwrap();
        fs::write(place.join("invoked.timestamp"), "").unwrap();
        place.join("out")
    }

    #[cfg(unix)]
    #[test]
    fn links_are_broken_until_the_file_exists() {
        let (temp, folders) = folders();
        let missing = missing(&folders, ["a.proto"].into_iter());
        let out = out_dir(temp.path());
        let watched = watched(Method::Links, &missing, Some(&out));
        let folder = watched.first().unwrap();
        assert_eq!(folder.parent(), out.parent());
        assert_eq!(fs::metadata(folder).unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH);
        assert!(!folder.join("0").exists());
        fs::write(folders[0].join("a.proto"), "").unwrap();
        assert!(folder.join("0").exists());
    }

    #[test]
    fn watches_folders_without_a_place_for_links() {
        let (_temp, folders) = folders();
        let missing = missing(&folders, ["a.proto", "b/c.proto"].into_iter());
        let parent = folders[0].parent().unwrap().to_owned();
        assert_eq!(watched(Method::Links, &missing, None), [parent, folders[0].clone(), folders[1].clone()]);
    }

    #[test]
    fn watches_no_folder_that_holds_the_output_and_no_drive() {
        let (temp, folders) = folders();
        let missing = missing(&folders, ["a.proto", "b/c.proto"].into_iter());
        let out = out_dir(temp.path());
        // The third folder does not exist, and its parent holds `target`.
        assert_eq!(watched(Method::Folders, &missing, Some(&out)), [folders[0].clone(), folders[1].clone()]);
        let drive = temp.path().ancestors().last().unwrap().to_owned();
        assert!(watched(Method::Folders, &[drive.join("nowhere-at-all.proto")], Some(&out)).is_empty());
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 2, "no links are created");
    }

    #[test]
    fn watches_the_folders_beside_the_output() {
        let (temp, folders) = folders();
        fs::create_dir(temp.path().join(".git")).unwrap();
        let out = out_dir(temp.path());
        let shown = |path: &Path| path.display().to_string();
        assert_eq!(folder_paths(temp.path(), Some(&out)), [shown(&folders[0]), shown(&folders[1])]);
        assert_eq!(folder_paths(temp.path(), None), [shown(temp.path())]);
        assert_eq!(folder_paths(&folders[0], Some(&out)), [shown(&folders[0])]);
    }
}
