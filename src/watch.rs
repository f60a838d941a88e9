//! Detection of changed files by polling. Polling works on every file system, and checking thousands of files takes
//! milliseconds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use super::console::Console;
use super::diagnostics;
use super::input::InputArgs;
use super::outcome::Outcome;
use protoward_inputs::{ArchiveInput, ImageInput, Input, Location};
use protoward_source::paths::shown;
use protoward_workspace::folder_around;

/// The time between two looks at the files.
const PAUSE: Duration = Duration::from_millis(200);

/// The time without changes after which a group of writes is considered complete.
const SETTLED: Duration = Duration::from_millis(60);

/// Folders that are never watched.
const SKIPPED: &[&str] = &[".git", "target", "node_modules"];

/// Names of files, other than schemas, that results depend on.
const CONFIGURATIONS: &[&str] = &[
    "protoward.toml",
    "protoward.lock",
    "protoward.ledger",
    "protoward.approvals.toml",
    "buf.yaml",
    "buf.lock",
    "buf.work.yaml",
    "buf.gen.yaml",
];

/// The files that the result of a command depends on.
#[derive(Debug, Default)]
pub(super) struct WatchedPaths {
    /// Folders to watch for schemas and configurations, including subfolders.
    pub(super) folders: Vec<PathBuf>,
    /// Further files, whatever their names are: images, archives, templates, the file of `--config`.
    pub(super) files: Vec<PathBuf>,
}

/// The metadata that identifies a version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// The inode, because many programs replace a file by renaming.
    identity: u64,
}

/// The metadata of all watched files.
type FileStamps = BTreeMap<PathBuf, Stamp>;

/// Runs `work`, and again after each change, until stdout is closed. Prints the names of changed files.
///
/// The watched files are determined again before each run, because they may have changed too. Changes during a run
/// are not missed. The command fails if its input can be read only once, or if its output is a document, which has one
/// result.
pub(super) fn run(
    input: &InputArgs,
    console: &mut Console,
    places: impl Fn() -> WatchedPaths,
    mut work: impl FnMut(&mut Console),
) -> Outcome {
    let problem = match () {
        () if input.is_stdin() => Some(diagnostics::watched_stdin()),
        () if console.writes_document() => Some(diagnostics::watched_document()),
        () => None,
    };
    if let Some(problem) = problem {
        console.problem(problem);
        return Outcome::Failed;
    }
    let mut places_now = places();
    let mut before = places_now.look();
    loop {
        work(console);
        if console.is_closed() {
            return Outcome::Fine;
        }
        console.print_status("waiting for changes; Ctrl-C ends it");
        let changed = until_changed(&places_now, &before);
        console.reset();
        if let Some(first) = changed.first() {
            let more = changed.len() - 1;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            console.print_status(&format!("\n{}{more} changed", shown(first)));
        }
        places_now = places();
        before = places_now.look();
    }
}

/// Waits until files have changed and the changes have settled, and returns the changed files.
fn until_changed(places: &WatchedPaths, before: &FileStamps) -> Vec<PathBuf> {
    loop {
        thread::sleep(PAUSE);
        let mut now = places.look();
        while now != *before {
            thread::sleep(SETTLED);
            let again = places.look();
            if again == now {
                return differences(before, &now);
            }
            now = again;
        }
    }
}

fn differences(before: &FileStamps, now: &FileStamps) -> Vec<PathBuf> {
    let all = before.keys().chain(now.keys().filter(|path| !before.contains_key(*path)));
    let mut all: Vec<PathBuf> = all.filter(|path| before.get(*path) != now.get(*path)).cloned().collect();
    all.sort_unstable();
    all
}

impl WatchedPaths {
    /// Adds the files of an input. Committed files are left out, because they do not change.
    pub(super) fn add_input(&mut self, reference: &str) {
        match Input::parse(reference) {
            Ok(Input::Folder(folder)) => self.folders.push(folder_around(&folder)),
            Ok(Input::File(file) | Input::Package(file)) => {
                self.folders.push(folder_around(file.parent().unwrap_or(&file)))
            }
            Ok(
                Input::Image(ImageInput { from: Location::Path(path), .. })
                | Input::Archive(ArchiveInput { from: Location::Path(path), .. }),
            ) => self.files.push(path),
            Ok(Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } | Input::Staged { .. })
            | Err(_) => {}
        }
    }

    fn look(&self) -> FileStamps {
        let below = self.folders.iter().flat_map(|folder| of_interest(folder));
        let files = below.chain(self.files.iter().cloned());
        // Folders may contain each other under different spellings.
        let files = files.map(|path| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path));
        files.filter_map(|path| stamp(&path).map(|stamp| (path, stamp))).collect()
    }
}

/// Returns the schemas and configurations below a folder.
fn of_interest(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let is_skipped = |name: &std::ffi::OsStr| SKIPPED.iter().any(|skipped| name == *skipped);
    let walk = WalkDir::new(folder).into_iter();
    let walk = walk
        .filter_entry(move |entry| entry.depth() == 0 || !entry.file_type().is_dir() || !is_skipped(entry.file_name()));
    let files = walk.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    files.map(walkdir::DirEntry::into_path).filter(|path| {
        let is_configuration = CONFIGURATIONS.iter().any(|name| path.file_name().is_some_and(|it| it == *name));
        is_configuration || path.extension().is_some_and(|ending| ending == "proto")
    })
}

/// `None` if there is no such file.
fn stamp(path: &Path) -> Option<Stamp> {
    let found = path.metadata().ok()?;
    #[cfg(unix)]
    let identity = std::os::unix::fs::MetadataExt::ino(&found);
    #[cfg(not(unix))]
    let identity = 0;
    Some(Stamp { modified: found.modified().ok(), length: found.len(), identity })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn reports_changed_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("a/target")).unwrap();
        for name in ["a/a.proto", "a/target/skipped.proto", "a/other.txt", "a/buf.gen.yaml", "gone.proto"] {
            fs::write(path(name), "").unwrap();
        }
        let places =
            WatchedPaths { folders: vec![folder.path().to_owned()], files: vec![path("a/other.txt"), path("new.txt")] };
        let before = places.look();
        let seen = |look: &FileStamps| -> Vec<PathBuf> { look.keys().cloned().collect() };
        assert_eq!(seen(&before), ["a/a.proto", "a/buf.gen.yaml", "a/other.txt", "gone.proto"].map(path));
        fs::write(path("a/a.proto"), "changed").unwrap();
        fs::write(path("new.txt"), "").unwrap();
        fs::remove_file(path("gone.proto")).unwrap();
        assert_eq!(differences(&before, &places.look()), ["a/a.proto", "gone.proto", "new.txt"].map(path));
    }
}
