//! Files that are not there, and would be found first if they were.
//!
//! cargo runs a build script again when a file that it was told about changes, and takes one that is missing for
//! changed each time: there is no way to name a file that may come. But of a folder it takes the newest time of what is
//! in it, follows links, and passes over those that lead nowhere. So what it is told about is a folder of links, one to
//! each such file. It lies beside `OUT_DIR`, where cargo keeps its own notes about the build script: people copy what is
//! generated, and `cp -rL` fails on a link that leads nowhere.

use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::SystemTime;

use super::cargo;
use protoward_source::Sources;

/// What cargo is told about files that would be found before those that were read.
pub(super) fn told(
    folders: &[PathBuf],
    sources: &Sources,
    out_dir: Option<&Path>,
) -> impl Iterator<Item = String> + use<> {
    let absent = absent(folders, sources.iter().map(|(_, file)| &*file.name));
    remove_old_links(out_dir);
    watched(&absent, out_dir.and_then(cargo::notes)).into_iter().map(|path| path.display().to_string())
}

/// Where the files of these names would be found before they were, or at all, in the order of `folders`.
fn absent<'a>(folders: &[PathBuf], names: impl Iterator<Item = &'a str>) -> BTreeSet<PathBuf> {
    let mut absent = BTreeSet::new();
    for name in names {
        for path in folders.iter().map(|folder| folder.join(name)) {
            if path.is_file() {
                break;
            }
            if !path.exists() {
                absent.insert(path);
            }
        }
    }
    absent
}

/// What cargo is to be told so that it sees any of these files come. Where no links can be made, that is the folders
/// they would come into, and what else changes in those counts too.
fn watched(absent: &BTreeSet<PathBuf>, place: Option<&Path>) -> BTreeSet<PathBuf> {
    if absent.is_empty() {
        return BTreeSet::new();
    }
    match place.map(|place| links(absent, place)) {
        Some(Ok(folder)) => BTreeSet::from([folder]),
        Some(Err(_)) | None => BTreeSet::from_iter(absent.iter().filter_map(|path| nearest_folder(path))),
    }
}

/// What the names of folders of links begin with.
const PREFIX: &str = "protoward-absent-";

/// Removes, once in a run, the folders of links that earlier runs have made, with other include folders. Earlier versions had
/// them in `OUT_DIR`.
fn remove_old_links(out_dir: Option<&Path>) {
    static REMOVED: Once = Once::new();
    REMOVED.call_once(|| {
        for place in out_dir.into_iter().chain(out_dir.and_then(cargo::notes)) {
            let entries = fs::read_dir(place).into_iter().flatten().flatten();
            let old = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
            // One that cannot be removed is watched by nobody.
            old.for_each(|entry| _ = fs::remove_dir_all(entry.path()));
        }
    });
}

/// The folder of links. A build script may call several times, so it is called after what it holds.
fn links(absent: &BTreeSet<PathBuf>, place: &Path) -> io::Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    absent.iter().for_each(|path| path.hash(&mut hasher));
    let folder = place.join(format!("{PREFIX}{:016x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    for (number, path) in absent.iter().enumerate() {
        link(&std::path::absolute(path)?, &folder.join(number.to_string()))?;
    }
    // Its own time must not be that of this run, which would be later than the start of the build script.
    File::open(&folder)?.set_times(FileTimes::new().set_modified(SystemTime::UNIX_EPOCH))?;
    Ok(folder)
}

/// Leads from `link` to `target`; one that does already stays as it is.
fn link(target: &Path, link: &Path) -> io::Result<()> {
    if fs::read_link(link).is_ok_and(|found| found == target) {
        return Ok(());
    }
    if link.symlink_metadata().is_ok() {
        fs::remove_file(link)?;
    }
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    return std::os::windows::fs::symlink_file(target, link);
    #[cfg(not(any(unix, windows)))]
    Err(io::ErrorKind::Unsupported.into())
}

fn nearest_folder(path: &Path) -> Option<PathBuf> {
    let here = |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    path.ancestors().skip(1).map(here).find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    /// `first` is empty, `second` has `a.proto`.
    fn folders() -> (tempfile::TempDir, Vec<PathBuf>) {
        let temp = tempfile::tempdir().unwrap();
        let folders = ["first", "second", "third"].map(|name| temp.path().join(name)).to_vec();
        folders[..2].iter().for_each(|folder| fs::create_dir(folder).unwrap());
        fs::write(folders[1].join("a.proto"), "").unwrap();
        (temp, folders)
    }

    #[test]
    fn what_lies_before_the_file_that_was_found_is_absent() {
        let (_temp, folders) = folders();
        let found = absent(&folders, ["a.proto"].into_iter());
        assert_eq!(found, BTreeSet::from([folders[0].join("a.proto")]));
        let nowhere = absent(&folders, ["b/c.proto"].into_iter());
        assert_eq!(nowhere.len(), 3, "a folder that is not there can come too");
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_until_the_file_comes() {
        let (temp, folders) = folders();
        let absent = absent(&folders, ["a.proto"].into_iter());
        let watched = watched(&absent, Some(temp.path()));
        let folder = watched.first().unwrap();
        assert_eq!(fs::metadata(folder).unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH);
        assert!(!folder.join("0").exists());
        fs::write(folders[0].join("a.proto"), "").unwrap();
        assert!(folder.join("0").exists());
    }

    #[test]
    fn without_a_place_for_links_folders_are_watched() {
        let (_temp, folders) = folders();
        let absent = absent(&folders, ["a.proto", "b/c.proto"].into_iter());
        let parent = folders[0].parent().unwrap().to_owned();
        assert_eq!(watched(&absent, None), BTreeSet::from([parent, folders[0].clone(), folders[1].clone()]));
    }
}
